"""申請用の控え: what a shop copies into a mall's application form, and whether it arrived there whole (R1-51, R1-52)."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from zlib import crc32

from ichigen.mallkit import registry
from ichigen.services.source_addresses import source_addresses
from ichigen.store.accounts import Account

#: A copied value with a slip is still this like the right one.
LIKE = 0.75

SOURCE_IP = "接続元IPアドレス"


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One value of the account that is no secret; `check` (CRC-32, eight characters) changes with any one character."""

    label: str
    value: str
    length: int
    check: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A value in a pasted text: there as it is; else what comes closest (empty = nothing), and from which character on."""

    label: str
    found: bool
    closest: str = ""
    differs_at: int = 0


@dataclass(frozen=True, slots=True)
class ApplicationSheet:
    """The rows to copy. `wrong_ips`: set addresses that no mall sees; `no_ip`: the mall asks for one and none is set."""

    rows: tuple[SheetRow, ...] = ()
    wrong_ips: tuple[str, ...] = ()
    no_ip: bool = False


def application_sheet(account_id: int) -> ApplicationSheet:
    """Return the filled-in values of an account that are no secret, and our addresses where its mall asks for them."""
    account = Account.objects.get(pk=account_id)
    mall = registry.malls().get(account.mall_id)
    values = {**account.settings, **account.credentials}
    fields = (*mall.credentials, *mall.settings) if mall else ()
    rows = tuple(_row(row.label, values[row.name]) for row in fields if not row.secret and values.get(row.name))
    if mall is None or not mall.asks_source_ip:
        return ApplicationSheet(rows)
    found = source_addresses()
    several = len(found.good) > 1
    ips = tuple(_row(f"{SOURCE_IP}({n})" if several else SOURCE_IP, address) for n, address in enumerate(found.good, 1))
    return ApplicationSheet(rows + ips, found.wrong, not ips)


def _row(label: str, value: str) -> SheetRow:
    return SheetRow(label, value, len(value), f"{crc32(value.encode()):08X}")


def compare(rows: Sequence[SheetRow], pasted: str) -> tuple[Compared, ...]:
    """Say for each value whether the pasted text has it, character by character."""
    words = pasted.split()
    return tuple(_compare(row, words) for row in rows)


def _compare(row: SheetRow, words: Sequence[str]) -> Compared:
    if row.value in words:
        return Compared(row.label, True)
    likeness = {word: SequenceMatcher(None, word, row.value, autojunk=False).ratio() for word in words}
    closest = max(likeness, key=lambda word: likeness[word], default="")
    if not closest or likeness[closest] < LIKE:
        return Compared(row.label, False)
    same = next((n for n, (a, b) in enumerate(zip(closest, row.value, strict=False)) if a != b), None)
    return Compared(row.label, False, closest, (min(len(closest), len(row.value)) if same is None else same) + 1)
