"""The loops and long jobs of the test worker."""

import os
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from ichigen.domain.json import JsonObject
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import Retryable
from ichigen.mallkit.exchange import StockWrite, Window
from ichigen.mallkit.manifest import StockMode
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, Run, hold
from ichigen.services.operations import Chunk, Step
from ichigen.services.turns import Loop
from ichigen.services.wake import wake
from ichigen.store.accounts import Account
from ichigen.store.listings import Listing


def push_three(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """Write three rows one by one, each named after the lease and the process; store a result whatever happens."""
    try:
        for number in (1, 2, 3):
            client.write_stock([StockWrite(f"{run.lease}-{number}", StockMode.ABSOLUTE, os.getpid())])
    finally:
        with transaction.atomic():
            hold(run)
            Listing.objects.filter(account=account, code="A").update(seen_quantity=run.lease, seen_at=now())
    return LoopOutcome()


def read_once(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """One read, and again in a fifth of a second."""
    client.list_orders("all", Window(run.began, run.began), None)
    return LoopOutcome(due_in_s=0.2)


def fail_while_woken(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """The first run is woken again while it runs, and then fails."""
    if run.lease == 1:
        wake(account.pk, run.kind)
        raise Retryable("503", "モール側の一時的な障害です。")
    return LoopOutcome()


LOOPS: Mapping[str, Loop] = {"push": push_three, "read": read_once, "wait": read_once, "fail": fail_while_woken}


def count_to_three(params: JsonObject, cursor: Any) -> Chunk:
    """Three chunks of 1,000 rows, one bad row in the second."""
    number = 1 if cursor is None else int(cursor)
    errors: list[JsonObject] = [{"row": 1500, "code": "bad", "message": "数量が数字ではありません。"}] if number == 2 else []
    return Chunk(done=1000 - len(errors), cursor=None if number == 3 else number + 1, errors=errors)


OPERATIONS: Mapping[str, Step] = {"count": count_to_three}
