"""One call to the mall: address, token, signature, one renewal of an expired token, errors to the four kinds."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from ichigen.mallkit.connection import Connection
from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.http import Call, Reply
from ichigen.mallkit.manifest import Effect
from ichigen.malls.yahoo_shopping.auth import AccessTokens, signature_headers
from ichigen.malls.yahoo_shopping.errors import error_of, token_expired, unreadable
from ichigen.malls.yahoo_shopping.wire import Unreadable, read_document

SIGNATURE_HEADER = "x-sws-authorize-status"


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API: its name for limits and the call log, its path, and how it is called."""

    name: str
    path: str
    effect: Effect = Effect.READ
    signed: bool = False
    content_type: str = "application/x-www-form-urlencoded"


def _order(name: str, path: str, effect: Effect = Effect.READ) -> Operation:
    return Operation(name, path, effect, signed=True, content_type="application/xml; charset=utf-8")


ORDER_LIST = _order("orders.list", "orderList")
ORDER_INFO = _order("orders.get", "orderInfo")
ORDER_STATUS = _order("orders.status", "orderStatusChange", Effect.WRITE)
ORDER_SHIP = _order("orders.ship", "orderShipStatusChange", Effect.WRITE)
ORDER_CHANGE = _order("orders.change", "orderChange", Effect.WRITE)
SET_STOCK = Operation("stock.write", "setStock", Effect.WRITE)
GET_STOCK = Operation("stock.read", "getStock")
GET_STOCK_FOR_WRITE = Operation("stock.read.for_write", "getStock")
CATEGORIES = Operation("listings.categories", "stCategoryList")
ITEM_LIST = Operation("listings.list", "myItemList")
ITEM = Operation("listings.get", "getItem")

OPERATIONS = (
    ORDER_LIST,
    ORDER_INFO,
    ORDER_STATUS,
    ORDER_SHIP,
    ORDER_CHANGE,
    SET_STOCK,
    GET_STOCK,
    CATEGORIES,
    ITEM_LIST,
    ITEM,
)


class Caller:
    """The account's line to the mall."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.tokens = AccessTokens(connection)

    def post(self, operation: Operation, content: bytes, rows: int = 1) -> tuple[Element, Reply]:
        """Send a body and return the document of a 2xx answer with the answer itself."""
        return self._document(operation, self._send(operation, content, None, rows))

    def get(self, operation: Operation, params: Mapping[str, str]) -> Element:
        """Ask with a query string and return the document of a 2xx answer."""
        return self._document(operation, self._send(operation, None, params, 1))[0]

    def _document(self, operation: Operation, reply: Reply) -> tuple[Element, Reply]:
        if not 200 <= reply.status < 300:
            raise error_of(reply, operation.effect, self._connection.now())
        try:
            return read_document(reply.content), reply
        except Unreadable as error:
            raise unreadable(operation.effect) from error

    def _send(self, operation: Operation, content: bytes | None, params: Mapping[str, str] | None, rows: int) -> Reply:
        """Send once; an expired token is renewed and the call repeated: a 401 means that nothing was done."""
        token = self.tokens.current()
        reply = self._connection.http.send(self._call(operation, token, content, params, rows))
        if token_expired(reply):
            token = self.tokens.after_refusal(token)
            reply = self._connection.http.send(self._call(operation, token, content, params, rows))
        return reply

    def _call(
        self, operation: Operation, token: str, content: bytes | None, params: Mapping[str, str] | None, rows: int
    ) -> Call:
        headers = {"Authorization": f"Bearer {token}"}
        if content is not None:
            headers["Content-Type"] = operation.content_type
        if operation.signed:
            headers |= signature_headers(self._connection)
        base = self._connection.endpoints["api"].rstrip("/")
        return Call(
            operation=operation.name,
            effect=operation.effect,
            method="GET" if content is None else "POST",
            url=f"{base}/ShoppingWebService/V1/{operation.path}",
            headers=headers,
            params=params,
            content=content,
            rows=rows,
        )


def signature_problems(reply: Reply) -> tuple[Problem, ...]:
    """Return a problem where a signed call was answered as if unsigned: HTTP 200 hides it (page section 6, trap 13)."""
    status = reply.headers.get(SIGNATURE_HEADER, "")
    if status == "authorized":
        return ()
    message = (
        f"公開鍵がモールに認められていません({status or '応答なし'})。"
        "このままではリフレッシュトークンが12時間で切れます。"
        "公開鍵の期限(1年)と鍵のバージョンを確認し、新しい公開鍵を登録してください。"
    )
    return (Problem("public_key", "public_key_not_accepted", message),)
