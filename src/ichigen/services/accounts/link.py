"""Links a shop's account of a mall: values are held against the manifest, stored sealed, and checked at once."""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.db import transaction

from ichigen.domain.loops import LoopKind
from ichigen.mallkit import registry
from ichigen.mallkit.exchange import ConnectionReport
from ichigen.mallkit.manifest import CredentialField, Mall
from ichigen.services.accounts.check import check_account
from ichigen.services.wake import wake_many
from ichigen.store.accounts import Account
from ichigen.store.installation import Installation
from ichigen.store.worklist import AuditLog

LABEL, IDENTITY = "label", "identity"
FIRST_LOOPS = (LoopKind.CATALOGUE, LoopKind.INTAKE, LoopKind.STOCK, LoopKind.CREDENTIAL)


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """The linked account with the result of its 接続チェック; or, per field name, what must be corrected.

    `kept`: the new values did not pass and the working ones from before are in force again (E2-34).
    """

    account_id: int | None
    report: ConnectionReport | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False


def link_account(
    mall_id: str, label: str, values: Mapping[str, str], endpoints: Mapping[str, str], actor_id: int | None
) -> LinkOutcome:
    """Store and check an account. Linking the same shop again replaces its values and doubles nothing.

    `values` holds credentials and settings by the names of the manifest; an empty secret keeps the stored one.
    """
    mall = registry.mall(mall_id)
    given = {name: value.strip() for name, value in values.items()}
    whole = _stored(mall, given) | {name: value for name, value in given.items() if value}
    errors = _errors(mall, label.strip(), whole, endpoints)
    if errors:
        return LinkOutcome(None, errors=errors)
    working = Account.objects.filter(
        mall_id=mall.id, shop_identity=_identity(mall, whole), health=Account.Health.OK
    ).first()
    account_id = _store(mall, label.strip(), whole, endpoints, actor_id)
    report = check_account(account_id)
    if report.ok or working is None:
        return LinkOutcome(account_id, report)
    _restore(working)
    return LinkOutcome(account_id, report, kept=True)


def _restore(working: Account) -> None:
    """Put the values back that worked; the result of the failed check is dropped with them."""
    working.save()
    kinds = (LoopKind.INTAKE, LoopKind.STOCK, LoopKind.WRITE_BACK, LoopKind.CREDENTIAL)
    wake_many((working.pk, kind) for kind in kinds)


def _identity(mall: Mall, values: Mapping[str, str]) -> str:
    return mall.identity(values) if mall.identity else values.get(mall.identity_field, "")


def _stored(mall: Mall, given: Mapping[str, str]) -> dict[str, str]:
    if not given.get(mall.identity_field):
        return {}
    account = Account.objects.filter(mall_id=mall.id, shop_identity=_identity(mall, given)).first()
    return {**account.credentials, **account.settings} if account else {}


def _errors(mall: Mall, label: str, values: Mapping[str, str], endpoints: Mapping[str, str]) -> dict[str, str]:
    errors = {} if label else {LABEL: "アカウント名を入力してください。"}
    for row in (*mall.credentials, *mall.settings):
        problem = _problem(row, values.get(row.name, ""))
        if problem:
            errors[row.name] = problem
    practice = Installation.objects.filter(kind=Installation.Kind.PRACTICE).exists()
    for endpoint in mall.endpoints:
        problem = _address_problem(endpoints.get(endpoint.name, "") or endpoint.default, practice)
        if problem:
            errors[f"endpoint_{endpoint.name}"] = problem
    return errors


def _problem(row: CredentialField, value: str) -> str:
    if not value:
        return f"{row.label}を入力してください。" if row.required else ""
    if row.pattern and not re.fullmatch(row.pattern, value):
        return f"{row.label}の形式が違います。前後の空白や、途中で切れていないかを確認してください。"
    return ""


def _address_problem(address: str, practice: bool) -> str:
    parts = urlsplit(address)
    loopback = _is_loopback(parts.hostname or "")
    if not parts.hostname or parts.scheme not in ("http", "https"):
        return "https:// で始まる接続先を入力してください。"
    if parts.scheme == "http" and not loopback:
        return "暗号化されない http:// は、このコンピュータ内の接続先にだけ使えます。https:// にしてください。"
    if practice and not loopback:
        return "練習用のデータベースからは、このコンピュータ内のシミュレータにだけ接続できます。"
    return ""


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@transaction.atomic
def _store(
    mall: Mall, label: str, values: Mapping[str, str], endpoints: Mapping[str, str], actor_id: int | None
) -> int:
    settings = {row.name for row in mall.settings}
    account, created = Account.objects.select_for_update().update_or_create(
        mall_id=mall.id,
        shop_identity=_identity(mall, values),
        defaults={
            "label": label,
            "credentials": {row.name: values.get(row.name, "") for row in mall.credentials},
            "settings": {name: value for name, value in values.items() if name in settings},
            "endpoints": {name: value for name, value in endpoints.items() if value},
            "tokens": {},
            "health": Account.Health.UNCHECKED,
        },
    )
    AuditLog.objects.create(
        actor_id=actor_id,
        action="account.link" if created else "account.relink",
        subject="account",
        subject_id=account.pk,
        data={"mall": mall.id, "fields": sorted(values)},
    )
    wake_many((account.pk, kind) for kind in FIRST_LOOPS)
    return account.pk
