"""`Idempotency-Key` on everything that writes."""

import json
import re
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Concatenate, ParamSpec

from django.http import HttpResponse
from pydantic import BaseModel

from ichigen.api.access import JSON, ApiRequest
from ichigen.api.problems import MEDIA_TYPE, Problem, told
from ichigen.services.idempotency import Answer, KeyInUse, KeyReused, answer_once

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,255}")

Rest = ParamSpec("Rest")


def once(
    status: int,
) -> Callable[
    [Callable[Concatenate[ApiRequest, Rest], BaseModel]], Callable[Concatenate[ApiRequest, Rest], HttpResponse]
]:
    """Run a view in one transaction with the memory of its key; its answer has `status`.

    A refusal is remembered too. What was wrong with the request itself is not: it never began.
    """

    def decorate(
        view: Callable[Concatenate[ApiRequest, Rest], BaseModel],
    ) -> Callable[Concatenate[ApiRequest, Rest], HttpResponse]:
        @wraps(view)
        def run(request: ApiRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
            def effect() -> Answer:
                try:
                    return Answer(status, view(request, *args, **kwargs).model_dump_json())
                except Problem as problem:
                    return Answer(problem.status, json.dumps(told(request, problem), ensure_ascii=False))

            return _answered(request, effect)

        return run

    return decorate


def _answered(request: ApiRequest, effect: Callable[[], Answer]) -> HttpResponse:
    key = request.headers.get(HEADER, "").strip()
    if not KEY.fullmatch(key):
        raise Problem("idempotency-key-missing")
    try:
        answer = answer_once(request.auth.token_id, key, _fingerprint(request), effect)
    except KeyInUse:
        raise Problem("idempotency-key-in-use", headers={"Retry-After": "1"}) from None
    except KeyReused:
        raise Problem("idempotency-key-reused") from None
    response = HttpResponse(answer.body, status=answer.status, content_type=JSON if answer.status < 400 else MEDIA_TYPE)
    if answer.replayed:
        response[REPLAYED] = "true"
    return response


def _fingerprint(request: ApiRequest) -> str:
    """Digest of what is asked for: the order of members and the blanks between them do not matter."""
    body = json.dumps(json.loads(request.body), sort_keys=True)
    return sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()
