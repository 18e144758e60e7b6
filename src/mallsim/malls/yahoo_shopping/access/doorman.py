"""The checks before an operation runs, in the mall's order: token, scope, store, approval, source, session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from mallsim.malls.yahoo_shopping.access.keys import AUTHORIZED, KeyRing
from mallsim.malls.yahoo_shopping.access.yconnect import Consent, YConnect
from mallsim.malls.yahoo_shopping.refusals import (
    API_NOT_PERMITTED,
    CLIENT_NOT_APPROVED,
    SESSION_SHORT,
    SOURCE_NOT_REGISTERED,
    invalid_token,
)
from mallsim.malls.yahoo_shopping.settings import UNSIGNED_SESSION_S, Settings
from mallsim.malls.yahoo_shopping.wire import Answer, ApiRequest


@dataclass(frozen=True, slots=True)
class Admission:
    """``refusal`` is the answer of a call that may not pass; ``headers`` go on every answer of the call."""

    refusal: Answer | None
    headers: dict[str, str]


@dataclass(slots=True)
class Doorman:
    """Checks the credentials of API calls against the store's settings, tokens and keys."""

    settings: Settings
    yconnect: YConnect
    keys: KeyRing

    def admit(self, request: ApiRequest, now: datetime, *, order_family: bool) -> Admission:
        """May this call run? Only order operations need approval, source address and signature (2.2, 2.5)."""
        token = self.yconnect.holder(request.headers.get("authorization", ""), now)
        if token is None:
            return Admission(invalid_token(), {})
        if not self.settings.store_scope:
            return Admission(invalid_token("insufficient scope", "insufficient_scope"), {})
        if not self.settings.api_permitted:
            return Admission(API_NOT_PERMITTED.answer(), {})
        if not order_family:
            return Admission(None, {})
        return self._order_call(request, token.consent, now)

    def _order_call(self, request: ApiRequest, consent: Consent, now: datetime) -> Admission:
        if not self.settings.client_approved:
            return Admission(CLIENT_NOT_APPROVED.answer(), {})
        if not self.settings.source_registered:
            return Admission(SOURCE_NOT_REGISTERED.answer(), {})
        verdict = self.keys.judge(
            dict(request.headers),
            self.settings.seller_id,
            now,
            check_time=self.settings.check_signature_time,
        )
        headers = {} if verdict is None else {"X-SWS-Authorize-Status": verdict}
        signed = verdict == AUTHORIZED
        consent.unsigned_order_call = consent.unsigned_order_call or not signed
        spoiled = consent.unsigned_order_call and self.settings.unsigned_call_spoils_session
        if (not signed or spoiled) and now - consent.given >= timedelta(seconds=UNSIGNED_SESSION_S):
            return Admission(SESSION_SHORT.answer(), headers)
        return Admission(None, headers)
