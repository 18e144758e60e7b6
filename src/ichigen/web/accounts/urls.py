"""Addresses of ECアカウント."""

from django.urls import path

from ichigen.web.accounts import renewal, views

app_name = "accounts"
urlpatterns = [
    path("", views.accounts, name="list"),
    path("add/", views.choose, name="choose"),
    path("add/<slug:mall_id>/", views.add, name="add"),
    path("<int:account_id>/", views.account, name="detail"),
    path("<int:account_id>/check/", views.check, name="check"),
    path("<int:account_id>/renew/", renewal.renew, name="renew"),
    path("<int:account_id>/start/", views.start, name="start"),
    path("<int:account_id>/calls/", views.calls, name="calls"),
]
