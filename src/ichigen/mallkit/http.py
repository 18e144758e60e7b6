"""The only way out to a mall: gate, request, call log. A mall builds requests and reads answers, nothing more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext
from time import monotonic
from typing import Protocol

import httpx2

from ichigen.mallkit.errors import Refused, Retryable
from ichigen.mallkit.manifest import Effect

#: A mall that names a later time is asked again by then all the same.
LONGEST_RETRY = timedelta(hours=1)

UNSENDABLE = (
    "接続先のアドレスか認証情報に、通信で使えない文字（全角文字など）が含まれています。"
    "ECアカウントの入力を確認して、貼り直してください。"
)


@dataclass(frozen=True, slots=True)
class Call:
    """One request.

    `operation` is the name that limits and the call log use, such as "stock.write"; `rows` how many records it carries;
    `cost` what it takes of a limit that is counted in points.
    Some names mean the same on every mall. "stock.write" writes numbers: its turn is waited for before its rows are
    chosen. These may use the last part of a day's budget as writes may: "orders.get" reads the details of orders,
    "stock.read.for_write" what a write must carry, "auth.…" obtains a token.
    Readings other than "orders.…" are routine: they use no more than a share of a day's budget, spread over the day.
    """

    operation: str
    effect: Effect
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    rows: int = 1
    timeout_s: float | None = None
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, as it came."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    elapsed_s: float


class Gate(Protocol):
    """Decides before each request and is told after it: pacing, budget, fence, stop switch, practice rule, log."""

    def before(self, call: Call) -> None:
        """Return when the call may go; raise `Throttled` (wait too long) or `Fenced` otherwise."""
        ...

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """Record the call; `reply` is None when nothing came back."""
        ...


class MallHttp:
    """Sends calls through the gate. A time-out or a cut line becomes `Retryable`, unknown in effect where the call writes."""

    def __init__(self, gate: Gate, timeout_s: float, client: httpx2.Client | None = None) -> None:
        self._gate = gate
        self._client = client or httpx2.Client(
            timeout=timeout_s, follow_redirects=False, trust_env=False, verify=_trusted()
        )
        self._timeout_s = timeout_s

    def send(self, call: Call) -> Reply:
        """Send one call and return the answer whatever its status. Never retries.

        Raises `Retryable` without an answer, `Refused` for what cannot be written into a request at all.
        """
        self._gate.before(call)
        began = monotonic()
        try:
            response = self._client.request(
                call.method,
                call.url,
                headers=dict(call.headers),
                params=call.params,
                content=call.content,
                timeout=call.timeout_s or self._timeout_s,
            )
        except (httpx2.InvalidURL, UnicodeError):  # its words quote the address or the header: not kept
            self._gate.after(call, None, "connect")
            raise Refused("network.unsendable", UNSENDABLE) from None
        except httpx2.ConnectError as error:
            self._gate.after(call, None, "connect")
            raise Retryable("network.connect", "モールに接続できませんでした。自動で再試行します。") from error
        except httpx2.TransportError as error:
            self._gate.after(call, None, "no_answer")
            raise Retryable(
                "network.no_answer",
                "モールから応答がありませんでした。結果を読み直して確認します。",
                unknown_effect=call.effect is Effect.WRITE,
            ) from error
        reply = Reply(response.status_code, dict(response.headers), response.content, monotonic() - began)
        self._gate.after(call, reply, "")
        return reply

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


@cache
def _trusted() -> SSLContext:
    """Reading the certificates takes 50 ms, and a client is made for every run: they are read once."""
    return httpx2.create_ssl_context(trust_env=False)


def retry_at(reply: Reply, now: datetime, default_s: float) -> datetime:
    """Return when a throttled call may be tried again: Retry-After (seconds or HTTP date) or `default_s` from now.

    Never in the past and never later than `LONGEST_RETRY` from now, whatever the mall says.
    """
    value = reply.headers.get("retry-after", "").strip()
    if value.isdecimal():
        seconds = min(int(value[:9]), LONGEST_RETRY.total_seconds())
        return now + timedelta(seconds=seconds)
    at = http_date(value) or now + timedelta(seconds=default_s)
    return min(max(at, now), now + LONGEST_RETRY)


def http_date(value: str) -> datetime | None:
    """Return the aware time of a Date or Retry-After header; None where it is none."""
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)  # "-0000" is UTC of an unknown place
