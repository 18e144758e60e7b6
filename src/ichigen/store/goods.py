"""Products, SKUs and locations."""

from django.db import models
from django.db.models.functions import Now


class Location(models.Model):
    """店舗・倉庫: where stock is. `sells` = its stock may be offered on malls."""

    code = models.CharField(max_length=50, unique=True)
    name = models.CharField(max_length=100)
    sells = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Product(models.Model):
    """商品 (顧客社商品コード)."""

    code = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.code


class Sku(models.Model):
    """A sellable variant (コード-横軸-縦軸). A 一点物 can only be in stock once. `price`: yen with tax, None = not set."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="skus")
    code = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=300)
    variant = models.CharField(max_length=200, blank=True)
    horizontal = models.CharField(max_length=50, blank=True, default="", db_default="")
    vertical = models.CharField(max_length=50, blank=True, default="", db_default="")
    jan = models.CharField(max_length=20, blank=True)
    price = models.IntegerField(null=True, blank=True)
    one_off = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(db_default=Now(), db_index=True)  # moved by a trigger

    def __str__(self) -> str:
        return self.code
