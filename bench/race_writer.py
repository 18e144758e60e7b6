"""One writer of the race: takes its orders in one by one and prints each number once it is committed."""

import sys

from ichigen.cli.django_ready import set_up_django
from ichigen.domain.orders import MallOrder, OrderLine
from ichigen.domain.phases import Phase


def main(account_id: int, number: int, orders: int) -> None:
    """Take in the orders of this writer; delivering one again changes nothing."""
    set_up_django()
    from ichigen.services.clock import now
    from ichigen.services.orders.take_in import Source, take_in

    for n in range(orders):
        at = now()
        order = MallOrder(
            number=f"{number}-{n}",
            ordered_at=at,
            phase=Phase.READY,
            mall_state="300",
            mark="300",
            lines=_lines(number, n),
        )
        take_in(Source(account_id, at, None), [order])
        print(order.number, flush=True)  # noqa: T201 - this is how the race follows it


def _lines(number: int, n: int) -> tuple[OrderLine, ...]:
    """One unit of each SKU: as a set, or as two lines whose order differs between writers."""
    if n % 2:
        return (OrderLine("1", "A+B", 1, 1000),)
    codes = ("A", "B") if number % 4 < 2 else ("B", "A")
    return tuple(OrderLine(str(line), code, 1, 500) for line, code in enumerate(codes, start=1))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
