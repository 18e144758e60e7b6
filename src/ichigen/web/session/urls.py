"""Addresses of logging in and out."""

from django.urls import path

from ichigen.web.session import views

app_name = "session"
urlpatterns = [
    path("login/", views.enter, name="login"),
    path("login/once/<str:token>/", views.once, name="once"),
    path("logout/", views.leave, name="logout"),
    path("language/", views.language, name="language"),
]
