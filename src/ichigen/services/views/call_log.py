"""連動ログ: the calls to the malls, as they were noted; no bodies, no secrets, no personal data are in there."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from ichigen.mallkit.operation_words import operation_word, operations_called
from ichigen.services.views.malls import MallFace, mall_face
from ichigen.store.accounts import MallCall
from ichigen.store.listings import Listing
from ichigen.store.orders import Order

#: How a call went, by what came back: exactly one of these is true of a call.
RESULTS: dict[str, tuple[str, Q]] = {
    "connect": ("接続できない", Q(error="connect")),
    "no_answer": ("応答なし", ~Q(error="connect") & Q(status__isnull=True)),
    "auth": ("認証エラー", ~Q(error="connect") & Q(status__in=(401, 403))),
    "throttled": ("呼出し制限", ~Q(error="connect") & Q(status=429)),
    "mall": ("モールの障害", ~Q(error="connect") & Q(status__gte=500)),
    "refused": ("断られた", ~Q(error="connect") & Q(status__gte=400, status__lt=500) & ~Q(status__in=(401, 403, 429))),
    "ok": ("成功", ~Q(error="connect") & Q(status__lt=400)),
}
FAILED = ~RESULTS["ok"][1]


@dataclass(frozen=True, slots=True)
class CallFilter:
    """`result` is a key of `RESULTS` or empty, `failed` only what did not succeed; `effect` read, write or empty."""

    text: str = ""
    account_id: int | None = None
    result: str = ""
    effect: str = ""
    failed: bool = False
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class CallRow:
    """One call; times in milliseconds. `result` is a key of `RESULTS`, `word` its word; `about` is (kind, key);
    `doing` is `operation` in words, empty where nobody gave it any."""

    id: int
    at: datetime
    account: str
    mall: MallFace
    operation: str
    doing: str
    effect: str
    status: int | None
    elapsed_ms: int | None
    rows: int
    error: str
    result: str
    word: str
    about_kind: str
    about: str
    request_id: str


@dataclass(frozen=True, slots=True)
class CallDetail:
    """A call with its stored facts, and the order or SKU it leads to where that is known."""

    row: CallRow
    facts: tuple[tuple[str, str], ...]
    order_id: int | None
    sku_id: int | None


@dataclass(frozen=True, slots=True)
class CallLog:
    """A page, newest first; `counts`: all calls and those that failed, under the other filters."""

    rows: tuple[CallRow, ...]
    counts: dict[str, int]
    total: int


def call_log(wanted: CallFilter) -> CallLog:
    """Return one page; two queries."""
    found = _narrowed(wanted)
    row = found.aggregate(all=Count("pk"), failed=Count("pk", filter=FAILED))
    counts: dict[str, int] = {"": row["all"], "failed": row["failed"]}
    chosen = found.filter(FAILED) if wanted.failed else found
    start = (wanted.page - 1) * wanted.size
    rows = _rows(chosen.order_by("-at", "-id")[start : start + wanted.size])
    return CallLog(rows, counts, counts["failed" if wanted.failed else ""])


def call_detail(call_id: int) -> CallDetail | None:
    """Return one call, None where there is none or it is no longer kept."""
    call = MallCall.objects.filter(pk=call_id).first()
    if call is None:
        return None
    row = _rows(MallCall.objects.filter(pk=call_id))[0]
    order = sku = None
    if row.about_kind == "order":
        order = Order.objects.filter(account_id=call.account_id, number=row.about).values_list("id", flat=True).first()
    elif row.about_kind == "listing":
        listing = Listing.objects.filter(account_id=call.account_id, code=row.about)
        sku = listing.values_list("components__sku_id", flat=True).first()
    return CallDetail(row, tuple((name, str(value)) for name, value in sorted(call.facts.items())), order, sku)


def result_of(status: int | None, error: str) -> str:
    """Return the key of `RESULTS` for what came back."""
    table = (
        (error == "connect", "connect"),
        (status is None, "no_answer"),
        (status in (401, 403), "auth"),
        (status == 429, "throttled"),
        ((status or 0) >= 500, "mall"),
        ((status or 0) >= 400, "refused"),
    )
    return next((result for applies, result in table if applies), "ok")


def _narrowed(wanted: CallFilter) -> QuerySet[MallCall]:
    found = MallCall.objects.all()
    if wanted.account_id is not None:
        found = found.filter(account_id=wanted.account_id)
    if wanted.effect in ("read", "write"):
        found = found.filter(effect=wanted.effect)
    if wanted.result in RESULTS:
        found = found.filter(RESULTS[wanted.result][1])
    for word in wanted.text.split():
        found = found.filter(
            Q(operation__icontains=word)
            | Q(operation__in=operations_called(word))
            | Q(about__icontains=word)
            | Q(request_id=word)
            | Q(error__icontains=word)
        )
    return found


def _rows(found: QuerySet[MallCall]) -> tuple[CallRow, ...]:
    calls = found.select_related("account").defer("facts", "account__credentials", "account__tokens")
    return tuple(_row(call) for call in calls)


def _row(call: MallCall) -> CallRow:
    kind, _, key = call.about.partition(":")
    result = result_of(call.status, call.error)
    return CallRow(
        id=call.id,
        at=call.at,
        account=call.account.label,
        mall=mall_face(call.account.mall_id),
        operation=call.operation,
        doing=operation_word(call.operation),
        effect=call.effect,
        status=call.status,
        elapsed_ms=call.elapsed_ms,
        rows=call.rows,
        error=call.error,
        result=result,
        word=RESULTS[result][0],
        about_kind=kind,
        about=key,
        request_id=call.request_id,
    )
