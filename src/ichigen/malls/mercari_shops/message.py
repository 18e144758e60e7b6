"""発送通知/メッセージ: the text beside a shipment, from the account's template (G3-24, G3-25; page section 3.5).

The mall has no carrier list: the text is free, by convention the carrier, the number below it, a blank line between parcels.
"""

from collections.abc import Sequence

from ichigen.domain.carriers import LABELS, Carrier
from ichigen.domain.orders import Parcel
from ichigen.domain.placeholders import fill
from ichigen.mallkit.options import WRITING_GROUP, AccountOption, OptionKind

NUMBER, CARRIER = "伝票番号", "配送業者"
DEFAULT = f"[{CARRIER}]\n[{NUMBER}]"
NAME = "ship_message"

OPTION = AccountOption(
    NAME,
    "発送通知/メッセージ",
    "発送を報告するときに、購入者に見える追跡番号の欄へ書き込む文。荷物が複数あるときは、荷物ごとに空行で区切って並べます。",
    OptionKind.TEMPLATE,
    default=DEFAULT,
    placeholders=(NUMBER, CARRIER),
    required=True,
    group=WRITING_GROUP,
)


def shipping_text(template: str, parcels: Sequence[Parcel]) -> str:
    """Return the text for these parcels; a line that holds nothing but an empty placeholder is left out."""
    return "\n\n".join(_block(template.replace("\r\n", "\n"), parcel) for parcel in parcels)


def _block(template: str, parcel: Parcel) -> str:
    carrier = LABELS[Carrier(parcel.carrier)] if parcel.carrier in LABELS else parcel.carrier
    number = parcel.tracking_number or (f"番号なし({parcel.no_number_reason})" if parcel.no_number_reason else "")
    lines = (_filled(line, carrier, number) for line in template.split("\n"))
    return "\n".join(line for line in lines if line is not None).strip()


def _filled(line: str, carrier: str, number: str) -> str | None:
    filled = fill(line, {NUMBER: number, CARRIER: carrier})
    return None if line.strip() and not filled.strip() else filled
