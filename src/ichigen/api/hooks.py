"""Where the malls post their news: an address per account, not to be guessed. A slow answer counts as none."""

import re
import time
from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ichigen.mallkit.signals import Delivery
from ichigen.services.signals.receive import Received, receive_delivery

#: What the mall is told. A delivery that is known or of no concern was delivered all the same.
ANSWERS: Mapping[Received, int] = {
    Received.KEPT: 204,
    Received.KNOWN: 204,
    Received.NO_CONCERN: 204,
    Received.NOT_PROVED: 401,
    Received.NO_ACCOUNT: 404,
}


_HOOK_KEY = re.compile(r"[\w-]{20,64}", re.ASCII)


@csrf_exempt
@require_POST
def receive(request: HttpRequest, hook_key: str) -> HttpResponse:
    """Keep the news and wake the loops; the signature stands in for a session."""
    if not _HOOK_KEY.fullmatch(hook_key):
        return HttpResponse(status=404)
    try:
        body = request.body
    except RequestDataTooBig:
        return HttpResponse(status=413)
    headers = {name.lower(): value for name, value in request.headers.items()}
    return HttpResponse(status=ANSWERS[receive_delivery(hook_key, Delivery(headers, body, time.time()))])
