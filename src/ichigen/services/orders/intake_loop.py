"""The intake loop of one account: list orders by the mall's feed, fetch what moved, take it in (design: taking orders in).

A run goes in small steps, a page and a batch of details each, and asks before each whose turn it is. So no scan keeps
the others waiting, be its list ever so long or the mall ever so unwilling to show it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from math import inf
from secrets import randbelow
from time import sleep

from ichigen.domain.order_feed import NEVER, STARVED, ScanPlan, fresh_at, next_turn, window_start
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.errors import AuthExpired, MallError, Refused, Throttled
from ichigen.mallkit.exchange import OrderRef, Window
from ichigen.mallkit.manifest import OrderFeed
from ichigen.mallkit.registry import mall
from ichigen.services.clock import now
from ichigen.services.installation.kind import is_practice
from ichigen.services.loops import LoopOutcome, Run, keep_position
from ichigen.services.orders.fetching import fetch_next, stale_open, store_listed, wanted
from ichigen.services.orders.intake import Intake, OpenPage
from ichigen.services.orders.intake_asked import RESTING_S, rests_until_asked
from ichigen.services.orders.intake_position import ScanPlace, position_from_json, position_to_json
from ichigen.services.orders.look_back import lookback_s
from ichigen.services.orders.news import close_polled, fetch_news, next_asking, next_news, poll_wanted_since
from ichigen.services.orders.problems import close_scan_failure, report_problems, report_scan_failure
from ichigen.services.orders.resolve import reserve_matched_meanwhile
from ichigen.services.orders.take_in import clock_ahead_s
from ichigen.services.pacing import OUR_PACE, OUR_TURN
from ichigen.services.ranks import Rank, ranked
from ichigen.services.wake import wake
from ichigen.store.accounts import Account
from ichigen.store.signals import newest_pending

#: A run keeps polling this long while the next scan is near: cheaper and sooner than a new job each time.
LINGER_S = 8.0
NEAR_S = 4.0

#: A run that waits for its next scan looks this often whether news came.
HEAR_EVERY_S = 0.02

#: Reading open orders again takes its turn like a scan, and so does looking after news, under names that no scan has.
OPEN_ORDERS = "(open)"
NEWS = "(news)"


def run_intake(run: Run, account: Account, client: MallClient, linger_s: float = LINGER_S) -> LoopOutcome:
    """Look after news, run every scan that is due, and those that come due within `linger_s`; then say when to come back.

    What was done stays done however the run ends. Raises what the mall said where it failed for every scan, asks to
    wait, or does not know us any more. A mall that sends news and asks to wait with its lists is left alone with its
    lists only: what the next news names is fetched all the same.
    """
    kind = mall(account.mall_id)
    feed = kind.orders
    intake = Intake(
        run,
        account,
        client,
        feed,
        scan_plans(feed, account.settings, always_day=is_practice()),
        position_from_json(run.position),
        hears=kind.signals is not None,
    )
    if rests_until_asked(account, [intake.position.ran_at.get(scan.name) for scan in intake.scans]):
        return LoopOutcome(due_in_s=RESTING_S)
    for name in (*(scan.name for scan in intake.scans), OPEN_ORDERS):
        intake.position.tried_at.setdefault(name, run.began)
    try:
        not_before = _take_in(intake, run.began + timedelta(seconds=linger_s))
    finally:
        _keep(intake)
    reserve_matched_meanwhile(account.id)
    due_in_s = _due_in_s(intake, not_before)
    if due_in_s <= NEAR_S and (linger_s or intake.pages):
        wake(account.id, "intake")  # the tick would come up to a second late
    return LoopOutcome(due_in_s=min(due_in_s, _asking_in_s(intake)))


def _take_in(intake: Intake, until: datetime) -> datetime:
    """Look after news, then poll and reread; return the moment before which the mall, or our pace, wants no more lists."""
    with suppress(Throttled):  # of single orders: the lists go by their own limit, and the sweep sees that news waits
        _look_after_news(intake)
    try:
        if not intake.resting(now()):
            _poll(intake, until)
            _reread(intake)
    except Throttled as wait:
        if not intake.hears and (wait.code not in OUR_PACE or not intake.done):
            raise
        if intake.hears:
            intake.position.rest_until = wait.retry_at
        return wait.retry_at
    rest_until = intake.position.rest_until
    return intake.run.began if rest_until is None else rest_until


def scan_plans(feed: OrderFeed, settings: Mapping[str, str], *, always_day: bool = False) -> tuple[ScanPlan, ...]:
    """Return the manifest's scans in the domain's terms; `always_day`: at the pace of the day, whatever the hour.

    `settings`: the account's, one of which may say how far to look back.
    """
    plans = (
        ScanPlan(
            scan.name,
            scan.every_s,
            scan.every_night_s,
            lookback_s(scan, settings),
            scan.kind == "changed",
            scan.overlap_s,
            scan.finds_new,
        )
        for scan in feed.scans
    )
    return tuple(replace(plan, every_night_s=plan.every_s) if always_day else plan for plan in plans)


def _poll(intake: Intake, until: datetime) -> None:
    while intake.time_left(at := now()):
        if at - intake.position.tried_at[OPEN_ORDERS] > STARVED:
            _reread(intake)
        scan, due = _turn(intake, at)
        wait_s = (due - at).total_seconds()
        if wait_s > NEAR_S or (due > until and (wait_s > 0 or not intake.pages)):
            return
        if _news_within(intake, wait_s):
            with suppress(Throttled):
                _look_after_news(intake)
            if wait_s > 0:
                continue
        with nullcontext() if scan.finds_new else _giving_way(intake):
            _attempt(intake, scan.name, partial(_step, intake, scan))


def _news_within(intake: Intake, wait_s: float) -> bool:
    """Sleep, where the mall sends news no longer than until some comes; True when there is some."""
    if not intake.hears:
        sleep(max(0.0, wait_s))
        return False
    while not (came := newest_pending(intake.account.id) > intake.heard) and wait_s > 0:
        sleep(min(wait_s, HEAR_EVERY_S))
        wait_s -= HEAR_EVERY_S
    return came


@contextmanager
def _giving_way(intake: Intake) -> Iterator[None]:
    """Where our pace leaves no turn to what shows no new orders, the rest of the intake goes on."""
    try:
        yield
    except Throttled as wait:
        if wait.code != OUR_TURN:
            raise
        intake.history_until = wait.retry_at


def _look_after_news(intake: Intake) -> None:
    """Fetch what news names. A fault costs the news a pause, like a scan; the lists go on."""
    intake.heard = newest_pending(intake.account.id) if intake.hears else 0
    held = intake.position.held.get(NEWS)
    if held and held.until > intake.run.began:
        return
    while intake.time_left(now()) and (news := next_news(intake)):
        _attempt(intake, NEWS, partial(fetch_news, intake, news))
        if intake.position.held.get(NEWS) is not held:
            return
        _recovered(intake, NEWS)
        held = None
        if next_news(intake) == news or _lists_starve(intake, now()):
            return


def _lists_starve(intake: Intake, at: datetime) -> bool:
    """True where a list that finds new orders has waited too long: one call of it may show more than many of news."""
    scan, due = _turn(intake, at)
    return scan.finds_new and at - due > STARVED and due > NEVER and not intake.resting(at)


def _turn(intake: Intake, at: datetime) -> tuple[ScanPlan, datetime]:
    """Whose turn it is. Where all scans fail, the loop itself waits, and then tries them as if none did.

    After news that only the lists can tell, the scans that find new orders are due at once.
    """
    position = intake.position
    held = {} if intake.all_held() else {name: setback.until for name, setback in position.held.items()}
    if intake.history_until is not None:
        rest_until = intake.history_until
        held |= {s.name: max(held.get(s.name, NEVER), rest_until) for s in intake.scans if not s.finds_new}
    since = poll_wanted_since(intake)
    hurried = {s.name for s in intake.scans if s.finds_new} if since else set()
    ran_at = {name: ran for name, ran in position.ran_at.items() if not (name in hurried and since and ran < since)}
    return next_turn(intake.scans, ran_at, position.tried_at, held, at)


def _attempt(intake: Intake, name: str, work: Callable[[], None]) -> None:
    """Do one step. A fault costs its scan a pause; what concerns the whole account is raised, and so is the last scan's."""
    try:
        work()
    except (AuthExpired, Throttled):
        raise
    except MallError as error:
        intake.pages.pop(name, None)
        refused = isinstance(error, Refused)
        if refused or (name in intake.position.places and intake.position.places[name].page is None):
            intake.position.places.pop(name, None)  # a page that the mall refuses is given up: the list begins anew
        setback = intake.position.hold(name, now(), randbelow(1001) / 1000, refused=refused)
        if intake.all_held():
            raise
        report_scan_failure(intake.account, intake.feed, name, error, setback.failures)
    else:
        intake.done += 1
        if name in intake.position.held and not intake.position.held[name].refused:
            _recovered(intake, name)


def _recovered(intake: Intake, name: str) -> None:
    if intake.position.held.pop(name, None):
        close_scan_failure(intake.account.id, name)


def _step(intake: Intake, scan: ScanPlan) -> None:
    """List a page, unless one is at hand, and fetch one batch of what it shows as unknown or moved.

    The scan has run when all of its window was taken in. Until then the next run goes on at the page it came to.
    """
    intake.position.tried_at[scan.name] = began = now()
    place = intake.position.places.setdefault(scan.name, _first_place(intake, scan, began))
    page = intake.pages.get(scan.name)
    if page is None:
        page = intake.pages[scan.name] = _list(intake, scan, place)
    else:  # another scan, or news, may have fetched some of it since
        page.todo = wanted(intake, page.todo, began)
    if page.todo and intake.time_left(now()):
        fetch_next(intake, page.todo)
    if page.todo:
        return
    del intake.pages[scan.name]
    if page.next_page is not None:
        intake.position.places[scan.name] = replace(place, page=page.next_page)
        return
    del intake.position.places[scan.name]
    intake.position.ran_at[scan.name] = place.began
    _recovered(intake, scan.name)


def _first_place(intake: Intake, scan: ScanPlan, began: datetime) -> ScanPlace:
    ahead = timedelta(seconds=clock_ahead_s(intake.account, intake.feed))  # the mall counts by its own clock
    return ScanPlace(began, Window(window_start(scan, intake.position.ran_at, began) + ahead, began + ahead))


def _list(intake: Intake, scan: ScanPlan, place: ScanPlace) -> OpenPage:
    requested_at = now()
    with ranked(Rank.FIRST if scan.finds_new else Rank.REST):
        answer = intake.client.list_orders(scan.name, place.window, place.page)
    report_problems(intake.account.id, answer.problems)
    store_listed(intake, answer.orders, requested_at)
    return OpenPage(wanted(intake, answer.refs, requested_at), answer.next_page)


def _reread(intake: Intake) -> None:
    """Read the open orders again that nothing reported for longest: one batch."""
    at = now()
    held = intake.position.held.get(OPEN_ORDERS)
    if not intake.time_left(at) or (held and held.until > at) or intake.history_rests(at):
        return
    intake.position.tried_at[OPEN_ORDERS] = at
    refs: list[OrderRef] = stale_open(intake, at)
    if refs:
        with _giving_way(intake), ranked(Rank.REST):
            _attempt(intake, OPEN_ORDERS, partial(fetch_next, intake, refs))


def _keep(intake: Intake) -> None:
    intake.position.trim(now())
    fresh = fresh_at(intake.scans, intake.position.ran_at)
    keep_position(intake.run, position_to_json(intake.position), fresh)
    close_polled(intake, fresh)


def _due_in_s(intake: Intake, not_before: datetime) -> float:
    at = now()
    due = max(not_before, _turn(intake, at)[1])
    return max(0.0, (due - at).total_seconds())


def _asking_in_s(intake: Intake) -> float:
    """Seconds until an order that the mall told of, and did not show, is asked for again; the sweep would come late."""
    due, held = next_asking(intake), intake.position.held.get(NEWS)
    if due is None:
        return inf
    return max(0.0, ((max(due, held.until) if held else due) - now()).total_seconds())
