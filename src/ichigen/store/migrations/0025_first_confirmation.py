"""When a write was first seen on the mall (`Listing.shown_at`): later readings move `confirmed_at` on."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0024_endless_listings")]

    operations = [
        migrations.AddField("listing", "shown_at", models.DateTimeField(blank=True, null=True)),
    ]
