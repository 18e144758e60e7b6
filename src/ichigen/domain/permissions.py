"""Who may do what: one table of roles and actions."""

from enum import StrEnum
from types import MappingProxyType


class Action(StrEnum):
    """Something a member of staff may be allowed to do. Reading orders and stock needs no action, only a login."""

    ORDER_SHIP = "order.ship"
    ORDER_CANCEL = "order.cancel"
    ORDER_CONFIRM = "order.confirm"
    ORDER_STATUS = "order.status"
    ORDER_NOTE = "order.note"
    ORDER_MAIL = "order.mail"
    VIEW_SHARE = "view.share"
    WRITE_BACK_RETRY = "write_back.retry"
    WRITE_BACK_RUN = "write_back.run"
    WRITE_BACK_DROP = "write_back.drop"
    PAYMENT_OVERRIDE = "write_back.before_payment"
    STATUS_TABLE_EDIT = "status_table.edit"
    STOCK_ADJUST = "stock.adjust"
    STOCK_RELEASE = "stock.release"
    STOCK_RECEIVE = "stock.receive"
    STOCK_MOVE = "stock.move"
    RETURN_DECIDE = "return.decide"
    GOODS_EDIT = "goods.edit"
    CSV_IMPORT = "csv.import"
    LISTING_BIND = "listing.bind"
    WRITES_STOP = "writes.stop"
    ACCOUNT_VIEW = "account.view"
    ACCOUNT_EDIT = "account.edit"
    ALERT_EDIT = "alert.edit"
    WORKLIST_RETRY = "worklist.retry"
    WORKLIST_CLOSE = "worklist.close"
    STAFF_MANAGE = "staff.manage"
    SETTINGS_EDIT = "settings.edit"
    HISTORY_VIEW = "history.view"
    API_MANAGE = "api.manage"


OWNER, MANAGER, PACKER, CLERK = "owner", "manager", "packer", "clerk"

_LEADS = frozenset({OWNER, MANAGER})
_WAREHOUSE = _LEADS | {PACKER}
_EVERYBODY = _WAREHOUSE | {CLERK}

ALLOWED: MappingProxyType[Action, frozenset[str]] = MappingProxyType(
    {
        Action.ORDER_SHIP: _WAREHOUSE,
        Action.ORDER_CANCEL: _LEADS,
        Action.ORDER_CONFIRM: _LEADS,
        Action.ORDER_STATUS: _WAREHOUSE,
        Action.ORDER_NOTE: _EVERYBODY,
        Action.ORDER_MAIL: _LEADS,
        Action.VIEW_SHARE: _LEADS,
        Action.WRITE_BACK_RETRY: _WAREHOUSE,
        Action.WRITE_BACK_RUN: _WAREHOUSE,
        Action.WRITE_BACK_DROP: _LEADS,
        Action.PAYMENT_OVERRIDE: _LEADS,
        Action.STATUS_TABLE_EDIT: _LEADS,
        Action.STOCK_ADJUST: _WAREHOUSE,
        Action.STOCK_RELEASE: _LEADS,
        Action.STOCK_RECEIVE: _WAREHOUSE | {CLERK},
        Action.STOCK_MOVE: _WAREHOUSE,
        Action.RETURN_DECIDE: _WAREHOUSE,
        Action.GOODS_EDIT: _LEADS,
        Action.CSV_IMPORT: _LEADS,
        Action.LISTING_BIND: _LEADS,
        Action.WRITES_STOP: _LEADS,
        Action.ACCOUNT_VIEW: _LEADS,
        Action.ACCOUNT_EDIT: _LEADS,
        Action.ALERT_EDIT: _LEADS,
        Action.WORKLIST_RETRY: _WAREHOUSE,
        Action.WORKLIST_CLOSE: _LEADS,
        Action.STAFF_MANAGE: frozenset({OWNER}),
        Action.SETTINGS_EDIT: _LEADS,
        Action.HISTORY_VIEW: _LEADS,
        Action.API_MANAGE: frozenset({OWNER}),
    }
)


#: What each is called on the screens.
ACTION_WORDS: MappingProxyType[Action, str] = MappingProxyType(
    {
        Action.ORDER_SHIP: "出荷を登録する",
        Action.ORDER_CANCEL: "受注をキャンセルする",
        Action.ORDER_CONFIRM: "受注確認をする",
        Action.ORDER_STATUS: "受注のステータスを変更する",
        Action.ORDER_NOTE: "受注にメモ・ラベルを付ける",
        Action.ORDER_MAIL: "購入者にメールを送る",
        Action.VIEW_SHARE: "保存した条件を共有する",
        Action.WRITE_BACK_RETRY: "書出しを再実行する",
        Action.WRITE_BACK_RUN: "更新実行をする",
        Action.WRITE_BACK_DROP: "書出しを中止する",
        Action.PAYMENT_OVERRIDE: "入金前に書き出す",
        Action.STATUS_TABLE_EDIT: "ステータス紐付けを変更する",
        Action.STOCK_ADJUST: "在庫の数を変更する",
        Action.STOCK_RELEASE: "在庫の確保を解除する",
        Action.STOCK_RECEIVE: "入荷を登録する",
        Action.STOCK_MOVE: "在庫を移動する",
        Action.RETURN_DECIDE: "返品を再入庫・廃棄する",
        Action.GOODS_EDIT: "商品を変更する",
        Action.CSV_IMPORT: "CSV を取り込む",
        Action.LISTING_BIND: "出品を紐付ける",
        Action.WRITES_STOP: "全モールへの書込みを停止・再開する",
        Action.ACCOUNT_VIEW: "ECアカウントを見る",
        Action.ACCOUNT_EDIT: "ECアカウントを設定する",
        Action.ALERT_EDIT: "通知を設定する",
        Action.WORKLIST_RETRY: "要対応を再試行する",
        Action.WORKLIST_CLOSE: "要対応を対応済みにする",
        Action.STAFF_MANAGE: "スタッフと権限を変更する",
        Action.SETTINGS_EDIT: "店舗・倉庫、ステータス、メールテンプレートを設定する",
        Action.HISTORY_VIEW: "操作履歴を見る",
        Action.API_MANAGE: "APIトークンを管理する",
    }
)


def may(role: str, action: Action) -> bool:
    """True where the role is allowed the action; an unknown role is allowed nothing."""
    return role in ALLOWED[action]
