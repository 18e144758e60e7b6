"""The functions of RMS WEB SERVICE we call: operation name, path, RMS name, effect (sections 1, 2, 3, 4)."""

from dataclasses import dataclass

from ichigen.mallkit.manifest import Effect, Permission


@dataclass(frozen=True, slots=True)
class Function:
    """One function. `operation` is what limits and the call log use, `code` the name RMS shows in 利用機能一覧.

    `needed` False: the hub works without it, less exactly.
    """

    operation: str
    code: str
    label: str
    method: str
    path: str
    effect: Effect = Effect.READ
    needed: bool = True

    @property
    def permission(self) -> Permission:
        """The function as a permission of the manifest."""
        return Permission(self.code, self.label)


def _order(operation: str, name: str, label: str, effect: Effect = Effect.READ) -> Function:
    return Function(operation, f"rpay.order.{name}", label, "POST", f"/es/2.0/order/{name}/", effect)


LICENSE = Function(
    "license.expiry",
    "LicenseManagementAPI",
    "ライセンス管理API",
    "GET",
    "/es/1.0/license-management/license-key/expiry-date",
)
SEARCH_ORDER = _order("orders.search", "searchOrder", "受注検索")
GET_ORDER = _order("orders.get", "getOrder", "受注情報取得")
CONFIRM_ORDER = _order("orders.confirm", "confirmOrder", "注文確認", Effect.WRITE)
SHIP_ORDER = _order("orders.ship", "updateOrderShipping", "発送情報更新", Effect.WRITE)
CANCEL_ORDER = _order("orders.cancel", "cancelOrder", "キャンセル", Effect.WRITE)
CANCEL_SHIPPED = _order("orders.cancel_shipped", "cancelOrderAfterShipping", "発送後キャンセル", Effect.WRITE)
READ_STOCK = Function("stock.read", "inventories.bulk.get", "在庫一括取得", "POST", "/es/2.0/inventories/bulk-get")
WRITE_STOCK = Function(
    "stock.write",
    "inventories.bulk.upsert",
    "在庫一括登録・更新",
    "POST",
    "/es/2.0/inventories/bulk-upsert",
    Effect.WRITE,
)
SEARCH_ITEMS = Function("items.search", "items.search", "商品検索", "GET", "/es/2.0/items/search")
READ_ITEMS = Function("items.read", "items.bulk.get", "商品一括取得", "POST", "/es/2.0/items/bulk-get", needed=False)

#: Every function in the order of 接続チェック.
FUNCTIONS: tuple[Function, ...] = (
    LICENSE,
    SEARCH_ORDER,
    GET_ORDER,
    CONFIRM_ORDER,
    SHIP_ORDER,
    CANCEL_ORDER,
    CANCEL_SHIPPED,
    READ_STOCK,
    WRITE_STOCK,
    SEARCH_ITEMS,
    READ_ITEMS,
)
