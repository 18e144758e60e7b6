from django.db import migrations, models


class Migration(migrations.Migration):
    """What a mall answers to a step and from when it may be sent; when a person asked for an intake."""

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
    ]
