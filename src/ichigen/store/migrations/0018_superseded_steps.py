from django.db import migrations, models


class Migration(migrations.Migration):
    """Steps that something newer took the place of while they were in doubt."""

    dependencies = [("store", "0017_alerts")]

    operations = [
        migrations.AddField(
            model_name="writebackstep",
            name="superseded",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
