"""CSV files row by row, what was decided about returned goods, axes and price of a SKU."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_component_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="sku",
            name="horizontal",
            field=models.CharField(blank=True, db_default="", default="", max_length=50),
        ),
        migrations.AddField(
            model_name="sku",
            name="price",
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="sku",
            name="vertical",
            field=models.CharField(blank=True, db_default="", default="", max_length=50),
        ),
        migrations.CreateModel(
            name="CsvImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("goods", "商品"), ("count", "在庫 (数えた数)"), ("delta", "在庫 (増減)")],
                        max_length=10,
                    ),
                ),
                ("filename", models.CharField(max_length=200)),
                ("encoding", models.CharField(blank=True, max_length=10)),
                ("digest", models.CharField(max_length=64)),
                ("content", models.BinaryField(default=b"")),
                ("options", models.JSONField(default=dict)),
                ("ignored", models.JSONField(default=list)),
                ("refusal", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "読み取り中"),
                            ("refused", "読めません"),
                            ("checked", "確認待ち"),
                            ("applying", "取込中"),
                            ("applied", "取込済み"),
                            ("undoing", "取消中"),
                            ("undone", "取消済み"),
                            ("dropped", "取りやめ"),
                        ],
                        default="reading",
                        max_length=10,
                    ),
                ),
                (
                    "policy",
                    models.CharField(
                        blank=True,
                        choices=[("good", "正しい行だけ取り込む"), ("all", "1 行でもエラーがあれば何も取り込まない")],
                        max_length=4,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "actor",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "operation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="store.operation",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="CsvRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("cells", models.JSONField(default=dict)),
                ("code", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(blank=True, max_length=240)),
                ("verdict", models.CharField(max_length=10)),
                ("before", models.JSONField(default=dict)),
                ("after", models.JSONField(default=dict)),
                ("problems", models.JSONField(default=list)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "未処理"),
                            ("applied", "取込済み"),
                            ("failed", "取り込めず"),
                            ("undone", "取消済み"),
                            ("kept", "戻せず"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("done", models.JSONField(default=dict)),
                (
                    "csv_import",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="store.csvimport",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["csv_import", "verdict", "line"], name="csvrow_verdict"),
                    models.Index(fields=["csv_import", "outcome", "line"], name="csvrow_outcome"),
                    models.Index(fields=["csv_import", "key"], name="csvrow_key"),
                ],
                "constraints": [models.UniqueConstraint(fields=("csv_import", "line"), name="csvrow_line")],
            },
        ),
        migrations.CreateModel(
            name="ReturnDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("units", models.IntegerField()),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "location",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="store.location",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="store.order"
                    ),
                ),
                (
                    "sku",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="store.sku"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("units__gt", 0)), name="returndecision_units")
                ],
            },
        ),
    ]
