"""発送通知/メッセージ (G3-24, G3-25; page section 3.5)."""

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Parcel
from ichigen.malls.mercari_shops.message import DEFAULT, shipping_text

YAMATO = Parcel(Carrier.YAMATO, "300012345673")
POST = Parcel(Carrier.JAPAN_POST, "", None, "定形外")


@pytest.mark.parametrize(
    ("template", "parcels", "text"),
    [
        pytest.param(DEFAULT, (YAMATO,), "ヤマト運輸\n300012345673", id="the convention: name, newline, number"),
        pytest.param(
            DEFAULT,
            (YAMATO, Parcel(Carrier.SAGAWA, "400000000011")),
            "ヤマト運輸\n300012345673\n\n佐川急便\n400000000011",
            id="a blank line between parcels",
        ),
        pytest.param("[伝票番号]", (YAMATO,), "300012345673", id="G3-25 伝票番号"),
        pytest.param("[配送業者]", (YAMATO,), "ヤマト運輸", id="G3-25 配送業者"),
        pytest.param("本日発送しました。", (YAMATO,), "本日発送しました。", id="no placeholder"),
        pytest.param(DEFAULT, (POST,), "日本郵便\n番号なし(定形外)", id="no number"),
        pytest.param("発送しました。\r\n\r\n[伝票番号]", (YAMATO,), "発送しました。\n\n300012345673", id="line breaks"),
        pytest.param(DEFAULT, (Parcel(Carrier.YAMATO, ""),), "ヤマト運輸", id="an empty line is left out"),
        pytest.param("[お届け日]", (YAMATO,), "[お届け日]", id="other brackets stay"),
    ],
)
def test_the_text_of_a_shipment(template: str, parcels: tuple[Parcel, ...], text: str) -> None:
    assert shipping_text(template, parcels) == text
