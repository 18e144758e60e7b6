"""Links a shop's account of a mall: values are held against the manifest, stored sealed, and checked at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from ichigen.mallkit import registry
from ichigen.mallkit.exchange import ConnectionReport
from ichigen.mallkit.manifest import Mall
from ichigen.services.accounts.check import check_account
from ichigen.services.accounts.entered import field_errors
from ichigen.services.accounts.issue_dates import dated
from ichigen.services.accounts.swap import FIRST_LOOPS, NOTHING_PENDING, swap_values
from ichigen.services.accounts.verify import verify_values
from ichigen.services.clock import now
from ichigen.services.stock_sync.forget import forget_if_moved
from ichigen.services.wake import wake_many
from ichigen.store.accounts import Account
from ichigen.store.worklist import AuditLog


@dataclass(frozen=True, slots=True)
class LinkOutcome:
    """The linked account with the result of its 接続チェック; or, per field name, what must be corrected.

    `kept`: the new values did not pass, were not stored, and the working ones stay in force (E2-34).
    """

    account_id: int | None
    report: ConnectionReport | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    kept: bool = False


def link_account(
    mall_id: str, label: str, values: Mapping[str, str], endpoints: Mapping[str, str], actor_id: int | None
) -> LinkOutcome:
    """Store and check an account. Linking the same shop again replaces its values and doubles nothing.

    `values` holds credentials and settings by the names of the manifest; an empty secret keeps the stored one, except
    where an endpoint differs from the stored ones: what a person did not type never goes to another host.
    A mall that alone knows which shop it is (`identity_told`) is asked first; until it says, nothing is stored.
    """
    mall = registry.mall(mall_id)
    given = {name: value.strip() for name, value in values.items()}
    if mall.identity_told and not given.get(mall.identity_field):
        missing = field_errors(mall, label.strip(), given, endpoints)
        asked = verify_values(mall_id, given, endpoints).report if not missing else None
        if asked is None or not asked.shop:
            return LinkOutcome(None, asked, missing)
        given |= {mall.identity_field: asked.shop}
    found = _found(mall, given)
    kept = {**found.credentials, **found.settings} if found else {}
    held_back = (
        {row.name for row in mall.credentials if row.secret} if found and _moves(mall, found, endpoints) else set()
    )
    stored = {name: value for name, value in kept.items() if name not in held_back}
    whole = dated(mall, stored, stored | {name: value for name, value in given.items() if value}, now())
    errors = field_errors(mall, label.strip(), whole, endpoints) | _to_type_again(mall, held_back, kept, given)
    if errors:
        return LinkOutcome(None, errors=errors)
    working = _working(mall, whole)
    if working is not None:
        draft = _draft(mall, working, label.strip(), whole, endpoints)
        swapped = swap_values(draft, actor_id, "account.relink", ("label", "endpoints"))
        return LinkOutcome(working.pk, swapped.report, kept=not swapped.done)
    account_id = _store(mall, label.strip(), whole, endpoints, actor_id)
    report = check_account(account_id)
    wake_many((account_id, kind) for kind in FIRST_LOOPS)
    return LinkOutcome(account_id, report)


def _working(mall: Mall, values: Mapping[str, str]) -> Account | None:
    """The linked account of this shop whose values work, or may: only a dead or never checked one is overwritten."""
    found = Account.objects.filter(mall_id=mall.id, shop_identity=shop_of(mall, values)).first()
    if found is None or found.health == Account.Health.DEAD:
        return None
    return found if found.health == Account.Health.OK or found.mode == Account.Mode.LIVE else None


def _draft(
    mall: Mall, working: Account, label: str, values: Mapping[str, str], endpoints: Mapping[str, str]
) -> Account:
    """The account as it would be; stored nowhere."""
    return Account(
        pk=working.pk,
        mall_id=mall.id,
        shop_identity=working.shop_identity,
        label=label,
        tokens={},
        **_values(mall, values, endpoints),
    )


def shop_of(mall: Mall, values: Mapping[str, str]) -> str:
    """Return the shop that values belong to."""
    return mall.identity(values) if mall.identity else values.get(mall.identity_field, "")


def _found(mall: Mall, given: Mapping[str, str]) -> Account | None:
    if not given.get(mall.identity_field):
        return None
    return Account.objects.filter(mall_id=mall.id, shop_identity=shop_of(mall, given)).first()


def _moves(mall: Mall, account: Account, endpoints: Mapping[str, str]) -> bool:
    """Would the account be reached at another address than today?"""
    return any(
        (endpoints.get(one.name) or one.default) != (account.endpoints.get(one.name) or one.default)
        for one in mall.endpoints
    )


def _to_type_again(
    mall: Mall, held_back: Collection[str], kept: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    return {
        row.name: f"接続先が変わるため、保存済みの値は使いません。{row.label}をもう一度入力してください。"
        for row in mall.credentials
        if row.name in held_back and kept.get(row.name) and not given.get(row.name)
    }


def _values(mall: Mall, values: Mapping[str, str], endpoints: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Sort the values of the form into the columns of an account; what the shop chose there stays."""
    settings = {row.name for row in mall.settings} | {option.name for option in mall.options}
    return {
        "credentials": {row.name: values.get(row.name, "") for row in mall.credentials},
        "settings": {name: value for name, value in values.items() if name in settings},
        "endpoints": {name: value for name, value in endpoints.items() if value},
    }


@transaction.atomic
def _store(
    mall: Mall, label: str, values: Mapping[str, str], endpoints: Mapping[str, str], actor_id: int | None
) -> int:
    sorted_values = _values(mall, values, endpoints)
    found = _found(mall, values)
    if found is not None:
        forget_if_moved(mall, found, sorted_values["settings"])
    account, created = Account.objects.select_for_update().update_or_create(
        mall_id=mall.id,
        shop_identity=shop_of(mall, values),
        defaults={
            "label": label,
            "tokens": {},
            "health": Account.Health.UNCHECKED,
            **NOTHING_PENDING,
            **sorted_values,
        },
    )
    _log(mall, "account.link" if created else "account.relink", account.pk, values, actor_id)
    return account.pk


def _log(mall: Mall, action: str, account_id: int, values: Mapping[str, str], actor_id: int | None) -> None:
    AuditLog.objects.create(
        actor_id=actor_id,
        action=action,
        subject="account",
        subject_id=account_id,
        data={"mall": mall.id, "fields": sorted(values)},
    )
