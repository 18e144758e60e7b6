"""A mail to a buyer from a メールテンプレート: filled from the order, to be edited before it is sent."""

from dataclasses import dataclass

from ichigen.domain.buyers import buyer_of
from ichigen.domain.mail_templates import bracketed, order_values, unfilled_names
from ichigen.domain.placeholders import fill
from ichigen.services.accounts.choices import intake_choices
from ichigen.services.orders.entered_parcels import entered_parcels
from ichigen.services.write_back.open import mall_view
from ichigen.store.mail_templates import MailTemplate
from ichigen.store.orders import Order


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form starts from. `unfilled`: placeholders the order has no value for yet, in brackets; "" = none."""

    template_id: int
    subject: str
    body: str
    unfilled: str


def draft_mail(order_id: int, template_id: int) -> Draft | None:
    """Return the template filled from the order; None where the order's account has no such template."""
    orders = Order.objects.select_related("account").defer("account__credentials", "account__tokens")
    order = orders.get(pk=order_id)
    template = template_of(order, template_id)
    if template is None:
        return None
    values = _values(order)
    subject = " ".join(fill(template.subject, values).split())
    body = fill(template.body, values)
    return Draft(template.pk, subject, body, bracketed(unfilled_names(f"{subject}\n{body}")))


def template_of(order: Order, template_id: int | None) -> MailTemplate | None:
    """Return a template that mails of this order may use: one of its account, or a general one."""
    found = None if template_id is None else MailTemplate.objects.filter(pk=template_id).first()
    return found if found is not None and found.account_id in (None, order.account_id) else None


def _values(order: Order) -> dict[str, str]:
    told = mall_view(order)
    buyer = buyer_of(told, intake_choices(order.account).buyer)
    return order_values(
        told, buyer.party, order.account.label, entered_parcels([order.pk]).get(order.pk) or told.parcels
    )
