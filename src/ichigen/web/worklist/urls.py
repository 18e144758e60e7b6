"""Addresses of 要対応."""

from django.urls import path

from ichigen.web.worklist import views

app_name = "worklist"
urlpatterns = [
    path("", views.items, name="list"),
    path("<int:item_id>/", views.item, name="item"),
    path("<int:item_id>/retry/", views.retry, name="retry"),
    path("<int:item_id>/drift/", views.settle_drift, name="settle_drift"),
    path("<int:item_id>/close/", views.close, name="close"),
]
