"""Rows of a mall's answer that could not be read or stored: the rest stands, a person is told."""

from collections.abc import Sequence

from django.db import Error

from ichigen.mallkit.errors import MallError, Refused
from ichigen.mallkit.exchange import Problem
from ichigen.mallkit.manifest import OrderFeed
from ichigen.services.clock import now
from ichigen.services.worklist import Item, close_item, open_item
from ichigen.store.accounts import Account
from ichigen.store.faults import sqlstate
from ichigen.store.worklist import WorklistItem

#: A passing fault is told when a scan has failed this often in a row.
PATIENCE = 3

UNREADABLE = "unreadable"
UNSTORABLE = "order_unstorable"


def report_problems(account_id: int, problems: Sequence[Problem]) -> None:
    """Put each unreadable row on 要対応, once per row."""
    for problem in problems:
        open_item(
            Item(
                key=f"{UNREADABLE}:{account_id}:{problem.code}:{problem.where}"[:200],
                code="unreadable",
                title=f"モールからのデータを読めません: {problem.where}"[:200],
                cause=f"{problem.message[:400]}（{problem.code[:60]}）",
                action="モールの管理画面で内容を確認してください。直ると次の取込で自動的に読み直します。読み込めたら「対応済みにする」を押してください。",
                account_id=account_id,
            )
        )


def report_unstorable(account_id: int, number: str, error: Error) -> None:
    """Put an order that the database does not take on 要対応. What the database says quotes the order, so its code must do."""
    open_item(
        Item(
            key=f"{UNSTORABLE}:{account_id}:{number}",
            code=UNSTORABLE,
            title=f"受注 {number} を保存できません",
            cause="モールが返した内容に、保存できない値があります。この受注の在庫は確保されていません。"
            f"（{type(error).__name__} {sqlstate(error)}）".replace(" ）", "）"),
            action="モールの管理画面でこの受注を確認し、在庫を手動で確保してください。ほかの受注は取り込まれています。"
            "この受注は自動で読み直します。",
            urgent=True,
            account_id=account_id,
        )
    )


def report_scan_failure(account: Account, feed: OrderFeed, name: str, error: MallError, failures: int) -> None:
    """Put one way of looking for orders that fails, while others work, on 要対応: at once where the mall refuses it."""
    if failures < PATIENCE and not isinstance(error, Refused):
        return
    scan = next((scan for scan in feed.scans if scan.name == name), None)
    open_item(
        Item(
            key=_scan_key(account.pk, name),
            code="scan_failing",
            title=f"{account.label}: 受注取込の一部が失敗しています（{scan.label if scan else '未処理の受注の読み直し'}）",
            cause=f"{error.message}（{error.code}）",
            action="ほかの取込は続いています。自動で再試行します。続く場合は、接続チェックで権限と設定を確認してください。",
            urgent=scan is not None and scan.finds_new,
            account_id=account.pk,
        )
    )


def close_scan_failure(account_id: int, name: str) -> None:
    """Close what `report_scan_failure` opened."""
    close_item(_scan_key(account_id, name), "自動で回復しました。")


def _scan_key(account_id: int, name: str) -> str:
    return f"scan_failing:{account_id}:{name}"


def close_problems(account_id: int, numbers: Sequence[str]) -> None:
    """Close what was said of these orders: they could be read and stored."""
    for number in numbers:
        said = WorklistItem.objects.filter(account_id=account_id, closed_at=None, key__endswith=f":{number}"[-190:])
        for kind in (UNREADABLE, UNSTORABLE):
            said.filter(key__startswith=f"{kind}:{account_id}:").update(
                closed_at=now(), resolution="自動で解消しました"
            )
