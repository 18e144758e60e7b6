"""接続チェック: each needed function once, and which credential or role is at fault (R1-27; page sections 1.5 and 7)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ichigen.mallkit.errors import AuthExpired, MallError, Refused
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.mallkit.json_values import child, children
from ichigen.mallkit.manifest import Permission
from ichigen.malls.amazon.auth import expiries
from ichigen.malls.amazon.caller import Caller
from ichigen.malls.amazon.client_signals import QUEUE_URL, keep_subscription, queue_arn
from ichigen.malls.amazon.errors import APPLICATION, AUTHORISATION, QUEUE_KEY, missing
from ichigen.malls.amazon.operations import (
    GET_ORDER,
    LISTINGS_ROLE,
    ORDERS_ROLE,
    PARTICIPATIONS,
    SEARCH_LISTINGS,
    SELLER,
)
from ichigen.malls.amazon.wire import text

#: In the order they are needed; the roles by their names on the console.
PERMISSIONS = (
    Permission(APPLICATION, "アプリケーション(LWA クライアントID・シークレット)"),
    Permission(AUTHORISATION, "認可(リフレッシュトークン)"),
    Permission(SELLER, "Amazon.co.jpでの販売"),
    Permission(ORDERS_ROLE, "権限「在庫と注文の追跡」(Inventory and Order Tracking)"),
    Permission(LISTINGS_ROLE, "権限「商品の出品」(Product Listing)"),
)
_QUEUE_LINE = Permission(QUEUE_KEY, "注文通知(ORDER_CHANGE)")

#: Asked for by the check; no shop has them. An order number of three groups is what the mall can refuse as unknown.
PROBE_ORDER = "000-0000000-0000000"
PROBE_SKU = "ichigen-check"

_ELSEWHERE = (
    "この出品者の注文通知(ORDER_CHANGE)は、別の送信先({queue})に届くよう登録されているため、入力したキューには届きません。"
    "注文は数分おきの確認で取り込みます。キューの入力を登録済みの送信先に合わせるか、"
    "登録したシステムで通知の登録を解除してから、もう一度接続チェックをしてください。"
)
_WAITING = "先の項目を直してから、もう一度接続チェックをしてください(未確認)。"


@dataclass
class Findings:
    """What the calls said, by permission: "" passed. `passing`: failed for a reason that goes by itself."""

    said: dict[str, str] = field(default_factory=dict)
    passing: set[str] = field(default_factory=set)

    def ask(self, lines: tuple[str, ...], call: Callable[[], Mapping[str, str]]) -> bool:
        """Make one call: all its lines pass, or the one the error names – else the last – fails."""
        blamed = lines[-1]
        try:
            self.said |= dict.fromkeys(lines, "") | dict(call())
        except AuthExpired as error:
            # What another call proved already is not at fault here: then it is this function that is refused.
            named = error.permission if self.said.get(error.permission, None) != "" else ""
            self.said[named or blamed] = error.message
        except Refused as error:
            self.said[blamed] = error.message
        except MallError as error:
            self.said[blamed] = error.message
            self.passing.add(blamed)
        return all(self.said.get(line) == "" for line in lines)

    def line(self, item: Permission) -> CheckResult:
        """Return the line of one permission; what could not be tried says so."""
        message = self.said.get(item.code, _WAITING)
        passing = item.code not in self.said or item.code in self.passing
        aside = bool(message) and item.code == QUEUE_KEY  # without news the lists go on
        return CheckResult(
            item.code, item.label, not message, message, passing=aside or (bool(message) and passing), warning=aside
        )


def check(caller: Caller) -> ConnectionReport:
    """Return one line per permission, and one for the news where a queue is set."""
    found = Findings()
    lines: tuple[Permission, ...] = PERMISSIONS
    if found.ask((APPLICATION, AUTHORISATION), lambda: _token(caller)):
        found.ask((SELLER,), lambda: _sells(caller))
        found.ask((ORDERS_ROLE,), lambda: _orders(caller))
        found.ask((LISTINGS_ROLE,), lambda: _listings(caller))
        if caller.connection.settings.get(QUEUE_URL):
            lines = (*PERMISSIONS, _QUEUE_LINE)
            found.ask((QUEUE_KEY,), lambda: _news(caller))
    return ConnectionReport(tuple(found.line(item) for item in lines), expiries(caller.connection))


def _token(caller: Caller) -> Mapping[str, str]:
    caller.tokens.current(caller.tokens.seller)
    return {}


def _sells(caller: Caller) -> Mapping[str, str]:
    document = caller.document(PARTICIPATIONS)
    ours = [e for e in children(document, "payload") if text(child(e, "marketplace"), "id") == caller.marketplace]
    if not any(child(entry, "participation").get("isParticipating") is True for entry in ours):
        return {SELLER: "この出品者アカウントは、Amazon.co.jpで出品していません。セラーセントラルで確認してください。"}
    return {}


def _orders(caller: Caller) -> Mapping[str, str]:
    """Asking for an order that does not exist needs the role, and costs nothing of the list's scarce turns."""
    try:
        caller.document(GET_ORDER, order=PROBE_ORDER)
    except Refused as error:
        if not (missing(error) or error.code.startswith("Invalid")):
            raise
    return {}


def _listings(caller: Caller) -> Mapping[str, str]:
    query = {
        "marketplaceIds": [caller.marketplace],
        "identifiers": [PROBE_SKU],
        "identifiersType": "SKU",
        "pageSize": "1",
    }
    caller.document(SEARCH_LISTINGS, query, seller=caller.seller_id)
    return {}


def _news(caller: Caller) -> Mapping[str, str]:
    """Subscribing changes nothing in the shop; who cannot be subscribed, or whose news goes elsewhere, learns why."""
    if not queue_arn(caller.connection.settings):
        message = (
            "キューのURLとリージョンから、キューのARNを作れません。URLは"
            "https://sqs.リージョン.amazonaws.com/アカウントID/キュー名 の形で入力してください。"
        )
        return {QUEUE_KEY: message}
    elsewhere = keep_subscription(caller)
    return {QUEUE_KEY: _ELSEWHERE.format(queue=elsewhere)} if elsewhere else {}
