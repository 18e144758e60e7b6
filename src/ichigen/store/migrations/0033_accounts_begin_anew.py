"""Since when the loops of an account run anew: what they left undone before is no alarm."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0032_sales_touch_no_listing")]

    operations = [
        migrations.AddField("account", "anew_at", models.DateTimeField(blank=True, null=True)),
    ]
