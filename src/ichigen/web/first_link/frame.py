"""What every step shows: the account, the steps, the state of brake and stop switch."""

from collections.abc import Mapping

from django.http import Http404, HttpResponse

from ichigen.services.first_link.steps import FirstLink, Step, StepState, first_link
from ichigen.web.ui.access import StaffRequest
from ichigen.web.ui.answers import page


def link_or_404(account_id: int) -> FirstLink:
    """Return how far the account is."""
    found = first_link(account_id)
    if found is None:
        raise Http404
    return found


def answer(
    request: StaffRequest,
    link: FirstLink,
    step: Step,
    context: Mapping[str, object],
    *,
    part: str = "",
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw one step; its own state says why it is not ready."""
    states = {state.step: state for state in link.steps}
    whole = {
        "link": link,
        "step": states[step],
        "blocked": _blocked(link, step),
        "after": next_step(step),
        "refused": refused,
        **context,
    }
    return page(request, f"first_link/{step}.html", whole, part=part, status=status)


def next_step(step: Step) -> str:
    """The name of the step that follows, empty after the last."""
    steps = list(Step)
    place = steps.index(step) + 1
    return steps[place] if place < len(steps) else ""


def _blocked(link: FirstLink, step: Step) -> StepState | None:
    """The first step in front of this one that is not done: this one is not ready before it is."""
    before = link.steps[: list(Step).index(step)]
    return next((state for state in before if not state.done), None)
