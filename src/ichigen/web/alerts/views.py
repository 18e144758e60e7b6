"""通知: channels, kinds, test, the last messages."""

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from ichigen.domain.alerts import CHANNEL_LABELS, KINDS, RESULTS, Channel
from ichigen.domain.permissions import Action
from ichigen.services.alerts.deliver import send_test
from ichigen.services.alerts.settings import (
    MailChange,
    WebhookChange,
    rotate_secret,
    save_kinds,
    save_mail,
    save_webhook,
)
from ichigen.services.views.alerts import ChannelView, active_alerts, channel_view, deliveries
from ichigen.web.alerts.forms import HOOK, MAIL, KindsForm, MailForm, WebhookForm, mail_form, webhook_form
from ichigen.web.alerts.lines import alert_line
from ichigen.web.ui.access import StaffRequest, allowed
from ichigen.web.ui.answers import page, say
from ichigen.web.ui.standing import post_of


@allowed(Action.ALERT_EDIT)
def alerts(request: StaffRequest) -> HttpResponse:
    """The whole screen."""
    return _answer(request)


@sensitive_post_parameters()
@allowed(Action.ALERT_EDIT)
@post_of("alerts:settings")
def mail(request: StaffRequest) -> HttpResponse:
    """Store the mail channel."""
    form = MailForm(request.POST, prefix=MAIL)
    if not form.is_valid():
        return _answer(request, mail=form, status=422)
    values = form.cleaned_data
    change = MailChange(
        values["on"],
        values["host"],
        values["port"],
        values["security"],
        values["user"],
        values["password"],
        values["sender"],
        values["recipients"],
    )
    save_mail(change, request.build_absolute_uri("/"), request.user.pk)
    return _saved(request)


@allowed(Action.ALERT_EDIT)
@post_of("alerts:settings")
def webhook(request: StaffRequest) -> HttpResponse:
    """Store the webhook channel; a secret made on the way is shown on this answer and never again."""
    form = WebhookForm(request.POST, prefix=HOOK)
    if not form.is_valid():
        return _answer(request, webhook=form, status=422)
    values = form.cleaned_data
    change = WebhookChange(values["on"], values["url"], values["private"])
    made = save_webhook(change, request.build_absolute_uri("/"), request.user.pk)
    return _answer(request, secret=made) if made else _saved(request)


@allowed(Action.ALERT_EDIT)
@post_of("alerts:settings")
def rotate(request: StaffRequest) -> HttpResponse:
    """Make a new signing secret; shown on this answer and never again."""
    return _answer(request, secret=rotate_secret(request.user.pk))


@allowed(Action.ALERT_EDIT)
@post_of("alerts:settings")
def kinds(request: StaffRequest) -> HttpResponse:
    """Store which kinds are told."""
    form = KindsForm(request.POST)
    if not form.is_valid():
        return _answer(request, kinds=form, status=422)
    muted = {code.value for code in KINDS} - set(request.POST.getlist("told"))
    save_kinds(frozenset(muted), form.cleaned_data["hub_url"], request.user.pk)
    return _saved(request)


@allowed(Action.ALERT_EDIT)
@post_of("alerts:settings")
def test(request: StaffRequest, channel: str) -> HttpResponse:
    """Send a test message now, with what is stored."""
    if channel not in CHANNEL_LABELS:
        raise Http404
    sent = send_test(Channel(channel))
    tone = "done" if sent.state == "sent" else "failed"
    text = f"{gettext(CHANNEL_LABELS[channel])}: {gettext(RESULTS[sent.result])}"
    return say(request, redirect("alerts:settings"), text, tone=tone)


def _answer(
    request: StaffRequest,
    *,
    mail: forms.Form | None = None,
    webhook: forms.Form | None = None,
    kinds: forms.Form | None = None,
    secret: str = "",
    status: int = 200,
) -> HttpResponse:
    view = channel_view(timezone.now())
    context = {
        "alerts": [alert_line(row, request.user.role) for row in active_alerts()],
        "channels": view,
        "mail": mail or mail_form(view),
        "webhook": webhook or webhook_form(view),
        "kinds": kinds or _kinds_form(request, view),
        "told": [(code.value, kind.label, code.value not in view.muted) for code, kind in KINDS.items()],
        "deliveries": deliveries(),
        "secret": secret,
    }
    return page(request, "alerts/settings.html", context, status=status)


def _kinds_form(request: StaffRequest, view: ChannelView) -> KindsForm:
    return KindsForm(initial={"hub_url": view.hub_url or request.build_absolute_uri("/")})


def _saved(request: StaffRequest) -> HttpResponse:
    return say(request, redirect("alerts:settings"), gettext("保存しました。"))
