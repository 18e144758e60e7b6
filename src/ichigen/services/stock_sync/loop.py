"""The stock loop of one account: write what differs, read back, hold hidden sales (design: stock)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from functools import partial

from ichigen.domain.hours import every_s
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import AuthExpired, Fenced, Refused, Retryable, Throttled
from ichigen.mallkit.exchange import StockWrite
from ichigen.mallkit.manifest import StockCapability
from ichigen.mallkit.registry import mall
from ichigen.services.clock import now
from ichigen.services.installation.kind import is_practice
from ichigen.services.loops import LoopOutcome, Run
from ichigen.services.pacing import GAVE_WAY, OUR_PACING, OUR_TURN, until_turn
from ichigen.services.ranks import Rank, giving_way, ranked
from ichigen.services.stock_sync.brake import look
from ichigen.services.stock_sync.bulk import ask_report, due_in_s, hand_in
from ichigen.services.stock_sync.claim import claim_writes, take_over
from ichigen.services.stock_sync.read_back import (
    Rhythm,
    apply_reading,
    due_reads,
    let_rest,
    let_silent_rest,
    rhythm,
    watch_hidden_sales,
)
from ichigen.services.stock_sync.settle import release_unsent, settle_answer, settle_refusal, settle_unknown
from ichigen.services.stock_sync.storable import storable_reading
from ichigen.services.subject import concerning
from ichigen.store.accounts import Account, LoopState
from ichigen.store.hot import run as execute
from ichigen.store.installation import Installation
from ichigen.store.stock_reading import NEXT_READ, writes_wait_for
from ichigen.store.stock_writing import any_to_write, write_came

#: After so much writing a run reads once before it writes on: a sale that only the number shows, or that news told of,
#: must not wait until a long queue of writes is through.
WRITES_FIRST = timedelta(seconds=5)

#: A reading gives its turn to a write that came meanwhile, unless so long ago was the last one.
READS_ANYHOW_S = 5.0

#: What every mall's client calls its write of stock (`mallkit.http.Call`).
WRITE = "stock.write"


def run_stock(run: Run, account: Account, client: MallClient) -> LoopOutcome:
    """Write dirty listings in the largest batches the mall takes, then read what is due."""
    stock = mall(account.mall_id).stock
    night_s = stock.read_every_s if is_practice() else stock.read_every_night_s
    often = rhythm(account.id, stock, every_s(stock.read_every_s, night_s, run.began))
    if run.takeover:
        take_over(run, stock)
    ask_report(run, client, stock)
    fresh_at = intake_fresh_at(account.id)
    writes = may_write(account)
    rises_at: datetime | None = None
    if writes:
        rises_at = push(run, client, stock, fresh_at, until=min(run.deadline, run.began + WRITES_FIRST))
    read_in_s: float | None = None
    try:
        found = _read_due(run, client, stock, often, fresh_at, gives_way=writes)
    except Throttled as wait:
        # Our own waiting for a turn to read never keeps a write waiting; a mall that asks to wait is heard.
        if not wait.code.startswith(OUR_PACING):
            raise
        found, read_in_s = wait.code == GAVE_WAY, max(0.0, (wait.retry_at - now()).total_seconds())
    if writes and (found or now() >= run.began + WRITES_FIRST):
        rises_at = push(run, client, stock, fresh_at)
    watch_hidden_sales(run, stock)
    read_in_s = next_read_s(account.id, stock, often) if read_in_s is None else read_in_s
    if rises_at is not None:
        read_in_s = min(read_in_s, max(0.0, (rises_at - now()).total_seconds()))
    return LoopOutcome(due_in_s=due_in_s(account.id, stock, read_in_s))


def may_write(account: Account) -> bool:
    """False for 確認のみ and while all writing is stopped: reading goes on."""
    stopped = Installation.objects.filter(writes_stopped_at__isnull=False).exists()
    return account.mode == Account.Mode.LIVE and not stopped


def intake_fresh_at(account_id: int) -> datetime | None:
    """Since when everything the order API shows has been taken in (start of the last complete intake)."""
    return LoopState.objects.filter(account_id=account_id, kind="intake").values_list("fresh_at", flat=True).first()


def push(
    run: Run, client: MallClient, stock: StockCapability, fresh_at: datetime | None, until: datetime | None = None
) -> datetime | None:
    """Send batches until nothing is dirty, or `until`, at the latest until the run must end; the rest waits for the next.

    What goes in bulk is set apart first, then what falls is written, and only then is the bulk handed in. Where our pace
    leaves no turn for rises they wait, until what is returned, and what falls goes on.
    """
    await_write_turn(run)
    brake, ends = look(run), until or run.deadline

    def singly(*, only_falls: bool = False) -> datetime | None:
        while now() < ends:
            rows = claim_writes(run, stock, fresh_at, brake, only_falls=only_falls)
            if not rows:
                return None
            falls = any(row.falls for row in rows)
            try:
                with ranked(Rank.FIRST if falls else Rank.REST):
                    send(run, client, stock, rows)
            except Throttled as wait:
                if falls or wait.code != OUR_TURN:
                    raise
                return wait.retry_at
            await_write_turn(run)
        return None

    hand_in(run, client, stock, fresh_at, brake, partial(singly, only_falls=True))
    rises_at = singly()
    if rises_at is not None:
        singly(only_falls=True)
    return rises_at


def await_write_turn(run: Run) -> None:
    """Wait for the turn before the rows are chosen: what is sold meanwhile goes with them and not a turn later."""
    if any_to_write(run.account_id):
        until_turn(WRITE)


def send(run: Run, client: MallClient, stock: StockCapability, rows: Sequence[StockWrite]) -> None:
    """Send one batch. A refused batch is bisected, so that one bad row costs one row (design: stock 7)."""
    groups = [list(rows)]
    while groups:
        group = groups.pop()
        try:
            with _about([row.code for row in group]):
                answer = client.write_stock(group)
            settle_answer(run, stock, group, answer)
        except Refused as refusal:
            groups += _without_bad_row(run, group, refusal)
        except (Throttled, AuthExpired, Fenced):  # nothing left; a run that was overtaken stores nothing here either
            release_unsent(run, [row for rest in (group, *groups) for row in rest])
            raise
        except Retryable as fault:
            if fault.unknown_effect:
                settle_unknown(run, stock, group)
                release_unsent(run, [row for rest in groups for row in rest])
            else:
                release_unsent(run, [row for rest in (group, *groups) for row in rest])
            raise


def _read_due(
    run: Run, client: MallClient, stock: StockCapability, often: Rhythm, fresh_at: datetime | None, *, gives_way: bool
) -> bool:
    """Read one batch; of what is watched one after the other, as long as nothing is to be written. True where any was."""
    found = more = read(run, client, stock, often, fresh_at, gives_way=gives_way)
    while more and often.watch_s is not None and now() < run.began + WRITES_FIRST and not any_to_write(run.account_id):
        more = read(run, client, stock, often, fresh_at, gives_way=gives_way)
    return found


def read(
    run: Run,
    client: MallClient,
    stock: StockCapability,
    often: Rhythm,
    fresh_at: datetime | None,
    *,
    gives_way: bool = False,
) -> bool:
    """Read one batch of what is due; True when something was read. `gives_way`: to what is to be written meanwhile."""
    codes = due_reads(run.account_id, stock, often)
    began = now()
    if not codes or began >= run.deadline:
        return False
    rank = Rank.FIRST if writes_wait_for(run.account_id, codes) else Rank.REST
    yields = giving_way(partial(write_came, run.account_id, began, READS_ANYHOW_S))
    with _about(codes), ranked(rank), yields if gives_way and rank is Rank.REST else nullcontext():
        reading = storable_reading(client.read_stock(codes))
    apply_reading(run, stock, reading, began, fresh_at)
    let_rest(run, codes, reading)
    let_silent_rest(run, stock, codes, began, often)
    return True


def _about(codes: Sequence[str]) -> AbstractContextManager[None]:
    """The call log names a listing where a call concerns only one."""
    return concerning("listing", codes[0]) if len(codes) == 1 else nullcontext()


def _without_bad_row(run: Run, group: list[StockWrite], refusal: Refused) -> list[list[StockWrite]]:
    """Return what to send next: the halves, or the rest where the mall named the row."""
    if len(group) == 1:
        settle_refusal(run, group[0], refusal.code, refusal.message)
        return []
    if refusal.row is not None and 0 <= refusal.row < len(group):
        settle_refusal(run, group[refusal.row], refusal.code, refusal.message)
        return [group[: refusal.row] + group[refusal.row + 1 :]]
    middle = len(group) // 2
    return [group[middle:], group[:middle]]


def next_read_s(account_id: int, stock: StockCapability, often: Rhythm) -> float:
    """Return the seconds until the next reading is due, at most the shorter interval."""
    values = {"account": account_id, "settle": f"{stock.settle_s} seconds", **often.values()}
    row = execute(NEXT_READ, values).fetchone()
    assert row is not None  # an aggregate always answers one row
    return often.shortest_s if row[0] is None else max(0.0, min(float(row[0]), often.shortest_s))
