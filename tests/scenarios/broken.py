"""The product's addresses and one page that breaks with everything secret at hand."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from ichigen.store.accounts import Account
from ichigen.store.alerts import AlertSettings
from ichigen.store.orders import Order


def broken(request: HttpRequest) -> HttpResponse:
    """A defect of ours, with opened secrets and an order in its variables."""
    accounts, settings, orders = list(Account.objects.all()), AlertSettings.objects.first(), list(Order.objects.all())
    opened = [dict(account.credentials) for account in accounts]
    raise RuntimeError(f"a defect: {accounts} {settings} {orders} {len(opened)} {[a.credentials for a in accounts]}")


urlpatterns = [path("broken/", broken), path("", include("ichigen.config.urls"))]
