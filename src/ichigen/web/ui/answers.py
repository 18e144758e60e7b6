"""Whole page or fragment, and the short message that follows an action."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django_htmx.http import trigger_client_event

from ichigen.web.ui.access import StaffRequest


def wants_fragment(request: StaffRequest) -> bool:
    """True where htmx asks for a part; a restore of the browser's history needs the whole page."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page(
    request: StaffRequest, template: str, context: Mapping[str, object], *, part: str = "", status: int = 200
) -> HttpResponse:
    """Answer the whole page, or the template `part` where htmx asks for it. Same address for both."""
    wanted = part if part and wants_fragment(request) else template
    answer = render(request, wanted, dict(context), status=status)
    answer["Vary"] = "HX-Request"
    answer["Cache-Control"] = "no-store"
    return answer


def say(request: StaffRequest, answer: HttpResponse, text: str, *changed: str, tone: str = "done") -> HttpResponse:
    """Announce `text` and that the parts named `changed` are to be drawn again; kept for the next page without htmx."""
    if not request.htmx:
        messages.add_message(request, messages.SUCCESS if tone == "done" else messages.ERROR, text)
        return answer
    trigger_client_event(answer, "toast", {"text": text, "tone": tone}, after="settle")
    for name in changed:
        trigger_client_event(answer, name, {}, after="settle")
    return answer
