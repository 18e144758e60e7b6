"""接続チェック: the way in, each scope with the function it carries, and each function once (R1-27, R1-37 to R1-40)."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import timedelta

from ichigen.mallkit.errors import AuthExpired, MallError, Refused
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.mallkit.json_values import Unreadable, optional_records
from ichigen.mallkit.manifest import Effect, Permission
from ichigen.malls.shopify import documents, errors, location
from ichigen.malls.shopify.caller import Caller
from ichigen.malls.shopify.customer_data import buyers_shown
from ichigen.malls.shopify.gids import ITEM, LOCATION, gid
from ichigen.malls.shopify.rules import Rules
from ichigen.malls.shopify.scopes import ACCESS, PERMISSIONS, missing
from ichigen.malls.shopify.version import API_VERSION, standing
from ichigen.malls.shopify.wire_values import Node, flag, required_child, text

#: Without these nothing is in step; any other scope that lacks costs its function only.
ESSENTIAL = frozenset({"read_orders", "read_products", "read_inventory", "write_inventory", "read_locations"})

#: Asked for by the check; whether it exists does not matter.
_ANY = "1"

_WAITING = "先の項目を直してから、もう一度接続チェックをしてください(未確認)。"


def check(caller: Caller, domain: str, rules: Rules) -> ConnectionReport:
    """Return one line for each permission and what else must be right; never raises."""
    try:
        data = caller.run(documents.CONNECTION, {})
        shop = required_child(data, "shop")
        scopes = {
            text(row, "handle")
            for row in optional_records(required_child(data, "currentAppInstallation"), "accessScopes")
        }
        versions = [
            text(row, "handle") for row in optional_records(data, "publicApiVersions") if flag(row, "supported")
        ]
    except Unreadable:
        return _unreachable(errors.unreadable(Effect.READ))
    except MallError as error:
        return _unreachable(error)
    lacking = {
        scope.name: f"権限がないため、{scope.use}ができません。アプリに追加してください。" for scope in missing(scopes)
    }
    found = {ACCESS.code: ""} | lacking
    passing: set[str] = set()
    elsewhere: list[str] = []
    spared = set(lacking) - ESSENTIAL
    for permission, probe in _probes(caller, rules, elsewhere):
        if permission not in lacking:
            _try(found, passing, permission, probe)
    lines = (_line(item, found.get(item.code, ""), passing, spared) for item in PERMISSIONS)
    buyers = () if "read_orders" in found else tuple(buyers_shown(caller))
    told = (*_shop_lines(shop, domain), *buyers, *_location_line(elsewhere), _version_line(versions, caller))
    return ConnectionReport((*lines, *told))


def _line(item: Permission, message: str, passing: Collection[str], spared: Collection[str]) -> CheckResult:
    """`passing`: what may be right by itself soon; `spared`: what the shop can do without."""
    mends_itself = item.code in passing or item.code in spared
    return CheckResult(item.code, item.label, not message, message, passing=mends_itself, warning=item.code in spared)


def _probes(caller: Caller, rules: Rules, elsewhere: list[str]) -> Iterator[tuple[str, Callable[[], object]]]:
    """Each function that can be tried without changing anything, with the scope it needs.

    `elsewhere` takes what was said of stock that is sold from other locations than ours.
    """

    def look_at_locations() -> None:
        found = location.places(caller)
        elsewhere.append(location.sold_elsewhere(found, location.chosen(found, rules.location)))

    since = caller.now() - timedelta(hours=1)
    search = f"updated_at:>='{since:%Y-%m-%dT%H:%M:%SZ}'"
    listed = {"first": 1, "after": None, "query": search, "sortKey": "UPDATED_AT"}
    stock = {"ids": [gid(ITEM, _ANY)], "location": gid(LOCATION, _ANY)}
    yield "read_orders", lambda: caller.run(documents.ORDER_LIST, listed)
    yield "read_locations", look_at_locations
    yield "read_products", lambda: caller.run(documents.PRODUCTS, {"first": 1})
    yield "read_inventory", lambda: caller.run(documents.READ_STOCK, stock)


def _try(found: dict[str, str], passing: set[str], permission: str, probe: Callable[[], object]) -> None:
    """Make one call; what it says goes to the scope that the mall names, else to the one it was made for."""
    try:
        probe()
    except AuthExpired as error:
        named = error.permission in {item.code for item in PERMISSIONS} and error.permission != ACCESS.code
        found[error.permission if named else permission] = error.message
    except Refused as error:
        found[permission] = error.message
        if error.code == "location":  # stock waits for the setting; orders go on
            passing.add(permission)
    except MallError as error:
        found[permission] = error.message
        passing.add(permission)


def _shop_lines(shop: Node, domain: str) -> Iterable[CheckResult]:
    answered, currency = text(shop, "myshopifyDomain").lower(), text(shop, "currencyCode")
    same = answered == domain.lower()
    wrong = f"認証情報は「{answered}」のものです。ストアのドメインを確認してください。"
    yield CheckResult("shop", "ストアのドメイン", same, "" if same else wrong)
    yen = currency == "JPY"
    foreign = f"ストアの通貨が {currency} です。日本円のストアだけを連携できます。"
    yield CheckResult("currency", "ストアの通貨", yen, "" if yen else foreign)


def _location_line(elsewhere: Iterable[str]) -> Iterable[CheckResult]:
    """Stock that is sold beside ours stops nothing, but may be sold twice: the warning stands until it is mended."""
    for words in filter(None, elsewhere):
        yield CheckResult("other_locations", "ほかのロケーションの在庫", True, words, passing=True, warning=True)


def _version_line(supported: Iterable[str], caller: Caller) -> CheckResult:
    """A version that still works is no fault: the warning stands beside it in time (R1-40)."""
    works, words = standing(supported, caller.now())
    fallen = caller.version_problems()
    message = fallen[0].message if fallen else words
    return CheckResult(
        "version", f"APIのバージョン({API_VERSION})", works and not fallen, message, passing=True, warning=True
    )


def _unreachable(error: MallError) -> ConnectionReport:
    """Nothing can be said of the rest before the account is let in."""
    passing = not isinstance(error, AuthExpired | Refused)
    rest = (CheckResult(item.code, item.label, False, _WAITING, passing=True) for item in PERMISSIONS[1:])
    return ConnectionReport((CheckResult(ACCESS.code, ACCESS.label, False, error.message, passing=passing), *rest))
