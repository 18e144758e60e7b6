"""A mail to the buyer of an order, sent as the shop: from メール送信元 of its ECアカウント (R1-10, R1-15)."""

from dataclasses import dataclass
from email.utils import formataddr

from django.core.mail import EmailMessage

from ichigen.domain.alerts import RESULTS
from ichigen.domain.buyers import buyer_of, is_anonymous
from ichigen.domain.mail_templates import bracketed, unfilled_names
from ichigen.domain.write_back import GuardRefusal
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.accounts.mail_login import note_login
from ichigen.services.accounts.mail_server import NO_RELAY, NO_SENDER, server_of
from ichigen.services.alerts.smtp import hand_over
from ichigen.services.orders.events import add_event
from ichigen.services.orders.mail_draft import template_of
from ichigen.services.sent_once import TWICE, act_once
from ichigen.services.write_back.open import mall_view
from ichigen.store.orders import Order
from ichigen.store.worklist import AuditLog

NO_BUYER = GuardRefusal(
    "buyer_unknown",
    "購入者のメールアドレスをモールから受け取っていないため、送れません。モールの画面から連絡してください。",
)
ALREADY_SENT = GuardRefusal("sent_twice", TWICE)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is written; both on one line or more, never empty. `template_id`: the メールテンプレート it began as."""

    subject: str
    body: str
    template_id: int | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """From whom to whom; not to be logged."""

    sender: str
    recipient: str

    def __repr__(self) -> str:
        return "<Address>"


def address_of(order: Order) -> Address | GuardRefusal:
    """Return the addresses of an order's mails, or why there are none; a buyer who is not told gets none (G3-16)."""
    told = mall_view(order)
    buyer = buyer_of(told, intake_choices(order.account).buyer)
    if is_anonymous(told) or not buyer.is_customer or buyer.party is None or not buyer.party.email:
        return NO_BUYER
    if not order.account.mail_from:
        return NO_SENDER
    return Address(formataddr((order.account.label, order.account.mail_from)), buyer.party.email)


def why_no_mail(order: Order) -> GuardRefusal | None:
    """Return why the order's page offers no mail: nobody to write to, no sender, or no way to the mall's own server."""
    address = address_of(order)
    if isinstance(address, GuardRefusal):
        return address
    return NO_RELAY if server_of(order.account) == NO_RELAY else None


def mail_buyer(order_id: int, letter: Letter, key: str, actor_id: int | None) -> GuardRefusal | None:
    """Send it now; None when the mail server took it. `key` is that of the form: it is sent once, or not at all."""
    orders = Order.objects.select_related("account").defer("account__credentials", "account__tokens")
    order = orders.get(pk=order_id)
    address, server = address_of(order), server_of(order.account)
    if isinstance(address, GuardRefusal):
        return address
    if isinstance(server, GuardRefusal):
        return server
    if unfilled := unfilled_names(f"{letter.subject}\n{letter.body}"):
        return _unfilled(bracketed(unfilled))
    said = _said(order, letter)
    if not act_once(key, lambda: _keep(order_id, letter, actor_id)):
        return ALREADY_SENT
    outcome = hand_over(server, EmailMessage(letter.subject, letter.body, address.sender, [address.recipient]))
    note_login(order.account, outcome.code, sent=outcome.ok)
    if outcome.ok:
        add_event(order_id, "mail_sent", f"購入者にメールを送りました（{said}）", actor_id)
        return None
    add_event(order_id, "mail_failed", f"購入者へのメールを送れませんでした（{said}）", actor_id)
    return GuardRefusal(outcome.code, RESULTS[outcome.code])


def _unfilled(names: str) -> GuardRefusal:
    return GuardRefusal(
        "mail_unfilled",
        f"差込みが埋まっていません: {names}。値に書き換えるか、その行を消してから送信してください。",
    )


def _said(order: Order, letter: Letter) -> str:
    """What the timeline names: the subject and the template; never the address or the body."""
    template = template_of(order, letter.template_id)
    subject = letter.subject[:120]
    return f"件名「{subject}」、テンプレート「{template.name}」" if template else f"件名「{subject}」"


def _keep(order_id: int, letter: Letter, actor_id: int | None) -> None:
    """What was sent is known before it leaves: a crash on the way is seen as an attempt without its result."""
    AuditLog.objects.create(
        actor_id=actor_id,
        action="order.mail",
        subject="order",
        subject_id=order_id,
        reason=letter.subject[:300],
        data={} if letter.template_id is None else {"mail_template": letter.template_id},
    )
