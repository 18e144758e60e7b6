"""News from the malls, and the part of the address it is posted to."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0019_sent_forms"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="hook_key",
            field=models.CharField(blank=True, max_length=43, null=True, unique=True),
        ),
        migrations.CreateModel(
            name="MallSignal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=200)),
                (
                    "orders",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=100), size=None),
                ),
                ("poll", models.BooleanField()),
                ("arrived_at", models.DateTimeField(db_index=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signals",
                        to="store.account",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["account", "id"],
                        name="mallsignal_pending",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("account", "key"), name="mallsignal_account_key")],
            },
        ),
    ]
