"""Addresses of the stock screens."""

from django.urls import path

from ichigen.web.stock import edit, views

app_name = "stock"
urlpatterns = [
    path("", views.stock, name="list"),
    path("cells/", edit.save_cells, name="cells"),
    path("<int:sku_id>/", views.sku, name="sku"),
    path("<int:sku_id>/adjust/", views.adjust, name="adjust"),
    path("<int:sku_id>/holds/<int:reservation_id>/release/", views.release, name="release"),
]
