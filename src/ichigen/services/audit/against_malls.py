"""Compare what the malls show with what they should show."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from ichigen.mallkit import registry
from ichigen.mallkit.errors import Fenced, MallError
from ichigen.mallkit.exchange import StockReading
from ichigen.services.audit.breaks import Break, broken
from ichigen.store.accounts import Account
from ichigen.store.audit import SETTLED
from ichigen.store.hot import run

#: Reads at most `stock.read_batch` codes of an account in one request; raises the errors of `mallkit.errors`.
ReadStock: TypeAlias = Callable[[Account, Sequence[str]], StockReading]


@dataclass(frozen=True, slots=True)
class Compared:
    """What differs, and how many quantities were compared."""

    breaks: tuple[Break, ...]
    quantities: int


def compare_malls(read_stock: ReadStock) -> Compared:
    """Read every settled listing of every live account; an account that cannot be read is a break."""
    breaks: list[Break] = []
    quantities = 0
    for account in Account.objects.filter(mode=Account.Mode.LIVE):
        compared = _compare(account, read_stock)
        breaks += compared.breaks
        quantities += compared.quantities
    return Compared(tuple(breaks), quantities)


def _compare(account: Account, read_stock: ReadStock) -> Compared:
    """A listing that moved while the mall was read says nothing: it is settled before and after with the same number."""
    before = _settled(account.pk)
    try:
        seen = dict(_read(account, sorted(before), read_stock))
    except (MallError, Fenced) as problem:
        said = broken("mall_unreadable", account.label, 0, 0)
        return Compared((replace(said, cause=f"{said.cause}{problem}"),), 0)
    stayed = {code: quantity for code, quantity in _settled(account.pk).items() if before.get(code) == quantity}
    return Compared(
        tuple(
            _different(f"{account.label} / {code}", desired, seen.get(code))
            for code, desired in stayed.items()
            if seen.get(code) != desired
        ),
        len(stayed),
    )


def _settled(account_id: int) -> dict[str, int]:
    return dict(run(SETTLED, {"account": account_id}).fetchall())


def _read(account: Account, codes: Sequence[str], read_stock: ReadStock) -> Iterator[tuple[str, int | None]]:
    size = registry.mall(account.mall_id).stock.read_batch
    for start in range(0, len(codes), size):
        for row in read_stock(account, codes[start : start + size]).rows:
            yield row.code, row.quantity


def _different(subject: str, desired: int, seen: int | None) -> Break:
    if seen is None:
        return broken("mall_missing", subject, desired, 0)
    return broken("mall_differs", subject, desired, seen)
