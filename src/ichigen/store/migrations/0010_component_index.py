"""Listings of a SKU are found in the index alone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0009_brake"),
    ]

    operations = [
        migrations.AlterField(
            model_name="listingcomponent",
            name="sku",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="components", to="store.sku"
            ),
        ),
        migrations.AddIndex(
            model_name="listingcomponent",
            index=models.Index(fields=["sku"], include=("listing",), name="component_sku"),
        ),
    ]
