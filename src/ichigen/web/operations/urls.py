"""Addresses of 処理状況."""

from django.urls import path

from ichigen.web.operations import views

app_name = "operations"
urlpatterns = [
    path("", views.listing, name="list"),
    path("<int:operation_id>/", views.detail, name="detail"),
    path("<int:operation_id>/progress/", views.progress, name="progress"),
    path("<int:operation_id>/failed.csv", views.failed_csv, name="failed_csv"),
    path("<int:operation_id>/stop/", views.stop, name="stop"),
    path("<int:operation_id>/retry/", views.retry, name="retry"),
    path("<int:operation_id>/undo/", views.take_back, name="undo"),
]
