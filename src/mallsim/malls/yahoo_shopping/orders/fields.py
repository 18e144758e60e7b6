"""The field tree of an order: which key lives in which group (sections 3.2 and 3.3)."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


ORDER_KEYS = _words(
    """
    OrderId Version OriginalOrderId ParentOrderId ChildOrderId DeviceType IsSeen IsSplit IsRoyalty IsAffiliate
    IsRatingB2s CancelReason CancelReasonDetail IsSeller OrderTime ExistMultiReleaseDate LastUpdateTime Suspect
    SuspectMessage OrderStatus StoreStatus RoyaltyFixTime PrintSlipFlag PrintDeliveryFlag PrintBillFlag
    BuyerCommentsFlag BuyerComments Notes OperationUser HistoryId UsageId UseCouponData TotalCouponDiscount
    ShippingCouponFlg ShippingCouponDiscount IsMultiShip MultiShipId IsReadOnly IsApplePay IsFirstClassDrugIncludes
    FraudHoldStatus PublicationTime IsYahooAuctionOrder YahooAuctionMerchantId YahooAuctionId IsYahooAuctionDeferred
    YahooAuctionCategoryType YahooAuctionBidType YahooAuctionBundleType IsLineGiftOrder LineGiftOrderId
    SocialGiftType FirstOrderDoneDate OverlapOrderResult SellerType
    """
)

PAY_KEYS = _words(
    """
    PayStatus SettleStatus PayType PayKind PayMethod PayMethodName PayActionTime PayDate PayNotes SettleId CardBrand
    CardNumberLast4 CardPayType CardPayCount UseWallet NeedBillSlip NeedDetailedSlip NeedReceipt AgeConfirmField
    AgeConfirmValue AgeConfirmCheck BillAddressFrom BillFirstName BillFirstNameKana BillLastName BillLastNameKana
    BillZipCode BillPrefecture BillPrefectureKana BillCity BillCityKana BillAddress1 BillAddress1Kana BillAddress2
    BillAddress2Kana BillPhoneNumber BillMailAddress BillSection1Field BillSection1Value BillSection2Field
    BillSection2Value PayNo PayNoIssueDate PaymentTerm IsPayManagement CombinedPayType CombinedPayKind
    CombinedPayMethod CombinedPayMethodName
    """
)

SHIP_KEYS = _words(
    """
    ShipStatus ShipMethod ShipMethodName ShipRequestDate ShipRequestTime ShipRequestTimeZoneCode ShipNotes
    ShipCompanyCode ReceiveShopCode ShipInvoiceNumber1 ShipInvoiceNumber2 ShipInvoiceNumberEmptyReason ShipUrl
    ArriveType ShipDate ArrivalDate NeedGiftWrap NeedGiftWrapMessage GiftWrapCode GiftWrapType GiftWrapMessage
    NeedGiftWrapPaper GiftWrapPaperType GiftWrapName Option1Field Option1Type Option1Value Option2Field Option2Type
    Option2Value ShipFirstName ShipFirstNameKana ShipLastName ShipLastNameKana ShipZipCode ShipPrefecture
    ShipPrefectureKana ShipCity ShipCityKana ShipAddress1 ShipAddress1Kana ShipAddress2 ShipAddress2Kana
    ShipPhoneNumber ShipSection1Field ShipSection1Value ShipSection2Field ShipSection2Value ReceiveSatelliteType
    ExcellentDelivery IsEazy EazyDeliveryCode EazyDeliveryName IsSubscription SubscriptionId ShippingDeadline
    DeliveryStatus DeliveryDate IsMallContactlessDelivery ShipInstructStatus CollectionDate CashOnDeliveryTax
    """
)

ITEM_KEYS = _words(
    """
    LineId ItemId Title SubCode SubCodeOption ItemOption Inscription IsUsed ImageId IsTaxable ItemTaxRatio Jan
    ProductId CategoryId UnitPrice NonTaxUnitPrice Quantity ReleaseDate UnitGetPoint CouponDiscount CouponUseNum
    OriginalPrice LeadTimeText LeadTimeStart LeadTimeEnd PriceType ItemYahooAucId ItemYahooAucMerchantId
    """
)

DETAIL_KEYS = _words(
    """
    PayCharge ShipCharge GiftWrapCharge Discount Adjustments SettleAmount UsePoint GiftCardDiscount TotalPrice
    RefundTotalPrice IsGetPointFixAll SettlePayAmount TotalMallCouponDiscount TotalImmediateBonusAmount
    PayMethodAmount CombinedPayMethodAmount UsePaypayPoint
    """
)

GROUPS: dict[str, tuple[str, ...]] = {
    "": ORDER_KEYS,
    "Pay": PAY_KEYS,
    "Ship": SHIP_KEYS,
    "Item": ITEM_KEYS,
    "Detail": DETAIL_KEYS,
    "Seller": ("SellerId",),
    "Buyer": ("IsLogin", "GuestAuthId"),
}

GROUP_OF = {key: group for group, keys in GROUPS.items() for key in keys}

LIST_KEYS = frozenset(
    _words(
        """
    OrderId Version OriginalOrderId ParentOrderId DeviceType IsSeen IsSplit IsRoyalty IsSeller IsAffiliate IsRatingB2s
    OrderTime ExistMultiReleaseDate ReleaseDate LastUpdateTime Suspect OrderStatus StoreStatus RoyaltyFixTime
    PrintSlipFlag PrintDeliveryFlag PrintBillFlag BuyerCommentsFlag PayStatus SettleStatus PayType PayMethod
    PayMethodName PayDate SettleId UseWallet NeedBillSlip NeedDetailedSlip NeedReceipt BillFirstName BillLastName
    BillFirstNameKana BillLastNameKana BillPrefecture ShipStatus ShipMethod ShipMethodName ShipRequestDate
    ShipRequestTime ShipNotes ShipCompanyCode ReceiveShopCode ShipInvoiceNumber1 ShipInvoiceNumber2
    ShipInvoiceNumberEmptyReason ShipUrl ArriveType ShipDate NeedGiftWrap NeedGiftWrapMessage NeedGiftWrapPaper
    ShipFirstName ShipLastName ShipFirstNameKana ShipLastNameKana ShipPrefecture PayCharge ShipCharge GiftWrapCharge
    Discount GiftCardDiscount UsePoint TotalPrice RefundTotalPrice IsGetPointFixAll SellerId IsLogin PayNo
    PayNoIssueDate SellerType IsPayManagement ArrivalDate TotalMallCouponDiscount IsReadOnly IsApplePay
    IsYahooAuctionOrder YahooAuctionMerchantId YahooAuctionId IsYahooAuctionDeferred YahooAuctionCategoryType
    YahooAuctionBidType YahooAuctionBundleType ItemYahooAucId ItemYahooAucMerchantId FraudHoldStatus PublicationTime
    SocialGiftType
    """
    )
)

CDATA_KEYS = frozenset(
    key
    for key in GROUP_OF
    if key.startswith(("Bill", "GiftWrap", "CardBrand"))
    or key.endswith(("Name", "Kana", "Notes", "Comments", "Message", "Value", "Field"))
    or key
    in {
        "ShipZipCode", "ShipPrefecture", "ShipCity", "ShipAddress1", "ShipAddress2", "ShipPhoneNumber", "ShipUrl",
        "ItemId", "Title", "SubCode", "SubCodeOption", "CancelReasonDetail", "LeadTimeText", "OperationUser",
    }
)  # fmt: skip
