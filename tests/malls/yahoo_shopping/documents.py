"""Answers of the mall, written for these tests.

Provenance: shapes and member names after the mall's pages orderList.html, orderInfo.html, setStock.html, getStock.html,
getItem.html, myItemList.html and orderStatusChange.html (developer.yahoo.co.jp/webapi/shopping, tables of 2026-10-01);
every store, person, code and number is invented.
"""

ORDER_LIST = b"""<?xml version="1.0" encoding="UTF-8"?>
<Result><Status>OK</Status><Search><TotalCount>2</TotalCount>
<OrderInfo><Index>1</Index><OrderId>hinata-shop-10000001</OrderId><OrderTime>2026-10-01T09:12:40+09:00</OrderTime>
<LastUpdateTime>2026-10-01T09:12:41+09:00</LastUpdateTime><OrderStatus>2</OrderStatus><PayStatus>1</PayStatus>
<ShipStatus>1</ShipStatus><SettleStatus>5</SettleStatus><IsSeen>false</IsSeen><IsReadOnly>0</IsReadOnly>
<FraudHoldStatus></FraudHoldStatus><Suspect>0</Suspect></OrderInfo>
<OrderInfo><Index>2</Index><OrderId>hinata-shop-10000002</OrderId><OrderTime>2026-10-01T09:20:00+09:00</OrderTime>
<LastUpdateTime>2026-10-01T09:20:00+09:00</LastUpdateTime><OrderStatus>two</OrderStatus><PayStatus>0</PayStatus>
<ShipStatus>0</ShipStatus></OrderInfo>
</Search></Result>"""

NO_ORDERS = b"<Result><Status>OK</Status><Search><TotalCount>0</TotalCount></Search></Result>"
PAST_THE_END = b"<Result><Status>OK</Status><Search><TotalCount>10</TotalCount><OrderInfo /></Search></Result>"


def order_info(
    order_status: int = 2,
    pay_status: int = 1,
    ship_status: int = 1,
    *,
    order: str = "",
    pay: str = "<PayType>1</PayType>",
    ship: str = "",
    items: str = "",
    detail: str = "",
    seen: str = "false",
) -> bytes:
    """Return one orderInfo answer; the keyword arguments are further members of the groups."""
    line = items or (
        "<Item><LineId>1</LineId><ItemId><![CDATA[cup-7]]></ItemId><Title><![CDATA[湯のみ]]></Title>"
        "<SubCode><![CDATA[cup-7-blue]]></SubCode><SubCodeOption><![CDATA[色:藍]]></SubCodeOption>"
        "<ItemOption><Index>1</Index><Name>包装</Name><Value>簡易</Value><Price>0</Price></ItemOption>"
        "<UnitPrice>1500</UnitPrice><ItemTaxRatio>10</ItemTaxRatio><Quantity>2</Quantity></Item>"
    )
    amounts = detail or (
        "<PayCharge>330</PayCharge><ShipCharge>550</ShipCharge><GiftWrapCharge>100</GiftWrapCharge>"
        "<Discount>200</Discount><UsePoint>80</UsePoint><TotalMallCouponDiscount>300</TotalMallCouponDiscount>"
        "<Adjustments>-50</Adjustments><TotalPrice>3350</TotalPrice>"
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<ResultSet totalResultsAvailable="1" totalResultsReturned="1" firstResultPosition="1"><Result><Status>OK</Status>
<OrderInfo><OrderId>hinata-shop-10000001</OrderId><OrderTime>2026-10-01T09:12:40+09:00</OrderTime>
<LastUpdateTime>2026-10-01T09:12:41+09:00</LastUpdateTime><OrderStatus>{order_status}</OrderStatus>
<IsSeen>{seen}</IsSeen><BuyerComments><![CDATA[置き配でお願いします]]></BuyerComments><NewMember>x</NewMember>{order}
<Pay><PayStatus>{pay_status}</PayStatus><SettleStatus>5</SettleStatus><PayMethod>payment_a1</PayMethod>
<PayMethodName><![CDATA[クレジットカード決済]]></PayMethodName><BillLastName>日向</BillLastName>
<BillFirstName>葵</BillFirstName><BillMailAddress>aoi@example.jp</BillMailAddress>{pay}</Pay>
<Ship><ShipStatus>{ship_status}</ShipStatus><ShipMethodName><![CDATA[宅配便]]></ShipMethodName>
<ShipRequestDate>2026-10-05</ShipRequestDate><ShipRequestTime>14:00～16:00</ShipRequestTime>
<ShipLastName>日向</ShipLastName><ShipFirstName>葵</ShipFirstName><ShipZipCode>8800001</ShipZipCode>
<ShipPrefecture>宮崎県</ShipPrefecture><ShipCity>見本市</ShipCity><ShipAddress1>一丁目1-1</ShipAddress1>
<ShipAddress2></ShipAddress2><ShipPhoneNumber>000-0000-0000</ShipPhoneNumber>{ship}</Ship>
{line}<Detail>{amounts}</Detail></OrderInfo></Result></ResultSet>""".encode()


SET_STOCK_OK = b"""<ResultSet totalResultsAvailable="2" totalResultsReturned="2" firstResultPosition="1">
<Result><ItemCode>cup-7</ItemCode><SubCode>cup-7-blue</SubCode><Quantity>11</Quantity></Result>
<Result><ItemCode>fan-1</ItemCode><SubCode></SubCode><Quantity>0</Quantity></Result></ResultSet>"""

SET_STOCK_PARTIAL = b"""<ResultSet totalResultsAvailable="2" totalResultsReturned="2" firstResultPosition="1">
<Result><ItemCode>cup-7</ItemCode><SubCode>cup-7-blue</SubCode><Quantity>11</Quantity></Result>
<Result><ItemCode>fan-1</ItemCode><SubCode></SubCode><Quantity></Quantity><ErrorCode>st-02104</ErrorCode></Result>
</ResultSet>"""

GET_STOCK = b"""<ResultSet totalResultsAvailable="3" totalResultsReturned="3" firstResultPosition="1" ok="2" ng="1">
<Result><ItemCode>cup-7</ItemCode><SubCode>cup-7-blue</SubCode><Status>1</Status><Quantity>10</Quantity>
<AllowOverdraft>1</AllowOverdraft><IsPublished>1</IsPublished><UpdateTime>2026-10-01T12:34:56+09:00</UpdateTime></Result>
<Result><ItemCode>fan-1</ItemCode><SubCode></SubCode><Status>0</Status></Result>
<Result><ItemCode>old-1</ItemCode><SubCode></SubCode><Status>1</Status><Quantity></Quantity>
<AllowOverdraft>0</AllowOverdraft></Result></ResultSet>"""

ITEM = """<ResultSet totalResultsReturned="1"><Result><ItemCode>cup-7</ItemCode><Name>湯のみ</Name><Price>1500</Price>
<Quantity></Quantity><Jan></Jan><Display>1</Display><SubCodes>
<SubCode code="cup-7-blue" quantity="10"><Option name="色" value="藍"/></SubCode>
<SubCode code="cup-7-red" quantity="-1"><Option name="色" value="紅"/></SubCode></SubCodes></Result></ResultSet>""".encode()

ITEM_LIST = b"""<ResultSet totalResultsAvailable="150" totalResultsReturned="1" firstResultPosition="101">
<Result><ItemCode>cup-7</ItemCode><Name>x</Name></Result></ResultSet>"""

CHANGED = b"""<ResultSet totalResultsAvailable="1" totalResultsReturned="1" ok="1" ng="0"><Result><Status>OK</Status>
<Warning><Code>od91705</Code><Message>same</Message><Detail/></Warning></Result></ResultSet>"""

TOKEN_EXPIRED = b"""<?xml version="1.0" encoding="utf-8"?><Error><Message>
Please provide valid credentials. Bearer realm="yahooapis.jp", error="invalid_token", error_description="expired token"
</Message></Error>"""


def error(code: str, message: str = "said by the mall", namespace: str = "") -> bytes:
    """Return the common error envelope (page section 2.6)."""
    xmlns = f' xmlns="{namespace}"' if namespace else ""
    return f"<Error{xmlns}><Message>{message}</Message><Code>{code}</Code></Error>".encode()
