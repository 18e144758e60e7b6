"""Rows of a mall's answer that could not be read: the rest stands, a person is told."""

from collections.abc import Sequence

from ichigen.mallkit.exchange import Problem
from ichigen.services.worklist import Item, open_item


def report_problems(account_id: int, problems: Sequence[Problem]) -> None:
    """Put each unreadable row on 要対応, once per row."""
    for problem in problems:
        open_item(
            Item(
                key=f"unreadable:{account_id}:{problem.code}:{problem.where}"[:200],
                code="unreadable",
                title=f"モールからのデータを読めません: {problem.where}"[:200],
                cause=f"{problem.message[:400]}（{problem.code[:60]}）",
                action="モールの管理画面で内容を確認してください。直ると次の取込で自動的に読み直します。読み込めたら「対応済みにする」を押してください。",
                account_id=account_id,
            )
        )
