"""メールテンプレート: a mail to buyers as the shop wrote it once."""

from django.db import models

from ichigen.store.accounts import Account


class MailTemplate(models.Model):
    """名称, 件名 and 本文 with placeholders of `domain.mail_templates`; `account` None = for every ECアカウント."""

    name = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    body = models.TextField()
    position = models.IntegerField()
    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, blank=True, related_name="mail_templates", db_index=False
    )

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=("account", "name"), name="mailtemplate_name", nulls_distinct=False),
        )

    def __str__(self) -> str:
        return self.name
