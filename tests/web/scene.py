"""A shop in the middle of its day: two accounts, goods, orders in every status, and things that went wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from ichigen.domain.api_scopes import Scope
from ichigen.domain.orders import Amounts, DeliveryWish, MallOrder, OrderLine, Party, Payment
from ichigen.domain.phases import Phase
from ichigen.services.api_tokens.issue import issue_token
from ichigen.services.orders.take_in import Source, take_in
from ichigen.store.accounts import Account, LoopState, MallCall
from ichigen.store.listings import Listing
from ichigen.store.orders import Order
from ichigen.store.staff import Role, Staff
from ichigen.store.worklist import WorklistItem
from ichigen.store.write_backs import WriteBack, WriteBackStep
from tests.builders import make_account, make_listing, make_sku

PASSWORD = "ai-zome-tenugui"
GOODS = (
    ("TNG-AI", "手ぬぐい 藍染め 注染 綿100%", 50),
    ("TNG-AKA", "手ぬぐい 茜 かまわぬ文様", 3),
    ("FRS-70-KON", "風呂敷 70cm 紺 撥水加工", 18),
    ("YNM-S", "湯のみ 白磁 小", 0),
    ("CAM-1973", "中古カメラ 1973年製 レンズ付き", 1),
    ("SEN-24", "扇子 京扇子 桜 箱入り", 7),
)
PLACES = (("東京都", "架空区見本町1-2-3"), ("大阪府", "架空市例示町4-5"), ("北海道", "架空市仮町6"))

#: What either mall keeps of an order for its later writes.
HANDLES = {
    "baskets": "[[1, []]]",
    "order_status": "2",
    "ship_status": "1",
    "pay_status": "1",
    "is_seen": "1",
    "invoices": "",
    "empty_reason": "",
}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a test starts from."""

    now: datetime
    accounts: tuple[Account, ...]
    owner: Staff
    token: int

    def order(self, number: str) -> Order:
        """An order by its number."""
        return Order.objects.get(number=number)


def make_staff(code: str, role: Role, name: str = "") -> Staff:
    """A member of staff with the password of these tests."""
    staff = Staff.objects.add(code, role, name or code)
    staff.set_password(PASSWORD)
    staff.save()
    return staff


def build_scene(orders: int = 24) -> Scene:
    """Build the shop; `orders` is how many orders there are."""
    now = timezone.now()
    accounts = (
        _account("rakuten", "楽天市場 和雑貨みほん", now),
        _account("yahoo_shopping", "Yahoo!店 和雑貨みほん", now),
    )
    _goods(accounts, now)
    for place, account in enumerate(accounts):
        batch = [_order(n, now) for n in range(orders) if n % 2 == place]
        take_in(Source(account.id, now, account.started_at), batch)
    owner = make_staff("owner", Role.OWNER, "店主 みほん")
    _trouble(accounts, now)
    token = issue_token("倉庫システム", (Scope.STOCK_READ,), 90, owner.pk)
    return Scene(now, accounts, owner, token.id)


def _account(mall_id: str, label: str, now: datetime) -> Account:
    account = make_account(mall_id, label=label, started_at=now - timedelta(days=30))
    account.expires = {"licenseKey": (now + timedelta(days=6)).isoformat()} if mall_id == "rakuten" else {}
    account.checked_at = now - timedelta(hours=2)
    account.check_results = [
        {"code": "orders", "label": "受注API", "ok": True, "message": ""},
        {"code": "stock", "label": "在庫API", "ok": True, "message": ""},
    ]
    account.save()
    for kind in ("intake", "stock", "write_back"):
        at = now - timedelta(seconds=4)
        LoopState.objects.create(
            account=account, kind=kind, started_at=at, finished_at=at, succeeded_at=at, fresh_at=at
        )
    MallCall.objects.create(
        account=account, at=now, operation="orders.search", effect="read", status=200, elapsed_ms=182
    )
    MallCall.objects.create(
        account=account,
        at=now,
        operation="stock.write",
        effect="write",
        status=503,
        elapsed_ms=2041,
        rows=40,
        error="http_503",
    )
    return account


def _goods(accounts: tuple[Account, ...], now: datetime) -> None:
    for code, title, on_hand in GOODS:
        sku = make_sku(code, on_hand, one_off=code.startswith("CAM"))
        sku.title = title
        sku.save()
        for account in accounts if code != "CAM-1973" else accounts[:1]:
            seen: dict[str, Any] = {"desired_quantity": on_hand, "expected_quantity": on_hand, "seen_quantity": on_hand}
            make_listing(account, sku, exists_at=now, seen_at=now, confirmed_at=now, **seen)
    Listing.objects.filter(account=accounts[1], code="FRS-70-KON").update(
        error_code="it-10212",
        error_message="この商品コードはモールに登録されていません。モールで商品を登録してください。",
    )


def _order(n: int, now: datetime) -> MallOrder:
    phases = (
        Phase.READY,
        Phase.NEW,
        Phase.READY,
        Phase.UNPAID,
        Phase.HELD,
        Phase.SHIPPED,
        Phase.READY,
        Phase.CANCELLED,
    )
    phase = phases[n % len(phases)]
    codes = [GOODS[n % len(GOODS)][0]] + ([GOODS[(n + 1) % len(GOODS)][0]] if n % 5 == 0 else [])
    if n == 6:
        codes = ["UNKNOWN-77"]
    titles = {code: title for code, title, _ in GOODS}
    lines = tuple(
        OrderLine(
            str(i),
            code,
            1 + n % 3,
            1280 + 110 * i,
            titles.get(code, "のれん 麻 生成り"),
            "ラッピング: あり" if n == 3 else "",
        )
        for i, code in enumerate(codes)
    )
    goods = sum(line.quantity * line.unit_price for line in lines)
    prefecture, street = PLACES[n % len(PLACES)]
    person = Party(
        f"架空 {'花子太郎次郎'[n % 3 * 2 : n % 3 * 2 + 2]}",
        "カクウ",
        "000-0000",
        prefecture,
        street,
        "",
        "00-0000-0000",
    )
    return MallOrder(
        number=f"2026-{10_000 + n}",
        ordered_at=now - timedelta(minutes=17 * n + 2),
        phase=phase,
        mall_state={Phase.READY: "発送待ち(300)", Phase.NEW: "注文確認待ち(100)"}.get(phase, phase.value),
        mark=phase.value,
        lines=lines,
        payment=Payment("銀行振込" if phase is Phase.UNPAID else "クレジットカード", phase is not Phase.UNPAID),
        amounts=Amounts(goods=goods, postage=500, fees=0, discount=0, points=100, total=goods + 400),
        delivery=DeliveryWish("宅配便", (now + timedelta(days=3)).date(), "14:00-16:00"),
        buyer=None if n == 2 else person,
        ship_to=None if n == 2 else person,
        holds=("不正検知のため審査中",) if phase is Phase.HELD else (),
        note="のし「御祝」でお願いします。" if n == 0 else "",
        handles=HANDLES | {"progress": "100" if phase is Phase.NEW else "300"},
        confirmable=phase is Phase.NEW,
    )


def _trouble(accounts: tuple[Account, ...], now: datetime) -> None:
    order = Order.objects.get(number="2026-10005")
    back = WriteBack.objects.create(order=order, kind="ship", state=WriteBack.State.FAILED)
    step = WriteBackStep.objects.create(
        write_back=back,
        account_id=order.account_id,
        position=1,
        kind="ship",
        label="発送完了報告",
        state="refused",
        attempts=1,
        sent_at=now - timedelta(minutes=9),
        error_code="ORDER_EXT_API_UPDATE_ERROR",
        error_message="配送会社の指定が受け付けられませんでした。",
        proof={"orderProgress": 300},
    )
    WorklistItem.objects.create(
        key=f"step:{step.id}",
        code="step_refused",
        urgent=True,
        title=f"受注 {order.number}: 発送完了報告ができませんでした",
        cause="配送会社の指定が受け付けられませんでした。（ORDER_EXT_API_UPDATE_ERROR）",
        action="原因を直してから「再試行」を押すと、この1件だけをもう一度送ります。",
        account=order.account,
        order=order,
        step=step,
        opened_at=now - timedelta(minutes=9),
    )
    listing = Listing.objects.get(account=accounts[1], code="FRS-70-KON")
    WorklistItem.objects.create(
        key=f"listing:{listing.id}",
        code="stock_refused",
        title="FRS-70-KON: 在庫を書き込めませんでした",
        cause="この商品コードはモールに登録されていません。",
        action="モールで商品を登録するか、商品コードを直してから「再試行」を押してください。",
        account=accounts[1],
        listing=listing,
        opened_at=now - timedelta(minutes=31),
    )
