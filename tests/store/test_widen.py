"""After a write of unknown outcome the statement believes what the rule says (design: stock 4)."""

from itertools import product

import pytest

from ichigen.domain.stock_sync import Expectation, widen
from ichigen.store import stock_writing as sql
from ichigen.store.hot import run
from ichigen.store.listings import Listing
from tests.store.shop import make_account

pytestmark = pytest.mark.django_db

BELIEFS = ((0, 0), (3, 3), (7, 7))
WRITES = (("relative", -2), ("relative", 0), ("relative", 4), ("absolute", 0), ("absolute", 3), ("absolute", 9))


def test_the_statement_widens_what_was_settled_as_the_rule_does() -> None:
    account = make_account()
    cases = {str(number): case for number, case in enumerate(product(BELIEFS, WRITES))}
    Listing.objects.bulk_create(
        Listing(
            account=account, code=code, sending=True, sent_mode=mode, sent_quantity=quantity,
            expected_low=low, expected_quantity=high, sent_expected=high,
        )
        for code, ((low, high), (mode, quantity)) in cases.items()
    )  # fmt: skip

    run(sql.WIDEN, {"account": account.pk, "codes": None, "settle": "1 second"})

    believed = {row[0]: row[1:] for row in Listing.objects.values_list("code", "expected_low", "expected_quantity")}
    for code, (belief, (mode, quantity)) in cases.items():
        relative = mode == "relative"
        after = widen(Expectation(*belief), quantity if relative else None, None if relative else quantity)
        assert believed[code] == (after.low, after.high), (belief, mode, quantity)
