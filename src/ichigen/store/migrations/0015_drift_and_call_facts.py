"""The history of ずれ, what the call log keeps of each call beside its outcome, and the 操作履歴 read by time."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = (("store", "0014_order_list"),)

    operations = (
        migrations.AddField(
            model_name="mallcall",
            name="about",
            field=models.CharField(blank=True, db_default="", default="", max_length=220),
        ),
        migrations.AddField(
            model_name="mallcall",
            name="facts",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="mallcall",
            name="request_id",
            field=models.CharField(blank=True, db_default="", default="", max_length=80),
        ),
        migrations.AddIndex(model_name="mallcall", index=models.Index(fields=["-at", "-id"], name="mallcall_at")),
        migrations.CreateModel(
            name="Drift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("hidden_sale", "モールの数が少ない（受注がまだ見えない）"),
                            ("too_high", "モールの数が多い"),
                            ("missing", "モールに商品がない"),
                        ],
                        max_length=16,
                    ),
                ),
                ("expected_low", models.IntegerField(blank=True, null=True)),
                ("expected_high", models.IntegerField(blank=True, null=True)),
                ("seen", models.IntegerField(blank=True, null=True)),
                ("since", models.DateTimeField()),
                ("healed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("order", "受注が届いた"),
                            ("matched", "読み直して一致した"),
                            ("written", "こちらの数を書き直した"),
                            ("returned", "モールの数が戻った"),
                            ("dropped", "モールが捨てた増加を書き直した"),
                            ("accepted", "モールの数に合わせた"),
                            ("given_up", "仮確保を解除した"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="store.account",
                    ),
                ),
                (
                    "listing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drifts",
                        to="store.listing",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("healed_at__isnull", True)), fields=["account"], name="drift_open_account"
                    ),
                    models.Index(fields=["-since", "-id"], name="drift_since"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("healed_at__isnull", True)),
                        fields=("listing", "cause"),
                        name="drift_open_listing_cause",
                    )
                ],
            },
        ),
        migrations.AddIndex(model_name="auditlog", index=models.Index(fields=["-at", "-id"], name="auditlog_at")),
    )
