"""Addresses of 連動ログ."""

from django.urls import path

from ichigen.web.sync_log import views

app_name = "sync_log"
urlpatterns = [
    path("", views.drifts, name="list"),
    path("<int:drift_id>/", views.drift, name="drift"),
    path("calls/", views.calls, name="calls"),
    path("calls/<int:call_id>/", views.call, name="call"),
    path("lag/", views.lag, name="lag"),
]
