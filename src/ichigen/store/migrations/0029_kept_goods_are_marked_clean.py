"""What lies in a mall's own warehouse is never marked dirty: said by who marks, and held by a constraint (ADR 0024).

A trigger before the update saw to it, and locked every marked row once more.
"""

from importlib import import_module

from django.db import migrations, models

TRIGGER, NO_TRIGGER = (
    """
create trigger mark_kept before update of dirty on store_listingmark
for each row when (new.kept and new.dirty) execute function store_never_dirty();
""",
    "drop trigger mark_kept on store_listingmark",
)

#: As in the migration that made them, but for what is kept by the mall.
BEFORE = import_module("ichigen.store.migrations.0027_listing_marks")
MARK = BEFORE.MARK.replace("create function", "create or replace function", 1)
MARK_CLEAN = MARK.replace("set dirty = true", "set dirty = not m.kept", 1)

NEVER_DIRTY = """
create function store_never_dirty() returns trigger language plpgsql as $$
begin
  new.dirty := false;
  return new;
end $$;
"""


def keep_out(dirty: str) -> str:
    """Return the trigger function of a listing whose mall takes its goods, or gives them back."""
    start = BEFORE.TRIGGERS.index("create function store_keep_out()")
    end = BEFORE.TRIGGERS.index("create trigger listing_kept")
    body: str = BEFORE.TRIGGERS[start:end]
    asked = "dirty = exists ("
    assert body.count(asked) == 1
    return body.replace("create function", "create or replace function", 1).replace(asked, f"dirty = {dirty}exists (")


class Migration(migrations.Migration):
    dependencies = [("store", "0028_mail_templates")]

    operations = [
        migrations.RunSQL(
            NO_TRIGGER
            + ";"
            + "drop function store_never_dirty();"
            + MARK_CLEAN
            + keep_out("not new.kept_by_mall and "),
            NEVER_DIRTY + TRIGGER + MARK + keep_out(""),
        ),
        migrations.AddConstraint(
            "listingmark",
            models.CheckConstraint(
                condition=models.Q(("dirty", True), ("kept", True), _negated=True), name="mark_kept_is_clean"
            ),
        ),
    ]
