"""メルカリShops under the hub's own loops: orders of every kind come in, the number follows, a shipment is written once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any, cast

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from ichigen.domain.hours import JST
from ichigen.domain.json import JsonObject
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import GuardRefusal, StepPlan
from ichigen.mallkit.client import MallClient
from ichigen.services.accounts.options import keep_options
from ichigen.services.loops import Run
from ichigen.services.orders.ship import ship_order
from ichigen.services.stock.adjust import adjust_stock
from ichigen.services.turns import execute
from ichigen.store.accounts import Account, RateBucket
from ichigen.store.goods import Location
from ichigen.store.orders import Order, Status
from ichigen.store.signals import MallSignal
from ichigen.store.write_backs import WriteBackStep
from tests.malls.postbox import Posted, await_more, postbox
from tests.scenarios.hub import LOOPS_NOW, STALL_S, Hub, Shop, level, open_items
from tests.scenarios.town import Town, open_town

pytestmark = pytest.mark.django_db(transaction=True)

STEPS = ("ship_create", "ship_track", "ship_complete")
NUMBER = "300012345673"

#: Names that the mall's schema may have; none is established (page section 6).
RECEIVER = {
    "shippingAddress.lastName": "family_name",
    "shippingAddress.firstName": "first_name",
    "shippingAddress.postalCode": "zip_code",
    "shippingAddress.prefecture": "prefecture",
    "shippingAddress.city": "city",
    "shippingAddress.address1": "address",
    "shippingAddress.phoneNumber": "phone",
}


@pytest.fixture(scope="module")
def running_town() -> Iterator[Town]:
    """The simulator as a process."""
    with open_town("mercari_shops") as town:
        yield town


@pytest.fixture
def shop(running_town: Town, transactional_db: None) -> Iterator[Shop]:
    """A linked shop without goods."""
    running_town.reset()
    running_town.enter()
    running_town.begin_day()
    shop = Shop(running_town, "mercari_shops")
    before = shop.shoppers.settings()
    yield shop
    shop.shoppers.configure(**{n: v for n, v in before.items() if shop.shoppers.settings()[n] != v})
    shop.shoppers.close()
    running_town.leave()


@pytest.fixture
def hub(shop: Shop) -> Hub:
    """A hub that sells five A-1 there."""
    hub = Hub(shop.town, [shop])
    hub.work()
    hub.open({"A-1": 5})
    return hub


def today(shop: Shop) -> date:
    """The town's day in Japan."""
    return shop.town.time().astimezone(JST).date()


def ship(shop: Shop, number: str, *parcels: Parcel) -> GuardRefusal | None:
    """The shop ships."""
    return ship_order(shop.order(number).id, parcels or [Parcel("yamato", NUMBER, today(shop))], None)


def ready(hub: Hub, shop: Shop, quantity: int = 1, **options: Any) -> str:
    """An order that waits for shipping."""
    number = shop.shoppers.buy("A-1", quantity, **options)
    hub.until(lambda: shop.knows(number) and shop.order(number).phase == "ready")
    return number


def tell_receivers(shop: Shop) -> None:
    """Let the mall's schema have 送付先, and let the hub look at the schema again."""
    shop.shoppers.configure(recipient_fields=RECEIVER, line_price_field="price")
    account = Account.objects.get(pk=shop.account.id)
    account.tokens = {}
    account.save(update_fields=["tokens"])


def story(shop: Shop, number: str) -> tuple[Counter[str], list[str]]:
    """What the mall carried out for an order, and the parcel numbers the buyer sees."""
    seen = shop.shoppers.order(number)
    done = Counter(mutation["kind"] for mutation in seen["mutations"] if mutation["by"] == "shop")
    return done, [parcel["number"] for parcel in seen["parcels"]]


def test_a_sale_is_taken_in_and_nothing_is_written_back_to_the_mall_that_sold(hub: Hub, shop: Shop) -> None:
    began = max(call["number"] for call in shop.shoppers.calls())
    number = shop.shoppers.buy("A-1", 2)
    hub.knows(shop, number)
    hub.heal(300)
    assert (level("A-1"), shop.shoppers.quantity("A-1")) == ((5, 2), 3)
    assert shop.shoppers.writes("stock.write", began) == []


def test_g3_12_an_unpaid_order_is_held_and_its_payment_is_seen(hub: Hub, shop: Shop) -> None:
    number = shop.shoppers.buy("A-1", 2, paid=False)
    hub.knows(shop, number)
    assert (shop.order(number).phase, level("A-1")) == ("unpaid", (5, 2))
    refusal = ship(shop, number)
    assert refusal is not None
    assert refusal.code == "payment_due"
    shop.shoppers.act(number, "pay")
    hub.until(lambda: shop.order(number).phase == "ready")
    assert level("A-1") == (5, 2)


def test_g3_12_a_sale_that_no_list_shows_yet_is_held(hub: Hub, shop: Shop) -> None:
    shop.shoppers.fault("hidden_order", seconds=400, times=1)
    number = shop.shoppers.buy("A-1", 2)
    hub.until(lambda: level("A-1") == (5, 2), 300)
    assert not shop.knows(number)
    hub.until(lambda: shop.knows(number), 600)
    hub.heal(300)
    assert (level("A-1"), shop.shoppers.quantity("A-1")) == ((5, 2), 3)


@pytest.fixture
def posted(hub: Hub, shop: Shop, settings: Settings) -> Iterator[list[Posted]]:
    """What the mall posts, once the hub has registered its address by its hourly check (section 3.9)."""
    with postbox() as (address, posted):
        settings.PUBLIC_URL = address.partition("/hooks/")[0]
        shop.turn("credential")
        yield posted


def forward(hub: Hub, posted: list[Posted], client: Client, wanted: int = 2) -> list[int]:
    """Let the mall post that an order is created and paid, and hand that to the hub; return the hub's answers."""
    for _ in range(60):
        if len(posted) >= wanted:
            break
        hub.town.advance(1)
        await_more(posted, len(posted))
    address = f"/hooks/{Account.objects.get().hook_key}"
    return [client.post(address, one.delivery.body, content_type="application/json").status_code for one in posted]


def test_news_brings_an_order_while_the_lists_cannot_be_read(
    hub: Hub, shop: Shop, posted: list[Posted], client: Client
) -> None:
    """Section 3.9: the mall posts; the order is read by its number."""
    shop.shoppers.configure(webhook_late_share=0.0)
    shop.shoppers.fault("http_500", operation="order.list")
    number = shop.shoppers.buy("A-1", 2)
    assert forward(hub, posted, client) == [204, 204]
    hub.until(lambda: shop.knows(number), 60)
    assert level("A-1") == (5, 2)
    assert client.post("/hooks/guessed", b"{}", content_type="application/json").status_code == 404


def test_an_order_that_its_webhook_names_before_it_can_be_read_is_asked_for_again(
    hub: Hub, shop: Shop, posted: list[Posted], client: Client
) -> None:
    """Section 3.9: whether an order can be read when its webhook is sent is not established."""
    shop.shoppers.configure(webhook_late_share=0.0)
    shop.shoppers.fault("http_500", operation="order.list")
    shop.shoppers.fault("hidden_order", seconds=20, times=1)
    number = shop.shoppers.buy("A-1", 2)
    began = max(call["number"] for call in shop.shoppers.calls())
    assert forward(hub, posted, client) == [204, 204]
    shop.turn("intake")
    assert not shop.knows(number)
    hub.until(lambda: shop.knows(number), 60)
    asked = [call for call in shop.shoppers.calls() if call["number"] > began and call["operation"] == "order.get"]
    assert len(asked) > 1
    assert level("A-1") == (5, 2)


def test_a_webhook_that_comes_late_changes_nothing_any_more(
    hub: Hub, shop: Shop, posted: list[Posted], client: Client
) -> None:
    """Section 3.9: webhooks are late and doubled, so the lists go on; the same event again is the same news."""
    shop.shoppers.configure(webhook_late_share=1.0, webhook_late_s=30)
    shop.shoppers.fault("duplicate", operation="webhook.send")
    number = shop.shoppers.buy("A-1", 2)
    hub.until(lambda: shop.knows(number), 20)
    assert posted == []
    assert forward(hub, posted, client, wanted=4) == [204] * 4
    assert MallSignal.objects.count() == 2
    hub.heal(300)
    assert (level("A-1"), shop.shoppers.quantity("A-1")) == ((5, 2), 3)


def test_g3_10_an_order_cancelled_before_it_was_ever_seen_is_taken_in(hub: Hub, shop: Shop) -> None:
    number = shop.shoppers.buy("A-1", 2, paid=False)
    shop.shoppers.act(number, "cancel")
    hub.knows(shop, number)
    assert (shop.order(number).phase, level("A-1")) == ("cancelled", (5, 0))


def test_a_cancel_on_the_mall_is_held_at_first_and_frees_its_units(hub: Hub, shop: Shop) -> None:
    number = ready(hub, shop, 2)
    shop.shoppers.act(number, "cancel")
    hub.until(lambda: shop.order(number).phase == "held")
    assert level("A-1") == (5, 2)
    shop.town.advance(310)
    hub.until(lambda: shop.order(number).phase == "cancelled")
    hub.heal(600)
    assert (level("A-1"), shop.shoppers.quantity("A-1")) == ((5, 0), 5)


def test_a_raised_number_does_not_undo_a_sale_of_the_same_moment(hub: Hub, shop: Shop) -> None:
    listing = shop.listing("A-1").components.get()
    shop.shoppers.buy("A-1", 2)
    adjust_stock(listing.sku_id, Location.objects.get(code="main").id, delta=3, reason="棚卸", actor_id=None)
    hub.until(lambda: level("A-1") == (8, 2))
    hub.heal(300)
    assert shop.shoppers.quantity("A-1") == 6


@pytest.mark.parametrize("falls_at", ["create", "complete"])
def test_a_shipment_is_three_calls_each_carried_out_once(hub: Hub, shop: Shop, falls_at: str) -> None:
    shop.shoppers.configure(unshipped_falls_at=falls_at)
    number = ready(hub, shop)
    assert ship(shop, number) is None
    hub.until(hub.written)
    steps = WriteBackStep.objects.order_by("position")
    assert [(step.kind, step.state, step.attempts) for step in steps] == [(kind, "confirmed", 1) for kind in STEPS]
    done, numbers = story(shop, number)
    assert (set(done.values()), numbers, open_items()) == ({1}, [NUMBER], [])
    assert (shop.order(number).phase, level("A-1")) == ("shipped", (4, 0))


def test_shipments_go_on_where_new_orders_take_all_points(shop: Shop) -> None:
    hub = Hub(shop.town, [shop])
    hub.work()
    hub.open({"A-1": 12})
    numbers = [shop.shoppers.buy("A-1") for _ in range(12)]
    hub.until(lambda: all(shop.knows(number) and shop.order(number).phase == "ready" for number in numbers), 300)
    for number in numbers:
        assert ship(shop, number) is None

    def told() -> list[bool]:
        return [bool(story(shop, number)[0]["ship_complete"]) for number in numbers]

    began, told_first = shop.town.time(), []
    while not all(told()):
        assert shop.town.time() - began < timedelta(seconds=300)
        RateBucket.objects.filter(key__startswith="mercari_shops:", key__endswith=":w", tokens__gt=0).update(tokens=0)
        execute(shop.account.id, "write_back", LOOPS_NOW["write_back"], link=shop.link)
        shop.town.advance(2)
        told_first += [told()]
    assert all(found == sorted(found, reverse=True) for found in told_first)  # in the order in which they were shipped


class Killed(BaseException):
    """The process is gone."""


class DyingClient:
    """The mall's client that dies at one step: before its request leaves, or when the answer has come."""

    def __init__(self, client: MallClient, kind: str, *, sends: bool) -> None:
        self._client, self._kind, self._sends = client, kind, sends

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def send_step(self, order: MallOrder, step: StepPlan) -> JsonObject | None:
        """Send, or die."""
        if step.kind != self._kind:
            return self._client.send_step(order, step)
        if self._sends:
            self._client.send_step(order, step)
        raise Killed


@pytest.mark.parametrize("sends", [False, True], ids=["before the request", "after the answer"])
@pytest.mark.parametrize("kind", STEPS)
def test_a_crash_at_any_step_doubles_nothing(hub: Hub, shop: Shop, kind: str, sends: bool) -> None:
    number = ready(hub, shop)
    assert ship(shop, number) is None

    @contextmanager
    def dying(run: Run, account: Account) -> Iterator[MallClient]:
        with shop.link(run, account) as client:
            yield cast(MallClient, DyingClient(client, kind, sends=sends))

    with pytest.raises(Killed):
        for _ in range(10):
            execute(shop.account.id, "write_back", LOOPS_NOW["write_back"], stall_s=0.0, link=dying)
            shop.town.advance(2)
    shop.town.advance(STALL_S)
    hub.until(hub.written, 300)

    done, numbers = story(shop, number)
    assert (set(done.values()), numbers, open_items()) == ({1}, [NUMBER], [])
    assert len(shop.shoppers.order(number)["content"]["shippings"]) == 1


@pytest.mark.parametrize("fault", ["late", "timeout", "http_500", "throttle"])
@pytest.mark.parametrize("kind", STEPS)
def test_a_fault_at_any_step_doubles_nothing(hub: Hub, shop: Shop, kind: str, fault: str) -> None:
    number = ready(hub, shop)
    shop.shoppers.fault(fault, operation=f"order.{kind}", times=1)
    assert ship(shop, number) is None
    hub.until(hub.written, 900)
    done, numbers = story(shop, number)
    assert (set(done.values()), numbers, open_items()) == ({1}, [NUMBER], [])


@pytest.mark.parametrize("kind", ["ship_create", "ship_complete"])
def test_a_call_that_the_mall_drops_silently_is_for_a_person(hub: Hub, shop: Shop, kind: str) -> None:
    """Of ship_track the mall's answer is the only proof there is (page section 2: no query shows a shipment)."""
    number = ready(hub, shop)
    shop.shoppers.fault("silent_drop", operation=f"order.{kind}", times=1)
    assert ship(shop, number) is None
    hub.until(hub.written, 900)
    assert (shop.shoppers.order(number)["parcels"], open_items()) == ([], ["step_refused"])


def test_g3_20_a_notice_waits_for_its_day(hub: Hub, shop: Shop) -> None:
    number = ready(hub, shop)
    assert ship(shop, number, Parcel("yamato", NUMBER, today(shop) + timedelta(days=2))) is None
    hub.run(30)
    assert story(shop, number) == (Counter(), [])
    assert open_items() == []
    shop.town.advance(2 * 86_400)
    hub.until(hub.written, 300)
    assert story(shop, number)[1] == [NUMBER]


def test_g3_19_an_order_put_on_hold_is_not_written_until_it_goes_on(hub: Hub, shop: Shop) -> None:
    number = ready(hub, shop)
    assert ship(shop, number, Parcel("yamato", NUMBER, today(shop) + timedelta(days=1))) is None
    order = shop.order(number)
    Order.objects.filter(pk=order.pk).update(status=Status.objects.get(phase="held", default=True))
    shop.town.advance(86_400)
    hub.run(30)
    assert (story(shop, number), open_items()) == ((Counter(), []), [])
    Order.objects.filter(pk=order.pk).update(status=order.status)
    shop.town.advance(60)
    hub.until(hub.written, 300)
    assert story(shop, number)[1] == [NUMBER]


def test_g3_21_a_notice_without_a_number_where_there_is_none(hub: Hub, shop: Shop) -> None:
    number = ready(hub, shop)
    refusal = ship(shop, number, Parcel("yamato", "", today(shop)))
    assert refusal is not None
    assert refusal.code == "number_missing"
    assert ship(shop, number, Parcel("japan_post", "", today(shop), "定形外")) is None
    hub.until(hub.written)
    assert shop.shoppers.order(number)["content"]["notices"] == ["日本郵便\n番号なし(定形外)"]


def test_g3_24_the_message_of_the_account_reaches_the_buyer(hub: Hub, shop: Shop) -> None:
    typed = {"auto_intake": "on", "buyer_rule": "copy", "ship_message": "[配送業者]で発送しました。\n[伝票番号]"}
    assert keep_options(shop.account.id, typed, None) == {}
    number = ready(hub, shop)
    assert ship(shop, number) is None
    hub.until(hub.written)
    assert shop.shoppers.order(number)["content"]["notices"] == [f"ヤマト運輸で発送しました。\n{NUMBER}"]


def test_g3_15_anonymous_shipping_is_a_lane_of_its_own(hub: Hub, shop: Shop) -> None:
    """The mall's screen ships it; here it is seen, held, and taken off the stock when it leaves."""
    tell_receivers(shop)
    number = ready(hub, shop, delivery="rakuraku")
    order = shop.order(number)
    assert (order.buyer_name, order.prefecture, order.snapshot["withheld"]) == ("", "", "anonymous")
    refusal = ship(shop, number)
    assert refusal is not None
    assert refusal.code == "anonymous_shipping"
    shop.shoppers.ship(number, "")
    hub.until(lambda: shop.order(number).phase == "shipped")
    assert level("A-1") == (4, 0)


def test_g3_13_the_receiver_is_read_where_the_schema_has_it(hub: Hub, shop: Shop) -> None:
    tell_receivers(shop)
    number = ready(hub, shop)
    told = shop.order(number).snapshot
    assert told["buyer"] is None
    assert told["ship_to"] is not None
    assert shop.order(number).buyer_name == told["ship_to"][0] != ""
    assert "withheld" not in told


def test_an_order_sent_in_two_ways_is_shipped_here_when_the_mall_has_sent_its_part(hub: Hub, shop: Shop) -> None:
    """メルカリ便 of one line hides nothing of the other (section 3.2); the order is not whole before both left (trap 4)."""
    shop.shoppers.put_item("B-1", quantity=5, title="商品 B-1", delivery="rakuraku")
    tell_receivers(shop)
    number = shop.shoppers.buy_all({"A-1": 1, "B-1": 1})
    hub.knows(shop, number)
    assert shop.order(number).buyer_name != ""
    assert "withheld" not in shop.order(number).snapshot
    refusal = ship(shop, number)
    assert refusal is not None
    assert (refusal.code, shop.order(number).phase) == ("anonymous_first", "ready")


def test_a_parcel_that_the_mall_sent_with_another_number_is_for_a_person(hub: Hub, shop: Shop) -> None:
    number = ready(hub, shop)
    assert ship(shop, number, Parcel("yamato", NUMBER, today(shop) + timedelta(days=1))) is None
    shop.shoppers.ship(number, "400000000011")
    shop.town.advance(86_400)
    hub.until(lambda: open_items() == ["step_refused"], 300)
    assert list(WriteBackStep.objects.order_by("position").values_list("kind", "state")) == [
        ("ship_create", "confirmed"), ("ship_track", "refused"), ("ship_complete", "planned"),
    ]  # fmt: skip
