"""Login and first login."""

from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(forms.Form):
    """Staff code and password."""

    code = forms.CharField(
        label=_("スタッフコード"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("パスワード"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class FirstLoginForm(forms.Form):
    """What a person sets at the first login."""

    code = forms.CharField(
        label=_("スタッフコード"),
        help_text=_("次からのログインに使います。半角英数字と「.」「_」「-」。"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    display_name = forms.CharField(
        label=_("表示名"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("パスワード"),
        help_text=_("10 文字以上。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
