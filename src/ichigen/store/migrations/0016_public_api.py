"""Tokens and kept answers of the public API, and the times by which its lists know what changed."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

#: A time of its own wherever what the API shows changes. `update of` names no column that the ledger's statements set on a
#: listing, so they never come here; `when` is decided before any function runs.
TRIGGERS = """
create function store_touch() returns trigger language plpgsql as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end $$;

create function store_touch_sku() returns trigger language plpgsql as $$
begin
  if tg_op <> 'INSERT' then insert into store_skutouch (sku_id, at) values (old.sku_id, clock_timestamp()); end if;
  if tg_op <> 'DELETE' then insert into store_skutouch (sku_id, at) values (new.sku_id, clock_timestamp()); end if;
  return null;
end $$;

create trigger sku_touched before update of code, title, variant, jan, one_off on store_sku
for each row when ((old.code, old.title, old.variant, old.jan, old.one_off)
  is distinct from (new.code, new.title, new.variant, new.jan, new.one_off))
execute function store_touch();

create trigger component_touched after insert or update or delete on store_listingcomponent
for each row execute function store_touch_sku();

create trigger listing_touched before update of code, on_sale, desired_quantity, expected_low, expected_quantity,
  seen_quantity, confirmed_at, drift, error_code, error_message on store_listing
for each row when (
  (old.code, old.on_sale, old.desired_quantity, old.expected_low, old.expected_quantity, old.seen_quantity,
   old.confirmed_at is null, old.drift, old.error_code, old.error_message)
  is distinct from
  (new.code, new.on_sale, new.desired_quantity, new.expected_low, new.expected_quantity, new.seen_quantity,
   new.confirmed_at is null, new.drift, new.error_code, new.error_message))
execute function store_touch();

create trigger order_touched before update of phase, status_id, shortage, unresolved, paid, shipped_at on store_order
for each row when ((old.phase, old.status_id, old.shortage, old.unresolved, old.paid, old.shipped_at)
  is distinct from (new.phase, new.status_id, new.shortage, new.unresolved, new.paid, new.shipped_at))
execute function store_touch();

create trigger write_back_touched before update of state on store_writeback
for each row when (old.state is distinct from new.state) execute function store_touch();

create trigger worklist_touched before update on store_worklistitem
for each row when (old.* is distinct from new.*) execute function store_touch();

create trigger account_touched before update of label, mode, health, health_code, health_message, expires, checked_at,
  started_at, braked_at on store_account
for each row when (
  (old.label, old.mode, old.health, old.health_code, old.health_message, old.expires, old.checked_at, old.started_at,
   old.braked_at)
  is distinct from
  (new.label, new.mode, new.health, new.health_code, new.health_message, new.expires, new.checked_at, new.started_at,
   new.braked_at))
execute function store_touch();
"""

BACK = """
drop trigger account_touched on store_account;
drop trigger worklist_touched on store_worklistitem;
drop trigger write_back_touched on store_writeback;
drop trigger order_touched on store_order;
drop trigger listing_touched on store_listing;
drop trigger component_touched on store_listingcomponent;
drop trigger sku_touched on store_sku;
drop function store_touch_sku();
drop function store_touch();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0014_order_list"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.IntegerField()),
                ("body", models.TextField()),
                ("created_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("hint", models.CharField(max_length=8)),
                ("scopes", models.JSONField(default=list)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="SkuTouch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sku_id", models.BigIntegerField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="account",
            name="updated_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="listing",
            name="updated_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField(
            model_name="sku",
            name="updated_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
        ),
        migrations.AddField(
            model_name="worklistitem",
            name="updated_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
        ),
        migrations.AddField(
            model_name="writeback",
            name="updated_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), db_index=True),
        ),
        migrations.AddIndex(
            model_name="ledgerentry",
            index=django.contrib.postgres.indexes.BrinIndex(fields=["at"], name="ledger_at", pages_per_range=32),
        ),
        migrations.AddIndex(
            model_name="listing",
            index=models.Index(fields=["updated_at"], name="listing_updated"),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(fields=["updated_at", "id"], name="order_updated"),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="actor",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="api_token", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="created_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="apianswer",
            name="token",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="answers", to="store.apitoken"
            ),
        ),
        migrations.AddIndex(
            model_name="skutouch",
            index=models.Index(fields=["sku_id", "at"], name="skutouch_sku"),
        ),
        migrations.AddConstraint(
            model_name="apianswer",
            constraint=models.UniqueConstraint(fields=("token", "key"), name="apianswer_token_key"),
        ),
        migrations.RunSQL(TRIGGERS, BACK),
    ]
