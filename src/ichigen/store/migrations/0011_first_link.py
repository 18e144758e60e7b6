"""What a first link needs: every match code of a listing, where an account's opening stock came from, its shop facts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0010_component_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="listing",
            name="match_codes",
            field=models.JSONField(default=list, db_default=models.Value([], models.JSONField())),
        ),
        migrations.AddField(
            model_name="account",
            name="mail_from",
            field=models.CharField(blank=True, default="", max_length=254),
        ),
        migrations.AddField(
            model_name="account",
            name="locations",
            field=models.ManyToManyField(blank=True, related_name="accounts", to="store.location"),
        ),
        migrations.AddField(
            model_name="account",
            name="opened_from",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="account",
            name="opened_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
