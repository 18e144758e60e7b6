"""接続チェック: the licence's expiry, and one harmless call per function, by its RMS name (section 1, R1-27)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from ichigen.domain.json import JsonObject
from ichigen.mallkit.errors import AuthExpired, MallError, Refused
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.mallkit.json_values import Document
from ichigen.malls.rakuten import functions
from ichigen.malls.rakuten.caller import Caller
from ichigen.malls.rakuten.client_orders import VERSION, search_request
from ichigen.malls.rakuten.functions import FUNCTIONS, Function
from ichigen.malls.rakuten.paging import Slice
from ichigen.malls.rakuten.scans import SEARCHES
from ichigen.malls.rakuten.wire_values import moment

_TICK = (
    "この機能の利用が許可されていません。RMSの「WEB APIサービス」→「利用機能編集」で「{name}」を「利用する」にしてください。"
    "反映に10～30分かかります。"
)
_KEYS = (
    "serviceSecretかlicenseKeyが違うか、licenseKeyの期限が切れています(楽天はどれかを区別しません)。"
    "RMSの「WEB API」画面の2つの値をもう一度コピーして貼り付けてください。期限は同じ画面で確認できます。"
    "どちらも正しいときは、「利用機能編集」で1つも「利用する」になっていません。変更の反映に10～30分かかります。"
)
_WAITING = "先の項目を直してから、もう一度接続チェックをしてください(未確認)。"
_PAID = "この機能は使えません(有料の商品一括編集が必要です)。商品情報は最大24時間前の検索結果で代用します。"
_NO_EXPIRY = (
    "ライセンスキーの有効期限が「-」です。利用する機能が1つも選ばれていません。RMSの利用機能編集で選んでください。"
)


@dataclass(frozen=True, slots=True)
class Probe:
    """A request that can change nothing: for a write function one so empty that the mall must refuse it."""

    body: JsonObject | None = None
    params: Mapping[str, str] | None = field(default=None, repr=False)


def check(caller: Caller) -> ConnectionReport:
    """Return one line per function; a refusal of the empty request is proof that the function may be called.

    The mall answers a wrong key like a function that is not ticked. Where every function says so, the keys are at fault.
    """
    expires: dict[str, datetime] = {}
    results: list[CheckResult] = []
    denied: list[Function] = []
    for function in FUNCTIONS:
        result, document = _try(caller, function, denied)
        if function is functions.LICENSE and result.ok:
            expiry = moment(document, "expiryDate")
            if expiry is None:
                result = CheckResult(function.code, function.label, False, _NO_EXPIRY)
            else:
                expires["licenseKey"] = expiry
        results.append(result)
    return ConnectionReport(_wrong_keys(results) if len(denied) == len(FUNCTIONS) else tuple(results), expires)


def _wrong_keys(results: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    rest = (replace(line, ok=False, message=_WAITING, passing=True) for line in results[1:])
    return (replace(results[0], message=_KEYS), *rest)


def _try(caller: Caller, function: Function, denied: list[Function]) -> tuple[CheckResult, Document]:
    probe = _probe(caller, function)
    try:
        document = caller.probe(function, probe.body, probe.params)
    except AuthExpired:
        denied.append(function)
        return _missing(function), {}
    except Refused as error:
        # The licence call has a right form only; the others are sent empty on purpose.
        ok = function is not functions.LICENSE
        return CheckResult(function.code, function.label, ok, "" if ok else error.message), {}
    except MallError as error:
        message = f"確認できませんでした。時間をおいてもう一度お試しください。({error.message})"
        return CheckResult(function.code, function.label, False, message, passing=True), {}
    return CheckResult(function.code, function.label, True), document


def _missing(function: Function) -> CheckResult:
    if not function.needed:
        return CheckResult(function.code, function.label, True, _PAID)
    return CheckResult(function.code, function.label, False, _TICK.format(name=function.code))


def _probe(caller: Caller, function: Function) -> Probe:
    now = caller.now()
    if function is functions.LICENSE:
        return Probe(params={"licenseKey": caller.license_key})
    if function is functions.SEARCH_ORDER:
        return Probe(search_request(SEARCHES["new"], Slice(now - timedelta(hours=1), now), 1))
    return _PROBES[function.operation]


_NO_ITEM: JsonObject = {"inventories": [{"manageNumber": "ichigen-check", "variantId": "ichigen-check"}]}
_PROBES: Mapping[str, Probe] = {
    functions.GET_ORDER.operation: Probe({"orderNumberList": [], "version": VERSION}),
    functions.CONFIRM_ORDER.operation: Probe({"orderNumberList": []}),
    functions.SHIP_ORDER.operation: Probe({}),
    functions.CANCEL_ORDER.operation: Probe({}),
    functions.CANCEL_SHIPPED.operation: Probe({}),
    functions.READ_STOCK.operation: Probe(_NO_ITEM),
    functions.WRITE_STOCK.operation: Probe({"inventories": []}),
    functions.SEARCH_ITEMS.operation: Probe(params={"hits": "1"}),
    functions.READ_ITEMS.operation: Probe({"manageNumbers": []}),
}
