"""Addresses of 通知."""

from django.urls import path

from ichigen.web.alerts import views

app_name = "alerts"
urlpatterns = [
    path("", views.alerts, name="settings"),
    path("mail/", views.mail, name="mail"),
    path("webhook/", views.webhook, name="webhook"),
    path("webhook/secret/", views.rotate, name="rotate"),
    path("kinds/", views.kinds, name="kinds"),
    path("test/<slug:channel>/", views.test, name="test"),
]
