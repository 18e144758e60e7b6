"""Request bodies: XML for orders, forms for stock and items (page sections 1, 3 and 4). Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, tostring

from ichigen.domain.hours import JST
from ichigen.domain.json import Json
from ichigen.mallkit.exchange import StockWrite, Window
from ichigen.mallkit.manifest import StockMode

#: The largest page of orderList.
LIST_PAGE = 2000

LIST_FIELDS = (
    "OrderId,OrderTime,LastUpdateTime,OrderStatus,PayStatus,ShipStatus,SettleStatus,IsSeen,IsReadOnly,"
    "FraudHoldStatus,Suspect"
)

_PERSON = "LastName,FirstName,LastNameKana,FirstNameKana,ZipCode,Prefecture,City,Address1,Address2,PhoneNumber"

INFO_FIELDS = ",".join(
    (
        LIST_FIELDS,
        "BuyerComments,IsYahooAuctionOrder,SocialGiftType,PayType,PayMethod,PayMethodName,BillMailAddress",
        *("Bill" + name for name in _PERSON.split(",")),
        *("Ship" + name for name in _PERSON.split(",")),
        "ShipMethod,ShipMethodName,ShipRequestDate,ShipRequestTime,ShipRequestTimeZoneCode,ShipCompanyCode",
        "ShipInvoiceNumber1,ShipInvoiceNumber2,ShipInvoiceNumberEmptyReason,ShipDate",
        "LineId,ItemId,SubCode,SubCodeOption,Title,ItemOption,Inscription,UnitPrice,ItemTaxRatio,Quantity",
        "ItemYahooAucId,ItemYahooAucMerchantId",
        "PayCharge,ShipCharge,GiftWrapCharge,Discount,UsePoint,TotalMallCouponDiscount,Adjustments,TotalPrice",
    )
)

#: Scan of the manifest → the condition that carries its window.
SCAN_CONDITION = {
    "by_order_time": "OrderTime",
    "by_publication_time": "PublicationTime",
    "wide": "OrderTime",
}


def order_list(seller_id: str, scan: str, window: Window, start: int, result: int = LIST_PAGE) -> bytes:
    """Return the orderList request of one page.

    Ascending, no status filter (our own writes would move the pages), held and read-only orders included.
    """
    key = SCAN_CONDITION[scan]
    search: dict[str, Json] = {
        "Result": str(result),
        "Start": str(start),
        "Sort": "+order_time",
        "Condition": {
            f"{key}From": _compact(window.start),
            f"{key}To": _compact(window.end),
            "ReadOnlyMode": "2",
            "FraudHoldDisplayType": "1",
        },
        "Field": LIST_FIELDS,
    }
    return req({"Search": search, "SellerId": seller_id})


def order_info(seller_id: str, number: str) -> bytes:
    """Return the orderInfo request of one order."""
    return req({"Target": {"OrderId": number, "Field": INFO_FIELDS}, "SellerId": seller_id})


def req(members: Mapping[str, Json]) -> bytes:
    """Return an XML document with the root `Req`; every value is text or a group."""
    root = Element("Req")
    _fill(root, members)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def form(members: Mapping[str, str]) -> bytes:
    """Return a form body in which `+` arrives as `%2B` and a comma or colon as itself or encoded alike."""
    return "&".join(f"{name}={quote(value, safe='')}" for name, value in members.items()).encode("ascii")


def set_stock(seller_id: str, rows: Sequence[StockWrite], overdraft: Mapping[str, str]) -> bytes:
    """Return the setStock request.

    `allow_overdraft` goes back as read: an omitted one is reset to the store's default. `stock_close` is left out,
    which leaves it as it is.
    """
    return form(
        {
            "seller_id": seller_id,
            "item_code": ",".join(row.code for row in rows),
            "quantity": ",".join(_quantity(row) for row in rows),
            "allow_overdraft": ",".join(overdraft[row.code] for row in rows),
        }
    )


def get_stock(seller_id: str, codes: Sequence[str]) -> bytes:
    """Return the getStock request."""
    return form({"seller_id": seller_id, "item_code": ",".join(codes)})


def _quantity(row: StockWrite) -> str:
    """A difference always carries its sign; without one the mall would set the number."""
    return f"{row.quantity:+d}" if row.mode is StockMode.RELATIVE else str(row.quantity)


def _compact(time: datetime) -> str:
    return time.astimezone(JST).strftime("%Y%m%d%H%M%S")


def _fill(parent: Element, members: Mapping[str, Json]) -> None:
    for name, value in members.items():
        element = SubElement(parent, name)
        if isinstance(value, Mapping):
            _fill(element, value)
        else:
            element.text = str(value)
