"""What an order puts in the places of a mail to its buyer."""

from datetime import date
from importlib import import_module

import pytest

from ichigen.domain.mail_templates import EXAMPLE, order_values, unfilled_names, unknown_names
from ichigen.domain.orders import Amounts, Parcel, Party
from ichigen.domain.placeholders import fill, names_in
from tests.builders import make_line, make_order

FIRST = import_module("ichigen.store.migrations.0028_mail_templates")
BUYER = Party(name="架空 花子")
SENT = Parcel("yamato", "400000000011", date(2026, 11, 22))


def test_every_placeholder_of_a_shipped_order_has_its_value() -> None:
    order = make_order(
        "1001",
        make_line(title="手ぬぐい 藍染め", quantity=2, options="のし: 御祝\nラッピング: あり"),
        make_line("2", "B-1", quantity=0, title="取り消した品"),
        make_line("3", "C-1"),
    )

    assert order_values(order, BUYER, "見本商店", [SENT]) == {
        "受注番号": "1001",
        "注文者名": "架空 花子",
        "商品一覧": "・手ぬぐい 藍染め(のし: 御祝 ラッピング: あり) × 2 … 3,600円\n・C-1 × 1 … 1,800円",
        "合計金額": "2,300円",
        "配送業者": "ヤマト運輸",
        "伝票番号": "400000000011",
        "出荷日": "2026年11月22日",
        "店舗名": "見本商店",
    }


def test_what_is_not_known_has_no_value() -> None:
    order = make_order(amounts=Amounts(goods=1800))

    assert set(order_values(order, None, "見本商店", [])) == {"受注番号", "商品一覧", "店舗名"}


def test_several_parcels_are_named_each_once() -> None:
    parcels = [SENT, Parcel("yamato", "400000000022", SENT.shipped_on), Parcel("other", "", None, "定形外")]

    values = order_values(make_order(), BUYER, "見本商店", parcels)

    assert (values["配送業者"], values["出荷日"]) == ("ヤマト運輸、その他", "2026年11月22日")
    assert values["伝票番号"] == "400000000011、400000000022、番号なし(定形外)"


def test_only_placeholders_of_mails_are_missed_in_a_mail_and_refused_words_are_named() -> None:
    text = "[送料無料] 手ぬぐい [伝票番号] [伝票番號]"

    assert (unfilled_names(text), unknown_names(text)) == (("伝票番号",), ("送料無料", "伝票番號"))
    assert unfilled_names("［伝票番号］［見本商店］") == ("伝票番号",)


@pytest.mark.parametrize(("subject", "middle"), [(subject, middle) for _, subject, middle in FIRST.FIRST])
def test_the_first_templates_hold_known_placeholders_and_a_shipped_order_fills_them(subject: str, middle: str) -> None:
    text = f"{subject}\n{FIRST.GREETING}{middle}{FIRST.CLOSING}"

    assert unknown_names(text) == ()
    assert names_in(fill(text, order_values(make_order(), BUYER, "見本商店", [SENT]))) == ()


def test_the_example_has_a_value_for_every_placeholder_of_an_order() -> None:
    assert set(order_values(make_order(), BUYER, "見本商店", [SENT])) == set(EXAMPLE)
