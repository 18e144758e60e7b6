"""An alert as a line of the screen: its sentence in the language of the reader, and the button to put it right."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ichigen.domain.alerts import AlertCode
from ichigen.domain.permissions import Action, may
from ichigen.services.views.alerts import AlertRow


@dataclass(frozen=True, slots=True)
class AlertLine:
    """`href` is empty where the reader's role may not open the page."""

    urgent: bool
    title: str
    action: str
    since: datetime
    href: str
    button: "str | Promise"


#: The button's words, and what a role must be allowed to open its page (None = every member of staff).
BUTTONS: dict[str, tuple[Promise, Action | None]] = {
    AlertCode.ACCOUNT_DEAD: (_("認証情報を更新する"), Action.ACCOUNT_EDIT),
    AlertCode.INTAKE_SILENT: (_("動作状況を見る"), Action.ACCOUNT_VIEW),
    AlertCode.OVERSELL: (_("在庫を見る"), None),
    AlertCode.BRAKE: (_("要対応を開く"), None),
    AlertCode.CREDENTIAL_EXPIRES: (_("認証情報を更新する"), Action.ACCOUNT_EDIT),
    AlertCode.WRITES_STUCK: (_("動作状況を見る"), Action.ACCOUNT_VIEW),
}


def alert_line(row: AlertRow, role: str) -> AlertLine:
    """Return the line of one alert for somebody in a role."""
    button, needs = BUTTONS[row.code]
    detail = str(row.places["detail"])
    places = {**row.places, "detail": gettext(detail) if detail else ""}
    return AlertLine(
        urgent=row.urgent,
        title=gettext(row.title) % places,
        action=gettext(row.action),
        since=row.since,
        href=row.path if needs is None or may(role, needs) else "",
        button=button,
    )
