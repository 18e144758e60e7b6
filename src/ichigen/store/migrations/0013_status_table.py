"""ステータス紐付け as versions, 時間帯変換設定, runs of write-backs, and for which status an order was last judged."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

#: What is there today counts as judged: an upgrade writes nothing by itself.
JUDGED = "update store_order set judged_status = status_id, judged_paid = paid"

#: Hours the carriers of this country share, and words the malls use for them.
SLOTS = (
    ("午前中", "午前中", "08:00～12:00\n9時～12時"),
    ("12時～14時", "12:00～14:00", "12時-14時"),
    ("14時～16時", "14:00～16:00", "14時-16時"),
    ("16時～18時", "16:00～18:00", "16時-18時"),
    ("18時～20時", "18:00～20:00", "18時-20時"),
    ("19時～21時", "19:00～21:00", "19時-21時"),
    ("20時～21時", "20:00～21:00", "20時-21時"),
)


def seed_slots(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    slot = apps.get_model("store", "TimeSlot")
    for position, (name, written, also) in enumerate(SLOTS, start=1):
        slot.objects.create(position=position, name=name, written=written, also=also)


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0012_csv_and_returns"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatusTableVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("rows", models.JSONField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("restored_from", models.IntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-number",),
            },
        ),
        migrations.CreateModel(
            name="TimeSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("name", models.CharField(max_length=40, unique=True)),
                ("written", models.CharField(max_length=40)),
                ("also", models.TextField(blank=True)),
            ],
            options={
                "ordering": ("position", "id"),
            },
        ),
        migrations.CreateModel(
            name="WriteRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("within_days", models.IntegerField(blank=True, null=True)),
                ("table_number", models.IntegerField(default=0)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="WriteRunRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("changes", models.JSONField(default=list)),
                ("code", models.CharField(blank=True, default="", max_length=60)),
                ("message", models.CharField(blank=True, default="", max_length=500)),
            ],
        ),
        migrations.AddField(
            model_name="order",
            name="deliver_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="deliver_slot",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            model_name="order",
            name="judged_paid",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="order",
            name="judged_status",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="shipment",
            name="entry",
            field=models.IntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="writebackstep",
            name="guarded",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(JUDGED, migrations.RunSQL.noop),
        migrations.RunPython(seed_slots, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(
                condition=models.Q(
                    models.Q(("judged_status", models.F("status_id")), _negated=True),
                    models.Q(("judged_paid", models.F("paid")), _negated=True),
                    _connector="OR",
                ),
                fields=["account", "id"],
                name="order_to_judge",
            ),
        ),
        migrations.AddField(
            model_name="statustableversion",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="status_tables",
                to="store.account",
            ),
        ),
        migrations.AddField(
            model_name="statustableversion",
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
            model_name="writerun",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="write_runs", to="store.account"
            ),
        ),
        migrations.AddField(
            model_name="writerun",
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
            model_name="writerun",
            name="operation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="store.operation",
            ),
        ),
        migrations.AddField(
            model_name="writerunrow",
            name="order",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="store.order"
            ),
        ),
        migrations.AddField(
            model_name="writerunrow",
            name="run",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="store.writerun"
            ),
        ),
        migrations.AddField(
            model_name="writerunrow",
            name="write_back",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="store.writeback",
            ),
        ),
        migrations.AddConstraint(
            model_name="statustableversion",
            constraint=models.UniqueConstraint(fields=("account", "number"), name="statustable_account_number"),
        ),
        migrations.AddConstraint(
            model_name="writerunrow",
            constraint=models.UniqueConstraint(fields=("run", "order"), name="writerunrow_run_order"),
        ),
    ]
