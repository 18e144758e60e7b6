"""Addresses of ECアカウント."""

from django.urls import path

from ichigen.web.accounts import consent, mail, options, renewal, switch_off, views

app_name = "accounts"
urlpatterns = [
    path("", views.accounts, name="list"),
    path("add/", views.choose, name="choose"),
    path("add/<slug:mall_id>/", views.add, name="add"),
    path("add/<slug:mall_id>/verify/", views.verify, name="verify"),
    path("add/<slug:mall_id>/consent/", consent.ask, name="consent"),
    path("consent/", consent.back, name="consent_back"),
    path("<int:account_id>/", views.account, name="detail"),
    path("<int:account_id>/check/", views.check, name="check"),
    path("<int:account_id>/active/", switch_off.active, name="active"),
    path("<int:account_id>/options/", options.options, name="options"),
    path("<int:account_id>/intake/", options.intake, name="intake"),
    path("<int:account_id>/mail/", mail.server, name="mail"),
    path("<int:account_id>/mail/test/", mail.test, name="mail_test"),
    path("<int:account_id>/renew/", renewal.renew, name="renew"),
    path("<int:account_id>/renew/consent/", consent.ask_again, name="consent_again"),
]
