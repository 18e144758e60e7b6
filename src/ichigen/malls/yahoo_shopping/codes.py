"""The mall's code tables (page section 3.1) and their words."""

from ichigen.domain.carriers import Carrier
from ichigen.domain.write_back import CancelReason

#: OrderStatus. 0 and 8 occur in answers only; 8: an auction's runner-up has not agreed yet.
ORDER_STATUS: dict[int, str] = {
    0: "未入力",
    1: "予約中",
    2: "処理中",
    3: "保留",
    4: "キャンセル",
    5: "完了",
    8: "繰上げ同意待ち",
}
RESERVED, PROCESSING, ON_HOLD, CANCELLED, COMPLETED = 1, 2, 3, 4, 5

PAY_STATUS: dict[int, str] = {0: "入金待ち", 1: "入金済み"}
SHIP_STATUS: dict[int, str] = {0: "出荷不可", 1: "出荷可", 2: "出荷処理中", 3: "出荷済み", 4: "着荷済み"}
SHIP_READY, SHIP_DONE = 1, 3
SHIPPED = frozenset({SHIP_DONE, 4})

#: PayType: 後払い needs no payment before shipping.
PAY_LATER = 0

#: ShipCompanyCode. Codes of orders before October 2018 have three digits and stay その他.
COMPANY_OF_CARRIER: dict[Carrier, int] = {
    Carrier.YAMATO: 1001,
    Carrier.SAGAWA: 1002,
    Carrier.JAPAN_POST: 1003,
    Carrier.SEINO: 1004,
    Carrier.FUKUYAMA: 1006,
    Carrier.OTHER: 1000,
}
CARRIER_OF_COMPANY: dict[int, Carrier] = {code: carrier for carrier, code in COMPANY_OF_CARRIER.items()}

#: ShipInvoiceNumberEmptyReason (配送伝票番号なしの理由).
EMPTY_REASON: dict[int, str] = {
    101: "メーカー直送",
    102: "発送不要",
    103: "店頭受取",
    104: "配送会社から直接連絡",
    105: "追跡できない配送方法",
}

#: CancelReason a store may set, by our reason.
CANCEL_CODE: dict[CancelReason, int] = {
    CancelReason.BUYER: 100,
    CancelReason.UNPAID: 120,
    CancelReason.ADDRESS: 130,
    CancelReason.OUT_OF_STOCK: 210,
    CancelReason.OTHER: 230,
}

#: ShipRequestTimeZoneCode (ヤマト only), used where the free text is empty.
TIME_ZONE: dict[int, str] = {
    101: "午前中",
    102: "14:00～16:00",
    103: "16:00～18:00",
    104: "18:00～20:00",
    105: "19:00～21:00",
}

FRAUD_REVIEW, FRAUD_RELEASED, FRAUD_CONFIRMED = 1, 2, 3
PRANK, PRANK_RELEASED = 1, 2

#: SocialGiftType 1: a gift by URL; the buyer in the order is a placeholder (page section 6, trap 17).
GIFT_BY_URL = 1
