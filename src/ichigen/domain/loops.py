"""The loops that close the gap between what should be true on a mall and what is."""

from enum import StrEnum


class LoopKind(StrEnum):
    """Kinds of loops; each runs once per mall account at a time."""

    INTAKE = "intake"
    STOCK = "stock"
    WRITE_BACK = "write_back"
    CATALOGUE = "catalogue"
    CREDENTIAL = "credential"
    SIGNALS = "signals"


#: No loop, but it reads the mall under a lease like one (`ichigen audit --against-malls`).
AUDIT = "audit"
AUDIT_LABELS: dict[str, str] = {AUDIT: "帳尻の確認"}

LOOP_LABELS: dict[str, str] = {
    LoopKind.INTAKE: "受注取込",
    LoopKind.STOCK: "在庫連動",
    LoopKind.WRITE_BACK: "書出・同期",
    LoopKind.CATALOGUE: "出品取込",
    LoopKind.CREDENTIAL: "接続チェック",
    LoopKind.SIGNALS: "モール通知",
}


def loop_label(kind: str) -> str:
    """Return the Japanese name of a loop, or of the audit."""
    return (LOOP_LABELS | AUDIT_LABELS).get(kind, kind)


def backoff_s(failures: int, spread: float) -> float:
    """Seconds to wait after `failures` failures in a row: 2, 4, 8 … at most 300, moved by ±25 % (`spread` in 0…1)."""
    return min(300.0, 2.0 ** min(failures, 9)) * (0.75 + 0.5 * spread)
