"""The OrderModel of getOrder (section 2.3), newest version; ``order_get`` drops what is newer than asked."""

from typing import Any

from mallsim.core.shopping import Buyer
from mallsim.malls.rakuten.model import Basket, Change, Line, Order, Terms
from mallsim.malls.rakuten.sub_statuses import sub_status_name
from mallsim.malls.rakuten.times import day, order_time

UNKNOWN = -9999
"""A price that is not determined yet."""
SETTLEMENTS = {1: "クレジットカード", 2: "代金引換", 9: "銀行振込", 21: "後払い決済"}
POINT_TARGETS = {"pointRate": 1, "pointType": 0}


def order_document(order: Order, item_ids: dict[str, int]) -> dict[str, Any]:
    """The order as version 10 shows it. ``item_ids``: manageNumber → itemId."""
    terms = order.terms
    return {
        "orderNumber": order.number,
        "orderProgress": order.progress,
        "subStatusId": order.sub_status,
        "subStatusName": sub_status_name(order.sub_status),
        "orderDatetime": order_time(order.placed),
        "shopOrderCfmDatetime": order_time(order.confirmed),
        "orderFixDatetime": order_time(order.fixed),
        "shippingInstDatetime": order_time(order.fixed),
        "shippingCmplRptDatetime": order_time(order.reported),
        "cancelDueDate": None,
        "deliveryDate": terms.delivery_date,
        "shippingTerm": terms.shipping_term,
        "remarks": terms.remarks,
        **_flags(order),
        **prices(order),
        "memo": terms.memo,
        "operator": terms.operator,
        "mailPlugSentence": terms.mail_plug,
        "OrdererModel": _orderer(order.buyer),
        "SettlementModel": _settlement(terms),
        "DeliveryModel": {"deliveryName": terms.delivery_name, "deliveryClass": terms.delivery_class},
        "PointModel": {"usedPoint": terms.points},
        "WrappingModel1": None,
        "WrappingModel2": None,
        "PackageModelList": [_package(order, basket, item_ids) for basket in order.baskets],
        "CouponModelList": _coupons(terms),
        "ChangeReasonModelList": [_change(change) for change in order.changes],
        "TaxSummaryModelList": [_tax(order)],
        "DueDateModelList": None,
    }


def prices(order: Order) -> dict[str, Any]:
    """The money of the order; -9999 where the shop has not set the postage yet."""
    terms = order.terms
    goods = order.goods_price()
    total = goods + terms.postage
    known = terms.postage_known
    return {
        "goodsPrice": goods,
        "postagePrice": terms.postage if known else UNKNOWN,
        "deliveryPrice": 0,
        "paymentCharge": 0,
        "paymentChargeTaxRate": 0.1,
        "totalPrice": total if known else UNKNOWN,
        "requestPrice": total - terms.coupon - terms.points if known else UNKNOWN,
        "couponAllTotalPrice": terms.coupon,
        "couponShopPrice": terms.coupon,
        "couponOtherPrice": 0,
        "additionalFeeOccurAmountToUser": 0,
        "additionalFeeOccurAmountToShop": 0,
        "goodsTax": 0,
        "isTaxRecalc": 0,
    }


def _flags(order: Order) -> dict[str, Any]:
    senders = [basket.sender for basket in order.baskets]
    return {
        "giftCheckFlag": 0,
        "socialGiftFlag": int(order.terms.social_gift),
        "severalSenderFlag": int(len(senders) > 1),
        "equalSenderFlag": int(senders == [order.buyer]),
        "isolatedIslandFlag": 0,
        "rakutenMemberFlag": 1,
        "carrierCode": 11,
        "emailCarrierCode": 0,
        "orderType": order.terms.order_type,
        "reserveNumber": None,
        "reserveDeliveryCount": None,
        "cautionDisplayType": 0,
        "cautionDisplayDetailType": None,
        "rakutenConfirmFlag": int(order.terms.rakuten_confirm),
        "asurakuFlag": 0,
        "drugFlag": 0,
        "dealFlag": 0,
        "membershipType": 0,
        "modifyFlag": int(any(change.type == 6 for change in order.changes)),
        "receiptIssueCount": 0,
        "receiptIssueHistoryList": [],
        "deliveryCertPrgFlag": 0,
        "oneDayOperationFlag": 0,
    }


def _orderer(buyer: Buyer) -> dict[str, Any]:
    """The buyer; the address is always masked, never the real one."""
    masked = {"emailAddress": "0123abcd@pc.fw.rakuten.ne.jp"}
    return _person(buyer) | masked | {"sex": "女", "birthYear": 1990, "birthMonth": 1, "birthDay": 2}


def _person(person: Buyer) -> dict[str, Any]:
    phone = person.phone.split("-")
    return {
        "zipCode1": person.zip_code[:3],
        "zipCode2": person.zip_code[3:],
        "prefecture": person.prefecture,
        "city": person.city,
        "subAddress": person.address,
        "familyName": person.family_name,
        "firstName": person.first_name,
        "familyNameKana": person.family_kana,
        "firstNameKana": person.first_kana,
        "phoneNumber1": phone[0],
        "phoneNumber2": phone[1] if len(phone) > 1 else "",
        "phoneNumber3": phone[2] if len(phone) > 2 else "",
    }


DUMMY = Buyer(
    "入力待ち",
    "入力待ち",
    "ニュウリョクマチ",
    "ニュウリョクマチ",
    "9999999",
    "入力待ち",
    "入力待ち",
    "入力待ち",
    "999-9999-9999",
)
"""The receiver of a social gift before they typed their address in."""


def _settlement(terms: Terms) -> dict[str, Any]:
    card = terms.settlement == 1
    return {
        "settlementMethodCode": terms.settlement,
        "settlementMethod": SETTLEMENTS[terms.settlement],
        "rpaySettlementFlag": 1,
        "cardName": "VISA" if card else None,
        "cardNumber": "XXXX-XXXX-XXXX-0001" if card else None,
        "cardOwner": "HANAKO SHIKEN" if card else None,
        "cardYm": "2030-01" if card else None,
        "cardPayType": 0 if card else None,
        "cardInstallmentDesc": None,
    }


def _package(order: Order, basket: Basket, item_ids: dict[str, int]) -> dict[str, Any]:
    terms = order.terms
    waiting = terms.social_gift and terms.gift_input is None
    goods = sum(line.price * line.units for line in basket.lines)
    postage = terms.postage if basket is order.baskets[0] else 0
    return {
        "basketId": basket.id,
        "postagePrice": postage if terms.postage_known else UNKNOWN,
        "postageTaxRate": 0.1,
        "deliveryPrice": 0,
        "deliveryTaxRate": 0.1,
        "goodsPrice": goods,
        "goodsTax": 0,
        "totalPrice": goods + postage if terms.postage_known else UNKNOWN,
        "noshi": None,
        "packageDeleteFlag": 0,
        "defaultDeliveryCompanyCode": "1001",
        "dropOffFlag": 0,
        "dropOffLocation": None,
        "SocialGiftModel": _gift(order) if terms.social_gift else None,
        "DeliveryCvsModel": None,
        "SenderModel": _person(DUMMY if waiting else basket.sender) | {"isolatedIslandFlag": 0},
        "ItemModelList": [_item(line, terms, item_ids.get(line.manage_number, 0)) for line in basket.lines],
        "ShippingModelList": [
            {
                "shippingDetailId": row.id,
                "shippingNumber": row.number or None,
                "deliveryCompany": row.company or None,
                "deliveryCompanyName": None,
                "shippingDate": row.date or None,
            }
            for row in basket.rows
        ],
    }


def _gift(order: Order) -> dict[str, Any]:
    done = order.terms.gift_input
    return {
        "sgMngNumber": f"SG{order.number[-8:]}",
        "inputDueDate": day(order.placed + 7 * 86400),
        "inputFlag": int(done is not None),
        "inputCompDatetime": order_time(done),
        "receiverEmailAddress": "4567efgh@pc.fw.rakuten.ne.jp",
    }


def _item(line: Line, terms: Terms, item_id: int) -> dict[str, Any]:
    old = terms.pre_migration
    sku: dict[str, Any] = {
        "variantId": line.variant_id,
        "merchantDefinedSkuId": line.merchant_sku,
        "skuInfo": line.sku_info,
    }
    return {
        "itemDetailId": line.detail_id,
        "itemName": line.title,
        "itemId": item_id,
        "itemNumber": line.code if old else line.item_number,
        "manageNumber": line.manage_number,
        "price": line.price,
        "units": line.units,
        "includePostageFlag": 0,
        "includeTaxFlag": 1,
        "includeCashOnDeliveryPostageFlag": 0,
        "selectedChoice": line.sku_info if old else None,
        **POINT_TARGETS,
        "inventoryType": 2 if line.sku_info else 1,
        "delvdateInfo": None,
        "restoreInventoryFlag": 0,
        "dealFlag": 0,
        "drugFlag": 0,
        "deleteItemFlag": 0,
        "taxRate": 0.1,
        "priceTaxIncl": line.price,
        "isSingleItemShipping": 0,
        "SkuModelList": [dict.fromkeys(sku, None) if old else sku],
    }


def _coupons(terms: Terms) -> list[dict[str, Any]] | None:
    if not terms.coupon:
        return None
    return [
        {
            "couponCode": "AAAA-BBBB-CCCC-DDDD",
            "itemId": 0,
            "couponName": "お試しクーポン",
            "couponSummary": f"定額割引 {terms.coupon}円",
            "couponCapital": "ショップ",
            "couponCapitalCode": 1,
            "expiryDate": "2026-04-30",
            "couponPrice": terms.coupon,
            "couponUnit": 1,
            "couponTotalPrice": terms.coupon,
            "itemDetailId": 0,
        }
    ]


def _change(change: Change) -> dict[str, Any]:
    at = order_time(change.at)
    return {
        "changeId": change.id,
        "changeType": change.type,
        "changeTypeDetail": None,
        "changeReason": change.reason,
        "changeReasonDetail": change.detail,
        "changeApplyDatetime": at,
        "changeFixDatetime": at,
        "changeCmplDatetime": at,
    }


def _tax(order: Order) -> dict[str, Any]:
    total = order.goods_price() + order.terms.postage
    due = total - order.terms.coupon
    known = order.terms.postage_known
    return {
        "taxRate": 0.1,
        "reqPrice": due if known else UNKNOWN,
        "reqPriceTax": due * 10 // 110 if known else UNKNOWN,
        "totalPrice": total if known else UNKNOWN,
        "paymentCharge": 0,
        "couponPrice": order.terms.coupon,
        "point": 0,
    }
