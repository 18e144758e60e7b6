"""Addresses of 商品."""

from django.urls import path

from ichigen.web.goods import views

app_name = "goods"
urlpatterns = [
    path("", views.goods, name="list"),
    path("<int:sku_id>/", views.sku, name="sku"),
    path("<int:sku_id>/edit/", views.edit, name="edit"),
]
