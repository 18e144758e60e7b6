"""Address of ホーム."""

from django.urls import path

from ichigen.web.home import views

app_name = "home"
urlpatterns = [path("", views.home, name="home")]
