"""The gate of one run: nothing reaches a mall that this installation, this account or this run must not send."""

import time
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit

from ichigen.mallkit.errors import Fenced, Refused, Throttled
from ichigen.mallkit.http import UNSENDABLE, Call, Reply, http_date
from ichigen.mallkit.manifest import Effect, Pace
from ichigen.services.call_facts import facts, request_id
from ichigen.services.clock import now
from ichigen.services.loops.leases import OVERTAKEN
from ichigen.services.loops.run import Run
from ichigen.services.pacing import OUR_TIME, Importance, Pacer
from ichigen.services.ranks import rank_of
from ichigen.services.subject import subject
from ichigen.store.accounts import Account, MallCall
from ichigen.store.calls import Standing, log_calls, standing
from ichigen.store.installation import Installation

#: Calls are written to the log in one statement at the end of a run, and in between when this many are waiting.
LOG_EVERY = 100

#: A Date header further off than this is a mistake, not a clock.
MOST_SKEW_S = 3600.0

#: Readings that may use a day's whole budget (the names mean the same on every mall, `mallkit.http.Call`).
ESSENTIAL = frozenset({"orders.get", "stock.read.for_write"})


class RunGate:
    """`mallkit.http.Gate` for one run. Close it after the run: call log and clock skew are stored then.

    `pace`: the mall's way to read from an answer what pace is in force (`Mall.pace`).
    """

    def __init__(
        self,
        run: Run,
        pacer: Pacer,
        monotonic: Callable[[], float] = time.monotonic,
        pace: Callable[[Call, Reply], Pace | None] | None = None,
    ) -> None:
        self._run = run
        self._pacer = pacer
        self._monotonic = monotonic
        self._pace = pace
        self._ends = monotonic() + (run.deadline - now()).total_seconds()
        self._calls: list[MallCall] = []
        self._skew: tuple[float, float] | None = None

    @property
    def skew_s(self) -> float | None:
        """How far the mall's clock is ahead of ours in seconds, ± 0.5 s, by its quickest answer; None = unknown."""
        return None if self._skew is None else self._skew[1]

    def before(self, call: Call) -> None:
        """Return when the call may go.

        Raises `Throttled` (the turn is far away, or the run's time is up), `Fenced` (overtaken, writes stopped,
        確認のみ) or `Refused` (an address this installation must not call). The lease is looked at last.
        """
        self._pacer.wait_turn(call.operation, importance_of(call), call.cost, rank_of(call, self._run.kind))
        if self._monotonic() > self._ends:
            raise Throttled(OUR_TIME, "1回の処理時間の上限に達したため、続きは次の回に行います。", retry_at=now())
        found = standing(self._run.state_id)
        if found is None or found.lease != self._run.lease:
            raise Fenced(OVERTAKEN)
        check_address(call.url, found.installation)
        if call.effect is Effect.WRITE:
            check_writable(found)

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """Note the call for the log, and what the answer says of the mall's clock and its pace."""
        self._pacer.answered(call.operation)
        if reply is not None and self._pace is not None and (pace := self._pace(call, reply)) is not None:
            self._pacer.told(pace)
        at = now()
        self._calls.append(
            MallCall(
                account_id=self._run.account_id,
                at=at,
                operation=call.operation[:60],
                effect=call.effect.value,
                status=None if reply is None else reply.status,
                elapsed_ms=None if reply is None else round(reply.elapsed_s * 1000),
                rows=call.rows,
                error=error[:100],
                about=subject(),
                request_id=request_id(reply),
                facts=facts(call, reply),
            )
        )
        if reply is not None:
            self._measure(reply, at.timestamp())
        if len(self._calls) >= LOG_EVERY:
            self._flush()

    def close(self) -> None:
        """Store the call log and the measured skew."""
        self._flush()
        if self.skew_s is not None:
            Account.objects.filter(pk=self._run.account_id).update(clock_skew_s=round(self.skew_s, 1))

    def _flush(self) -> None:
        if self._calls:
            log_calls(self._calls)
            self._calls = []

    def _measure(self, reply: Reply, received: float) -> None:
        """A Date header is cut to the second and written somewhere within the call: the quickest answer tells best."""
        if self._skew is not None and reply.elapsed_s >= self._skew[0]:
            return
        said = http_date(reply.headers.get("date", ""))
        if said is None:
            return
        skew_s = said.timestamp() + 0.5 - (received - reply.elapsed_s / 2)
        if abs(skew_s) <= MOST_SKEW_S:
            self._skew = (reply.elapsed_s, skew_s)


def importance_of(call: Call) -> Importance:
    """How much of a day's budget a call may use.

    Essential: writes, the reading a write cannot do without, order details, tokens. Routine: reading stock and goods
    over and over. In between: the lists that show new orders.
    """
    if call.effect is Effect.WRITE or call.operation in ESSENTIAL or call.operation.startswith("auth."):
        return Importance.ESSENTIAL
    return Importance.NORMAL if call.operation.startswith("orders.") else Importance.ROUTINE


def check_writable(found: Standing) -> None:
    """Raise `Fenced` when nothing may be written: the stop switch, or an account that is not 在庫連動中."""
    if found.writes_stopped:
        raise Fenced("全モールへの書込みを停止しています。")
    if found.mode != Account.Mode.LIVE:
        raise Fenced("確認のみのアカウントには書き込みません。")


def check_address(url: str, installation: str | None) -> None:
    """Raise `Refused` for an address this installation must not call.

    A practice installation (and one whose kind is not yet decided) calls loopback only; a live one never sends
    credentials in the clear over a network.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("network.unsendable", UNSENDABLE) from None
    if is_loopback(parts.hostname or ""):
        return
    if installation != Installation.Kind.LIVE:
        raise Refused("endpoint.practice", "練習用のデータベースからは、練習用のモール以外に接続できません。")
    if parts.scheme != "https":
        raise Refused(
            "endpoint.plain", "暗号化されていない接続先には送信しません。接続先を https:// に直してください。"
        )


def is_loopback(host: str) -> bool:
    """True for localhost and loopback addresses; other names are never looked up for this."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
