"""Paste and verify: values are tried on the mall before they are stored anywhere (R1-27, R1-41)."""

import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta

from ichigen.mallkit import registry
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.errors import Fenced, MallError, Throttled
from ichigen.mallkit.exchange import ConnectionReport
from ichigen.mallkit.http import Call, MallHttp, Reply
from ichigen.mallkit.manifest import Effect, Pace
from ichigen.services.accounts.check import unreachable
from ichigen.services.accounts.entered import LABEL, field_errors
from ichigen.services.accounts.trial import TrialTokens
from ichigen.services.clock import now
from ichigen.services.gate import check_address, importance_of
from ichigen.services.pacing import OUR_TIME, Pacer
from ichigen.store.installation import Installation
from ichigen.store.keys import KeyRefused
from ichigen.store.sealed import seal, unseal

#: A person waits for the answer.
PATIENCE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Verified:
    """What the mall said of pasted values, or what must be filled in first.

    `renewed` (sealed): credentials that the mall replaced while it was asked; the pasted ones may be worth nothing now.
    """

    report: ConnectionReport | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    renewed: str = ""


class PasteGate:
    """`mallkit.http.Gate` for values of no account: it paces like every call, and lets nothing be written."""

    def __init__(self, pacer: Pacer, pace: Callable[[Call, Reply], Pace | None] | None = None) -> None:
        self._pacer = pacer
        self._pace = pace
        self._ends = now() + PATIENCE
        self._installation = Installation.objects.values_list("kind", flat=True).order_by("id").first()

    def before(self, call: Call) -> None:
        """Return when the call may go. Raises `Throttled`, `Refused` (address) or `Fenced` (a write)."""
        self._pacer.wait_turn(call.operation, importance_of(call), call.cost)
        if now() > self._ends:
            raise Throttled(OUR_TIME, "確認に時間がかかっています。少し待ってからもう一度お試しください。", now())
        check_address(call.url, self._installation)
        if call.effect is Effect.WRITE:
            raise Fenced("確認中は何も書き込みません。")

    def after(self, call: Call, reply: Reply | None, error: str) -> None:
        """Tell the pacer; there is no account whose log could keep the call."""
        self._pacer.answered(call.operation)
        if reply is not None and self._pace is not None and (pace := self._pace(call, reply)) is not None:
            self._pacer.told(pace)


def verify_values(
    mall_id: str,
    values: Mapping[str, str],
    endpoints: Mapping[str, str],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Verified:
    """Call each needed function once with the values of the form; nothing is stored, nothing is written."""
    mall = registry.mall(mall_id)
    given = {name: value.strip() for name, value in values.items()}
    errors = field_errors(mall, LABEL, given, endpoints)
    if errors:
        return Verified(errors=errors)
    tokens = TrialTokens()
    credentials = {row.name: given.get(row.name, "") for row in mall.credentials}
    settings = {row.name: given[row.name] for row in mall.settings if given.get(row.name)}
    gate = PasteGate(Pacer(mall.id, mall.limits, {**settings, **credentials}, sleep=sleep), mall.pace)
    try:
        with closing(MallHttp(gate, mall.timeout_s)) as http:
            addresses = {e.name: endpoints.get(e.name) or e.default for e in mall.endpoints}
            report = mall.connect(Connection(credentials, addresses, settings, http, tokens, now)).check()
    except MallError as error:
        report = unreachable(error.message)
    except Fenced as fence:
        report = unreachable(fence.reason)
    return Verified(report, renewed=_sealed(credentials, tokens.renewed))


def with_renewed(values: Mapping[str, str], renewed: str) -> dict[str, str]:
    """Return the values with what the mall renewed while they were verified; only where the pasted one is still there."""
    if not renewed:
        return dict(values)
    try:
        pairs = unseal(renewed)
    except (KeyRefused, json.JSONDecodeError):
        return dict(values)
    return {
        name: pairs[name]["now"] if name in pairs and pairs[name]["pasted"] == value.strip() else value
        for name, value in values.items()
    }


def _sealed(credentials: Mapping[str, str], renewed: Mapping[str, str]) -> str:
    pairs = {
        name: {"pasted": credentials[name], "now": value}
        for name, value in renewed.items()
        if credentials.get(name) not in (None, value)
    }
    return seal(pairs) if pairs else ""
