"""Addresses of the write-back screens."""

from django.urls import path

from ichigen.web.write_back import of_order, runs, slots, table, targets

app_name = "write_back"
urlpatterns = [
    path("", targets.accounts, name="list"),
    path("time-slots/", slots.time_slots, name="time_slots"),
    path("time-slots/save/", slots.save, name="save_time_slots"),
    path("<int:account_id>/", targets.targets, name="targets"),
    path("<int:account_id>/run/", targets.run, name="run"),
    path("<int:account_id>/table/", table.table, name="table"),
    path("<int:account_id>/table/save/", table.save, name="save_table"),
    path("<int:account_id>/table/restore/", table.restore, name="restore_table"),
    path("runs/<int:run_id>/", runs.run, name="progress"),
    path("runs/<int:run_id>/stop/", runs.stop, name="stop_run"),
    path("runs/<int:run_id>/retry/", runs.retry, name="retry_run"),
    path("orders/<int:order_id>/write/", of_order.write, name="write_order"),
    path("orders/<int:order_id>/before-payment/", of_order.before_payment, name="before_payment"),
    path("orders/<int:order_id>/delivery/", of_order.delivery, name="delivery"),
    path("orders/<int:order_id>/drop/<int:write_back_id>/", of_order.drop, name="drop"),
]
