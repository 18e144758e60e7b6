"""購入者へのメール: the mail server of an account, and a test of it (R1-23, R1-28)."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters

from ichigen.domain.permissions import Action
from ichigen.services.accounts.mail_server import MailServerView, save_mail_server, send_test
from ichigen.services.alerts.smtp import MailServer
from ichigen.services.views.account_detail import AccountDetail
from ichigen.services.views.alerts import security_choices
from ichigen.web.accounts.views import account_or_404
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


def _security() -> list[tuple[str, str]]:
    return [(value, gettext(label)) for value, label in security_choices()]


class MailServerForm(forms.Form):
    """The server; the password is never drawn back."""

    host = forms.CharField(
        label=_("メールサーバー（SMTP）"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("空欄にすると、「通知」のメールのサーバーから送ります。"),
    )
    port = forms.IntegerField(label=_("ポート"), min_value=1, max_value=65535)
    security = forms.ChoiceField(
        label=_("暗号化"), choices=_security, help_text=_("587 は STARTTLS、465 は TLS が一般的です。")
    )
    user = forms.CharField(
        label="SMTP ID", max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("SMTPパスワード"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("暗号化して保存し、画面には二度と表示しません。変えないときは空欄のままにします。"),
    )


@sensitive_post_parameters("password")
@allowed(Action.ACCOUNT_EDIT)
def server(request: StaffRequest, account_id: int) -> HttpResponse:
    """Show the server of an account; take a new one."""
    account = account_or_404(account_id)
    if request.method != "POST":
        return _answer(request, account, _form(account.mail))
    form = MailServerForm(request.POST)
    if not form.is_valid():
        return _answer(request, account, form, status=422)
    save_mail_server(account_id, MailServer(**form.cleaned_data), request.user.pk)
    return say(request, redirect("accounts:mail", account_id=account_id), gettext("保存しました。"))


@allowed(Action.ACCOUNT_EDIT)
@post_of("accounts:mail", "account_id")
def test(request: StaffRequest, account_id: int) -> HttpResponse:
    """Send a test mail to the account's own メール送信元."""
    account_or_404(account_id)
    back = redirect("accounts:mail", account_id=account_id)
    refusal = send_test(account_id, request.user.pk)
    if refusal is not None:
        return say(request, back, gettext(refusal.message), tone="failed")
    return say(request, back, gettext("テストメールを送りました。届いたか確認してください。"))


def _form(mail: MailServerView) -> MailServerForm:
    # A server of the mall that is only offered stays out of the form: saving without a look would choose it.
    offered = mail.own or (mail.relay is not None and mail.relay.required)
    initial = {"host": mail.host if offered else "", "port": mail.port, "security": mail.security, "user": mail.user}
    return MailServerForm(initial=initial)


def _answer(request: StaffRequest, account: AccountDetail, form: MailServerForm, status: int = 200) -> HttpResponse:
    return page(request, "accounts/mail.html", {"account": account, "form": form}, status=status)
