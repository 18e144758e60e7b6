"""Every Japanese text the screens may show: read out of templates, code and the tables of words; each mall's own apart."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ichigen
from ichigen.domain.alerts import CHANNEL_LABELS, EVENT_LABELS, KINDS, RESULTS
from ichigen.domain.carriers import LABELS, NO_NUMBER_REASONS
from ichigen.domain.eligibility import REASONS
from ichigen.domain.loops import AUDIT_LABELS, LOOP_LABELS
from ichigen.domain.permissions import ACTION_WORDS
from ichigen.domain.phases import PHASE_LABELS
from ichigen.domain.sheets.goods import LABELS as GOODS_LABELS
from ichigen.domain.status_changes import FIELDS
from ichigen.domain.stock import MOVEMENT_LABELS
from ichigen.domain.write_back import CANCEL_LABELS
from ichigen.mallkit.manifest import Mall
from ichigen.mallkit.operation_words import OPERATION_WORDS
from ichigen.mallkit.options import AUTO, BUYER, LANDING, WRITING_GROUP, AccountOption, lookback
from ichigen.services.bulk.kinds import KIND_LABELS as BULK_LABELS
from ichigen.services.views.call_log import RESULTS as CALL_RESULTS
from ichigen.services.views.drift_log import STATES as DRIFT_STATES
from ichigen.services.views.history_words import ACTION_LABELS, SUBJECT_LABELS
from ichigen.services.views.holders import HOLDER_LABELS
from ichigen.services.views.operations import OTHER_KINDS
from ichigen.services.views.order_history import KIND_LABELS, STEP_LABELS
from ichigen.services.views.sheets import KINDS as FILE_KINDS
from ichigen.services.views.sheets import POLICIES, STATES
from ichigen.services.views.stock_matrix import VIEWS
from ichigen.store.accounts import Account
from ichigen.store.alerts import AlertDelivery, AlertSettings
from ichigen.store.drifts import Drift
from ichigen.store.operations import Operation
from ichigen.store.staff import Role
from ichigen.store.write_backs import WriteBack
from ichigen.web.orders.columns import UNKNOWN, WRITE_BACK
from ichigen.web.ui.composed import SENTENCES

SOURCE = Path(ichigen.__file__).parent
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
CALLS = {"gettext", "gettext_lazy", "_", "ngettext"}
#: Own labels of the tag library take their text as an argument and translate it.
TAGS = re.compile(r'{%\s*(?:label|badge)\s+"([^"]+)"')
TRANSLATE = re.compile(r"""{%\s*translate\s+(["'])(.*?)\1""")
BLOCK = re.compile(r"{%\s*blocktranslate.*?%}(.*?){%\s*endblocktranslate", re.DOTALL)
#: Sentences that statements write: those that stand alone, not the ends of composed ones.
IN_SQL = re.compile(r"'([^'\n%{}]*[\u3040-\u30ff\u4e00-\u9fff][^'\n]*)'")
WHOLE = ("。", "取り込みました", "紐付けられました", "解消しました", "外しました")
VARIABLE = re.compile(r"{{\s*(\w+)\s*}}")
#: Modules whose sentences reach the screen through the `tr` filter or `gettext(refusal.message)`.
SPEAKING = ("domain/write_back.py", "domain/status_table.py", "domain/ship_notice.py", "domain/bundles.py",
            "services/orders/*.py", "services/write_back/*.py",
            "services/stock/*.py",
            "services/accounts/*.py", "services/first_link/*.py", "services/settings/*.py",
            "services/settle.py", "services/sent_once.py", "services/alarms.py", "services/pacing.py", "services/views/*.py",
            "services/bulk/*.py",
            "api/problems.py", "api/validation.py", "api/*/routes.py", "domain/api_scopes.py",
            "services/catalogue/bind.py", "services/installation/stop_writes.py", "services/sheets/upload.py",
            "services/sheets/apply.py", "services/sheets/undo.py", "services/sheets/state.py",
            "services/loops/*.py", "services/gate.py", "services/connections.py", "services/catalogue/*.py",
            "services/stock_sync/*.py", "mallkit/http.py", "web/stock/edit.py", "web/write_back/of_order.py",
            "services/goods/*.py", "domain/sheets/problems.py", "domain/readiness_words.py", "domain/codes.py")  # fmt: skip


def tables() -> set[str]:
    """Words of tables and choices."""
    words: list[Mapping[Any, str]] = [
        LABELS,
        LOOP_LABELS,
        AUDIT_LABELS,
        MOVEMENT_LABELS,
        CANCEL_LABELS,
        HOLDER_LABELS,
        KIND_LABELS,
        BULK_LABELS,
        OTHER_KINDS,
        STEP_LABELS,
        VIEWS,
        CHANNEL_LABELS,
        EVENT_LABELS,
        RESULTS,
        GOODS_LABELS,
        FILE_KINDS,
        STATES,
        POLICIES,
        OPERATION_WORDS,
    ]
    found = {str(text) for table in words for text in table.values()}
    found |= set(ACTION_LABELS.values()) | set(SUBJECT_LABELS.values()) | set(PHASE_LABELS.values())
    found |= {str(text) for text, _, _ in WRITE_BACK.values()} | set(NO_NUMBER_REASONS) | set(UNKNOWN.values())
    found |= set(ACTION_WORDS.values()) | set(SENTENCES) | {"モールは受け付けましたが", "未処理の受注の読み直し"}
    found |= set(REASONS.values()) | set(FIELDS) | _of_options((LANDING, AUTO, lookback(1), *BUYER)) | {WRITING_GROUP}
    found |= {word for word, _ in CALL_RESULTS.values()} | set(DRIFT_STATES.values())
    for kind in KINDS.values():
        found |= {text for text in (kind.label, kind.title, kind.title_over, kind.action) if text}
    for choices in (
        Drift.Cause,
        Drift.How,
        Account.Mode,
        Account.Health,
        Operation.State,
        WriteBack.State,
        Role,
        AlertDelivery.State,
        AlertSettings.Security,
    ):
        found |= {str(label) for label in choices.labels}
    return found


def of_mall(mall: Mall) -> set[str]:
    """What the manifest of a mall gives the screens to draw."""
    fields = (*mall.credentials, *mall.settings)
    found = {text for field in fields for text in (field.label, field.help)} | _of_options(mall.options)
    found |= {host.label for host in mall.endpoints} | {scan.label for scan in mall.orders.scans}
    found |= {permission.label for permission in mall.permissions}
    found |= set(mall.write_back.no_number_reasons) | set(mall.sentences) | {mall.matching_help, mall.mail_from_help}
    found |= {mall.write_back.cancel_detail_help}
    found |= set() if mall.mail_relay is None else {mall.mail_relay.help}
    found |= set() if mall.consent is None else {mall.consent.button, mall.consent.register}
    table = mall.status_table
    found |= {choice.label for choice in (*table.order_states, *table.ship_states)} if table else set()
    return {text for text in found if JAPANESE.search(text)}


def in_mall(folder: Path) -> set[str]:
    """Whole Japanese texts in the modules of a mall: answers, refusals, steps, and words that are no text of a screen."""
    return {text for path in folder.glob("*.py") for text in _sentences(ast.parse(path.read_text(encoding="utf-8")))}


def _of_options(options: tuple[AccountOption, ...]) -> set[str]:
    found = {text for option in options for text in (option.label, option.help, option.group)}
    return found | {choice.label for option in options for choice in option.choices}


def in_code() -> set[str]:
    """Texts given to gettext in the screens, and sentences that services hand to them."""
    found: set[str] = set()
    for path in SOURCE.glob("web/**/*.py"):
        found |= set(_called(ast.parse(path.read_text(encoding="utf-8"))))
    for pattern in SPEAKING:
        for path in SOURCE.glob(pattern):
            found |= set(_sentences(ast.parse(path.read_text(encoding="utf-8"))))
    for path in SOURCE.glob("store/*.py"):
        found |= {
            text
            for text in IN_SQL.findall(path.read_text(encoding="utf-8"))
            if text.endswith(WHOLE) and text == text.strip()
        }
    return found


def tagged() -> set[str]:
    """Texts of translate tags."""
    return {match[1] for text in _templates() for match in TRANSLATE.findall(text)}


def in_templates() -> set[str]:
    """Texts of translate and blocktranslate, and of our own label tags."""
    found = tagged()
    for text in _templates():
        found |= set(TAGS.findall(text))
        found |= {VARIABLE.sub(r"%(\1)s", body) for body in BLOCK.findall(text)}
    return found


def _templates() -> Iterator[str]:
    for path in (*SOURCE.glob("web/*/templates/**/*.html"), *SOURCE.glob("api/templates/**/*.html")):
        yield path.read_text(encoding="utf-8")


def _called(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def _sentences(tree: ast.AST) -> Iterator[str]:
    """Whole Japanese constants: no docstrings, no parts of composed texts."""
    documented = (node for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef))
    docs = {ast.get_docstring(node, clean=False) for node in documented}
    composed = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        if id(node) not in composed and node.value not in docs and JAPANESE.search(node.value):
            yield node.value
