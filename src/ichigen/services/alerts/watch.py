"""Keeps the alerts in step with the facts: raised once, ended once, told in groups."""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta

from django.db import transaction

from ichigen.domain.alerts import AlertCode
from ichigen.domain.loops import loop_label
from ichigen.mallkit import registry
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.accounts.expiry import earliest_stage
from ichigen.services.alerts.settings import lock_settings
from ichigen.services.alerts.tell import tell
from ichigen.services.clock import now
from ichigen.store.accounts import Account
from ichigen.store.alert_facts import QUIET_S, Fact, facts
from ichigen.store.alerts import Alert

#: A fact must stay away this long before its alert ends, so that one that comes and goes is one alert.
CALM = timedelta(seconds=60)


@transaction.atomic
def watch_alerts() -> None:
    """Begin, renew and end alerts by what is so now, then queue the messages that are due."""
    settings = lock_settings()  # one watch at a time, on however many machines
    at = now()
    malls = dict(Account.objects.values_list("pk", "mall_id"))
    asked = {row.pk for row in Account.objects.only("mall_id", "settings") if not intake_choices(row).automatic}
    found = {fact.key: fact for fact in facts() if _worth_telling(fact, malls, asked, at)}
    known = {alert.key: alert for alert in Alert.objects.filter(ended_at__isnull=True)}
    for key, fact in found.items():
        if key in known:
            _still(known[key], fact)
        else:
            _begin(fact, malls, at)
    for key in known.keys() - found.keys():
        _gone(known[key], at)
    tell(settings, at)


def _worth_telling(fact: Fact, malls: Mapping[int, str], asked: Set[int], at: datetime) -> bool:
    """The end of a credential is not told before its life began, nor an intake that is read seldom as silent.

    `asked`: accounts that take orders in only when a person asks (受注の自動取得 is off); their silence is no news.
    """
    mall_id = malls.get(fact.account_id or 0, "")
    match fact.code:
        case AlertCode.CREDENTIAL_EXPIRES:
            return fact.stage <= earliest_stage(mall_id, fact.detail)
        case AlertCode.INTAKE_SILENT:
            mall = registry.malls().get(mall_id)
            every_s = min((scan.every_night_s for scan in mall.orders.scans), default=0.0) if mall else 0.0
            if fact.account_id in asked:
                return False
            return fact.since is None or at - fact.since > timedelta(seconds=QUIET_S + every_s)
        case _:
            return True


def _begin(fact: Fact, malls: Mapping[int, str], at: datetime) -> None:
    Alert.objects.create(
        key=fact.key,
        code=fact.code,
        account_id=fact.account_id,
        sku_id=fact.sku_id,
        account_label=fact.account_label,
        detail=_words(fact, malls)[:200],
        stage=fact.stage,
        began_at=fact.since or at,
    )


def _still(alert: Alert, fact: Fact) -> None:
    changes = {"stage": fact.stage, "account_label": fact.account_label, "missing_since": None}
    different = [name for name, value in changes.items() if getattr(alert, name) != value]
    for name in different:
        setattr(alert, name, changes[name])
    if different:
        alert.save(update_fields=different)


def _gone(alert: Alert, at: datetime) -> None:
    if alert.missing_since is None:
        alert.missing_since = at
        alert.save(update_fields=["missing_since"])
    elif at - alert.missing_since >= CALM:
        alert.ended_at = alert.missing_since
        alert.save(update_fields=["ended_at"])


def _words(fact: Fact, malls: Mapping[int, str]) -> str:
    """The detail in words: the mall's own name of a credential field, our name of a loop."""
    match fact.code:
        case AlertCode.CREDENTIAL_EXPIRES:
            mall = registry.malls().get(malls[fact.account_id]) if fact.account_id else None
            labels = {field.name: field.label for field in mall.credentials} if mall else {}
            return labels.get(fact.detail, fact.detail)
        case AlertCode.WRITES_STUCK:
            return loop_label(fact.detail)
        case _:
            return fact.detail
