"""A credential got by consent on the mall's page, tried and put in force in the same step (R1-49, E2-26, E2-34)."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from hmac import compare_digest

from ichigen.domain.hours import JST
from ichigen.mallkit import registry
from ichigen.mallkit.connection import Connection
from ichigen.mallkit.consent import Consent, ConsentRequest
from ichigen.mallkit.errors import Fenced, MallError
from ichigen.mallkit.http import MallHttp
from ichigen.mallkit.manifest import Mall
from ichigen.services.accounts.entered import field_errors
from ichigen.services.accounts.trial import TrialTokens
from ichigen.services.accounts.verify import PasteGate
from ichigen.services.clock import now
from ichigen.services.pacing import Pacer
from ichigen.store.accounts import Account
from ichigen.store.keys import KeyRefused
from ichigen.store.sealed import seal, unseal

#: How long a person may take on the mall's page.
VALID_S = 15 * 60

LOST = "同意の手続きが見つからないか、時間が経ちすぎました。もう一度取得してください。"
DECLINED = "同意されませんでした。取得するには、モールの画面で同意してください。"


@dataclass(frozen=True, slots=True)
class Started:
    """`address` of the mall's page and the sealed `draft` to keep for the way back; or what is wrong by field name."""

    address: str = ""
    draft: str = field(default="", repr=False)
    errors: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed before the consent, with its credential once it is there. `account_id`: renewed, None = linked anew."""

    mall_id: str
    account_id: int | None
    label: str
    values: Mapping[str, str] = field(repr=False)
    endpoints: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The draft with its new credential, or in Japanese why there is none; `draft` is None where nothing was begun."""

    draft: Draft | None
    problem: str = ""


def begin_consent(draft: Draft, back: str) -> Started:
    """Return where the person has to go. Everything but the credential itself must be filled in."""
    mall = registry.mall(draft.mall_id)
    consent = _consent(mall)
    values = {name: value.strip() for name, value in draft.values.items()}
    if draft.account_id is not None:
        account = Account.objects.get(pk=draft.account_id)
        values = {**account.settings, **account.credentials} | {name: value for name, value in values.items() if value}
        draft = Draft(mall.id, account.pk, account.label, values, dict(account.endpoints))
    errors = field_errors(mall, draft.label.strip(), {**values, consent.gives: "-"}, draft.endpoints)
    if errors:
        return Started(errors=errors)
    state = secrets.token_urlsafe(24)
    request = ConsentRequest(values, _addresses(mall, draft), back, state, secrets.token_urlsafe(24))
    kept = {
        "state": state,
        "at": now().timestamp(),
        "back": back,
        "mall": mall.id,
        "account": draft.account_id,
        "label": draft.label,
        "values": values,
        "endpoints": dict(draft.endpoints),
    }
    return Started(consent.address(request), seal(kept))


def finish_consent(kept: str, state: str, code: str, *, sleep: Callable[[float], None] = time.sleep) -> Given:
    """Turn the code that came back into the credential. Nothing is stored here; `kept` counts for the person who began."""
    try:
        begun = unseal(kept)
    except (KeyRefused, json.JSONDecodeError):
        return Given(None, LOST)
    late = now().timestamp() - begun["at"] > VALID_S
    if late or not state or not compare_digest(state.encode(), begun["state"].encode()):
        return Given(None, LOST)
    draft = Draft(begun["mall"], begun["account"], begun["label"], begun["values"], begun["endpoints"])
    if not code:
        return Given(draft, DECLINED)
    mall = registry.mall(draft.mall_id)
    try:
        given = _exchange(mall, draft, code, begun["back"], sleep)
    except MallError as error:
        return Given(draft, error.message)
    except Fenced as fence:
        return Given(draft, fence.reason)
    return Given(_with(mall, draft, given))


def _exchange(mall: Mall, draft: Draft, code: str, back: str, sleep: Callable[[float], None]) -> str:
    gate = PasteGate(Pacer(mall.id, mall.limits, draft.values, sleep=sleep), mall.pace)
    with closing(MallHttp(gate, mall.timeout_s)) as http:
        connection = Connection(draft.values, _addresses(mall, draft), draft.values, http, TrialTokens(), now)
        return _consent(mall).exchange(connection, code, back)


def _with(mall: Mall, draft: Draft, given: str) -> Draft:
    """The draft with the credential, and today (JST) as its day of issue."""
    name = _consent(mall).gives
    day = next((row.issued_setting for row in mall.credentials if row.name == name and row.issued_setting), "")
    dated = {day: now().astimezone(JST).date().isoformat()} if day else {}
    values = {**draft.values, name: given, **dated}
    return Draft(draft.mall_id, draft.account_id, draft.label, values, draft.endpoints)


def _consent(mall: Mall) -> Consent:
    if mall.consent is None:
        raise LookupError(f"{mall.id} gives nothing by consent")
    return mall.consent


def _addresses(mall: Mall, draft: Draft) -> dict[str, str]:
    return {row.name: draft.endpoints.get(row.name) or row.default for row in mall.endpoints}
