"""The mall's three layers of errors → the four kinds, in one table (section 2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Retryable, Throttled
from ichigen.mallkit.http import LONGEST_RETRY, Reply, retry_at
from ichigen.mallkit.json_values import optional_records
from ichigen.mallkit.manifest import Effect
from ichigen.malls.shopify.scopes import scope_in
from ichigen.malls.shopify.wire_values import Node, child, points, text

#: Seconds to wait where the mall names no time.
BUSY_WAIT_S = 2.0
#: The bucket is never asked again sooner than this.
SHORTEST_WAIT_S = 0.1


class Kind(Enum):
    """What an error asks for. PASSING: nothing was done; BROKEN: a write may have been done."""

    WAIT = auto()
    PASSING = auto()
    BROKEN = auto()
    ACCESS = auto()
    REFUSED = auto()


_SHOP = "ストアが停止中か、閉鎖されています。Shopifyの管理画面でストアの状態を確認してください。"
_TOKEN = "アクセストークンが拒否されました。アプリがストアにインストールされているか、認証情報を確認してください。"  # noqa: S105
_DENIED = "アプリの権限が足りません。Shopifyのアプリの設定で権限を追加してから、接続チェックをしてください。"
_BUSY = "モールが混み合っています。時間をおいて自動で再開します。"
_FAULT = "モールで一時的なエラーが起きました。自動で再試行します。"

#: HTTP status, `extensions.code` or code of a userError → what to do and what to say ("" = the mall's own words).
#: 5xx is below `kind_of_status`.
TABLE: Mapping[str, tuple[Kind, str]] = {
    "http_401": (Kind.ACCESS, _TOKEN),
    "http_402": (Kind.ACCESS, _SHOP),
    "http_403": (Kind.ACCESS, _DENIED),
    "http_404": (Kind.ACCESS, "ストアが見つかりません。ストアのドメイン(○○.myshopify.com)を確認してください。"),
    "http_408": (Kind.BROKEN, _FAULT),
    "http_423": (Kind.ACCESS, _SHOP),
    "http_429": (Kind.WAIT, _BUSY),
    "http_430": (Kind.WAIT, _BUSY),
    "THROTTLED": (Kind.WAIT, _BUSY),
    "ACCESS_DENIED": (Kind.ACCESS, _DENIED),
    "SHOP_INACTIVE": (Kind.ACCESS, _SHOP),
    "INTERNAL_SERVER_ERROR": (Kind.BROKEN, _FAULT),
    "INTERNAL_ERROR": (Kind.BROKEN, _FAULT),
    "TIMEOUT": (Kind.BROKEN, _FAULT),
    "MAX_COST_EXCEEDED": (Kind.REFUSED, ""),
    "BAD_REQUEST": (Kind.REFUSED, ""),
    "INVALID_FIELD_ARGUMENTS": (Kind.REFUSED, ""),
    "INVALID_VARIABLE": (Kind.REFUSED, ""),
    "missingRequiredArguments": (Kind.REFUSED, ""),
    "argumentLiteralsIncompatible": (Kind.REFUSED, ""),
    "undefinedField": (Kind.REFUSED, ""),
    "RESOURCE_NOT_FOUND": (Kind.REFUSED, ""),
    "IDEMPOTENCY_CONCURRENT_REQUEST": (Kind.BROKEN, "同じ書込みをモールが処理しています。結果を読み直して確認します。"),
    "IDEMPOTENCY_PREVIOUS_ATTEMPT_FAILED": (Kind.PASSING, _FAULT),
    "IDEMPOTENCY_KEY_PARAMETER_MISMATCH": (Kind.REFUSED, ""),
    "CHANGE_FROM_QUANTITY_STALE": (
        Kind.REFUSED,
        "モールの在庫数が、書き込む前に変わっていました。上書きせず、読み直します。",
    ),
    "INVALID_INVENTORY_ITEM": (Kind.REFUSED, "この商品はモールにありません。Shopifyの商品管理を確認してください。"),
    "INVALID_LOCATION": (
        Kind.REFUSED,
        "連動するロケーションがないか、この商品の在庫を保管していません。Shopifyの商品画面と、"
        "アカウントの設定の「在庫のロケーション」を確認してください。",
    ),
    "ITEM_NOT_STOCKED_AT_LOCATION": (
        Kind.REFUSED,
        "この商品は、連動するロケーションで在庫を保管していません。Shopifyの商品画面でロケーションを有効にしてください。",
    ),
    "NON_MUTABLE_INVENTORY_ITEM": (
        Kind.REFUSED,
        "この商品の在庫は変えられません。Shopifyの商品画面で「在庫を追跡する」を確認してください。",
    ),
    "INVALID_QUANTITY_TOO_HIGH": (Kind.REFUSED, "在庫数が大きすぎます。"),
    "INVALID_QUANTITY_TOO_LOW": (Kind.REFUSED, "在庫数が小さすぎます。"),
    "INVALID_QUANTITY_NEGATIVE": (Kind.REFUSED, "在庫数に負の数は書けません。"),
    "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR": (Kind.REFUSED, "同じ商品が1回の書込みに2つありました。"),
    "NOT_FOUND": (Kind.REFUSED, "この注文はモールにありません。"),
    "NO_REFUND_PERMISSION": (
        Kind.REFUSED,
        "返金の権限がないため、キャンセルできません。アプリの権限を確認してください。",
    ),
    "INVALID": (Kind.REFUSED, ""),
}


@dataclass(frozen=True, slots=True)
class UserError:
    """One entry of a mutation's own list of errors. `code` may be empty, `field` too."""

    code: str
    message: str
    field: tuple[str, ...]


def kind_of_status(status: int) -> Kind | None:
    """Return what an HTTP status asks for; None = the answer is in the body."""
    if status == 200:
        return None
    if f"http_{status}" in TABLE:
        return TABLE[f"http_{status}"][0]
    return Kind.BROKEN if status >= 500 or status < 400 else Kind.REFUSED


def status_error(reply: Reply, effect: Effect, now: datetime) -> MallError | None:
    """Return the error of the first layer, the HTTP status; None at 200."""
    kind = kind_of_status(reply.status)
    if kind is None:
        return None
    code = f"http_{reply.status}"
    wait = retry_at(reply, now, BUSY_WAIT_S)
    return _error(kind, code, TABLE.get(code, (kind, _FAULT if kind is Kind.BROKEN else ""))[1], effect, wait)


def answer_error(answer: Node, effect: Effect, now: datetime) -> MallError | None:
    """Return the error of the second layer, the first of the top-level `errors`; None where there is none."""
    errors = answer.get("errors")
    if not errors:
        return None
    rows = [row for row in errors if isinstance(row, dict)] if isinstance(errors, list) else []
    if not rows:
        return _error(_unknown(), "errors", "", effect, now)
    first = next((row for row in rows if _code(row) in TABLE), rows[0])
    code, said = _code(first), text(first, "message")
    kind, words = TABLE.get(code, (_unknown(), ""))
    permission = scope_in(text(child(first, "extensions") or {}, "requiredAccess") or said)
    wait = now + _bucket_wait(answer)
    return _error(kind, code or "errors", words or _quoted(said, code), effect, wait, permission)


#: Members of an order that an app without the right to customer data gets as null, with an error each (section 1).
PERSONAL = frozenset({"email", "phone", "note", "customAttributes", "shippingAddress", "billingAddress", "customer"})


def _kept_back(path: Sequence[object], row: Node) -> bool:
    """True where only a person's data was kept back."""
    personal = len(path) > 2 and path[2] in PERSONAL
    scope = scope_in(text(child(row, "extensions") or {}, "requiredAccess"))
    denied = _code(row) == "ACCESS_DENIED" and not scope  # a scope that lacks is another matter
    return personal and (denied or "not approved to" in text(row, "message"))


def row_faults(answer: Node, root: str) -> Mapping[int, str] | None:
    """Return what failed inside single rows of the list `root`, by position; None where an error concerns more than a row."""
    found: dict[int, str] = {}
    errors = answer.get("errors") or []
    if not isinstance(errors, list):
        return None
    for row in errors:
        path = row.get("path") if isinstance(row, dict) else None
        if not isinstance(path, list) or len(path) < 2 or path[0] != root or not isinstance(path[1], int):
            return None
        kept_back = _kept_back(path, row)
        if kept_back and _stands(answer, root, path[1]):
            continue
        if not kept_back and TABLE.get(_code(row), (Kind.BROKEN,))[0] not in (Kind.BROKEN, Kind.REFUSED):
            return None
        found[path[1]] = _quoted(text(row, "message"), _code(row))
    return found


def kept_back_fields(answer: Node) -> frozenset[str] | None:
    """Return the members of a person that the mall kept back, by their own names; None where it says anything else."""
    rows = answer.get("errors") or []
    if not isinstance(rows, list):
        return None
    fields = set[str]()
    for row in rows:
        path = row.get("path") if isinstance(row, dict) else None
        names = [part for part in path if isinstance(part, str)] if isinstance(path, list) else []
        if not names or PERSONAL.isdisjoint(names) or not _kept_back(["", 0, *PERSONAL.intersection(names)], row):
            return None
        fields.add(names[-1])
    return frozenset(fields)


def _stands(answer: Node, root: str, position: int) -> bool:
    """True where the row is there in spite of its errors; a member that may not be null takes its row with it."""
    found = (child(answer, "data") or {}).get(root)
    return isinstance(found, list) and position < len(found) and found[position] is not None


def user_errors(payload: Node, key: str = "userErrors") -> tuple[UserError, ...]:
    """Return the third layer: what a mutation's payload says against it."""
    return tuple(
        UserError(
            text(entry, "code"), text(entry, "message"), tuple(map(str, value if isinstance(value, list) else ()))
        )
        for entry in optional_records(payload, key)
        for value in (entry.get("field"),)
    )


def user_error(errors: Sequence[UserError], effect: Effect, now: datetime) -> MallError | None:
    """Return the error of the third layer; None where the list is empty."""
    if not errors:
        return None
    first = errors[0]
    kind, words = TABLE.get(first.code, (Kind.REFUSED, ""))
    wait = now + timedelta(seconds=BUSY_WAIT_S)
    return _error(kind, first.code or "user_error", words or _quoted(first.message, first.code), effect, wait)


def words_of(error: UserError) -> str:
    """Return what is said of one row."""
    words = TABLE.get(error.code, (Kind.REFUSED, ""))[1]
    return words or _quoted(error.message, error.code)


def unreadable(effect: Effect) -> Retryable:
    """Return the error of a 200 that cannot be read: a write may have been done."""
    message = "モールの応答を読めませんでした。自動で読み直します。"
    return Retryable("unreadable", message, unknown_effect=effect is Effect.WRITE)


def _error(
    kind: Kind, code: str, message: str, effect: Effect, wait_until: datetime, permission: str = ""
) -> MallError:
    words = message or f"モールが受け付けませんでした({code})。"
    match kind:
        case Kind.WAIT:
            return Throttled(code, words, wait_until)
        case Kind.PASSING:
            return Retryable(code, words)
        case Kind.BROKEN:
            return Retryable(code, words, unknown_effect=effect is Effect.WRITE)
        case Kind.ACCESS:
            named = f"権限「{permission}」がありません。{words}" if permission else words
            return AuthExpired(code, named, permission)
        case Kind.REFUSED:
            return Refused(code, words)


def _unknown() -> Kind:
    """An error nobody described: it may pass, and of a write nobody knows whether it was done."""
    return Kind.BROKEN


def _code(row: Node) -> str:
    return text(child(row, "extensions") or {}, "code")


def _quoted(said: str, code: str) -> str:
    return f"モールが受け付けませんでした: {said[:200] or '理由なし'} ({code or 'コードなし'})"


def _bucket_wait(answer: Node) -> timedelta:
    """(requestedQueryCost - currentlyAvailable) / restoreRate (section 2); a little where the mall does not say."""
    told = child(child(answer, "extensions") or {}, "cost") or {}
    status = child(told, "throttleStatus") or {}
    asked, left, rate = (
        points(told, "requestedQueryCost"),
        points(status, "currentlyAvailable"),
        points(status, "restoreRate"),
    )
    if asked is None or left is None or not rate:
        return timedelta(seconds=BUSY_WAIT_S)
    seconds = max(SHORTEST_WAIT_S, (asked - left) / rate)
    return min(timedelta(seconds=seconds), LONGEST_RETRY)
