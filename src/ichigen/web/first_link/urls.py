"""Addresses of 連携の手順, below an account."""

from django.urls import path

from ichigen.web.first_link import connecting, importing, opening, reading

app_name = "first_link"
urlpatterns = [
    path("", reading.go, name="go"),
    path("connect/", connecting.connect, name="connect"),
    path("connect/sheet/", connecting.compare_sheet, name="sheet"),
    path("readonly/", reading.readonly, name="readonly"),
    path("read/", reading.read, name="read"),
    path("read/now/", reading.read_now, name="read_now"),
    path("import/", importing.plan_page, name="import"),
    path("import/decide/", importing.decide, name="decide"),
    path("import/decide-all/", importing.decide_many, name="decide_all"),
    path("source/", opening.source, name="source"),
    path("differences/", opening.difference_list, name="differences"),
    path("start/", opening.start, name="start"),
]
