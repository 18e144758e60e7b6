"""What the ledger writes of a listing gets a narrow row of its own (ADR 0024)."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

COPY = """
alter table store_listingmark set (fillfactor = 70);
insert into store_listingmark (listing_id, account_id, desired_version, changed_at, dirty, kept)
select id, account_id, desired_version, changed_at, dirty, kept_by_mall from store_listing;
"""
COPY_BACK = """
update store_listing l set desired_version = m.desired_version, changed_at = m.changed_at, dirty = m.dirty
from store_listingmark m where m.listing_id = l.id;
"""

#: Its trigger on the listing's own columns goes, and comes back on the way back.
BEFORE = import_module("ichigen.store.migrations.0021_bulk_and_pace")

#: A listing never is without its mark, whoever makes it. What was believed of goods is forgotten when they go into the mall's
#: own warehouse, and when they are back everything is looked at anew; what lies there is never dirty, whatever marks it.
TRIGGERS = """
create function store_mark_listing() returns trigger language plpgsql as $$
begin
  insert into store_listingmark (listing_id, account_id, desired_version, changed_at, dirty, kept)
  select id, account_id, 0, null, false, kept_by_mall from made;
  return null;
end $$;

create trigger listing_marked after insert on store_listing
referencing new table as made for each statement execute function store_mark_listing();

create function store_keep_out() returns trigger language plpgsql as $$
begin
  update store_listingmark set kept = new.kept_by_mall,
    dirty = exists (select from store_listingcomponent c where c.listing_id = new.id),
    desired_version = desired_version + 1, changed_at = clock_timestamp()
  where listing_id = new.id;
  new.desired_quantity := null;
  new.confirmed_at := null;
  new.expected_low := null;
  new.expected_quantity := null;
  new.drift := 0;
  new.drift_at := null;
  new.unshown := 0;
  new.unproved := 0;
  new.failures := 0;
  new.not_before := null;
  new.error_code := '';
  new.error_message := '';
  new.read_due_at := clock_timestamp();
  new.read_not_before := null;
  return new;
end $$;

create trigger listing_kept before update of kept_by_mall on store_listing
for each row when (new.kept_by_mall is distinct from old.kept_by_mall) execute function store_keep_out();

create function store_never_dirty() returns trigger language plpgsql as $$
begin
  new.dirty := false;
  return new;
end $$;

create trigger mark_kept before update of dirty on store_listingmark
for each row when (new.kept and new.dirty) execute function store_never_dirty();
"""
DROP_TRIGGERS = """
drop trigger mark_kept on store_listingmark;
drop function store_never_dirty();
drop trigger listing_kept on store_listing;
drop function store_keep_out();
drop trigger listing_marked on store_listing;
drop function store_mark_listing();
"""


#: Marking locks, and in the order of the listings: an index on one number is read upwards, and nothing else is left to the
#: planner here. Locking by a statement of its own costs a second pass, a tenth of a batch (`ichigen bench stock-write`).
MARK = """
create function store_mark_listings(ids bigint[]) returns bigint[] language plpgsql
set enable_seqscan = off set enable_bitmapscan = off as $$
declare accounts bigint[];
begin
  with marked as (
    update store_listingmark m set dirty = true, desired_version = m.desired_version + 1, changed_at = clock_timestamp()
    where m.listing_id = any(ids) returning m.account_id
  ), account as (select distinct account_id from marked)
  select coalesce(array_agg(account_id), '{}') into accounts from account;
  return accounts;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0026_account_mail")]

    operations = [
        migrations.CreateModel(
            name="ListingMark",
            fields=[
                (
                    "listing",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mark",
                        serialize=False,
                        to="store.listing",
                    ),
                ),
                ("desired_version", models.BigIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True, blank=True)),
                ("dirty", models.BooleanField(default=False)),
                ("kept", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        db_index=False,
                        to="store.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("dirty", True)), fields=["account", "listing"], name="mark_dirty")
                ],
            },
        ),
        migrations.RunSQL(COPY, COPY_BACK),
        migrations.RunSQL(BEFORE.NO_LONGER, BEFORE.KEPT),
        migrations.RemoveIndex("listing", "listing_dirty"),
        migrations.RemoveField("listing", "dirty"),
        migrations.RemoveField("listing", "changed_at"),
        migrations.RemoveField("listing", "desired_version"),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
        migrations.RunSQL(MARK, "drop function store_mark_listings"),
    ]
