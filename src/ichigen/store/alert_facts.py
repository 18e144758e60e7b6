"""What is wrong right now, one statement per kind of alert. Each answers (account, sku, label, detail, stage, since)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ichigen.domain.alerts import AlertCode
from ichigen.store.alarms import silent
from ichigen.store.hot import run
from ichigen.store.locations import ON_HAND_COUNTED

#: Seconds without an intake, or without a finished write loop that has work, after which it is told.
QUIET_S = 300.0

#: An account whose credential is dead tells one thing only: that.
ACCOUNT_DEAD = """
select a.id, null::bigint, a.label, '', 0, clock_timestamp()
from store_account a where a.mode <> 'disabled' and a.health = 'dead'
"""

#: It should run: its time has come, or it failed. One that merely rests until its next time is well.
INTAKE_SILENT = """
select a.id, null::bigint, a.label, '', 0, greatest(coalesce(s.succeeded_at, a.created_at), a.anew_at)
from store_account a left join store_loopstate s on s.account_id = a.id and s.kind = 'intake'
where a.mode <> 'disabled' and a.health = 'ok'
  and greatest(coalesce(s.succeeded_at, a.created_at), a.anew_at) < clock_timestamp() - make_interval(secs => %(quiet)s)
  and (s.id is null or s.due_at is null or s.due_at <= clock_timestamp() or s.error_code <> ''
       or s.started_at > coalesce(s.finished_at, '-infinity'))
"""

#: More is 確保 than there is, over all places.
OVERSELL = f"""
select null::bigint, s.id, '', s.code, 0, clock_timestamp()
from store_stocklevel v join store_location lo on lo.id = v.location_id join store_sku s on s.id = v.sku_id
where v.sku_id in (select sku_id from store_stocklevel where reserved > on_hand)
group by s.id, s.code having sum(v.reserved) > sum({ON_HAND_COUNTED})
"""

BRAKE = """
select a.id, null::bigint, a.label, '', 0, a.braked_at
from store_account a where a.mode = 'live' and a.braked_at is not null
"""

#: The stage is the least of 30, 14, 7, 3 and 1 days that covers what is left; 0 when it is over (E2-30).
CREDENTIAL_EXPIRES = """
select a.id, null::bigint, a.label, e.key,
  case when left_d <= 0 then 0 when left_d <= 1 then 1 when left_d <= 3 then 3 when left_d <= 7 then 7
       when left_d <= 14 then 14 else 30 end,
  clock_timestamp()
from store_account a cross join lateral jsonb_each_text(a.expires) e
cross join lateral (select extract(epoch from e.value::timestamptz - clock_timestamp()) / 86400 as left_d) d
where a.mode <> 'disabled' and d.left_d <= 30
"""

STATEMENTS: Mapping[AlertCode, str] = {
    AlertCode.ACCOUNT_DEAD: ACCOUNT_DEAD,
    AlertCode.INTAKE_SILENT: INTAKE_SILENT,
    AlertCode.OVERSELL: OVERSELL,
    AlertCode.BRAKE: BRAKE,
    AlertCode.CREDENTIAL_EXPIRES: CREDENTIAL_EXPIRES,
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is wrong now. `detail`: SKU code, name of a credential field, or kind of a loop."""

    code: AlertCode
    account_id: int | None
    sku_id: int | None
    account_label: str
    detail: str
    stage: int
    since: datetime | None

    @property
    def key(self) -> str:
        """What tells one alert from another of the same kind."""
        part = f":{self.detail}" if self.account_id is not None and self.detail else ""
        return f"{self.code}:{self.account_id or self.sku_id}{part}"


def facts() -> list[Fact]:
    """Return everything that is wrong now."""
    found = [
        Fact(code, *row)
        for code, statement in STATEMENTS.items()
        for row in run(statement, _asked(statement)).fetchall()
    ]
    stuck = [row for row in silent(QUIET_S) if row.kind in ("stock", "write_back")]
    return found + [Fact(AlertCode.WRITES_STUCK, row.account_id, None, row.account, row.kind, 0, None) for row in stuck]


def _asked(statement: str) -> dict[str, object]:
    return {"quiet": QUIET_S} if "%(quiet)s" in statement else {}
