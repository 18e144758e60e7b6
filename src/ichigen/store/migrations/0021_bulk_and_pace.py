"""The pace a mall names."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0019_sent_forms")]

    operations = [
        migrations.AddField("ratebucket", "told_rate", models.FloatField(null=True, blank=True)),
        migrations.AddField("ratebucket", "told_burst", models.FloatField(null=True, blank=True)),
        migrations.AddField("ratebucket", "told_at", models.DateTimeField(null=True, blank=True)),
        migrations.AddField("ratebucket", "saved_for", models.FloatField(null=True, blank=True)),
        migrations.AddField("ratebucket", "saved_until", models.DateTimeField(null=True, blank=True)),
    ]
