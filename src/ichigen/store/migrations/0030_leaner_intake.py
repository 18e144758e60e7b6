"""What taking an order in writes keeps only the indexes that are used and the foreign keys that can fail.

The database checks a foreign key for every row at the commit. What is held is of a level, which is of a SKU and a place; the events
and the search row of an order are written by statements that read the order's id from the row itself.
"""

import django.db.models.deletion
from django.db import migrations, models

OF_A_LEVEL = """
alter table store_reservation add constraint reservation_of_a_level
  foreign key (sku_id, location_id) references store_stocklevel (sku_id, location_id) deferrable initially deferred
"""


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
            name="sku",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reservations",
                to="store.sku",
            ),
        ),
        migrations.AlterField(
            model_name="reservation",
            name="location",
            field=models.ForeignKey(
                db_constraint=False,
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
        migrations.AlterField(
            model_name="ordersearch",
            name="order",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                primary_key=True,
                related_name="search",
                serialize=False,
                to="store.order",
            ),
        ),
        migrations.AlterField(
            model_name="ordersearch",
            name="status",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="store.status",
            ),
        ),
        migrations.AlterField(
            model_name="orderevent",
            name="order",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="events",
                to="store.order",
            ),
        ),
        migrations.RunSQL(OF_A_LEVEL, "alter table store_reservation drop constraint reservation_of_a_level"),
        migrations.AddIndex(
            model_name="reservation",
            index=models.Index(
                condition=models.Q(("listing__isnull", False)), fields=["listing"], name="reservation_listing"
            ),
        ),
    ]
