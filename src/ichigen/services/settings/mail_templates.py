"""メールテンプレート: the shop's own texts for mails to buyers. A placeholder no mail has a value for is never stored."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ichigen.domain.mail_templates import EXAMPLE, bracketed, unknown_names
from ichigen.domain.placeholders import narrowed
from ichigen.services.settings.refusal import SettingRefused
from ichigen.store.accounts import Account
from ichigen.store.mail_templates import MailTemplate
from ichigen.store.worklist import AuditLog

NAME_LENGTH, SUBJECT_LENGTH, BODY_LENGTH = 60, 120, 4000
GONE = "このメールテンプレートはもうありません。画面を開き直してください。"


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person typed; `account_id` None = for every ECアカウント."""

    name: str
    subject: str
    body: str
    account_id: int | None = None


def tidied(typed: Wording) -> Wording:
    """Return it as it is stored: one line of subject, plain line ends, placeholders in half-width brackets."""
    subject, body = " ".join(typed.subject.split()), typed.body.replace("\r\n", "\n").strip()
    return Wording(typed.name.strip(), narrowed(subject, EXAMPLE), narrowed(body, EXAMPLE), typed.account_id)


@transaction.atomic
def add_template(typed: Wording, actor_id: int | None) -> int:
    """Add a template after all others and return its id. Raises `SettingRefused`."""
    others = _lock()
    new = _checked(tidied(typed), others)
    last = max((other.position for other in others), default=0)
    template = MailTemplate.objects.create(
        name=new.name, subject=new.subject, body=new.body, account_id=new.account_id, position=last + 1
    )
    _record("mail_template.add", template, actor_id)
    return template.pk


@transaction.atomic
def change_template(template_id: int, typed: Wording, actor_id: int | None) -> None:
    """Change a template; mails that were sent stay as they were. Raises `SettingRefused`."""
    templates = _lock()
    template = _one(template_id, templates)
    new = _checked(tidied(typed), [other for other in templates if other is not template])
    template.name, template.subject, template.body = new.name, new.subject, new.body
    template.account_id = new.account_id
    template.save(update_fields=["name", "subject", "body", "account"])
    _record("mail_template.change", template, actor_id)


@transaction.atomic
def remove_template(template_id: int, actor_id: int | None) -> None:
    """Remove a template. Raises `SettingRefused` where it is gone already."""
    template = _one(template_id, _lock())
    _record("mail_template.remove", template, actor_id)
    template.delete()


@transaction.atomic
def move_template(template_id: int, by: int, actor_id: int | None) -> None:
    """Move a template up (-1) or down (+1) in the choice of an order's mail. Raises `SettingRefused` for an unknown one."""
    templates = _lock()
    at = templates.index(_one(template_id, templates))
    if not 0 <= at + by < len(templates):
        return
    templates[at], templates[at + by] = templates[at + by], templates[at]
    for position, template in enumerate(templates, start=1):
        template.position = position
    MailTemplate.objects.bulk_update(templates, ["position"])
    _record("mail_template.move", templates[at + by], actor_id)


def _lock() -> list[MailTemplate]:
    return list(MailTemplate.objects.select_for_update(no_key=True).order_by("position", "id"))


def _one(template_id: int, templates: Sequence[MailTemplate]) -> MailTemplate:
    found = next((template for template in templates if template.pk == template_id), None)
    if found is None:
        raise SettingRefused("mail_template_unknown", GONE)
    return found


def _checked(new: Wording, others: Sequence[MailTemplate]) -> Wording:
    if not new.name or len(new.name) > NAME_LENGTH:
        raise SettingRefused("name_invalid", "名称を 60 文字以内で入力してください。", "name")
    if any((other.name, other.account_id) == (new.name, new.account_id) for other in others):
        raise SettingRefused("name_taken", "同じ名称がすでにあります。別の名称を入力してください。", "name")
    if new.account_id is not None and not Account.objects.filter(pk=new.account_id).exists():
        raise SettingRefused("account_unknown", "このECアカウントは登録されていません。選び直してください。", "account")
    if not new.subject or len(new.subject) > SUBJECT_LENGTH:
        raise SettingRefused("subject_invalid", "件名を 120 文字以内で入力してください。", "subject")
    if not new.body or len(new.body) > BODY_LENGTH:
        raise SettingRefused("body_invalid", "本文を 4,000 文字以内で入力してください。", "body")
    for field, text in (("subject", new.subject), ("body", new.body)):
        if wrong := unknown_names(text):
            raise SettingRefused("placeholder_unknown", _unknown(wrong), field)
    return new


def _unknown(names: Sequence[str]) -> str:
    wrong, allowed = bracketed(names), bracketed(EXAMPLE)
    return f"使えない差込みがあります: {wrong}。使えるのは {allowed} です。"


def _record(action: str, template: MailTemplate, actor_id: int | None) -> None:
    AuditLog.objects.create(
        actor_id=actor_id,
        action=action,
        subject="mail_template",
        subject_id=template.pk,
        data={"name": template.name, "account": template.account_id, "position": template.position},
    )
