"""Addresses of 「なぜ連携されない？」."""

from django.urls import path

from ichigen.web.accounts import readiness

app_name = "readiness"
urlpatterns = [
    path("", readiness.accounts, name="list"),
    path("accounts/<int:account_id>/", readiness.account, name="account"),
    path("listings/<int:listing_id>/", readiness.listing, name="listing"),
    path("skus/<int:sku_id>/", readiness.sku, name="sku"),
]
