"""What the tables mean beyond their columns: an append-only ledger, room for HOT updates, statuses, one location."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

APPEND_ONLY = """
create function store_ledger_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'store_ledgerentry is append-only' using errcode = 'restrict_violation';
end $$;
create trigger ledger_append_only before update or delete on store_ledgerentry
  for each row execute function store_ledger_append_only();
"""

# Rows that are updated all day keep room on their page, so that an update touches no index (engine: HOT updates).
FILLFACTOR = """
alter table store_stocklevel set (fillfactor = 70);
alter table store_listing set (fillfactor = 60);
alter table store_loopstate set (fillfactor = 50);
alter table store_ratebucket set (fillfactor = 50);
alter table store_reservation set (fillfactor = 85);
"""

# requirements G4-32: the words of the screen, and the phase each one stands for.
STATUSES = (
    ("new", "新規受付", "new", "new"),
    ("unpaid", "発送前入金待ち", "unpaid", "unpaid"),
    ("ready", "発送待ち", "ready", "ready"),
    ("shipped_unpaid", "発送後入金待ち", "shipped_unpaid", "shipped-unpaid"),
    ("shipped", "処理済", "shipped", "shipped"),
    ("held", "保留", "held", "held"),
    ("cancelled", "キャンセル", "cancelled", "cancelled"),
)


def seed(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    status = apps.get_model("store", "Status")
    for position, (code, name, phase, tone) in enumerate(STATUSES, start=1):
        status.objects.create(code=code, name=name, phase=phase, tone=tone, position=position, default=True)
    apps.get_model("store", "Location").objects.create(code="main", name="本店", sells=True)


class Migration(migrations.Migration):
    dependencies = (("store", "0002_trade"),)

    operations = (
        migrations.RunSQL(
            APPEND_ONLY,
            "drop trigger ledger_append_only on store_ledgerentry; drop function store_ledger_append_only();",
        ),
        migrations.RunSQL(FILLFACTOR, migrations.RunSQL.noop),
        migrations.RunPython(seed, migrations.RunPython.noop),
    )
