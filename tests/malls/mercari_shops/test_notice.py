"""Which orders are written (G3-19 … G3-23), line by line of the manual; 作成期間 is gone (G3-28, G3-31)."""

from datetime import date, timedelta

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.ship_notice import judge_notice
from ichigen.malls.mercari_shops.translate_changes import NOTICE

TODAY = date(2026, 10, 4)
NUMBERED = Parcel(Carrier.YAMATO, "300012345673", TODAY)


def verdict(status: Phase, *parcels: Parcel) -> str:
    """Return the code of the refusal; "" = 対象."""
    refusal = judge_notice(NOTICE, status, parcels, TODAY)
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Phase.NEW, "never_written"),
        (Phase.HELD, "never_written"),
        (Phase.CANCELLED, "never_written"),
        (Phase.UNPAID, ""),
        (Phase.READY, ""),
        (Phase.SHIPPED_UNPAID, ""),
        (Phase.SHIPPED, ""),
    ],
)
def test_g3_19_status(status: Phase, code: str) -> None:
    assert verdict(status, NUMBERED) == code


def test_g3_19_shipping_date_and_number_are_needed() -> None:
    assert verdict(Phase.SHIPPED) == "no_parcel"
    assert verdict(Phase.SHIPPED, Parcel(Carrier.YAMATO, "300012345673", None)) == "day_missing"
    assert verdict(Phase.SHIPPED, Parcel(Carrier.YAMATO, "", TODAY)) == "number_missing"
    assert verdict(Phase.SHIPPED, Parcel(Carrier.YAMATO, " ", TODAY)) == "number_missing"
    assert verdict(Phase.SHIPPED, NUMBERED, Parcel(Carrier.YAMATO, "", TODAY)) == "number_missing"


@pytest.mark.parametrize(("days", "code"), [(-30, ""), (-1, ""), (0, ""), (1, "day_ahead"), (30, "day_ahead")])
def test_g3_20_only_when_the_shipping_date_is_today_or_earlier(days: int, code: str) -> None:
    assert verdict(Phase.SHIPPED, Parcel(Carrier.YAMATO, "300012345673", TODAY + timedelta(days))) == code


@pytest.mark.parametrize(
    ("carrier", "method", "code"),
    [
        pytest.param(Carrier.JAPAN_POST, "定形外", "", id="G3-21 日本郵便・ゆうパック × 定形外"),
        pytest.param(Carrier.JAPAN_POST, "レターパック", "", id="G3-21 日本郵便・ゆうパック × レターパック"),
        pytest.param(Carrier.SAGAWA, "メール便", "", id="G3-22 佐川急便 × メール便"),
        pytest.param(Carrier.JAPAN_POST, "メール便", "", id="G3-23 日本郵便 × メール便"),
        pytest.param(Carrier.SAGAWA, "定形外", "number_missing", id="佐川急便 × 定形外"),
        pytest.param(Carrier.SAGAWA, "レターパック", "number_missing", id="佐川急便 × レターパック"),
        pytest.param(Carrier.YAMATO, "メール便", "number_missing", id="ヤマト運輸 × メール便"),
        pytest.param(Carrier.YAMATO, "定形外", "number_missing", id="ヤマト運輸 × 定形外"),
        pytest.param(Carrier.JAPAN_POST, "", "number_missing", id="日本郵便 × 方法なし"),
        pytest.param(Carrier.JAPAN_POST, "その他", "number_missing", id="日本郵便 × その他"),
        pytest.param(Carrier.OTHER, "定形外", "number_missing", id="その他 × 定形外"),
    ],
)
def test_g3_21_to_g3_23_where_the_number_may_be_empty(carrier: Carrier, method: str, code: str) -> None:
    assert verdict(Phase.SHIPPED, Parcel(carrier, "", TODAY, method)) == code
