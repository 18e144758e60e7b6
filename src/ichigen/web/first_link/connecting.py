"""Step ①: what the connection check says, and the shop's own facts."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext

from ichigen.domain.permissions import Action
from ichigen.services.accounts.application_sheet import application_sheet, compare
from ichigen.services.accounts.shop_settings import keep_shop_settings, shop_settings
from ichigen.services.first_link.steps import Step
from ichigen.services.views.account_detail import account_detail
from ichigen.web.first_link.frame import answer, link_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import say
from ichigen.web.ui.standing import post_of
from ichigen.web.ui.tables import whole

#: Characters of a pasted form that are looked at.
PASTED = 5000


@allowed(Action.ACCOUNT_EDIT)
def connect(request: StaffRequest, account_id: int) -> HttpResponse:
    """接続情報, with アカウント名, メール送信元 and 店舗紐付け."""
    link = link_or_404(account_id)
    context: dict[str, object] = {
        "account": account_detail(account_id, timezone.now()),
        "settings": shop_settings(account_id),
    }
    context["sheet"] = application_sheet(account_id)
    if request.method != "POST":
        return answer(request, link, Step.CONNECT, context)
    post = request.POST
    places = [whole(value, 0, least=0) for value in post.getlist("location")]
    label, mail_from = post.get("label", ""), post.get("mail_from", "")
    refusal = keep_shop_settings(account_id, label, mail_from, places, request.user.pk)
    if refusal is not None:
        context |= {"typed": {"label": label, "mail_from": mail_from}, "problem": refusal.code}
        return answer(request, link, Step.CONNECT, context, refused=gettext(refusal.message), status=422)
    text = gettext("このECアカウントの設定を保存しました。")
    return say(request, redirect("first_link:connect", account_id=account_id), text)


@allowed(Action.ACCOUNT_EDIT)
@post_of("first_link:connect", "account_id")
def compare_sheet(request: StaffRequest, account_id: int) -> HttpResponse:
    """Hold what was typed into a mall's application form against the account's values; nothing is stored (R1-52)."""
    link_or_404(account_id)
    found = compare(application_sheet(account_id).rows, request.POST.get("pasted", "")[:PASTED])
    return render(request, "first_link/compared.html", {"compared": found})
