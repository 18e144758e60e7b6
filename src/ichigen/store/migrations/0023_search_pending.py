"""Grams of new orders are gathered before they are sorted into the index; the index itself stays as it is."""

import django.contrib.postgres.indexes
from django.db import migrations

PENDING = "alter index ordersearch_grams set (fastupdate = on, gin_pending_list_limit = 1024)"
AT_ONCE = (
    "alter index ordersearch_grams set (fastupdate = off); alter index ordersearch_grams reset (gin_pending_list_limit)"
)


class Migration(migrations.Migration):
    dependencies = [("store", "0022_options_and_answers")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(PENDING, AT_ONCE)],
            state_operations=[
                migrations.RemoveIndex(model_name="ordersearch", name="ordersearch_grams"),
                migrations.AddIndex(
                    model_name="ordersearch",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["grams"], gin_pending_list_limit=1024, name="ordersearch_grams"
                    ),
                ),
            ],
        )
    ]
