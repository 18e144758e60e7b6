"""お荷物伝票番号 or 配送伝票番号なしの理由: what the mall takes of either, never both (page section 3.4; G4-12, G4-16). Pure."""

import re
from dataclasses import dataclass

from ichigen.domain.carriers import Carrier
from ichigen.domain.json import Json
from ichigen.domain.orders import MallOrder, Parcel
from ichigen.domain.write_back import GuardRefusal
from ichigen.malls.yahoo_shopping import codes


@dataclass(frozen=True, slots=True)
class NumberRule:
    """What the mall takes as お荷物伝票番号 of a carrier; `pattern` after removing hyphens where `bare`."""

    pattern: re.Pattern[str]
    bare: bool
    words: str


_OTHER_NUMBER = NumberRule(re.compile(r"[A-Za-z0-9-]{1,30}"), False, "半角英数字と「-」、30文字以内")
_NUMBER_RULES: dict[str, NumberRule] = {
    Carrier.YAMATO: NumberRule(re.compile(r"(?=.*[0-9])[0-9-]{1,14}"), False, "半角数字と「-」、14文字以内"),
    Carrier.JAPAN_POST: NumberRule(re.compile(r"[A-Za-z0-9]{11,13}"), True, "「-」を除いて11〜13文字の半角英数字"),
}


def invoice_numbers(parcels: tuple[Parcel, ...], order: MallOrder) -> dict[str, Json] | GuardRefusal:
    """Return the one or two numbers of the first parcel's carrier."""
    first = parcels[0]
    numbers = [
        parcel.tracking_number for parcel in parcels if parcel.carrier == first.carrier and parcel.tracking_number
    ]
    rule = _NUMBER_RULES.get(first.carrier, _OTHER_NUMBER)
    for number in numbers[:2]:
        if not rule.pattern.fullmatch(number.replace("-", "") if rule.bare else number):
            message = f"お荷物伝票番号「{number}」はこのモールに登録できません({rule.words})。番号を直してください。"
            return GuardRefusal("tracking_number_invalid", message)
    if order.handles["empty_reason"]:
        return _stored("配送伝票番号なしの理由")
    return {f"ShipInvoiceNumber{position}": number for position, number in enumerate(numbers[:2], start=1)}


def empty_reason(parcel: Parcel, order: MallOrder) -> dict[str, Json] | GuardRefusal:
    """Return the reason why a parcel has no number."""
    by_word = {word: code for code, word in codes.EMPTY_REASON.items()} | {
        str(code): code for code in codes.EMPTY_REASON
    }
    code = by_word.get(parcel.no_number_reason)
    if code is None:
        choices = "、".join(codes.EMPTY_REASON.values())
        message = f"お荷物伝票番号がないときは、配送伝票番号なしの理由を選んでください({choices})。"
        return GuardRefusal("no_number_reason_missing", message)
    if order.handles["invoices"]:
        return _stored("お荷物伝票番号")
    return {"ShipInvoiceNumberEmptyReason": str(code)}


def _stored(what: str) -> GuardRefusal:
    message = (
        f"モールに{what}が登録済みで、番号と理由は同時に登録できません。ストアクリエイターProで{what}を消してください。"
    )
    return GuardRefusal("number_and_reason", message)
