"""差異の一覧 and 在庫連動を開始: what was shown is what starts; brake and stop switch hold (design: first link, brakes)."""

from typing import Any

import pytest

from ichigen.domain.stock import MovementKind
from ichigen.services.clock import now
from ichigen.services.first_link.begin import begin_stock_sync
from ichigen.services.first_link.differences import Change, differences
from ichigen.services.first_link.steps import Step, first_link
from ichigen.services.loops import begin_run, finish_run
from ichigen.services.stock_sync.brake import look
from ichigen.services.stock_sync.loop import may_write
from ichigen.store.accounts import Account
from ichigen.store.goods import Sku
from ichigen.store.installation import Installation
from ichigen.store.ledger import Movement, move_many
from ichigen.store.listings import Listing, ListingComponent
from ichigen.store.worklist import WorklistItem
from tests.builders import NOON, main_location, make_account, make_listing, make_sku

pytestmark = pytest.mark.django_db

MALL = "rakuten"


@pytest.fixture
def account() -> Account:
    account = make_account(MALL, mode=Account.Mode.READING, started_at=None, opened_from="hub")
    for kind in ("intake", "catalogue"):
        finish_run(begin_run(account.id, kind), due_at=None, fresh_at=now())
    return account


def on_mall(quantity: int | None, **values: Any) -> dict[str, Any]:
    if quantity is None:
        return values
    return {
        "seen_quantity": quantity, "seen_at": NOON, "expected_low": quantity, "expected_quantity": quantity, **values,
    }  # fmt: skip


def test_only_numbers_that_would_change_are_listed_with_why(account: Account) -> None:
    make_listing(account, make_sku("SAME", on_hand=3), **on_mall(3))
    make_listing(account, make_sku("LESS", on_hand=3), **on_mall(5))
    make_listing(account, make_sku("MORE", on_hand=9), **on_mall(5))
    make_listing(account, make_sku("ZERO"), **on_mall(5))
    make_listing(account, make_sku("UNREAD", on_hand=2), **on_mall(None))
    pair = make_listing(account, make_sku("SET-A", on_hand=7), **on_mall(2))
    ListingComponent.objects.create(listing=pair, sku=make_sku("SET-B", on_hand=4), quantity=2)
    off = make_listing(account, make_sku("OFF", on_hand=1), **on_mall(0, on_sale=False))

    found = differences(account.id)

    assert {row.code: (row.on_mall, row.desired, row.change.value) for row in found.rows} == {
        "LESS": (5, 3, "falls"),
        "MORE": (5, 9, "rises"),
        "ZERO": (5, 0, "zero"),
        "UNREAD": (None, 2, "unread"),
        "OFF": (0, 1, "rises"),
    }
    reasons = {row.code: row.reason for row in found.rows}
    assert reasons["UNREAD"].startswith("モールの在庫をまだ読んでいません")
    assert reasons["ZERO"].startswith("在庫が一度も登録されていないSKU")
    assert reasons["LESS"].startswith("ハブの販売可能数がモールの在庫より少なく")
    assert reasons["MORE"].startswith("ハブの販売可能数がモールの在庫より多く")
    assert reasons["OFF"].startswith("モールで販売停止中")
    assert (found.listings, found.counts[Change.ALL], found.counts[Change.RISES]) == (7, 5, 2)
    assert off.id in {row.id for row in found.rows}


def test_the_number_that_was_shown_starts_and_another_does_not(account: Account) -> None:
    make_listing(account, make_sku(on_hand=3), **on_mall(5))

    refusal = begin_stock_sync(account.id, 0, None)
    assert refusal is not None
    assert (refusal.code, Account.objects.get().mode) == ("differences_changed", "reading")

    assert begin_stock_sync(account.id, 1, None) is None
    assert (Account.objects.get().mode, Listing.objects.get().mark.dirty) == ("live", True)


def test_a_listing_that_nobody_decided_and_a_source_that_nobody_chose_stop_the_start(account: Account) -> None:
    listing = Listing.objects.create(account=account, code="x", match_code="x", seen_at=NOON)
    refusal = begin_stock_sync(account.id, 0, None)
    assert refusal is not None
    assert refusal.code == "import_undecided"

    Listing.objects.filter(pk=listing.pk).update(unbound_at=NOON)
    Account.objects.update(opened_from="")
    refusal = begin_stock_sync(account.id, 0, None)
    assert refusal is not None
    assert refusal.code == "opening_missing"


def test_each_step_says_what_it_waits_for_and_can_be_left_and_resumed(account: Account) -> None:
    def current() -> tuple[str, str]:
        link = first_link(account.id)
        assert link is not None
        state = next(state for state in link.steps if state.step == link.current)
        return link.current.value, state.why

    Account.objects.update(opened_from="", health=Account.Health.DEAD)
    assert current() == ("connect", "接続チェックに通っていません。")
    Account.objects.update(health=Account.Health.OK)
    listing = Listing.objects.create(account=account, code="A-1", match_code="A-1")
    assert current() == ("import", "まだ決めていない出品があります。")
    ListingComponent.objects.create(listing=listing, sku=make_sku(on_hand=1), quantity=1)
    assert current() == ("source", "モールの在庫を読み込んでいます。")
    Listing.objects.update(**on_mall(1))
    assert current() == ("source", "期首在庫の元をまだ選んでいません。")
    Account.objects.update(opened_from="hub")
    assert current() == ("start", "まだ開始していません。")
    assert begin_stock_sync(account.id, 0, None) is None
    link = first_link(account.id)
    assert link is not None
    assert [state.step for state in link.steps if not state.done] == []
    assert link.current is Step.START


def test_goods_and_orders_must_have_been_read_to_their_end(account: Account) -> None:
    fresh = make_account(MALL, shop="s-2", mode=Account.Mode.READING, started_at=None)

    link = first_link(fresh.id)

    assert link is not None
    assert (link.current, link.reading.complete) == (Step.READ, False)
    assert first_link(0) is None


def test_the_brake_holds_at_the_start_and_is_announced_before(account: Account) -> None:
    for number in range(30):
        make_listing(account, make_sku(f"Z-{number}", on_hand=1), **on_mall(5))
    sku_ids = list(Sku.objects.values_list("id", flat=True))
    assert not differences(account.id).braked
    move_many([Movement(sku_id, main_location().id, MovementKind.ADJUST, -1) for sku_id in sku_ids])
    found = differences(account.id)
    assert (found.counts[Change.ZERO], found.braked) == (30, True)

    assert begin_stock_sync(account.id, 30, None) is None
    look(begin_run(account.id, "stock"))

    account.refresh_from_db()
    assert account.braked_at is not None
    assert WorklistItem.objects.filter(code="brake", closed_at__isnull=True).count() == 1


def test_while_all_writing_is_stopped_a_start_writes_nothing(account: Account) -> None:
    Installation.objects.create(kind="live", writes_stopped_at=NOON, writes_stopped_reason="確認中")
    make_listing(account, make_sku(on_hand=3), **on_mall(5))

    assert begin_stock_sync(account.id, 1, None) is None

    account.refresh_from_db()
    assert (account.mode, may_write(account)) == ("live", False)
    Installation.objects.update(writes_stopped_at=None)
    assert may_write(account)
