"""全モールへの書込みを停止: one switch, with a reason, on record; what waited goes when it is turned back."""

import pytest

from ichigen.services.installation.stop_writes import resume_writes, stop_writes
from ichigen.store.hot import run
from ichigen.store.installation import Installation
from ichigen.store.worklist import AuditLog
from tests.builders import make_account

pytestmark = pytest.mark.django_db(transaction=True)

WOKEN = "delete from procrastinate_jobs where task_name = 'ichigen:run_loop' and status = 'todo' returning lock"


@pytest.fixture
def installation() -> Installation:
    return Installation.objects.create(kind=Installation.Kind.PRACTICE)


def code_of(refusal: object) -> str:
    return getattr(refusal, "code", "")


def test_stopping_keeps_since_when_and_why(installation: Installation) -> None:
    assert stop_writes(" 棚卸のため ", None) is None

    installation.refresh_from_db()
    assert installation.writes_stopped_at is not None
    assert installation.writes_stopped_reason == "棚卸のため"
    log = AuditLog.objects.get()
    assert (log.action, log.reason) == ("installation.stop_writes", "棚卸のため")


def test_resuming_wakes_what_waited_on_live_accounts(installation: Installation) -> None:
    live, reading = make_account(), make_account("mall_b", mode="reading")
    stop_writes("棚卸のため", None)
    run(WOKEN)

    assert resume_writes(None) is None

    installation.refresh_from_db()
    assert (installation.writes_stopped_at, installation.writes_stopped_reason) == (None, "")
    assert {row[0] for row in run(WOKEN)} == {f"{live.id}:stock", f"{live.id}:write_back"}
    assert reading.mode == "reading"
    assert AuditLog.objects.filter(action="installation.resume_writes", reason="棚卸のため").count() == 1


def test_what_changes_nothing_is_refused(installation: Installation) -> None:
    assert code_of(stop_writes("  ", None)) == "reason_missing"
    assert code_of(resume_writes(None)) == "not_stopped"
    assert stop_writes("一度目", None) is None
    assert code_of(stop_writes("二度目", None)) == "already_stopped"
    installation.refresh_from_db()
    assert installation.writes_stopped_reason == "一度目"


def test_an_installation_of_no_kind_has_no_switch(db: None) -> None:
    assert code_of(stop_writes("棚卸", None)) == code_of(resume_writes(None)) == "installation_undecided"
