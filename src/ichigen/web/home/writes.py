"""全モールへの書込みを停止, and 再開."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.permissions import Action
from ichigen.services.installation.stop_writes import resume_writes, stop_writes
from ichigen.services.views.frame import writing
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


class StopForm(forms.Form):
    """Why everything stops; everybody reads it."""

    reason = forms.CharField(
        label=_("停止する理由"),
        max_length=200,
        error_messages={"required": _("停止する理由を入力してください。全員の画面と操作履歴に表示します。")},
    )


@allowed(Action.WRITES_STOP)
def state(request: StaffRequest) -> HttpResponse:
    """The switch as a page of its own."""
    return _answer(request, StopForm())


@allowed(Action.WRITES_STOP)
@post_of("home:writes")
def stop(request: StaffRequest) -> HttpResponse:
    """Stop every write to every mall."""
    form = StopForm(request.POST)
    if not form.is_valid():
        return _answer(request, form, status=422)
    refusal = stop_writes(form.cleaned_data["reason"], request.user.pk)
    if refusal is not None:
        return _answer(request, form, refused=gettext(refusal.message), status=409)
    return say(request, _back(request), gettext("全モールへの書込みを停止しました。"))


@allowed(Action.WRITES_STOP)
@post_of("home:writes")
def resume(request: StaffRequest) -> HttpResponse:
    """Let writes go again."""
    refusal = resume_writes(request.user.pk)
    if refusal is not None:
        return _answer(request, StopForm(), refused=gettext(refusal.message), status=409)
    return say(request, _back(request), gettext("全モールへの書込みを再開しました。待っていた変更を送信します。"))


def _answer(request: StaffRequest, form: StopForm, *, refused: str = "", status: int = 200) -> HttpResponse:
    context = {"stop_form": form, "writing": writing(), "refused": refused}
    return page(request, "home/writes.html", context, status=status)


def _back(request: StaffRequest) -> HttpResponse:
    """To the page the button was pressed on."""
    address = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(address if local else "home:home")
