"""Addresses of CSV."""

from django.urls import path

from ichigen.web.sheets import doing, files, views

app_name = "sheets"
urlpatterns = [
    path("", views.imports, name="list"),
    path("bring/", doing.bring, name="bring"),
    path("out/goods/", files.goods, name="goods"),
    path("out/stock/", files.stock, name="stock"),
    path("<int:import_id>/", views.one, name="import"),
    path("<int:import_id>/errors/", files.errors, name="errors"),
    path("<int:import_id>/apply/", doing.apply, name="apply"),
    path("<int:import_id>/undo/", doing.undo, name="undo"),
    path("<int:import_id>/drop/", doing.drop, name="drop"),
    path("<int:import_id>/stop/", doing.stop, name="stop"),
    path("<int:import_id>/resume/", doing.resume, name="resume"),
]
