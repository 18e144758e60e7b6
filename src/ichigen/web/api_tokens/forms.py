"""The form of a new token."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ichigen.domain.api_scopes import SCOPE_LABELS, Scope
from ichigen.services.api_tokens.issue import VALID_DAYS

VALID_LABELS = {30: _("30 日"), 90: _("90 日"), 365: _("1 年"), 0: _("無期限（取り消すまで）")}


class TokenForm(forms.Form):
    """Name, scopes, validity."""

    name = forms.CharField(
        label=_("名前"), help_text=_("どのシステムが使うかがわかる名前。操作履歴に残ります。"), max_length=60
    )
    scopes = forms.MultipleChoiceField(
        label=_("スコープ"),
        help_text=_("必要なものだけを選んでください。"),
        choices=[(scope.value, _(SCOPE_LABELS[scope])) for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("スコープを 1 つ以上選んでください。")},
    )
    valid_days = forms.TypedChoiceField(
        label=_("有効期間"), choices=[(days, VALID_LABELS[days]) for days in VALID_DAYS], coerce=int, initial=90
    )
