"""What only 楽天市場 does, on its simulator."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from ichigen.domain.carriers import Carrier
from ichigen.domain.orders import Parcel
from ichigen.domain.phases import Phase
from ichigen.domain.write_back import Cancel, CancelReason, Confirm, GuardRefusal, ProofState, Ship
from ichigen.mallkit.errors import AuthExpired, Refused, Retryable
from ichigen.mallkit.exchange import ConnectionReport, StockSeen, StockWrite
from ichigen.mallkit.manifest import StockMode
from ichigen.mallkit.testing.shop import Shop
from ichigen.malls.rakuten.functions import FUNCTIONS

PARCELS = (Parcel(Carrier.YAMATO, "400000000011", date(2026, 4, 2)),)


class TestRakuten:
    """One class, because the shop is found by it."""

    mall_id = "rakuten"

    @pytest.fixture(autouse=True)
    def _same_settings_afterwards(self, shop: Shop) -> Iterator[None]:
        before = shop.control.settings()
        yield
        changed = {name: value for name, value in before.items() if shop.control.settings()[name] != value}
        if changed:
            shop.control.configure(**changed)

    def test_a_function_that_is_not_ticked_is_named(self, shop: Shop) -> None:
        """R1-26, R1-27, R1-30, section 1."""
        shop.control.configure(functions_off=["rpay.order.updateOrderShipping", "inventories.bulk.upsert"])
        report = shop.client.check()
        assert _failed(report) == ["rpay.order.updateOrderShipping", "inventories.bulk.upsert"]
        assert "「rpay.order.updateOrderShipping」を「利用する」" in _message(report, "rpay.order.updateOrderShipping")

    def test_the_expiry_of_the_licence_is_read(self, shop: Shop) -> None:
        """R1-31, E2-24, section 1.1: no zone means JST."""
        expires = shop.client.check().expires["licenseKey"]
        assert expires.isoformat() == _utc(shop.control.settings()["licence_expires"])

    @pytest.mark.parametrize("body", ["GA0001", "ES04-01"])
    def test_an_expired_licence_fails_every_function(self, shop: Shop, body: str) -> None:
        """Section 1.2."""
        shop.control.configure(credential="expired", unauthorised_body=body)
        with pytest.raises(AuthExpired) as caught:
            shop.client.fetch_orders(["123456-20260401-0000712345"])
        assert caught.value.code == body
        assert caught.value.permission == "rpay.order.getOrder"
        report = shop.client.check()
        assert _failed(report) == [function.code for function in FUNCTIONS]
        assert [line.code for line in report.failed] == ["LicenseManagementAPI"]
        assert report.failed[0].message.startswith("serviceSecretかlicenseKeyが違うか、licenseKeyの期限が切れています")

    def test_where_other_functions_answer_the_keys_are_not_blamed(self, shop: Shop) -> None:
        """R1-27: the mall's answer is the same; only the whole tells the one from the other."""
        shop.control.configure(functions_off=["inventories.*"])
        (first, _) = shop.client.check().failed
        assert (first.code, "licenseKey" in first.message) == ("inventories.bulk.get", False)

    def test_without_the_paid_option_the_catalogue_comes_from_the_search(self, shop: Shop) -> None:
        """R1-29, traps 18 and 21."""
        whole = {listing.code for listing in shop.listings().values()}
        shop.control.configure(item_subscription=False)
        seen: set[str] = set()
        page, rounds = None, 0
        calls = len(shop.gate.calls)
        while page is not None or rounds == 0:
            answer = shop.client.list_listings(page)
            seen |= {listing.code for listing in answer.listings}
            page, rounds = answer.next_page, rounds + 1
        assert seen == whole
        assert [call.operation for call in shop.gate.calls[calls:]].count("items.read") == 1
        report = shop.client.check()
        assert _failed(report) == []
        assert "商品一括編集" in _message(report, "items.bulk.get")

    def test_an_order_without_postage_is_not_confirmed(self, shop: Shop) -> None:
        """Section 2.4, trap 4."""
        number = shop.control.buy(shop.goods(10).code, postage_undetermined=True)
        order = shop.fetch(number)
        assert (order.confirmable, order.amounts.total, order.amounts.postage) == (False, None, None)
        refusal = shop.mall.plan(Confirm(), order)
        assert isinstance(refusal, GuardRefusal)
        assert refusal.code == "postage_undetermined"
        shop.control.act(number, "set_postage", postage=600)
        shop.carry_out(shop.fetch(number), Confirm())
        assert shop.wait_for(number, Phase.READY).amounts.postage == 600

    def test_a_prepaid_order_waits_for_its_money(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code, payment="prepaid", paid=False)
        shop.carry_out(shop.fetch(number), Confirm())
        assert shop.wait_for(number, Phase.UNPAID).mall_state == "200 楽天処理中"
        shop.control.act(number, "pay")
        assert shop.wait_for(number, Phase.READY).payment.paid

    def test_a_social_gift_waits_for_its_receiver(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code, social_gift=True)
        shop.carry_out(shop.fetch(number), Confirm())
        assert shop.wait_for(number, Phase.HELD).ship_to is None
        shop.control.act(number, "gift_input")
        assert shop.wait_for(number, Phase.READY).ship_to is not None

    def test_an_order_under_confirmation_by_the_mall_is_not_shipped(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code, rakuten_confirm=True)
        shop.carry_out(shop.fetch(number), Confirm())
        held = shop.wait_for(number, Phase.HELD)
        assert "楽天確認中の注文です。楽天の確認が終わるまで発送できません。" in held.holds
        assert isinstance(shop.mall.plan(Ship(PARCELS), held), GuardRefusal)

    def test_an_order_from_before_the_sku_migration_is_matched(self, shop: Shop) -> None:
        goods = shop.goods(10)
        (line,) = shop.fetch(shop.control.buy(goods.code, pre_migration=True)).lines
        assert "/" not in line.listing_code
        assert goods.code in line.match_codes

    @pytest.mark.parametrize(("options", "rows"), [({"packages": [[0], [1]]}, 2), ({"blank_row": True}, 1)])
    def test_every_package_is_reported_and_blank_rows_are_filled(
        self, shop: Shop, options: dict[str, Any], rows: int
    ) -> None:
        """Section 2.5, trap 8: only then the order becomes 発送済."""
        number = shop.control.buy_all({shop.goods(10).code: 1, shop.goods(10).code: 2}, **options)
        shop.carry_out(shop.fetch(number), Confirm())
        ready = shop.wait_for(number, Phase.READY)
        shop.carry_out(ready, Ship(PARCELS))
        shipped = shop.wait_for(number, Phase.SHIPPED)
        assert shop.client.prove_step(shipped, shop.steps(ready, Ship(PARCELS))[0]).state is ProofState.DONE
        assert [parcel["number"] for parcel in shop.control.order(number)["parcels"]] == ["400000000011"] * rows

    def test_the_same_notice_sent_twice_leaves_one_row(self, shop: Shop) -> None:
        """Trap 8: the row that is there is reused."""
        order = shop.ready_order(shop.goods(10))
        (step,) = shop.steps(order, Ship(PARCELS))
        for _ in range(2):
            shop.client.send_step(shop.fetch(order.number), step)
        assert [parcel["number"] for parcel in shop.control.order(order.number)["parcels"]] == ["400000000011"]

    def test_what_happens_on_the_mall_is_seen_by_the_scan_of_the_new_state(self, shop: Shop) -> None:
        """X-01: either side may act."""
        shipped, cancelled = shop.ready_order(shop.goods(10)).number, shop.ready_order(shop.goods(10)).number
        assert {_mark(shop, "p300", shipped), _mark(shop, "p300", cancelled)} == {"300"}
        shop.control.act(shipped, "ship")
        shop.control.act(cancelled, "cancel")
        shop.wait_for(shipped, Phase.SHIPPED)
        shop.wait_for(cancelled, Phase.CANCELLED)
        assert _mark(shop, "p900", cancelled) == "900"
        assert shipped in _seen(shop, "p500") | _seen(shop, "p700")
        assert not {shipped, cancelled} & _seen(shop, "p300")

    def test_a_payment_on_the_mall_is_seen_by_a_scan(self, shop: Shop) -> None:
        number = shop.control.buy(shop.goods(10).code, payment="prepaid", paid=False)
        shop.carry_out(shop.fetch(number), Confirm())
        shop.wait_for(number, Phase.UNPAID)
        assert _mark(shop, "p200", number) == "200"
        shop.control.act(number, "pay")
        shop.wait_for(number, Phase.READY)
        assert _mark(shop, "p300", number) == "300"

    def test_a_shipped_order_is_cancelled_for_good(self, shop: Shop) -> None:
        """Section 2.7."""
        order = shop.ready_order(shop.goods(10))
        shop.carry_out(order, Ship(PARCELS))
        shop.carry_out(shop.wait_for(order.number, Phase.SHIPPED), Cancel(CancelReason.BUYER))
        assert shop.fetch(order.number).mall_state == "900 キャンセル確定"

    def test_units_come_back_only_where_asked(self, shop: Shop) -> None:
        """Section 2.7, inventoryRestoreType."""
        for restock, left in ((True, 10), (False, 9)):
            goods = shop.goods(10)
            order = shop.ready_order(goods)
            shop.carry_out(order, Cancel(CancelReason.OUT_OF_STOCK, restock=restock))
            shop.wait_for(order.number, Phase.CANCELLED)
            assert shop.control.quantity(goods.code) == left

    def test_stock_of_an_item_that_does_not_exist_vanishes(self, shop: Shop) -> None:
        """Section 3, trap 13: 204, and no record that can be read."""
        rows = [StockWrite("no-such-item/no-such-sku", StockMode.ABSOLUTE, 3)]
        assert shop.client.write_stock(rows).accepted == {"no-such-item/no-such-sku"}
        assert shop.client.read_stock(["no-such-item/no-such-sku"]).rows == (
            StockSeen("no-such-item/no-such-sku", None),
        )

    def test_a_refused_row_is_named_by_its_place(self, shop: Shop) -> None:
        """Section 3: IE0500 for a difference on an unknown pair, nothing of the batch is applied."""
        goods = shop.goods(5)
        rows = [
            StockWrite(goods.listing.code, StockMode.RELATIVE, -1),
            StockWrite("no-such-item/other-sku", StockMode.RELATIVE, -1),
        ]
        with pytest.raises(Refused) as caught:
            shop.client.write_stock(rows)
        assert (caught.value.code, caught.value.row) == ("IE0500", 1)
        assert shop.control.quantity(goods.code) == 5

    def test_a_conflict_passes(self, shop: Shop) -> None:
        """Section 3, CE0001: nothing was done."""
        goods = shop.goods(5)
        shop.control.configure(conflicts=1)
        with pytest.raises(Retryable) as caught:
            shop.client.write_stock([StockWrite(goods.listing.code, StockMode.RELATIVE, -1)])
        assert (caught.value.code, caught.value.unknown_effect) == ("CE0001", False)
        assert shop.control.quantity(goods.code) == 5


def _failed(report: ConnectionReport) -> list[str]:
    return [result.code for result in report.results if not result.ok]


def _message(report: ConnectionReport, code: str) -> str:
    return next(result.message for result in report.results if result.code == code)


def _utc(jst: str) -> str:
    return (datetime.fromisoformat(f"{jst}+00:00") - timedelta(hours=9)).isoformat()


def _seen(shop: Shop, scan_name: str) -> set[str]:
    scan = next(scan for scan in shop.mall.orders.scans if scan.name == scan_name)
    return {ref.number for page in shop.pages(scan) for ref in page.refs}


def _mark(shop: Shop, scan_name: str, number: str) -> str | None:
    scan = next(scan for scan in shop.mall.orders.scans if scan.name == scan_name)
    return next((ref.mark for page in shop.pages(scan) for ref in page.refs if ref.number == number), None)
