"""The mail server of an ECアカウント (SMTP ID, SMTP パスワード), and what its last test said."""

from django.db import migrations, models

import ichigen.store.sealed


class Migration(migrations.Migration):
    dependencies = [("store", "0025_first_confirmation")]

    operations = [
        migrations.CreateModel(
            "AccountMail",
            fields=[
                (
                    "account",
                    models.OneToOneField(
                        on_delete=models.deletion.CASCADE,
                        primary_key=True,
                        related_name="own_mail",
                        serialize=False,
                        to="store.account",
                    ),
                ),
                ("host", models.CharField(max_length=200)),
                ("port", models.IntegerField()),
                (
                    "security",
                    models.CharField(
                        choices=[("starttls", "STARTTLS"), ("tls", "TLS"), ("none", "なし")], max_length=10
                    ),
                ),
                ("user", models.CharField(blank=True, max_length=200)),
                ("secrets", ichigen.store.sealed.SealedJSONField()),
                ("result", models.CharField(blank=True, max_length=40)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
