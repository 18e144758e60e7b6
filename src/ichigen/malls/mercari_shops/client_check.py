"""接続チェック: the shop, and one harmless reading of each kind (page sections 1, 3.1; R1-27)."""

from collections.abc import Callable
from datetime import timedelta

from ichigen.mallkit.errors import AuthExpired, MallError, Refused
from ichigen.mallkit.exchange import CheckResult, ConnectionReport
from ichigen.mallkit.json_values import Document, child, text
from ichigen.mallkit.manifest import Permission
from ichigen.malls.mercari_shops import client_items, client_orders, client_stock, documents, scans
from ichigen.malls.mercari_shops.caller import Caller, Query
from ichigen.malls.mercari_shops.errors import CLOSED_MESSAGE
from ichigen.malls.mercari_shops.wire import Answer

SHOP = Permission("shop", "ショップ情報 (shop)")
ORDERS = Permission("orders", "受注 (orderTransactions)")
PRODUCTS = Permission("products", "商品 (products)")
STOCK = Permission("stock", "在庫 (productVariant)")
PERMISSIONS = (SHOP, ORDERS, PRODUCTS, STOCK)

SHOP_ID = "shop_id"
OPENED = "OPENED"
OTHER_SHOP = "別のショップのトークンです。このECアカウントのショップで発行したトークンを貼り付けてください。"
NO_SHOP = "ショップ情報を読み取れませんでした。時間をおいてもう一度お試しください。"

#: No variant has this id: a right answer is that there is none.
NOBODY = "ichigen-check"


def check(caller: Caller) -> ConnectionReport:
    """Return one line for each kind of call; the shop's id goes with it, because only the mall knows it."""
    shop, document = _shop(caller)
    since = caller.connection.now() - timedelta(hours=1)
    probes: tuple[tuple[Permission, Query], ...] = (
        (ORDERS, client_orders.list_query(scans.ALL_STATUSES, since, 1, None)),
        (PRODUCTS, client_items.products_query(1, None)),
        (STOCK, client_stock.stock_query([NOBODY])),
    )
    results = (shop, *(_tried(permission, caller, query) for permission, query in probes))
    return ConnectionReport(results, shop=text(document, "id"))


def _shop(caller: Caller) -> tuple[CheckResult, Document]:
    answer, result = _try(SHOP, lambda: caller.ask(Query("shop.read", documents.SHOP, {})))
    shop = child(answer.data, "shop") if answer else {}
    if not result.ok:
        return result, shop
    known = caller.connection.settings.get(SHOP_ID, "")
    if not text(shop, "id"):
        return _failed(SHOP, NO_SHOP), shop
    if known and known != text(shop, "id"):
        return _failed(SHOP, OTHER_SHOP), {}
    if text(shop, "shopStatus") != OPENED:
        return _failed(SHOP, CLOSED_MESSAGE), shop
    return result, shop


def _tried(permission: Permission, caller: Caller, query: Query) -> CheckResult:
    return _try(permission, lambda: caller.ask(query))[1]


def _try(permission: Permission, work: Callable[[], Answer]) -> tuple[Answer | None, CheckResult]:
    try:
        return work(), CheckResult(permission.code, permission.label, True)
    except (AuthExpired, Refused) as error:
        return None, _failed(permission, error.message)
    except MallError as error:
        message = f"確認できませんでした。時間をおいてもう一度お試しください。({error.message})"
        return None, CheckResult(permission.code, permission.label, False, message, passing=True)


def _failed(permission: Permission, message: str) -> CheckResult:
    return CheckResult(permission.code, permission.label, False, message)
