"""What the shop adds to orders for itself, and how each person likes to see the list. No mall learns of any of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from ichigen.store.orders import Order


class OrderMemo(models.Model):
    """店内メモ of an order; no row = none."""

    order = models.OneToOneField(Order, on_delete=models.CASCADE, primary_key=True, related_name="memo")
    text = models.CharField(max_length=1000)
    changed_at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )


class Label(models.Model):
    """ラベル: the shop's own mark for orders; `tone` is a colour role of the screens."""

    name = models.CharField(max_length=20, unique=True)
    tone = models.CharField(max_length=20, default="own")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class OrderLabel(models.Model):
    """A label on an order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="labels", db_index=False)
    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="orders")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "label"), name="orderlabel_once"),)


class SavedView(models.Model):
    """保存した条件: a name for a query string of a screen; `owner` None = shared with everybody."""

    screen = models.CharField(max_length=20)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=2000)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("screen", "owner", "name"), name="savedview_of_owner"),
            models.UniqueConstraint(fields=("screen", "name"), condition=Q(owner=None), name="savedview_shared"),
        )


class ScreenTaste(models.Model):
    """How one person likes one list: the columns in sight (empty = as designed) and the row height."""

    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    screen = models.CharField(max_length=20)
    columns = models.JSONField(default=list)
    density = models.CharField(max_length=10, default="normal")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("staff", "screen"), name="screentaste_of_person"),)
