"""CSV: what a person does with a file."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.sheets.apply import start_apply
from ichigen.services.sheets.refusal import SheetsRefused
from ichigen.services.sheets.state import drop_import, resume_import, stop_import
from ichigen.services.sheets.undo import start_undo
from ichigen.services.sheets.upload import Upload, bring_in
from ichigen.services.stock.refusal import StockRefused
from ichigen.web.sheets.forms import ApplyForm, BringForm
from ichigen.web.sheets.views import import_answer, import_or_404, list_answer
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.standing import post_of


@allowed(Action.CSV_IMPORT)
@post_of("sheets:list")
def bring(request: StaffRequest) -> HttpResponse:
    """Bring a file in; it is read and shown before anything changes."""
    form = BringForm(request.POST, request.FILES)
    if not form.is_valid():
        return list_answer(request, form, status=422)
    values = form.cleaned_data
    upload = Upload(
        values["kind"],
        values["file"].name,
        values["file"].read(),
        values["location"],
        values["reason"],
        values["empty_clears"],
    )
    try:
        made = bring_in(upload, request.user.pk)
    except (SheetsRefused, StockRefused) as refusal:
        return list_answer(request, form, refused=gettext(refusal.message), status=422)
    return redirect("sheets:import", import_id=made)


@allowed(Action.CSV_IMPORT)
@post_of("sheets:import", "import_id")
def apply(request: StaffRequest, import_id: int) -> HttpResponse:
    """Take the rows in."""
    found = import_or_404(import_id)
    form = ApplyForm(request.POST, wants_reason=found.wants_reason)
    if not form.is_valid():
        return import_answer(request, found, form=form, status=422)
    policy, reason = form.cleaned_data["policy"], form.cleaned_data.get("reason", "")
    return _try(
        request,
        import_id,
        lambda: start_apply(import_id, policy, request.user.pk, reason),
        gettext("取込を始めました。"),
    )


@allowed(Action.CSV_IMPORT)
@post_of("sheets:import", "import_id")
def undo(request: StaffRequest, import_id: int) -> HttpResponse:
    """Take back what it did."""
    import_or_404(import_id)
    return _try(request, import_id, lambda: start_undo(import_id, request.user.pk), gettext("取消を始めました。"))


@allowed(Action.CSV_IMPORT)
@post_of("sheets:import", "import_id")
def drop(request: StaffRequest, import_id: int) -> HttpResponse:
    """Do nothing with it."""
    import_or_404(import_id)
    return _try(request, import_id, lambda: drop_import(import_id), gettext("取込をやめました。何も変更していません。"))


@allowed(Action.CSV_IMPORT)
@post_of("sheets:import", "import_id")
def stop(request: StaffRequest, import_id: int) -> HttpResponse:
    """Stop the long job."""
    import_or_404(import_id)
    return _try(request, import_id, lambda: stop_import(import_id), gettext("止めました。済んだ行はそのままです。"))


@allowed(Action.CSV_IMPORT)
@post_of("sheets:import", "import_id")
def resume(request: StaffRequest, import_id: int) -> HttpResponse:
    """Go on where it stopped."""
    import_or_404(import_id)
    return _try(request, import_id, lambda: resume_import(import_id, request.user.pk), gettext("続きから始めました。"))


def _try(request: StaffRequest, import_id: int, act: Callable[[], None], text: str) -> HttpResponse:
    try:
        act()
    except (SheetsRefused, StockRefused) as refusal:
        return import_answer(request, import_or_404(import_id), refused=gettext(refusal.message), status=409)
    if not request.htmx:
        return say(request, redirect("sheets:import", import_id=import_id), text)
    return say(request, import_answer(request, import_or_404(import_id)), text)
