"""What a dialog shows once its action has started."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django_htmx.http import trigger_client_event

from ichigen.services.views.operations import operation
from ichigen.web.ui.access import StaffRequest


def started(request: StaffRequest, operation_id: int) -> HttpResponse:
    """Show how it goes: in the dialog, or without htmx on its own page."""
    if not request.htmx:
        return redirect("operations:detail", operation_id=operation_id)
    answer = render(request, "orders/bulk_started.html", {"operation": operation(operation_id)})
    return trigger_client_event(answer, "jobs-changed", {}, after="settle")
