"""The order list: what orders are found by, memos, labels, saved views, rows of long jobs."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps as Apps

#: The status beside the text is that of the order, whoever changes it.
SAME_STATUS = """
alter table store_ordersearch set (fillfactor = 90);
create function store_ordersearch_status() returns trigger language plpgsql as $$
begin
  update store_ordersearch set status_id = new.status_id where order_id = new.id;
  return null;
end $$;
create trigger ordersearch_status after update of status_id on store_order
for each row when (old.status_id is distinct from new.status_id) execute function store_ordersearch_status();
"""
NO_LONGER = "drop trigger ordersearch_status on store_order; drop function store_ordersearch_status();"
BATCH = 1000


def index_orders(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the orders that are there already findable, from what their malls told."""
    from ichigen.domain.order_search import searched_text, ship_key
    from ichigen.domain.search import grams_of
    from ichigen.domain.snapshots import order_from_json

    found, rows = apps.get_model("store", "OrderSearch"), []
    orders = apps.get_model("store", "Order").objects.values_list("id", "status_id", "snapshot")
    for pk, status_id, snapshot in orders.iterator(BATCH):
        order = order_from_json(snapshot)
        text = searched_text(order)
        more = {"ship_key": ship_key(order), "has_note": bool(order.note.strip())}
        rows.append(found(order_id=pk, status_id=status_id, text=text, grams=grams_of(text), **more))
        if len(rows) == BATCH:
            found.objects.bulk_create(rows)
            rows = []
    found.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0013_status_table"),
    ]

    operations = [
        migrations.CreateModel(
            name="Label",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=20, unique=True)),
                ("tone", models.CharField(default="own", max_length=20)),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.CreateModel(
            name="OperationRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("subject_id", models.BigIntegerField(blank=True, null=True)),
                ("label", models.CharField(max_length=100)),
                ("data", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("todo", "待機中"), ("done", "成功"), ("failed", "失敗")],
                        default="todo",
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=60)),
                ("message", models.CharField(blank=True, max_length=300)),
                ("undo", models.JSONField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="OrderLabel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
        ),
        migrations.CreateModel(
            name="OrderMemo",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="memo",
                        serialize=False,
                        to="store.order",
                    ),
                ),
                ("text", models.CharField(max_length=1000)),
                ("changed_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="OrderSearch",
            fields=[
                (
                    "order",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search",
                        serialize=False,
                        to="store.order",
                    ),
                ),
                ("text", models.TextField()),
                ("grams", django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ("ship_key", models.BigIntegerField(blank=True, null=True)),
                ("has_note", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("screen", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=2000)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="ScreenTaste",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("screen", models.CharField(max_length=20)),
                ("columns", models.JSONField(default=list)),
                ("density", models.CharField(default="normal", max_length=10)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="order",
            name="order_time",
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                fields=["-ordered_at", "-id"],
                include=(
                    "status",
                    "account",
                    "phase",
                    "total",
                    "paid",
                    "unresolved",
                    "confirmable",
                    "payment_method",
                    "delivery_method",
                ),
                name="order_facets",
            ),
        ),
        migrations.AddField(
            model_name="operationrow",
            name="operation",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="store.operation"
            ),
        ),
        migrations.AddField(
            model_name="orderlabel",
            name="label",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="orders", to="store.label"
            ),
        ),
        migrations.AddField(
            model_name="orderlabel",
            name="order",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="labels", to="store.order"
            ),
        ),
        migrations.AddField(
            model_name="ordermemo",
            name="actor",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ordersearch",
            name="status",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.status"
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="made_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="savedview",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="screentaste",
            name="staff",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddIndex(
            model_name="operationrow",
            index=models.Index(
                condition=models.Q(("state", "failed")), fields=["operation", "position"], name="operationrow_failed"
            ),
        ),
        migrations.AddConstraint(
            model_name="operationrow",
            constraint=models.UniqueConstraint(fields=("operation", "position"), name="operationrow_position"),
        ),
        migrations.AddConstraint(
            model_name="orderlabel",
            constraint=models.UniqueConstraint(fields=("order", "label"), name="orderlabel_once"),
        ),
        migrations.AddIndex(
            model_name="ordersearch",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["grams"], name="ordersearch_grams"
            ),
        ),
        migrations.AddIndex(
            model_name="ordersearch",
            index=models.Index(
                condition=models.Q(("ship_key__isnull", False)), fields=["ship_key"], name="ordersearch_ship_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("screen", "owner", "name"), name="savedview_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("owner", None)), fields=("screen", "name"), name="savedview_shared"
            ),
        ),
        migrations.AddConstraint(
            model_name="screentaste",
            constraint=models.UniqueConstraint(fields=("staff", "screen"), name="screentaste_of_person"),
        ),
        migrations.RunSQL(SAME_STATUS, NO_LONGER),
        migrations.RunPython(index_orders, migrations.RunPython.noop),
    ]
