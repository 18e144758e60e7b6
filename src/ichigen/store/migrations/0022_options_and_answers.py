import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a mall answers to a step and from when it may be sent; when a person asked for an intake; 同梱."""

    dependencies = [("store", "0021_bulk_and_pace")]

    operations = [
        migrations.AddField(
            model_name="writebackstep",
            name="answer",
            field=models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict),
        ),
        migrations.AddField(
            model_name="writebackstep", name="earliest", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="account", name="intake_asked_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="order",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="children",
                to="store.order",
            ),
        ),
        migrations.AddIndex(
            model_name="order",
            index=models.Index(condition=models.Q(("parent__isnull", False)), fields=["parent"], name="order_parent"),
        ),
    ]
