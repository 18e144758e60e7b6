"""Whether the app is shown who buys: names, addresses, numbers and mails are kept from apps without that right (section 1)."""

from collections.abc import Iterator

from ichigen.mallkit.errors import MallError
from ichigen.mallkit.exchange import CheckResult
from ichigen.mallkit.json_values import Unreadable, optional_records
from ichigen.malls.shopify import documents
from ichigen.malls.shopify.caller import Caller
from ichigen.malls.shopify.wire_values import Node, child, required_child, text

#: Orders that are looked at. Goods that are not shipped have no address, which says nothing.
_ORDERS = 5

#: What the mall calls each right on the app's page, by the members it keeps back without it.
_RIGHTS = {
    "氏名": {"name", "shippingAddress"},
    "住所": {"address1", "shippingAddress"},
    "電話番号": {"phone", "shippingAddress"},
    "メールアドレス": {"email"},
}

_WHAT_TO_DO = (
    "受注は取り込めますが、この項目は空のままになり、送り状を作れません。Shopifyのアプリの管理画面(パートナー/Devダッシュボード)の"
    "「APIアクセス」で「保護された顧客データへのアクセス」を開き、この項目を申請してから、もう一度接続チェックをしてください。"
    "ストアのプランによっては、アプリに渡されません。"
)


def buyers_shown(caller: Caller) -> Iterator[CheckResult]:
    """Say by name what of the buyer is kept back: a warning. Nothing where all is shown, or where no order tells."""
    try:
        data, kept_back = caller.shown(documents.BUYERS, {"first": _ORDERS})
        orders = list(optional_records(required_child(data, "orders"), "nodes"))
    except (MallError, Unreadable):  # another line of the check is about that
        return
    fields = kept_back | {field for order in orders for field in _blank(order)}
    rights = [right for right, members in _RIGHTS.items() if members & fields]
    if rights:
        said = f"アプリに{'・'.join(rights)}の閲覧が許可されていません。{_WHAT_TO_DO}"
        label = "保護された顧客データ(購入者の氏名・住所など)"
        yield CheckResult("customer_data", label, ok=False, message=said, passing=True, warning=True)


def _blank(order: Node) -> set[str]:
    """An address with a town and without a name and a street is not one that a buyer gave."""
    address = child(order, "shippingAddress") or {}
    shown = bool(text(address, "city") or text(address, "zip"))
    return {"name", "address1"} if shown and not text(address, "name") and not text(address, "address1") else set()
