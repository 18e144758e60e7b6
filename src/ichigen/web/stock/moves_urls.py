"""Addresses of 入出庫."""

from django.urls import path

from ichigen.web.stock import moves

app_name = "moves"
urlpatterns = [
    path("", moves.moves, name="list"),
    path("receive/", moves.receive, name="receive"),
    path("transfer/", moves.transfer, name="transfer"),
    path("returns/<int:order_id>/<int:sku_id>/", moves.decide, name="decide"),
]
