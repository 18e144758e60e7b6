"""Addresses of the shared parts."""

from django.urls import path

from ichigen.web.ui import views

app_name = "ui"
urlpatterns = [
    path("jump/", views.jump, name="jump"),
    path("jobs/", views.running_jobs, name="jobs"),
    path("ui-kit/", views.kit, name="kit"),
]
