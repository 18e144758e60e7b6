"""Every refusal the simulator can give, in one table: HTTP status, code, text and standing.

Standing: D documented, C seen in client code or recorded traffic, R chosen by the simulator because the contract
does not know the real text or code (contract sections 2.2-2.6, 3.4, 4, 5 and 7).
"""

from __future__ import annotations

from dataclasses import dataclass

from mallsim.malls.yahoo_shopping.wire import DECLARATION, Answer, Node, tree


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the mall answers instead of doing what was asked."""

    status: int
    code: str
    message: str
    standing: str

    def answer(self, detail: str = "") -> Answer:
        """The common error envelope of section 2.6."""
        parts = [Node("Message", self.message)]
        if detail:
            parts.append(Node("Detail", detail))
        if self.code:
            parts.append(Node("Code", self.code))
        return Answer(self.status, DECLARATION + tree("Error", *parts).render())


class RefusedError(Exception):
    """Raised by an operation that refuses the whole request."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        super().__init__(f"{refusal.code} {refusal.message} {detail}".strip())
        self.refusal = refusal
        self.detail = detail


# Access (sections 2.2, 2.5)
SESSION_SHORT = Refusal(
    401,
    "px-04102",
    "AccessToken has been expired. This API session is shorter than another API.",
    "D",
)
CLIENT_NOT_APPROVED = Refusal(403, "px-04303", "The Client ID is not approved for this API.", "R text")
SOURCE_NOT_REGISTERED = Refusal(403, "px-04306", "The source IP address is not registered.", "R text")
API_NOT_PERMITTED = Refusal(403, "px-14303", "Use of API is not permitted.", "R text")
NO_OPERATION = Refusal(404, "px-00404", "The operation does not exist.", "R")
WRONG_METHOD = Refusal(405, "px-00405", "The method is not allowed.", "R")

# Orders (section 3; od codes are the simulator's unless the contract names them)
BAD_XML = Refusal(400, "od90001", "Request Xml Is Invalid", "R")
MISSING = Refusal(400, "od90002", "Required Parameter Is Missing", "R")
INVALID = Refusal(400, "od90003", "Parameter Is Invalid", "R")
UNKNOWN_KEY = Refusal(400, "od90004", "Parameter Is Unknown", "R")
NO_CONDITION = Refusal(400, "od90005", "Search Condition Is Missing", "R")
WRONG_SELLER = Refusal(400, "od90006", "SellerId Is Invalid", "R")
NOT_EXISTS = Refusal(400, "od91001", "Not Exists", "C text")
FROM_CANCEL = Refusal(400, "od91060", "Cannot Be Operated : CancelOrder OrderStatus", "C text")
ILLEGAL_TRANSITION = Refusal(400, "od91061", "Cannot Be Operated : OrderStatus", "R")
SUSPECTED = Refusal(400, "od91062", "Cannot Be Operated : Suspect", "R")
ONCE_DONE = Refusal(400, "od91063", "Cannot Be Operated : Completed Order", "R")
NOT_SHIPPED = Refusal(400, "od91150", "Cannot Be Operated : ShipStatus", "R")
TOO_SOON = Refusal(400, "od91152", "Cannot Be Operated : ShipStatus Is Being Processed", "R")
POINT_NOT_FIXED = Refusal(400, "od91153", "IsPointFix Must Be true", "R")
READ_ONLY = Refusal(400, "od91180", "Cannot Be Operated : ReadOnly Order", "R")
FRAUD_HELD = Refusal(400, "od91181", "Cannot Be Operated : FraudHold Order", "R")
LOCKED = Refusal(400, "od91192", "Cannot Be Operated : Order", "D code, R text")
INVOICE_AND_REASON = Refusal(
    400,
    "od90183",
    "ShipInvoiceNumber And ShipInvoiceNumberEmptyReason Are Exclusive",
    "R",
)
INVOICE_FORM = Refusal(400, "od90180", "ShipInvoiceNumber Is Invalid", "R")
SHORT_OF_STOCK = Refusal(400, "od91154", "Stock Is Short", "R")

# Stock (section 4)
STOCK_CODE = Refusal(400, "st-02101", "item_code is invalid.", "D code")
STOCK_COUNT = Refusal(400, "st-02102", "The number of values differs from item_code.", "R")
STOCK_TOO_MANY = Refusal(400, "st-02103", "item_code is over 1000.", "R")
STOCK_QUANTITY = Refusal(400, "st-02104", "quantity is invalid.", "D code")
STOCK_OVERDRAFT = Refusal(400, "st-02105", "allow_overdraft is invalid.", "R")
STOCK_CLOSE = Refusal(400, "st-02106", "stock_close is invalid.", "R")

# Items (section 5)
COMMON_MISSING = Refusal(400, "ed-00001", "必須パラメータが不足しています。", "R")
COMMON_INVALID = Refusal(400, "ed-00003", "パラメータが不正です。", "R")
NO_ITEM = Refusal(400, "it-05002", "指定された商品コードは存在しません。", "C")

FORBIDDEN = Answer(403, "Your Request was Forbidden", "text/html; charset=UTF-8")
TOO_MANY = Refusal(429, "px-00429", "Too many requests.", "C status, R text")
MAINTENANCE = Refusal(503, "ed-00004", "メンテナンス中です。", "R")
SYSTEM_ERROR = Refusal(500, "ed-00002", "システムエラーが発生しました。", "D code")


def invalid_token(description: str = "expired token", error: str = "invalid_token") -> Answer:
    """The 401 of section 2.4: no Code element, and the same words in ``WWW-Authenticate``."""
    bearer = f'Bearer realm="yahooapis.jp", error="{error}", error_description="{description}"'
    body = (
        '<?xml version="1.0" encoding="utf-8"?>\n<Error>\n<Message>\n'
        f"Please provide valid credentials. {bearer}\n</Message>\n</Error>"
    )
    return Answer(401, body, headers={"WWW-Authenticate": bearer})
