"""The forms of 通知. Secrets are never drawn back."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.alerts import ChannelView, security_choices

MOST_RECIPIENTS = 20

#: Both forms are on one page.
MAIL, HOOK = "mail", "hook"


def _security() -> list[tuple[str, str]]:
    return [(value, gettext(label)) for value, label in security_choices()]


class Recipients(forms.CharField):
    """Mail addresses, separated by commas, blanks or lines."""

    widget = forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "autocomplete": "off"})

    def clean(self, value: Any) -> tuple[str, ...]:
        """Return the addresses, each once."""
        text = super().clean(value)
        found = tuple(dict.fromkeys(part for part in re.split(r"[\s,、;]+", text) if part))
        if len(found) > MOST_RECIPIENTS:
            raise ValidationError(_("宛先は20件までです。"))
        for address in found:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("メールアドレスの形式が違います: %(address)s"), params={"address": address}
                ) from None
        return found


class MailForm(forms.Form):
    """Where mails are handed over, and to whom they go."""

    on = forms.BooleanField(label=_("メールで通知する"), required=False)
    host = forms.CharField(
        label=_("メールサーバー（SMTP）"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    port = forms.IntegerField(label=_("ポート"), min_value=1, max_value=65535, initial=587)
    security = forms.ChoiceField(
        label=_("暗号化"), choices=_security, help_text=_("587 は STARTTLS、465 は TLS が一般的です。")
    )
    user = forms.CharField(
        label=_("ユーザー名"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("パスワード"),
        max_length=500,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("暗号化して保存し、画面には二度と表示しません。変えないときは空欄のままにします。"),
    )
    sender = forms.EmailField(label=_("差出人"), max_length=254, required=False)
    recipients = Recipients(
        label=_("宛先"), max_length=3000, required=False, help_text=_("複数のときは改行で区切ります。")
    )

    def clean(self) -> dict[str, Any]:
        """Switched on, it needs a server, a sender and somebody to write to."""
        values = super().clean() or self.cleaned_data
        if values.get("on"):
            for name in ("host", "sender", "recipients"):
                if name not in self.errors and not values.get(name):
                    self.add_error(name, _("メールで通知するには入力が必要です。"))
        return values


class WebhookForm(forms.Form):
    """Where signed messages are posted."""

    on = forms.BooleanField(label=_("Webhookで通知する"), required=False)
    url = forms.CharField(
        label=_("宛先のURL"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    private = forms.BooleanField(label=_("社内のアドレスへの送信を許可する"), required=False)

    def clean(self) -> dict[str, Any]:
        """https, or plain http where the own network is allowed."""
        values = super().clean() or self.cleaned_data
        url = values.get("url", "")
        schemes = ("https://", "http://") if values.get("private") else ("https://",)
        if values.get("on") and not url:
            self.add_error("url", _("Webhookで通知するには入力が必要です。"))
        elif url and not url.startswith(schemes):
            self.add_error("url", _("宛先は https:// で始めてください。"))
        return values


class KindsForm(forms.Form):
    """Which kinds are told, and the address that messages link to."""

    hub_url = forms.RegexField(
        regex=r"^https?://[^\s/]+(?:/\S*)?$",
        label=_("この一元のアドレス"),
        max_length=200,
        help_text=_("通知の中のリンクに使います。"),
        error_messages={"invalid": _("https:// で始まるアドレスを入力してください。")},
    )


def mail_form(view: ChannelView) -> MailForm:
    """Return the form with what is stored."""
    return MailForm(
        prefix=MAIL,
        initial={
            "on": view.mail_on,
            "host": view.host,
            "port": view.port,
            "security": view.security,
            "user": view.user,
            "sender": view.sender,
            "recipients": "\n".join(view.recipients),
        },
    )


def webhook_form(view: ChannelView) -> WebhookForm:
    """Return the form with what is stored."""
    return WebhookForm(prefix=HOOK, initial={"on": view.webhook_on, "url": view.url, "private": view.private})
