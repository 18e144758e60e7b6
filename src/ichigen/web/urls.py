"""Addresses of the screens."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("ichigen.web.home.urls")),
    path("", include("ichigen.web.session.urls")),
    path("orders/", include("ichigen.web.orders.urls")),
    path("stock/", include("ichigen.web.stock.urls")),
    path("sync-log/", include("ichigen.web.sync_log.urls")),
    path("listings/", include("ichigen.web.listings.urls")),
    path("accounts/<int:account_id>/link/", include("ichigen.web.first_link.urls")),
    path("accounts/", include("ichigen.web.accounts.urls")),
    path("write-back/", include("ichigen.web.write_back.urls")),
    path("settings/api-tokens/", include("ichigen.web.api_tokens.urls")),
    path("alerts/", include("ichigen.web.alerts.urls")),
    path("goods/", include("ichigen.web.goods.urls")),
    path("csv/", include("ichigen.web.sheets.urls")),
    path("moves/", include("ichigen.web.stock.moves_urls")),
    path("readiness/", include("ichigen.web.accounts.readiness_urls")),
    path("settings/", include("ichigen.web.settings.urls")),
    path("worklist/", include("ichigen.web.worklist.urls")),
    path("operations/", include("ichigen.web.operations.urls")),
    path("", include("ichigen.web.ui.urls")),
]
