"""ホーム: is anything wrong, what must I do now."""

from django.http import HttpResponse
from django.utils import timezone

from ichigen.services.pulse import silence
from ichigen.services.views.account_health import account_health
from ichigen.services.views.alerts import active_alerts
from ichigen.services.views.frame import writing
from ichigen.services.views.today import today
from ichigen.services.views.worklist import newest_items
from ichigen.web.alerts.lines import alert_line
from ichigen.web.home.bars import bars
from ichigen.web.ui.access import StaffRequest, staff_only
from ichigen.web.ui.answers import page

NEWEST = 6


@staff_only
def home(request: StaffRequest) -> HttpResponse:
    """The first screen; htmx gets its moving part."""
    now = timezone.now()
    state = writing()
    numbers = today(now)
    context = {
        "now": now,
        "silence": silence(now),
        "alerts": [alert_line(row, request.user.role) for row in active_alerts()],
        "writing": state,
        "accounts": account_health(now, state.stopped_at is not None),
        "items": newest_items(NEWEST),
        "today": numbers,
        "bars": bars(numbers.hours),
    }
    return page(request, "home/home.html", context, part="home/part.html")
