"""モール詳細設定: the options that a mall declares for an account, drawn, checked and kept (G3-05 … G3-07, G3-14, G3-24)."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from ichigen.domain.placeholders import names_in
from ichigen.mallkit import registry
from ichigen.mallkit.options import OFF, ON, AccountOption, Choice, OptionKind, option_value
from ichigen.services.stock_sync.forget import forget_if_moved
from ichigen.services.wake import wake
from ichigen.store.accounts import Account
from ichigen.store.orders import Status
from ichigen.store.worklist import AuditLog

LONGEST_TEXT, LONGEST_TEMPLATE = 200, 1000

MISSING = "入力してください。"
NO_CHOICE = "選択肢から選んでください。"
NO_NUMBER = "日数を数字で入力してください。"
OUT_OF_RANGE = "範囲の外の日数です。範囲の中の数字を入力してください。"
TOO_LONG = "長すぎます。短くしてください。"
NO_PLACEHOLDER = "この差込みは使えません。使える差込みのとおりに入力してください。"


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option as drawn: its value, what can be chosen, and what was wrong with the typed value (Japanese)."""

    option: AccountOption
    value: str
    choices: tuple[Choice, ...] = ()
    problem: str = ""


def option_rows(
    account_id: int, typed: Mapping[str, str] | None = None, problems: Mapping[str, str] | None = None
) -> tuple[OptionRow, ...]:
    """Return the options of an account in the mall's order; none where its mall declares none, or is not installed."""
    account = Account.objects.only("mall_id", "settings").get(pk=account_id)
    options = _options(account)
    values = account.settings if typed is None else typed
    return tuple(
        OptionRow(
            option,
            values.get(option.name, "") if typed is not None else option_value(options, values, option.name),
            _choices(option),
            (problems or {}).get(option.name, ""),
        )
        for option in options
    )


@transaction.atomic
def keep_options(account_id: int, typed: Mapping[str, str], actor_id: int | None) -> Mapping[str, str]:
    """Store what was typed; return what is wrong by the names of the options, and store nothing then."""
    account = Account.objects.only("mall_id", "settings").get(pk=account_id)
    options = _options(account)
    values = {option.name: _normal(option, typed.get(option.name, "")) for option in options}
    found = {option.name: _problem(option, values) for option in options}
    problems = {name: problem for name, problem in found.items() if problem}
    if problems:
        return problems
    mall = registry.malls().get(account.mall_id)
    if mall is not None:
        forget_if_moved(mall, account, {**account.settings, **values})
    account = Account.objects.select_for_update(no_key=True).only("mall_id", "settings").get(pk=account_id)
    changed = sorted(name for name, value in values.items() if account.settings.get(name, "") != value)
    account.settings = {**account.settings, **values}
    account.save(update_fields=["settings"])
    AuditLog.objects.create(
        actor_id=actor_id, action="account.options", subject="account", subject_id=account_id, data={"fields": changed}
    )
    wake(account_id, "intake")
    return {}


def _options(account: Account) -> tuple[AccountOption, ...]:
    mall = registry.malls().get(account.mall_id)
    return mall.options if mall else ()


def _choices(option: AccountOption) -> tuple[Choice, ...]:
    if option.kind is not OptionKind.STATUS:
        return option.choices
    statuses = Status.objects.filter(phase__in=option.phases).values_list("code", "name")
    return tuple(Choice(code, name) for code, name in statuses)


def _normal(option: AccountOption, value: str) -> str:
    """Full-width digits are digits, and an unticked box is off."""
    if option.kind is OptionKind.SWITCH:
        return ON if value == ON else OFF
    if option.kind is OptionKind.DAYS:
        return unicodedata.normalize("NFKC", value).strip()
    return value.replace("\r\n", "\n").strip()


def _problem(option: AccountOption, values: Mapping[str, str]) -> str:
    counts = option.only_with is None or values.get(option.only_with[0]) == option.only_with[1]
    value = values[option.name]
    if not value:
        return MISSING if option.required and counts else ""
    return _CHECKS[option.kind](option, value)


def _choice_problem(option: AccountOption, value: str) -> str:
    return "" if value in {choice.value for choice in _choices(option)} else NO_CHOICE


def _days_problem(option: AccountOption, value: str) -> str:
    if not (value.isdecimal() and len(value) <= 4):
        return NO_NUMBER
    return "" if option.least <= int(value) <= option.most else OUT_OF_RANGE


def _text_problem(option: AccountOption, value: str) -> str:
    return TOO_LONG if len(value) > LONGEST_TEXT else ""


def _template_problem(option: AccountOption, value: str) -> str:
    """A placeholder spelled wrongly would reach the buyer as it is."""
    if any(name not in option.placeholders for name in names_in(value)):
        return NO_PLACEHOLDER
    return TOO_LONG if len(value) > LONGEST_TEMPLATE else ""


_CHECKS: Mapping[OptionKind, Callable[[AccountOption, str], str]] = {
    OptionKind.CHOICE: _choice_problem,
    OptionKind.STATUS: _choice_problem,
    OptionKind.DAYS: _days_problem,
    OptionKind.SWITCH: lambda option, value: "",
    OptionKind.TEXT: _text_problem,
    OptionKind.TEMPLATE: _template_problem,
}
