"""Every kind of 要対応 that the product can open is known to the screen, and its page offers what its text asks for."""

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import ichigen
from ichigen.domain.permissions import ACTION_WORDS, Action
from ichigen.mallkit.exchange import Problem
from ichigen.services.orders.problems import report_problems
from ichigen.services.views.worklist_kinds import KIND_WORDS
from ichigen.store.accounts import Account, LoopState
from ichigen.store.goods import Sku
from ichigen.store.hot import run
from ichigen.store.listings import Listing
from ichigen.store.staff import Role
from ichigen.store.worklist import WorklistItem
from ichigen.web.worklist.ways import WAYS, Way
from tests.web.scene import Scene, build_scene, make_staff

SOURCE = Path(ichigen.__file__).parent
INSERTED = re.compile(r"insert into store_worklistitem.*?select\s+'[^']*'\s*\|\|[^,]*,\s*'(\w+)'", re.DOTALL)
WOKEN = "delete from procrastinate_jobs where task_name = 'ichigen:run_loop' and status = 'todo' returning lock"
#: What the item's page must hold, by what a person can do. `BY_HAND` is the form that every open item has.
SHOWS = {
    Way.RETRY: "/retry/",
    Way.DRIFT: "/drift/",
    Way.CREDENTIALS: "/renew/",
    Way.MAIL: "/mail/",
    Way.BIND: "/bind/?code=UNKNOWN-77",
    Way.UNBIND: "/listings/",
    Way.ORDER: "/orders/",
    Way.STOCK: "/stock/",
    Way.RETURN: "/moves/?tab=returns",
    Way.BY_HAND: "/close/",
}


def opened_in_code(path: Path) -> Iterator[str]:
    """Codes given to `Item(...)`: a constant, or the name of one in the same module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Item":
            for given in node.keywords:
                if given.arg == "code":
                    value = (
                        given.value.value if isinstance(given.value, ast.Constant) else names[ast.unparse(given.value)]
                    )
                    yield str(value)


def opened() -> set[str]:
    codes = {code for path in SOURCE.glob("services/**/*.py") for code in opened_in_code(path)}
    statements = [path.read_text(encoding="utf-8") for path in SOURCE.glob("store/*.py")]
    inserted = [code for text in statements for code in INSERTED.findall(text)]
    assert len(inserted) == sum(text.count("insert into store_worklistitem") for text in statements)
    return codes | set(inserted)


def test_every_code_in_the_source_is_known_to_the_screen() -> None:
    assert opened() == set(WAYS)
    assert all(WAYS.values())


def test_every_kind_has_a_word_that_staff_read_before_the_code() -> None:
    assert set(KIND_WORDS) == set(WAYS)


def test_items_are_opened_nowhere_else() -> None:
    found = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.glob("**/*.py")
        if re.search(r"WorklistItem\.objects\.(create|bulk_create)|insert into store_worklistitem", path.read_text())
    }
    assert {name for name in found if not name.startswith("store/")} == {"services/worklist.py"}


def make_item(scene: Scene, code: str) -> WorklistItem:
    """An open item of the code with everything it may be about."""
    account = scene.accounts[0]
    existing = WorklistItem.objects.filter(code=code, closed_at__isnull=True, account=account).first()
    if existing is not None:
        return existing
    about_loop = code in ("loop_refused", "loop_silent", "intake_put_off")
    of_orders = (
        "step_refused",
        "return_pending",
        "after_payment_refused",
        "status_refused",
        "bundle_told",
        "state_unknown",
    )
    about_order = code in of_orders
    about_listing = WAYS[code] & {Way.UNBIND, Way.DRIFT}
    return WorklistItem.objects.create(
        key=f"{code}:{account.id}:stock" if about_loop else f"{code}:1",
        code=code,
        title="題",
        cause="原因",
        action="対応",
        account=account,
        order=scene.order("2026-10005") if about_order else None,
        listing=Listing.objects.filter(account=account)[0] if about_listing else None,
        sku=Sku.objects.earliest("id") if Way.STOCK in WAYS[code] else None,
        step=WorklistItem.objects.get(code="step_refused").step if code == "step_refused" else None,
        opened_at=timezone.now(),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("code", sorted(WAYS))
def test_the_page_of_each_kind_offers_its_ways(client: Client, code: str) -> None:
    scene = build_scene()
    client.force_login(scene.owner)

    text = client.get(reverse("worklist:item", args=[make_item(scene, code).id])).content.decode()

    main = text[text.index('<main id="main"') : text.index("</main>")]
    assert {way for way in WAYS[code] if SHOWS[way] not in main} == set()
    assert f"{KIND_WORDS[code]} <code>{code}</code>" in main


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", ["loop_refused", "loop_silent", "intake_put_off"])
def test_retrying_a_loop_clears_its_waiting_and_wakes_it(client: Client, code: str) -> None:
    scene = build_scene(orders=8)
    client.force_login(scene.owner)
    account = scene.accounts[0]
    later = timezone.now() + timedelta(minutes=5)
    LoopState.objects.filter(account=account, kind="stock").update(not_before=later, due_at=later)
    item = make_item(scene, code)
    run(WOKEN)

    client.post(reverse("worklist:retry", args=[item.id]))

    state = LoopState.objects.get(account=account, kind="stock")
    assert state.not_before is None
    assert state.due_at is not None
    assert state.due_at <= timezone.now()
    assert [row[0] for row in run(WOKEN)] == [f"{account.id}:stock"]
    item.refresh_from_db()
    assert item.closed_at is None  # the loop's next success closes it


@pytest.mark.django_db
def test_a_loop_of_an_account_with_a_dead_credential_is_not_retried(client: Client) -> None:
    scene = build_scene(orders=8)
    client.force_login(scene.owner)
    Account.objects.update(health=Account.Health.DEAD)

    answer = client.post(reverse("worklist:retry", args=[make_item(scene, "loop_refused").id]))

    assert answer.status_code == 422
    assert "先に認証情報を更新し" in answer.content.decode()


@pytest.mark.django_db
def test_a_row_that_could_not_be_read_keeps_the_malls_code_in_its_cause() -> None:
    scene = build_scene(orders=8)

    report_problems(scene.accounts[0].id, [Problem("1001", "order.unreadable", "受注を読み取れませんでした。")])

    item = WorklistItem.objects.get(code="unreadable")
    assert item.cause == "受注を読み取れませんでした。（order.unreadable）"


@pytest.mark.django_db
def test_who_may_not_release_the_brake_is_told_what_to_ask_for(client: Client) -> None:
    scene = build_scene(orders=8)
    client.force_login(make_staff("packer", Role.PACKER))

    answer = client.post(reverse("worklist:retry", args=[make_item(scene, "brake").id]))

    assert answer.status_code == 403
    assert f"「{ACTION_WORDS[Action.WRITES_STOP]}」ができません" in answer.content.decode()
