"""Addresses of 出品の紐付け."""

from django.urls import path

from ichigen.web.listings import binding, views

app_name = "listings"
urlpatterns = [
    path("", views.listings, name="list"),
    path("<int:listing_id>/", binding.listing, name="listing"),
    path("<int:listing_id>/unbind/", binding.unbind, name="unbind"),
    path("of/<int:account_id>/bind/", binding.bind, name="bind"),
    path("of/<int:account_id>/accept/", views.accept, name="accept"),
    path("of/<int:account_id>/accept-all/", views.accept_all, name="accept_all"),
    path("skus/", binding.skus, name="skus"),
]
