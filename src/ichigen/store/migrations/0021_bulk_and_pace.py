"""The pace a mall names, goods that a mall keeps in its own warehouse, and bulk writes of stock. Two unused columns go."""

import django.db.models.deletion
from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models

#: Many statements mark listings as dirty, for many reasons. None of them is a reason to write what the mall keeps itself, so
#: the table refuses it in one place. What was believed of such goods is forgotten when they go there, and when they
#: are back everything is looked at anew. `when` is decided before the function runs.
KEPT = """
create function store_keep_out() returns trigger language plpgsql as $$
begin
  if new.kept_by_mall is distinct from old.kept_by_mall then
    new.dirty := exists (select from store_listingcomponent c where c.listing_id = new.id);
    new.desired_version := old.desired_version + 1;
    new.changed_at := clock_timestamp();
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
  end if;
  new.dirty := new.dirty and not new.kept_by_mall;
  return new;
end $$;

create trigger listing_kept before update of dirty, kept_by_mall on store_listing
for each row when (new.kept_by_mall is distinct from old.kept_by_mall or (new.kept_by_mall and new.dirty))
execute function store_keep_out();
"""
NO_LONGER = "drop trigger listing_kept on store_listing; drop function store_keep_out();"

#: What 在庫不足 and the search are answered from lies elsewhere; these columns of orders were written and never read.
TOUCHED = """
drop trigger order_touched on store_order;
create trigger order_touched before update of phase, status_id, {0}unresolved, paid, shipped_at on store_order
for each row when ((old.phase, old.status_id, {1}old.unresolved, old.paid, old.shipped_at)
  is distinct from (new.phase, new.status_id, {2}new.unresolved, new.paid, new.shipped_at))
execute function store_touch();
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0020_signals")]

    operations = [
        migrations.AddField("ratebucket", "told_rate", models.FloatField(null=True, blank=True)),
        migrations.AddField("ratebucket", "told_burst", models.FloatField(null=True, blank=True)),
        migrations.AddField("ratebucket", "told_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("ratebucket", "saved_for", models.FloatField(null=True, blank=True)),
        migrations.AddField("ratebucket", "saved_until", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("listing", "kept_by_mall", models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(KEPT, NO_LONGER),
        migrations.RunSQL(TOUCHED.format("", "", ""), TOUCHED.format("shortage, ", "old.shortage, ", "new.shortage, ")),
        migrations.RemoveField("order", "shortage"),
        migrations.RemoveField("order", "search_text"),
        migrations.AddField("listing", "bulk_quantity", models.IntegerField(null=True, blank=True)),
        migrations.CreateModel(
            name="StockTicket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("ticket", models.CharField(max_length=200, blank=True)),
                ("codes", ArrayField(base_field=models.TextField(), size=None)),
                ("sent_at", models.DateTimeField()),
                ("ask_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True, blank=True)),
                (
                    "outcome",
                    models.CharField(
                        max_length=12,
                        blank=True,
                        choices=[
                            ("reported", "報告を受けた"),
                            ("given_up", "報告が届かない"),
                            ("unknown", "届いたか分からない"),
                            ("refused", "受け付けられなかった"),
                        ],
                    ),
                ),
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
                "indexes": [models.Index(fields=["account", "-id"], name="ticket_account")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["account"],
                        condition=models.Q(("done_at__isnull", True), ("outcome", "")),
                        name="ticket_one_open",
                    )
                ],
            },
        ),
    ]
