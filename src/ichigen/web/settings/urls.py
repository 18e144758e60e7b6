"""Addresses of 設定."""

from django.urls import path

from ichigen.web.settings import history, locations, mail_templates, staff, statuses, views

app_name = "settings"
urlpatterns = [
    path("", views.index, name="index"),
    path("display/", views.display, name="display"),
    path("system/", views.system_page, name="system"),
    path("locations/", locations.locations, name="locations"),
    path("locations/<int:location_id>/", locations.change, name="location"),
    path("statuses/", statuses.statuses, name="statuses"),
    path("statuses/<int:status_id>/", statuses.change, name="status"),
    path("statuses/<int:status_id>/move/", statuses.move, name="status_move"),
    path("statuses/<int:status_id>/remove/", statuses.remove, name="status_remove"),
    path("mail-templates/", mail_templates.templates, name="mail_templates"),
    path("mail-templates/new/", mail_templates.add, name="mail_template_add"),
    path("mail-templates/<int:template_id>/", mail_templates.edit, name="mail_template"),
    path("mail-templates/<int:template_id>/move/", mail_templates.move, name="mail_template_move"),
    path("mail-templates/<int:template_id>/remove/", mail_templates.remove, name="mail_template_remove"),
    path("staff/", staff.members, name="staff"),
    path("staff/<int:staff_id>/role/", staff.role, name="staff_role"),
    path("staff/<int:staff_id>/active/", staff.active, name="staff_active"),
    path("staff/<int:staff_id>/reset/", staff.reset, name="staff_reset"),
    path("history/", history.entries, name="history"),
    path("history/<int:entry_id>/", history.entry, name="history_entry"),
]
