"""ホーム: is anything wrong, what must I do now."""

from django.http import HttpResponse
from django.utils import timezone

from ichigen.services.pulse import silence
from ichigen.services.views.account_health import account_health
from ichigen.services.views.alerts import active_alerts
from ichigen.services.views.frame import counts, writing
from ichigen.services.views.today import today
from ichigen.services.views.worklist import newest_items
from ichigen.web.alerts.lines import alert_line
from ichigen.web.home.bars import bars
from ichigen.web.home.glance import next_steps
from ichigen.web.ui.access import StaffRequest, staff_only
from ichigen.web.ui.answers import page

NEWEST = 6


@staff_only
def home(request: StaffRequest) -> HttpResponse:
    """The first screen; htmx gets its moving part."""
    now = timezone.now()
    state = writing()
    numbers, quiet, menu = today(now), silence(now), counts()
    alerts = [alert_line(row, request.user.role) for row in active_alerts()]
    accounts = account_health(now, state.stopped_at is not None)
    troubled = any(account.trouble for account in accounts)
    context = {
        "now": now,
        "silence": quiet,
        "alerts": alerts,
        "writing": state,
        "accounts": accounts,
        "items": newest_items(NEWEST),
        "menu_counts": menu,
        "fine": not (quiet or alerts or troubled or menu.worklist or state.stopped_at),
        "steps": next_steps(menu.worklist, numbers),
        "today": numbers,
        "bars": bars(numbers.hours),
    }
    return page(request, "home/home.html", context, part="home/part.html")
