"""What a token of the public API may do: one scope per kind of thing and direction."""

from enum import StrEnum


class Scope(StrEnum):
    """A right of an API token. The values are part of the public API and never change their meaning."""

    STOCK_READ = "stock:read"
    STOCK_WRITE = "stock:write"
    ORDERS_READ = "orders:read"
    ORDERS_PERSONAL = "orders:personal"
    ORDERS_WRITE = "orders:write"
    ACCOUNTS_READ = "accounts:read"
    WORKLIST_READ = "worklist:read"
    WORKLIST_WRITE = "worklist:write"


SCOPE_LABELS: dict[Scope, str] = {
    Scope.STOCK_READ: "在庫と出品を読む",
    Scope.STOCK_WRITE: "在庫を調整し、確保を解放する",
    Scope.ORDERS_READ: "受注を読む（個人情報を除く）",
    Scope.ORDERS_PERSONAL: "受注の個人情報（注文者・お届け先・備考）を読む",
    Scope.ORDERS_WRITE: "受注を出荷・キャンセルする",
    Scope.ACCOUNTS_READ: "ECアカウントの状態を読む（認証情報は含まない）",
    Scope.WORKLIST_READ: "要対応を読む",
    Scope.WORKLIST_WRITE: "要対応を再試行し、対応済みにする",
}
