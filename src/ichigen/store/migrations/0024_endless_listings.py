"""A listing that its mall goes on selling when nothing is left (`MallListing.endless`)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0023_search_pending")]

    operations = [
        migrations.AddField("listing", "endless", models.BooleanField(default=False, db_default=False)),
    ]
