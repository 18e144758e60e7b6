"""接続チェック: each needed function once, and which credential or permission is at fault (R1-27, R1-52)."""

from collections.abc import Callable
from datetime import timedelta

from ichigen.mallkit.connection import Connection
from ichigen.mallkit.errors import AuthExpired, MallError, Refused
from ichigen.mallkit.exchange import CheckResult, ConnectionReport, Window
from ichigen.mallkit.manifest import Permission
from ichigen.malls.yahoo_shopping import requests
from ichigen.malls.yahoo_shopping.auth import expiries
from ichigen.malls.yahoo_shopping.caller import (
    GET_STOCK,
    ITEM_LIST,
    ORDER_LIST,
    Caller,
    signature_problems,
)

#: In the order they are needed; the labels are the mall's own names.
PERMISSIONS = (
    Permission("refresh_token", "リフレッシュトークン"),
    Permission("store_scope", "ストア向け操作関連の機能(開示先限定スコープ)"),
    Permission("store_api", "ストアのAPI利用許可"),
    Permission("source_ip", "接続元IPアドレスの登録"),
    Permission("order_api", "注文APIの利用申請"),
    Permission("public_key", "公開鍵認証"),
    Permission("stock_api", "在庫API"),
    Permission("item_api", "商品API"),
)

#: A code asked for by the check; reading an unknown code creates nothing.
PROBE_CODE = "ichigen-check"

_WAITING = "先の項目を直してから、もう一度接続チェックをしてください(未確認)。"

#: Which code a mall has for a shop that does not exist is not documented; what the three questions share is the shop.
_WRONG_SHOP = (
    "受注・在庫・商品のどのAPIも受け付けません。ストアアカウントが違うことが考えられます。"
    "ストアクリエイターProのURLにあるストアアカウントと、1文字ずつ見比べてください。"
)

_ORDER_SIDE = ("store_scope", "store_api", "source_ip", "order_api", "public_key")


def check_connection(connection: Connection, caller: Caller) -> ConnectionReport:
    """Return one line per permission. What could not be tried because of an earlier fault says so."""
    found: dict[str, str] = {}
    passing: set[str] = set()
    _try(found, passing, ("refresh_token",), "refresh_token", lambda: _token(caller))
    if not found["refresh_token"]:
        refused = [
            _try(found, passing, _ORDER_SIDE, "order_api", lambda: _orders(connection, caller)),
            _try(found, passing, ("stock_api",), "stock_api", lambda: _stock(connection, caller)),
            _try(found, passing, ("item_api",), "item_api", lambda: _items(connection, caller)),
        ]
        if all(refused):
            found = {"refresh_token": "", "order_api": _WRONG_SHOP}
    return ConnectionReport(tuple(_line(item, found, passing) for item in PERMISSIONS), expiries(connection))


def _line(item: Permission, found: dict[str, str], passing: set[str]) -> CheckResult:
    untried = item.code not in found
    message = _WAITING if untried else found[item.code]
    return CheckResult(item.code, item.label, message == "", message, passing=untried or item.code in passing)


def _try(
    found: dict[str, str], passing: set[str], lines: tuple[str, ...], blame: str, call: Callable[[], dict[str, str]]
) -> bool:
    """Make one call and note what it says: all its lines pass, or the one the error names – else `blame` – fails.

    `passing` gets the lines that failed for a reason that goes by itself. True where the mall refused the question itself.
    """
    try:
        found |= dict.fromkeys(lines, "") | call()
    except AuthExpired as error:
        # What another call proved already is not at fault here: then it is this function that is refused.
        found[error.permission if error.permission and found.get(error.permission) != "" else blame] = error.message
    except Refused as error:
        found[blame] = error.message
        return True
    except MallError as error:
        found[blame] = error.message
        passing.add(blame)
    return False


def _token(caller: Caller) -> dict[str, str]:
    caller.tokens.current()
    return {}


def _orders(connection: Connection, caller: Caller) -> dict[str, str]:
    now = connection.now()
    window = Window(now - timedelta(hours=1), now)
    body = requests.order_list(connection.credentials["seller_id"], "by_order_time", window, 1, result=1)
    _, reply = caller.post(ORDER_LIST, body)
    problems = signature_problems(reply)
    return {"public_key": problems[0].message} if problems else {}


def _stock(connection: Connection, caller: Caller) -> dict[str, str]:
    caller.post(GET_STOCK, requests.get_stock(connection.credentials["seller_id"], [PROBE_CODE]))
    return {}


def _items(connection: Connection, caller: Caller) -> dict[str, str]:
    params = {"seller_id": connection.credentials["seller_id"], "query": PROBE_CODE, "results": "1"}
    caller.get(ITEM_LIST, params)
    return {}
