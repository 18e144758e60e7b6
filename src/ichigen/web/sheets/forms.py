"""The forms of CSV: a file to bring in, and what to do with it."""

from collections.abc import Mapping

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.sheets.upload import MOST_BYTES, TOO_LARGE
from ichigen.services.views.sheets import KINDS, POLICIES


class BringForm(forms.Form):
    """A file with what it is. Stock needs a place; its reason can wait, so that no file has to be chosen twice for it."""

    kind = forms.ChoiceField(label=_("ファイルの種類"), choices=[(key, _(label)) for key, label in KINDS.items()])
    file = forms.FileField(
        label=_("CSV ファイル"),
        allow_empty_file=True,
        help_text=_("20 MB まで。UTF-8 でも Shift_JIS でも読めます。列の順番は自由です。"),
        error_messages={"required": _("CSV ファイルを選んでください。")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,text/csv"}),
    )
    location = forms.IntegerField(label=_("店舗・倉庫"), required=False)
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        required=False,
        help_text=_("在庫のときに使い、在庫台帳に残ります。取り込む前の画面でも入力できます。"),
    )
    empty_clears = forms.BooleanField(label=_("空のセルの項目を空にする (商品)"), required=False)

    def clean_file(self) -> UploadedFile[bytes]:
        """Refuse a file that is too large by what it says of itself: it is not read for that."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(gettext(TOO_LARGE))
        return file


class ApplyForm(forms.Form):
    """What happens to the good rows when others are not; stock that came without a reason is asked for it."""

    policy = forms.ChoiceField(
        label=_("取り込み方"),
        choices=[(key, _(label)) for key, label in POLICIES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("取り込み方を選んでください。")},
    )
    reason = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("在庫台帳に残ります。"),
        error_messages={"required": _("理由を入力してください。在庫台帳に残ります。")},
        widget=forms.TextInput(attrs={"hx-preserve": "true"}),
    )

    def __init__(self, asked: Mapping[str, str] | None = None, *, wants_reason: bool) -> None:
        super().__init__(asked, initial={"policy": "good"})
        if not wants_reason:
            del self.fields["reason"]
