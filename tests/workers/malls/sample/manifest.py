"""The sample mall: found like any other, by scanning the packages below `ichigen.malls`."""

from collections.abc import Sequence

from ichigen.domain.orders import MallOrder
from ichigen.domain.write_back import GuardRefusal, Intent, Proof, ProofState, StepPlan
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.errors import AuthExpired, Refused, Retryable
from ichigen.mallkit.exchange import (
    CheckResult,
    ConnectionReport,
    ListingPage,
    OrderBatch,
    OrderPage,
    StockAnswer,
    StockReading,
    StockWrite,
    Window,
)
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import (
    CredentialField,
    Effect,
    Endpoint,
    Limit,
    Mall,
    OrderFeed,
    StockCapability,
    StockMode,
    WriteBackCapability,
)


class SampleClient:
    """Sends each stock row as `PUT /stock/{code}`; the header X-Lease tells the server which run it came from."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def check(self) -> ConnectionReport:
        return ConnectionReport([CheckResult("all", "すべて", self._send("GET", "/check", Effect.READ).status == 200)])

    def list_orders(self, scan: str, window: Window, page: str | None) -> OrderPage:
        self._send("GET", "/orders", Effect.READ)
        return OrderPage()

    def fetch_orders(self, numbers: Sequence[str]) -> OrderBatch:
        return OrderBatch(())

    def write_stock(self, rows: Sequence[StockWrite]) -> StockAnswer:
        for row in rows:
            self._send("PUT", f"/stock/{row.code}/{row.quantity}", Effect.WRITE)
        return StockAnswer(frozenset(row.code for row in rows))

    def read_stock(self, codes: Sequence[str]) -> StockReading:
        self._send("GET", "/stock", Effect.READ)
        return StockReading(())

    def list_listings(self, page: str | None) -> ListingPage:
        return ListingPage(())

    def send_step(self, order: MallOrder, step: StepPlan) -> None:
        self._send("POST", "/step", Effect.WRITE)

    def prove_step(self, order: MallOrder, step: StepPlan) -> Proof:
        return Proof(ProofState.DONE)

    def _send(self, method: str, path: str, effect: Effect) -> Reply:
        operation = "stock.write" if effect is Effect.WRITE else "sample.read"
        reply = self._connection.http.send(Call(operation, effect, method, self._connection.endpoints["api"] + path))
        if reply.status == 401:
            raise AuthExpired("401", "認証の有効期限が切れています。", permission="在庫更新")
        if reply.status == 400:
            raise Refused("400", "受け付けられない内容です。")
        if reply.status >= 500:
            raise Retryable(str(reply.status), "モール側の一時的な障害です。", unknown_effect=effect is Effect.WRITE)
        return reply


def plan(intent: Intent, order: MallOrder) -> tuple[StepPlan, ...] | GuardRefusal:
    return (StepPlan("step", "書出"),)


MALL = Mall(
    id="sample",
    label="見本モール",
    color="#666666",
    identity_field="shop",
    credentials=(CredentialField("shop", "店舗", ""), CredentialField("key", "鍵", "")),
    endpoints=(Endpoint("api", "https://sample.invalid"),),
    limits=(Limit("stock.*", "key", per_s=50.0, burst=10),),
    orders=OrderFeed(scans=(), fetch_batch=10),
    stock=StockCapability(
        modes=(StockMode.ABSOLUTE,),
        write_batch=10,
        read_batch=10,
        settle_s=0,
        read_every_s=60,
        read_every_night_s=60,
        hidden_sale_s=60,
        maximum=99999,
    ),
    write_back=WriteBackCapability(),
    permissions=(),
    connect=SampleClient,
    plan=plan,
    timeout_s=15.0,
)
