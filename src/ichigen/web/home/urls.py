"""Addresses of ホーム."""

from django.urls import path

from ichigen.web.home import views, writes

app_name = "home"
urlpatterns = [
    path("", views.home, name="home"),
    path("writes/", writes.state, name="writes"),
    path("writes/stop/", writes.stop, name="stop"),
    path("writes/resume/", writes.resume, name="resume"),
]
