"""Forms that were sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("store", "0018_superseded_steps")]

    operations = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
    ]
