"""メールテンプレート as the screens show them: the list, one with its preview, the choice of an order."""

from dataclasses import dataclass

from django.db.models import Q

from ichigen.domain.mail_templates import EXAMPLE, bracketed, unknown_names
from ichigen.domain.placeholders import fill
from ichigen.services.settings.mail_templates import Wording, tidied
from ichigen.store.accounts import Account
from ichigen.store.mail_templates import MailTemplate


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """One template; `account` is empty where it is for every ECアカウント."""

    id: int
    name: str
    subject: str
    account: str


@dataclass(frozen=True, slots=True)
class Preview:
    """A template filled with the example. `unknown`: the placeholders that cannot be used, in brackets; "" = none."""

    subject: str
    body: str
    unknown: str


def template_rows() -> tuple[TemplateRow, ...]:
    """Return every template in the order of the choice; one query."""
    found = MailTemplate.objects.select_related("account").only("name", "subject", "position", "account__label")
    return tuple(TemplateRow(row.pk, row.name, row.subject, row.account.label if row.account else "") for row in found)


def template_wording(template_id: int) -> Wording | None:
    """Return one as it can be edited; None where there is none."""
    row = MailTemplate.objects.filter(pk=template_id).first()
    return None if row is None else Wording(row.name, row.subject, row.body, row.account_id)


def account_choices() -> tuple[tuple[int, str], ...]:
    """Return the ECアカウント a template may be for: (id, label)."""
    return tuple(Account.objects.order_by("id").values_list("id", "label"))


def template_choices(account_id: int) -> tuple[tuple[int, str], ...]:
    """Return what an order of this account may be mailed with: (id, name), its own templates and the general ones."""
    own = Q(account_id=account_id) | Q(account_id__isnull=True)
    return tuple(MailTemplate.objects.filter(own).values_list("id", "name"))


def preview(typed: Wording) -> Preview:
    """Fill what was typed with the example order."""
    text = tidied(typed)
    unknown = unknown_names(f"{text.subject}\n{text.body}")
    subject = " ".join(fill(text.subject, EXAMPLE).split())
    return Preview(subject, fill(text.body, EXAMPLE), bracketed(unknown))
