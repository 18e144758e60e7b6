"""全モールへの書込みを停止 and the stop of a long job: by role, with a reason where everybody is concerned."""

import pytest
from django.test import Client

from ichigen.store.installation import Installation
from ichigen.store.operations import Operation
from ichigen.store.staff import Role
from ichigen.store.worklist import AuditLog
from tests.web.scene import build_scene, make_staff

pytestmark = pytest.mark.django_db

LEADS = [(Role.OWNER, True), (Role.MANAGER, True), (Role.PACKER, False), (Role.CLERK, False)]
REASON = "棚卸のため"


@pytest.fixture
def installation(transactional_db: None) -> Installation:
    build_scene(orders=8)
    return Installation.objects.create(kind="live")


def state(installation: Installation) -> tuple[bool, str]:
    installation.refresh_from_db()
    return installation.writes_stopped_at is not None, installation.writes_stopped_reason


def logged() -> list[tuple[str, str]]:
    return list(AuditLog.objects.filter(subject="installation").order_by("id").values_list("action", "reason"))


@pytest.mark.parametrize(("role", "may"), LEADS)
def test_who_leads_stops_and_resumes_all_writes(
    client: Client, installation: Installation, role: Role, may: bool
) -> None:
    client.force_login(make_staff("someone", role))

    stopped = client.post("/writes/stop/", {"reason": REASON})
    assert (stopped.status_code, state(installation)) == ((302, (True, REASON)) if may else (403, (False, "")))
    Installation.objects.update(writes_stopped_at=installation.created_at, writes_stopped_reason=REASON)
    resumed = client.post("/writes/resume/")

    assert (resumed.status_code, state(installation)[0]) == ((302, False) if may else (403, True))
    assert [action for action, _ in logged()] == (
        ["installation.stop_writes", "installation.resume_writes"] if may else []
    )


@pytest.mark.parametrize("reason", ["", "   ", None])
def test_nothing_stops_without_a_reason(client: Client, installation: Installation, reason: str | None) -> None:
    client.force_login(make_staff("someone", Role.MANAGER))

    answer = client.post("/writes/stop/", {} if reason is None else {"reason": reason})

    assert (answer.status_code, state(installation), logged()) == (422, (False, ""), [])
    assert "停止する理由を入力してください" in answer.content.decode()


def test_the_reason_is_read_by_everybody_and_kept(client: Client, installation: Installation) -> None:
    client.force_login(make_staff("lead", Role.MANAGER))
    client.post("/writes/stop/", {"reason": REASON})
    client.force_login(make_staff("clerk", Role.CLERK))

    page = client.get("/orders/").content.decode()

    assert (REASON in page, "全モールへの書込みを停止中" in page, "/writes/resume/" in page) == (True, True, False)
    assert logged() == [("installation.stop_writes", REASON)]


def test_a_second_stop_is_refused_and_keeps_the_first_reason(client: Client, installation: Installation) -> None:
    client.force_login(make_staff("someone", Role.OWNER))
    client.post("/writes/stop/", {"reason": REASON})

    again = client.post("/writes/stop/", {"reason": "別の理由"})

    assert (again.status_code, state(installation)) == (409, (True, REASON))


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("order.status", {Role.OWNER, Role.MANAGER, Role.PACKER}),
        ("order.cancel", {Role.OWNER, Role.MANAGER}),
        ("order.memo", {Role.OWNER, Role.MANAGER, Role.PACKER, Role.CLERK}),
        ("sheet_apply", {Role.OWNER, Role.MANAGER}),
        ("a_kind_of_another_release", {Role.OWNER, Role.MANAGER}),
    ],
)
def test_operations_stop_is_for_who_may_start_such_a_job(
    client: Client, installation: Installation, kind: str, roles: set[Role]
) -> None:
    stopped = set()
    for role in Role:
        job = Operation.objects.create(kind=kind, state="running", total=3, done=1)
        client.force_login(make_staff(f"some-{role}", role))
        if client.post(f"/operations/{job.pk}/stop/").status_code == 302:
            stopped.add(role)
        job.refresh_from_db()
        assert (role, job.state) == (role, "aborted" if role in roles else "running")

    assert stopped == roles
