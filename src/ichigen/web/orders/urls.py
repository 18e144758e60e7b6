"""Addresses of the order screens."""

from django.urls import path

from ichigen.web.orders import actions, views

app_name = "orders"
urlpatterns = [
    path("", views.orders, name="list"),
    path("<int:order_id>/", views.order, name="detail"),
    path("<int:order_id>/ship/", actions.ship, name="ship"),
    path("<int:order_id>/cancel/", actions.cancel, name="cancel"),
    path("<int:order_id>/confirm/", actions.confirm, name="confirm"),
    path("<int:order_id>/status/", actions.status, name="status"),
    path("<int:order_id>/steps/<int:step_id>/retry/", actions.retry, name="retry"),
]
