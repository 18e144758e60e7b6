"""APIトークン: the list, a new one (shown once), taking one back."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from ichigen.domain.api_scopes import SCOPE_LABELS, Scope
from ichigen.domain.permissions import Action
from ichigen.services.api_tokens.issue import Issued, issue_token
from ichigen.services.api_tokens.revoke import revoke_token
from ichigen.services.views.api_tokens import api_tokens
from ichigen.web.api_tokens.forms import TokenForm
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(Action.API_MANAGE)
def tokens(request: StaffRequest) -> HttpResponse:
    """Every token; a POST makes one. It stands in that answer and nowhere else."""
    if request.method != "POST":
        return _answer(request, TokenForm())
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _answer(request, form, status=422)
    values = form.cleaned_data
    scopes = [Scope(value) for value in values["scopes"]]
    return _answer(
        request, TokenForm(), issue_token(values["name"], scopes, values["valid_days"], request.user.pk), status=201
    )


@require_POST
@allowed(Action.API_MANAGE)
def revoke(request: StaffRequest, token_id: int) -> HttpResponse:
    """Take a token back."""
    if not revoke_token(token_id, request.user.pk):
        raise Http404
    return say(request, redirect("api_tokens:list"), gettext("トークンを取り消しました。"))


def _answer(request: StaffRequest, form: TokenForm, issued: Issued | None = None, status: int = 200) -> HttpResponse:
    rows = [(row, [SCOPE_LABELS[Scope(scope)] for scope in row.scopes if scope in set(Scope)]) for row in api_tokens()]
    return page(request, "api_tokens/list.html", {"rows": rows, "form": form, "issued": issued}, status=status)
