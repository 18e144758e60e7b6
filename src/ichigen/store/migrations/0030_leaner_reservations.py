"""A reservation is written for every line of every order: it keeps only the indexes that are used."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0029_kept_goods_are_marked_clean"),
    ]

    operations = [
        migrations.AlterField(
            model_name="reservation",
            name="listing",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="store.listing",
            ),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="location",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="store.location",
            ),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="order_line",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="store.orderline",
            ),
        ),
        migrations.AlterField(
            model_name="stocklevel",
            name="sku",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="levels", to="store.sku"
            ),
        ),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("listing__isnull", False)), fields=["listing"], name="reservation_listing"
            ),
        ),
    ]
