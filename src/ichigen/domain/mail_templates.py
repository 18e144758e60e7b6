"""メールテンプレート: the placeholders of a mail to a buyer, and what an order puts in their places. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from ichigen.domain.carriers import LABELS, Carrier
from ichigen.domain.orders import MallOrder, OrderLine, Parcel, Party
from ichigen.domain.placeholders import names_in, narrowed

#: Every placeholder with what it holds in the example beside the form; the mails are Japanese, whatever the screen is.
EXAMPLE: Mapping[str, str] = MappingProxyType(
    {
        "受注番号": "2026-10000",
        "注文者名": "見本 花子",
        "商品一覧": "・手ぬぐい 藍染め × 2 … 2,560円\n・湯のみ 白磁(ラッピング: あり) × 1 … 1,280円",
        "合計金額": "4,340円",
        "配送業者": "ヤマト運輸",
        "伝票番号": "400000000011",
        "出荷日": "2026年11月22日",
        "店舗名": "見本商店",
    }
)


def unknown_names(text: str) -> tuple[str, ...]:
    """Return the names in brackets that no mail has a value for."""
    return tuple(name for name in names_in(text) if name not in EXAMPLE)


def unfilled_names(text: str) -> tuple[str, ...]:
    """Return the placeholders still in a mail, in narrow or wide brackets; other words there are the shop's or the goods' own."""
    return tuple(name for name in names_in(narrowed(text, EXAMPLE)) if name in EXAMPLE)


def bracketed(names: Iterable[str]) -> str:
    """Return the names as a person writes them: [受注番号] [注文者名]."""
    return " ".join(f"[{name}]" for name in names)


def order_values(order: MallOrder, buyer: Party | None, shop: str, parcels: Sequence[Parcel]) -> dict[str, str]:
    """Return what the placeholders of a mail about this order hold; what is not known has no entry.

    `buyer` is 注文者 by the account's rule, `shop` the name the mails come from, `parcels` what has left.
    """
    total = order.amounts.total
    days = (parcel.shipped_on for parcel in parcels)
    values = {
        "受注番号": order.called,
        "注文者名": buyer.name if buyer else "",
        "商品一覧": "\n".join(_line(line) for line in order.lines if line.quantity > 0),
        "合計金額": "" if total is None else f"{total:,}円",
        "配送業者": _each(_carrier(parcel.carrier) for parcel in parcels),
        "伝票番号": _each(_number(parcel) for parcel in parcels),
        "出荷日": _each(f"{day.year}年{day.month}月{day.day}日" for day in days if day),
        "店舗名": shop,
    }
    return {name: value for name, value in values.items() if value}


def _line(line: OrderLine) -> str:
    options = f"({' '.join(line.options.split())})" if line.options.strip() else ""
    return f"・{line.title or line.listing_code}{options} × {line.quantity} … {line.quantity * line.unit_price:,}円"


def _carrier(code: str) -> str:
    return LABELS[Carrier(code)] if code in LABELS else code


def _number(parcel: Parcel) -> str:
    if parcel.tracking_number:
        return parcel.tracking_number
    return f"番号なし({parcel.no_number_reason})" if parcel.no_number_reason else ""


def _each(values: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(value for value in values if value))
