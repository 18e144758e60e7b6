"""The capabilities and the quality of malls, as values for programs and as rows for people."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ichigen.domain.write_back import CANCEL_LABELS, CancelReason
from ichigen.mallkit.manifest import Limit, Mall, Scan, StockMode, WriteBackCapability
from ichigen.mallkit.quality import LEVELS, Answer, State, level, read_quality

LEVEL_WORDS = {"none": "なし", "bronze": "ブロンズ", "silver": "シルバー", "gold": "ゴールド"}
STATE_MARKS = {State.DONE: "○", State.TODO: "×", State.EXEMPT: "対象外"}
MODE_WORDS = {
    StockMode.RELATIVE: "増減",
    StockMode.COMPARE_AND_SET: "比較して上書き",
    StockMode.ABSOLUTE: "上書き",
}
YES, NO = "○", "-"


def capabilities(mall: Mall) -> dict[str, Any]:
    """Return one mall as JSON values; times in seconds."""
    answered = read_quality(mall.id)
    return {
        "id": mall.id,
        "label": mall.label,
        "orders": {
            "scans": [_scan(scan) for scan in mall.orders.scans],
            "fetch_batch": mall.orders.fetch_batch,
            "reread_open_s": mall.orders.reread_open_s,
        },
        "stock": {
            "modes": [mode.value for mode in mall.stock.modes],
            "write_batch": mall.stock.write_batch,
            "read_batch": mall.stock.read_batch,
            "settle_s": mall.stock.settle_s,
            "watch_s": mall.stock.watch.least_s if mall.stock.watch else None,
            "hidden_sale_s": mall.stock.hidden_sale_s,
            "maximum": mall.stock.maximum,
            "creates_unknown": mall.stock.creates_unknown,
        },
        "write_back": {
            "confirm": mall.write_back.confirm,
            "cancel_reasons": [reason.value for reason in mall.write_back.cancel_reasons]
            if mall.write_back.cancel
            else [],
            "cancel_restock": mall.write_back.cancel_restock,
        },
        "limits": [_limit(limit) for limit in mall.limits],
        "permissions": [permission.label for permission in mall.permissions],
        "quality": {
            "level": level(answered),
            "rules": {rule: _quality(answer) for rule, answer in answered.items()},
        },
    }


#: Rows of the table: what it is → how a mall shows it.
ROWS: Mapping[str, Callable[[Mall], str]] = {
    "受注の取込": lambda mall: "更新順" if any(s.kind == "changed" for s in mall.orders.scans) else "期間の再確認",
    "受注を見る間隔(昼/夜)": lambda mall: _interval([s for s in mall.orders.scans if s.finds_new]),
    "一度に読む受注": lambda mall: f"{mall.orders.fetch_batch:,}件",
    "在庫の書き方": lambda mall: "・".join(MODE_WORDS[mode] for mode in mall.stock.modes),
    "一度に書く在庫": lambda mall: f"{mall.stock.write_batch:,}件",
    "一度に読む在庫": lambda mall: f"{mall.stock.read_batch:,}件",
    "在庫を読む間隔(昼/夜)": lambda mall: f"{mall.stock.read_every_s:g}秒/{mall.stock.read_every_night_s:g}秒",
    "見張る商品を読む間隔": lambda mall: f"{mall.stock.watch.least_s:g}秒~" if mall.stock.watch else NO,
    "注文確認の書き戻し": lambda mall: YES if mall.write_back.confirm else NO,
    "キャンセル理由": lambda mall: _reasons(mall.write_back),
    "キャンセル時にモールの在庫を戻す指定": lambda mall: YES if mall.write_back.cancel_restock else NO,
    "1日の呼び出し上限": lambda mall: _per_day(mall.limits),
}


def matrix(malls: Sequence[Mall]) -> list[list[str]]:
    """Return the table for people: one column per mall, capabilities first, then the quality scale."""
    answered = [read_quality(mall.id) for mall in malls]
    rows = [["モール", *(mall.label for mall in malls)], ["ID", *(mall.id for mall in malls)]]
    rows += [[name, *map(show, malls)] for name, show in ROWS.items()]
    rows.append(["品質", *(LEVEL_WORDS[level(said)] for said in answered)])
    for name, rules in LEVELS.items():
        for rule in rules:
            rows.append([f"  {LEVEL_WORDS[name]} {rule}", *(STATE_MARKS[said[rule].state] for said in answered)])
    return rows


def _scan(scan: Scan) -> dict[str, Any]:
    names = ("name", "label", "kind", "every_s", "every_night_s", "lookback_s", "overlap_s", "finds_new")
    return {name: getattr(scan, name) for name in names}


def _limit(limit: Limit) -> dict[str, Any]:
    return {name: getattr(limit, name) for name in ("operations", "scope", "per_s", "per_day")}


def _quality(answer: Answer) -> dict[str, str]:
    return {"state": answer.state.value} | ({"reason": answer.reason} if answer.reason else {})


def _reasons(said: WriteBackCapability) -> str:
    if not said.cancel:
        return NO
    missing = set(CancelReason) - set(said.cancel_reasons)
    return "、".join(CANCEL_LABELS[reason] for reason in said.cancel_reasons) if missing else "すべて"


def _interval(scans: Sequence[Scan]) -> str:
    day, night = min(scan.every_s for scan in scans), min(scan.every_night_s for scan in scans)
    return f"{day:g}秒/{night:g}秒"


def _per_day(limits: Sequence[Limit]) -> str:
    days = [limit.per_day for limit in limits if limit.per_day]
    return f"{min(days):,}回" if days else NO
