"""Addresses of the order screens."""

from django.urls import path

from ichigen.web.orders import actions, bulk, bundle, desk, mail, views

app_name = "orders"
urlpatterns = [
    path("", views.orders, name="list"),
    path("bulk/<slug:verb>/", bulk.bulk, name="bulk"),
    path("views/", desk.save, name="save_view"),
    path("views/<int:view_id>/drop/", desk.drop, name="drop_view"),
    path("columns/", desk.columns, name="columns"),
    path("density/", desk.density, name="density"),
    path("<int:order_id>/", views.order, name="detail"),
    path("<int:order_id>/ship/", actions.ship, name="ship"),
    path("<int:order_id>/cancel/", actions.cancel, name="cancel"),
    path("<int:order_id>/confirm/", actions.confirm, name="confirm"),
    path("<int:order_id>/status/", actions.status, name="status"),
    path("<int:order_id>/mail/", mail.send, name="mail"),
    path("<int:order_id>/mail/draft/", mail.draft, name="mail_draft"),
    path("<int:order_id>/memo/", desk.memo, name="memo"),
    path("<int:order_id>/label/", desk.label, name="label"),
    path("<int:order_id>/bundle/", bundle.join, name="bundle"),
    path("<int:order_id>/unbundle/", bundle.leave, name="unbundle"),
    path("<int:order_id>/steps/<int:step_id>/retry/", actions.retry, name="retry"),
]
