"""ステータス紐付け and 更新対象, line by line from the manual (requirements G4)."""

from datetime import date, timedelta

import pytest

from ichigen.domain.eligibility import REASONS, Excluded
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.status_table import HubStatus, Row, default_rows, find, row_problem, rows_now
from ichigen.domain.write_back import Delivery, MallState
from tests.domain.status_rows import (
    AT,
    LATER,
    PARCEL,
    STATUSES,
    TABLE,
    UNPAID,
    row,
    subject,
    told,
    verdict,
    wish,
    words,
)

DEFAULTS = {
    found.status: (
        find(TABLE.order_states, found.state.order),
        find(TABLE.ship_states, found.state.ship),
    )
    for found in default_rows(TABLE, STATUSES.values())
}


def default_words(status: str) -> tuple[str, str]:
    order, ship = DEFAULTS[STATUSES[status].code]
    assert order is not None
    assert ship is not None
    return order.label, ship.label


def test_g4_30_the_ship_states_to_choose_from() -> None:
    assert [choice.label for choice in TABLE.ship_states] == [
        "出荷不可",
        "出荷可",
        "出荷処理中",
        "出荷済み",
        "着荷済み",
    ]


def test_g4_31_the_order_states_to_choose_from() -> None:
    assert [choice.label for choice in TABLE.order_states] == ["処理中", "完了", "保留"]


def test_g4_32_every_status_but_new_and_cancelled_has_a_row() -> None:
    assert set(DEFAULTS) == {"unpaid", "ready", "shipped_unpaid", "shipped", "held"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        pytest.param("保留", ("保留", "出荷可"), id="g4-18"),
        pytest.param("発送前入金待ち", ("処理中", "出荷処理中"), id="g4-26"),
        pytest.param("発送待ち", ("処理中", "出荷処理中"), id="g4-27"),
        pytest.param("処理済", ("完了", "出荷済み"), id="g4-29"),
    ],
)
def test_default_rows_of_the_pictures(status: str, expected: tuple[str, str]) -> None:
    assert default_words(status) == expected


def test_x_04_g4_19_shipped_before_payment_is_in_process_and_being_shipped() -> None:
    """The pictures of this row show two open drop-downs; the rule of the text decides."""
    assert default_words("発送後入金待ち") == ("処理中", "出荷処理中")


def test_x_04_shipped_has_another_word_for_the_same_value() -> None:
    assert find(TABLE.ship_states, "出荷完了") == find(TABLE.ship_states, "出荷済み") == find(TABLE.ship_states, "3")


def test_g4_25_only_the_rows_of_shipping_begin_ticked() -> None:
    """What a buyer would read of an order that has not left waits for a person's tick; the ship notice does not."""
    ticked = {found.status for found in default_rows(TABLE, STATUSES.values()) if found.enabled}

    assert ticked == {"shipped", "shipped_unpaid"}


@pytest.mark.parametrize("status", ["新規受付", "キャンセル"])
def test_g4_17_new_and_cancelled_are_never_written_whatever_the_rows_say(status: str) -> None:
    assert words(subject(status), row(status, "2", "2")) == {"対象外": "never_written"}


def test_g4_25_an_unticked_row_reaches_the_mall_never() -> None:
    assert words(subject("発送待ち"), row("発送待ち", "2", "2", enabled=False)) == {"対象外": "row_off"}


def test_g4_18_hold_is_written_as_hold_and_shippable() -> None:
    assert words(subject("保留", told(ship="2"))) == {"注文ステータス": "保留", "出荷ステータス": "出荷可"}


def test_g4_19_other_statuses_are_written_as_in_process() -> None:
    assert words(subject("発送待ち", told(order="3"))) == {"注文ステータス": "処理中", "出荷ステータス": "出荷処理中"}


def test_g4_20_done_is_written_as_completed_and_shipped_with_its_parcel() -> None:
    assert words(subject("処理済", parcels=(PARCEL,))) == {
        "注文ステータス": "完了",
        "出荷ステータス": "出荷済み",
        "出荷日": "2026/11/21",
        "お荷物伝票番号": "1234-5678-9012",
        "配送会社": "ヤマト運輸",
    }


@pytest.mark.parametrize("status", ["発送前入金待ち", "発送待ち", "保留", "処理済"])
def test_g4_21_g4_22_no_shipping_state_while_payment_is_due(status: str) -> None:
    unpaid = told(ship="0", payment=UNPAID)

    assert words(subject(status, unpaid, parcels=(PARCEL,))) == {"対象外": "payment_due"}


def test_g4_22_an_override_writes_it() -> None:
    unpaid = told(ship="0", payment=UNPAID)

    assert words(subject("発送前入金待ち", unpaid), before_payment=True) == {"出荷ステータス": "出荷処理中"}


def test_g4_22_a_row_that_leaves_the_goods_here_is_written_before_payment_too() -> None:
    unpaid = told(ship="0", payment=UNPAID)

    assert words(subject("保留", unpaid), row("保留", "3", "0")) == {"注文ステータス": "保留"}
    assert words(subject("保留", unpaid), row("保留", "3", "")) == {"注文ステータス": "保留"}


def test_g4_22_paying_later_is_not_due_before_shipping() -> None:
    assert words(subject("発送待ち", told(payment=LATER))) == {"出荷ステータス": "出荷処理中"}


def test_g4_20_an_unpaid_order_is_not_completed_even_where_the_goods_may_leave() -> None:
    assert words(subject("処理済", told(payment=LATER), parcels=(PARCEL,))) == {"対象外": "payment_open"}


@pytest.mark.parametrize(("days", "expected"), [(365, {"出荷ステータス": "出荷処理中"}), (366, {"対象外": "too_old"})])
def test_g4_03_only_orders_of_the_last_year(days: int, expected: dict[str, str]) -> None:
    old = told(ordered_at=AT - timedelta(days=days))

    assert words(subject("発送待ち", old)) == expected


@pytest.mark.parametrize(
    ("days", "expected"), [(3, {"出荷ステータス": "出荷処理中"}), (4, {"対象外": "outside_period"})]
)
def test_g4_02_only_orders_changed_in_the_period(days: int, expected: dict[str, str]) -> None:
    about = subject("発送待ち", changed_at=AT - timedelta(days=days))

    assert words(about, within_days=3) == expected
    assert words(about) == {"出荷ステータス": "出荷処理中"}


def test_g4_16_no_number_needs_a_reason() -> None:
    bare = Parcel("japan_post", "", date(2026, 11, 21))
    with_reason = Parcel("japan_post", "", date(2026, 11, 21), "店頭受取")

    assert words(subject("処理済")) == {"対象外": "number_missing"}
    assert words(subject("処理済", parcels=(bare,))) == {"対象外": "number_missing"}
    assert words(subject("処理済", parcels=(with_reason,)))["配送伝票番号なしの理由"] == "店頭受取"


def test_g4_16_the_number_the_mall_has_already_is_enough() -> None:
    shipped = told(ship="3", parcels=(PARCEL,))

    assert words(subject("処理済", shipped)) == {"注文ステータス": "完了"}


def test_g4_14_g4_15_day_and_hours_of_delivery_are_written_where_they_differ() -> None:
    asked = told(ship="2", delivery=wish(date(2026, 11, 25), "14:00〜16:00"))

    same = Delivery(date(2026, 11, 25), "14:00～16:00")
    other = Delivery(date(2026, 11, 26), "18:00～20:00")
    assert words(subject("発送待ち", asked, delivery=same)) == {"対象外": "same"}
    assert words(subject("発送待ち", asked, delivery=other)) == {
        "お届け指定日": "2026/11/26",
        "お届け時間帯": "18:00～20:00",
    }


def test_what_stands_on_the_mall_is_not_written_again() -> None:
    done = told(order="5", ship="3", parcels=(PARCEL,))

    assert words(subject("処理済", done, parcels=(PARCEL,))) == {"対象外": "same"}


@pytest.mark.parametrize(
    ("about", "wanted"),
    [
        pytest.param(told(order="1"), row("発送待ち", "2", ""), id="reserved becomes in process by itself"),
        pytest.param(told(ship="4", parcels=(PARCEL,)), row("発送待ち", "2", "3"), id="arrived is past shipped"),
    ],
)
def test_what_makes_no_request_is_no_target(about: MallOrder, wanted: dict[str, Row]) -> None:
    assert words(subject("発送待ち", about), wanted) == {"対象外": "same"}


def test_the_same_number_with_other_hyphens_is_the_same_number() -> None:
    done = told(order="5", ship="3", parcels=(PARCEL,))
    bare = Parcel("yamato", "123456789012", date(2026, 11, 21))

    assert words(subject("処理済", done, parcels=(bare,))) == {"対象外": "same"}


def test_a_completed_order_takes_no_other_number() -> None:
    done = told(order="5", ship="3", parcels=(PARCEL,))
    other = Parcel("yamato", "9999-0000-1111", date(2026, 11, 21))

    assert words(subject("処理済", done, parcels=(other,))) == {"対象外": "completed_on_mall"}


def test_goods_that_left_do_not_come_back_by_the_table() -> None:
    assert words(subject("発送待ち", told(ship="3", parcels=(PARCEL,)))) == {"対象外": "shipped_on_mall"}


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (told(phase=Phase.CANCELLED), "cancelled_on_mall"),
        (told(phase=Phase.HELD, holds=("不正注文の審査中です。",)), "held_by_mall"),
    ],
)
def test_the_mall_stops_what_it_stops(order: object, code: str) -> None:
    assert words(subject("発送待ち", order)) == {"対象外": code}  # type: ignore[arg-type]  # parametrized


def test_the_reason_of_a_hold_is_the_malls_own() -> None:
    found = verdict(subject("発送待ち", told(phase=Phase.HELD, holds=("不正注文の審査中です。",))))

    assert found == Excluded("held_by_mall", "不正注文の審査中です。")


def test_a_hold_that_the_table_wrote_does_not_stop_its_own_release() -> None:
    held = told(order="3", phase=Phase.HELD, holds=("モールの注文ステータスが「保留」です。",))

    assert words(subject("発送待ち", held)) == {"注文ステータス": "処理中", "出荷ステータス": "出荷処理中"}


def test_what_is_under_way_or_on_the_worklist_is_left_alone() -> None:
    assert words(subject("発送待ち", under_way=True)) == {"対象外": "under_way"}
    assert words(subject("発送待ち", failed=True)) == {"対象外": "on_worklist"}
    assert words(subject("発送待ち", history=True)) == {"対象外": "history"}


def test_g4_33_a_status_the_shop_added_has_a_row_of_its_own_without_a_tick() -> None:
    own = HubStatus("waiting_for_parts", "部品待ち", Phase.READY, False)

    rows = rows_now(TABLE, [*STATUSES.values(), own], ())

    assert rows["waiting_for_parts"] == Row("waiting_for_parts", False, rows["ready"].state)


def test_g4_33_saved_rows_stand_and_a_row_of_a_deleted_status_is_left_out() -> None:
    saved = (Row("ready", True, MallState("2", "1")), Row("gone", True, MallState("2", "1")))

    rows = rows_now(TABLE, STATUSES.values(), saved)

    assert rows["ready"] == saved[0]
    assert "gone" not in rows


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (MallState("9", "1"), "state_unknown"),
        (MallState("2", "出荷"), "state_unknown"),
        (MallState("", ""), "row_empty"),
        (MallState("5", "2"), "completes_unshipped"),
        (MallState("5", ""), "completes_unshipped"),
        (MallState("3", ""), None),
        (MallState("5", "3"), None),
    ],
)
def test_a_wrong_cell_is_not_saved(state: MallState, code: str | None) -> None:
    problem = row_problem(TABLE, Row("ready", True, state))

    assert (problem.code if problem else None) == code


def test_every_reason_has_a_sentence_and_no_other() -> None:
    import ichigen.domain.eligibility as eligibility

    codes = {code for code, _ in (*eligibility._BEFORE_ROW, *eligibility._WITH_ROW)} | {"row_off"}
    assert codes == set(REASONS)
