"""メールテンプレート: seeded, added, changed, moved, removed; a placeholder that no mail knows is refused by its name."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from ichigen.domain.mail_templates import EXAMPLE
from ichigen.services.settings.mail_templates import (
    Wording,
    add_template,
    change_template,
    move_template,
    remove_template,
)
from ichigen.services.settings.refusal import SettingRefused
from ichigen.services.views.mail_templates import preview, template_choices, template_rows, template_wording
from ichigen.store.mail_templates import MailTemplate
from ichigen.store.worklist import AuditLog
from tests.builders import make_account

pytestmark = pytest.mark.django_db

SEEDED = ["受注確認", "発送のお知らせ", "入金のお願い", "キャンセルの確認"]
THANKS = Wording("お礼", "[受注番号] のお礼", "[注文者名] 様\n\nありがとうございました。")


def refused(change: Callable[[], object]) -> SettingRefused:
    with pytest.raises(SettingRefused) as found:
        change()
    return found.value


def names() -> list[str]:
    return [row.name for row in template_rows()]


def test_four_templates_are_there_from_the_beginning_for_all_accounts() -> None:
    assert [(row.name, row.account) for row in template_rows()] == [(name, "") for name in SEEDED]


def test_one_is_added_last_changed_moved_and_removed_and_the_history_says_so() -> None:
    pk = add_template(replace(THANKS, name=" お礼 ", subject="［受注番号］ の\nお礼", body="a\r\nb\n"), None)

    assert template_wording(pk) == Wording("お礼", "[受注番号] の お礼", "a\nb")
    change_template(pk, THANKS, None)
    move_template(pk, -1, None)
    assert (template_wording(pk), names()) == (THANKS, [*SEEDED[:3], "お礼", "キャンセルの確認"])
    remove_template(pk, None)
    assert (template_wording(pk), names()) == (None, SEEDED)
    kept = AuditLog.objects.filter(subject="mail_template", subject_id=pk).order_by("id")
    assert [entry.action for entry in kept] == [f"mail_template.{done}" for done in ("add", "change", "move", "remove")]
    assert THANKS.body not in repr(list(kept.values_list("data", "reason")))


def test_an_unknown_placeholder_is_named_with_those_that_may_be_used() -> None:
    wrong = refused(lambda: add_template(replace(THANKS, body="[伝票番號] と [追跡番号] と [伝票番号]"), None))

    assert (wrong.code, wrong.field) == ("placeholder_unknown", "body")
    assert wrong.message.startswith("使えない差込みがあります: [伝票番號] [追跡番号]。")
    assert all(f"[{name}]" in wrong.message for name in EXAMPLE)
    assert refused(lambda: add_template(replace(THANKS, subject="[番号]"), None)).field == "subject"
    assert names() == SEEDED


@pytest.mark.parametrize(
    ("typed", "code", "field"),
    [
        (replace(THANKS, name=" "), "name_invalid", "name"),
        (replace(THANKS, name="受注確認"), "name_taken", "name"),
        (replace(THANKS, account_id=999_999), "account_unknown", "account"),
        (replace(THANKS, subject=""), "subject_invalid", "subject"),
        (replace(THANKS, subject="あ" * 121), "subject_invalid", "subject"),
        (replace(THANKS, body="\n"), "body_invalid", "body"),
        (replace(THANKS, body="あ" * 4001), "body_invalid", "body"),
    ],
)
def test_what_cannot_be_stored_is_refused_at_its_field(typed: Wording, code: str, field: str) -> None:
    found = refused(lambda: add_template(typed, None))

    assert (found.code, found.field, names()) == (code, field, SEEDED)


def test_an_order_may_begin_with_the_general_ones_and_those_of_its_account() -> None:
    mine, other = make_account(label="本店"), make_account(shop="shop-2", label="別の店")
    pk = add_template(replace(THANKS, name="受注確認", account_id=mine.pk), None)

    assert [name for _, name in template_choices(mine.pk)] == [*SEEDED, "受注確認"]
    assert [name for _, name in template_choices(other.pk)] == SEEDED
    assert template_rows()[-1].account == "本店"
    mine.delete()
    assert not MailTemplate.objects.filter(pk=pk).exists()


def test_one_that_is_gone_is_said_to_be_gone() -> None:
    for change in (
        lambda: change_template(999_999, THANKS, None),
        lambda: remove_template(999_999, None),
        lambda: move_template(999_999, 1, None),
    ):
        assert refused(change).code == "mail_template_unknown"


def test_the_preview_fills_the_example_and_names_what_cannot_be_used() -> None:
    drawn = preview(Wording("", "[受注番号] [番号]", "[注文者名] 様"))

    assert (drawn.subject, drawn.body, drawn.unknown) == ("2026-10000 [番号]", "見本 花子 様", "[番号]")
