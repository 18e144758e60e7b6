"""Documents of 楽天市場 for tests.

Shapes after the portal pages rakutenpayorderapi/getorder (version 10), inventoryapi2_1/inventories_bulk_get and
itemapi2_0/itemssearch, itemsbulkget as of 2026-01. Every name, number and amount is invented.
"""

from copy import deepcopy
from typing import Any

NUMBER = "123456-20260401-0000712345"

PERSON: dict[str, Any] = {
    "zipCode1": "100",
    "zipCode2": "0001",
    "prefecture": "東京都",
    "city": "千代田区",
    "subAddress": "千代田1-1",
    "familyName": "試験",
    "firstName": "花子",
    "familyNameKana": "シケン",
    "firstNameKana": "ハナコ",
    "phoneNumber1": "090",
    "phoneNumber2": "0000",
    "phoneNumber3": "0000",
}

SINGLE: dict[str, Any] = {
    "itemDetailId": 20000001,
    "itemName": "手ぬぐい",
    "itemId": 10000123,
    "itemNumber": "TN-001",
    "manageNumber": "tenugui-01",
    "price": 1800,
    "units": 1,
    "selectedChoice": "のし:不要",
    "taxRate": 0.1,
    "priceTaxIncl": 1800,
    "deleteItemFlag": 0,
    "SkuModelList": [{"variantId": "normal-inventory", "merchantDefinedSkuId": None, "skuInfo": None}],
}

MULTI: dict[str, Any] = {
    "itemDetailId": 20000002,
    "itemName": "Tシャツ",
    "itemId": 10000124,
    "itemNumber": "TS-100",
    "manageNumber": "tshirt-100",
    "price": 1637,
    "units": 2,
    "selectedChoice": None,
    "taxRate": 0.08,
    "priceTaxIncl": 1800,
    "deleteItemFlag": 0,
    "SkuModelList": [
        {
            "variantId": "r-m-BK",
            "merchantDefinedSkuId": "TS-100-M-BK",
            "skuInfo": "サイズ:M\nカラー:ブラック",
        }
    ],
}


def package(basket_id: int = 20000001, **changes: Any) -> dict[str, Any]:
    """A PackageModel with both lines and no shipping row."""
    return {
        "basketId": basket_id,
        "postagePrice": 600,
        "deliveryPrice": 0,
        "goodsPrice": 5400,
        "totalPrice": 6000,
        "packageDeleteFlag": 0,
        "SocialGiftModel": None,
        "SenderModel": deepcopy(PERSON),
        "ItemModelList": [deepcopy(SINGLE), deepcopy(MULTI)],
        "ShippingModelList": [],
    } | changes


def order(progress: int = 300, **changes: Any) -> dict[str, Any]:
    """An OrderModel paid by card, with one package."""
    return {
        "orderNumber": NUMBER,
        "orderProgress": progress,
        "orderDatetime": "2026-04-01T09:30:12+0900",
        "deliveryDate": "2026-04-05",
        "shippingTerm": 1416,
        "remarks": "[配送日時指定:]\n2026-04-05(日)\n14:00～16:00",
        "rakutenConfirmFlag": 0,
        "goodsPrice": 5400,
        "postagePrice": 600,
        "deliveryPrice": 0,
        "paymentCharge": 0,
        "totalPrice": 6000,
        "requestPrice": 5400,
        "couponAllTotalPrice": 500,
        "additionalFeeOccurAmountToUser": 0,
        "OrdererModel": PERSON | {"emailAddress": "0123abcd@pc.fw.rakuten.ne.jp"},
        "SettlementModel": {"settlementMethodCode": 1, "settlementMethod": "クレジットカード"},
        "DeliveryModel": {"deliveryName": "宅配便", "deliveryClass": None},
        "PointModel": {"usedPoint": 100},
        "PackageModelList": [package()],
    } | changes


def orders(*entries: Any) -> dict[str, Any]:
    """An answer of getOrder."""
    return {
        "MessageModelList": [{"messageType": "INFO", "messageCode": "ORDER_EXT_API_GET_ORDER_INFO_101"}],
        "version": 10,
        "OrderModelList": list(entries),
    }


def shipping_row(
    detail_id: int, company: str = "", number: str | None = None, day: str | None = None
) -> dict[str, Any]:
    """A ShippingModel; blank members are null."""
    return {
        "shippingDetailId": detail_id,
        "deliveryCompany": company or None,
        "shippingNumber": number,
        "shippingDate": day,
    }


ITEM: dict[str, Any] = {
    "manageNumber": "tshirt-100",
    "itemNumber": "TS-100",
    "title": "Tシャツ",
    "hideItem": False,
    "variantSelectors": [{"key": "size", "displayName": "サイズ", "values": [{"displayValue": "M"}]}],
    "variants": {
        "ts-m": {
            "merchantDefinedSkuId": "TS-100-M",
            "selectorValues": {"size": "M"},
            "standardPrice": "1800",
            "articleNumber": {"value": "4900000000016"},
        },
        "ts-L": {"selectorValues": {"size": "L"}, "standardPrice": 1900, "hidden": True},
    },
}
