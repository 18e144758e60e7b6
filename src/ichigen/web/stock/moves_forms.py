"""The forms of 入出庫."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.services.views.moves import Place
from ichigen.web.stock.forms import LARGEST, WideInteger

UNITS = {"invalid": _("整数で入力してください。"), "required": _("数量を入力してください。")}
SKU = {"required": _("SKUコードか JAN を入力してください。")}
REASON = {"required": _("理由を入力してください。在庫台帳に残ります。")}


def _sku() -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "data-narrow": ""})
    return forms.CharField(label=_("SKUコードか JAN"), error_messages=SKU, widget=widget)


def _units() -> WideInteger:
    return WideInteger(label=_("数量"), min_value=1, max_value=LARGEST, error_messages=UNITS)


class PlacedForm(forms.Form):
    """A form with places to choose from."""

    def __init__(self, places: Sequence[Place], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [(place.id, gettext(place.name)) for place in places]


def _place(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, coerce=int, error_messages={"required": _("店舗・倉庫を選んでください。")}
    )


class ReceiveForm(PlacedForm):
    """入荷."""

    prefix = "in"
    sku = _sku()
    units = _units()
    location = _place(_("店舗・倉庫"))
    reason = forms.CharField(label=_("理由 (伝票番号など)"), max_length=200, error_messages=REASON)


class TransferForm(PlacedForm):
    """移動."""

    prefix = "move"
    sku = _sku()
    units = _units()
    source = _place(_("移動元"))
    target = _place(_("移動先"))
    reason = forms.CharField(label=_("理由"), max_length=200, error_messages=REASON)
