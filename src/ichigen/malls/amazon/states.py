"""The mall's words: states, payment methods, delivery services, programs (page sections 3.1 and 3.3)."""

from ichigen.domain.phases import Phase

PENDING_AVAILABILITY, PENDING, UNSHIPPED = "PENDING_AVAILABILITY", "PENDING", "UNSHIPPED"
PARTIALLY_SHIPPED, SHIPPED, CANCELLED = "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED"

#: fulfillmentStatus → our phase and セラーセントラル's word. UNFULFILLABLE is of Amazon's own deliveries only.
STATES: dict[str, tuple[Phase, str]] = {
    PENDING_AVAILABILITY: (Phase.UNPAID, "予約商品(発売日前)"),
    PENDING: (Phase.UNPAID, "保留中"),
    UNSHIPPED: (Phase.READY, "未出荷"),
    PARTIALLY_SHIPPED: (Phase.READY, "一部出荷"),
    SHIPPED: (Phase.SHIPPED, "出荷済み"),
    CANCELLED: (Phase.CANCELLED, "キャンセル"),
    "UNFULFILLABLE": (Phase.HELD, "配送不可"),
}

#: States in which the mall has not authorised the payment yet: nothing may be shipped.
UNPAID = frozenset({PENDING_AVAILABILITY, PENDING})

#: States in which the shop still has something to send.
OPEN = frozenset({UNSHIPPED, PARTIALLY_SHIPPED})

CASH_ON_DELIVERY = frozenset({"CashOnDelivery", "COD"})

PAYMENT: dict[str, str] = {
    "CashOnDelivery": "代金引換",
    "COD": "代金引換",
    "ConvenienceStore": "コンビニ払い",
    "CVS": "コンビニ払い",
    "CreditCard": "クレジットカード",
    "Invoice": "請求書払い",
    "GiftCertificate": "Amazonギフトカード",
    "PointsAccount": "Amazonポイント",
    "Other": "その他",
}

SERVICE: dict[str, str] = {
    "STANDARD": "通常配送",
    "EXPEDITED": "お急ぎ便",
    "NEXT_DAY": "翌日配送",
    "SAME_DAY": "当日お急ぎ便",
    "SECOND_DAY": "翌々日配送",
    "PRIORITY": "優先配送",
    "SCHEDULED": "お届け日時指定便",
    "FREE_ECONOMY": "無料配送",
}

PROGRAMS: dict[str, str] = {
    "PRIME": "Amazonプライム",
    "PREMIUM": "マケプレお急ぎ便(プレミアム)",
    "AMAZON_BUSINESS": "法人(Amazonビジネス)",
    "PREORDER": "予約注文",
    "AMAZON_EASY_SHIP": "Amazon Easy Ship",
    "IN_STORE_PICK_UP": "店頭受取",
}
