"""Changing a SKU by hand: only what differs, never over what somebody else changed."""

import pytest

from ichigen.domain.json import Json
from ichigen.services.goods.edit import GoodsRefused, edit_sku
from ichigen.services.sheets.now import fields_of
from ichigen.store.goods import Sku
from ichigen.store.worklist import AuditLog
from tests.builders import make_sku

pytestmark = pytest.mark.django_db


def test_what_differs_is_set_and_in_the_history() -> None:
    sku = make_sku("A-1")
    seen = fields_of(sku)

    assert edit_sku(sku.pk, seen, seen | {"jan": "4901234567894", "price": 1280}, None)
    assert not edit_sku(sku.pk, fields_of(Sku.objects.get()), fields_of(Sku.objects.get()), None)

    assert Sku.objects.values_list("jan", "price").get() == ("4901234567894", 1280)
    assert AuditLog.objects.values_list("action", "data").get() == (
        "goods.edit",
        {"jan": ["", "4901234567894"], "price": [None, 1280]},
    )


@pytest.mark.parametrize(
    ("wanted", "code"), [({"title": "わたしの名前"}, "changed_since"), ({"one_off": True}, "one_off")]
)
def test_what_must_not_be_overwritten_is_refused(wanted: dict[str, Json], code: str) -> None:
    sku = make_sku("A-1", 2)
    seen = fields_of(sku)
    Sku.objects.update(title="他の人の名前")

    with pytest.raises(GoodsRefused) as refused:
        edit_sku(sku.pk, seen, seen | wanted, None)

    assert refused.value.code == code
    assert Sku.objects.values_list("title", "one_off").get() == ("他の人の名前", False)


def test_a_change_beside_somebody_elses_is_kept() -> None:
    sku = make_sku("A-1")
    seen = fields_of(sku)
    Sku.objects.update(title="他の人の名前")

    assert edit_sku(sku.pk, seen, seen | {"price": 500}, None)

    assert Sku.objects.values_list("title", "price").get() == ("他の人の名前", 500)
