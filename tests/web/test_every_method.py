"""Every address × role × HTTP method. An address that is in no table of expectations fails the first test."""

from urllib.parse import urlsplit

import pytest
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from ichigen.api.describe import document
from ichigen.domain.permissions import may
from ichigen.store.staff import Role
from tests.web.scene import build_scene, make_staff
from tests.web.test_permissions import NEEDS, OPEN_TO_THE_WORLD, POSTS, address

#: Reading addresses that also take a form: the same permission for both.
FORMS = {"accounts:add", "api_tokens:list", "listings:bind", "settings:mail_template", "settings:mail_template_add"}
#: Forms whose refusal is a whole page: a reload, the language and the paging of it lead to the page of the form.
LED = {
    "accounts:active": "accounts:detail",
    "accounts:check": "accounts:detail",
    "accounts:consent": "accounts:add",
    "accounts:consent_again": "accounts:renew",
    "accounts:intake": "accounts:detail",
    "accounts:mail_test": "accounts:mail",
    "accounts:verify": "accounts:add",
    "alerts:kinds": "alerts:settings",
    "alerts:mail": "alerts:settings",
    "alerts:rotate": "alerts:settings",
    "alerts:test": "alerts:settings",
    "alerts:webhook": "alerts:settings",
    "first_link:decide": "first_link:import",
    "first_link:decide_all": "first_link:import",
    "first_link:sheet": "first_link:connect",
    "goods:edit": "goods:sku",
    "home:resume": "home:writes",
    "home:stop": "home:writes",
    "listings:unbind": "listings:listing",
    "moves:decide": "moves:list",
    "moves:receive": "moves:list",
    "moves:transfer": "moves:list",
    "orders:bundle": "orders:detail",
    "orders:cancel": "orders:detail",
    "orders:confirm": "orders:detail",
    "orders:label": "orders:detail",
    "orders:mail": "orders:detail",
    "orders:memo": "orders:detail",
    "orders:retry": "orders:detail",
    "orders:ship": "orders:detail",
    "orders:status": "orders:detail",
    "orders:unbundle": "orders:detail",
    "settings:location": "settings:locations",
    "settings:mail_template_move": "settings:mail_templates",
    "settings:mail_template_remove": "settings:mail_templates",
    "settings:staff_active": "settings:staff",
    "settings:staff_reset": "settings:staff",
    "settings:staff_role": "settings:staff",
    "settings:status": "settings:statuses",
    "settings:status_move": "settings:statuses",
    "settings:status_remove": "settings:statuses",
    "sheets:apply": "sheets:import",
    "sheets:bring": "sheets:list",
    "sheets:drop": "sheets:import",
    "sheets:resume": "sheets:import",
    "sheets:stop": "sheets:import",
    "sheets:undo": "sheets:import",
    "stock:adjust": "stock:sku",
    "stock:release": "stock:sku",
    "worklist:close": "worklist:item",
    "worklist:retry": "worklist:item",
    "worklist:settle_drift": "worklist:item",
    "write_back:before_payment": "orders:detail",
    "write_back:delivery": "orders:detail",
    "write_back:drop": "orders:detail",
    "write_back:restore_table": "write_back:table",
    "write_back:retry_run": "write_back:progress",
    "write_back:stop_run": "write_back:progress",
    "write_back:run": "write_back:targets",
    "write_back:save_table": "write_back:table",
    "write_back:save_time_slots": "write_back:time_slots",
    "write_back:write_order": "orders:detail",
}
#: What stands outside of the screens: held by tests/api/test_scopes.py, and open to everybody by intent.
OPERATIONS = {path.lstrip("/").replace("{", "<").replace("}", ">") for path in document()["paths"]}
OPEN_ELSEWHERE = {
    "healthz",
    "healthz/worker",
    "hooks/<str:hook_key>",
    "api/v1/",
    "api/v1/openapi.json",
    r"api/v1/^(?P<rest>.*)$",
}
OTHERS = ("head", "options", "put", "patch", "delete")
CHANGES = ("INSERT", "UPDATE", "DELETE")


def routes(patterns: list[URLPattern | URLResolver], before: str = "") -> list[tuple[str, str]]:
    """Every route of the URLconf with the module that answers it."""
    found = []
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            found += routes(pattern.url_patterns, route)
        else:
            found.append((route, pattern.callback.__module__))
    return found


def test_every_route_is_a_screen_an_operation_or_open_by_intent() -> None:
    outside = {route for route, module in routes(get_resolver().url_patterns) if not module.startswith("ichigen.web")}

    assert outside == OPERATIONS | OPEN_ELSEWHERE


def changed(asked: CaptureQueriesContext) -> list[str]:
    """The statements that changed something; a session is not something."""
    return [
        query["sql"][:120]
        for query in asked.captured_queries
        if query["sql"].startswith(CHANGES) and "django_session" not in query["sql"]
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_method_that_an_address_is_not_for_changes_nothing(client: Client, role: Role) -> None:
    scene = build_scene(orders=8)
    client.force_login(make_staff("somebody", role))
    for name, action in NEEDS.items():
        others = (*OTHERS, "get") if name in POSTS else OTHERS if name in FORMS else (*OTHERS, "post")
        path, permitted = address(name, scene), action is None or may(role, action)
        for method in others:
            reset_queries()  # the log of a connection is cut at some length
            with CaptureQueriesContext(connection) as asked:
                answer = getattr(client, method)(path)
            assert (name, method, changed(asked)) == (name, method, [])
            if name in LED and permitted and method in ("get", "head"):
                led = (answer.status_code, resolve(urlsplit(answer.headers["Location"]).path).view_name)
                assert (name, method, led) == (name, method, (302, LED[name]))
            elif name in LED:
                assert (name, method, answer.status_code) == (name, method, 405 if permitted else 403)
            elif name in POSTS:
                assert (name, method, answer.status_code) == (name, method, 405)
            elif not permitted:
                assert (name, method, answer.status_code in (403, 405)) == (name, method, True)
            else:
                assert (name, method, answer.status_code < 500) == (name, method, True)


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_a_form_is_closed_to_whom_its_page_is_closed(client: Client, role: Role) -> None:
    scene = build_scene(orders=8)
    client.force_login(make_staff("somebody", role))
    for name in FORMS:
        action = NEEDS[name]
        assert action is not None
        path = address(name, scene)
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(path)
        assert (name, answer.status_code == 403) == (name, not may(role, action))
        assert (name, changed(asked)) == (name, [])  # an empty form is refused


@pytest.mark.django_db
def test_without_a_login_no_method_of_any_screen_does_anything(client: Client) -> None:
    scene = build_scene(orders=8)
    for name in NEEDS:
        path = address(name, scene)
        for method in ("get", "post", *OTHERS):
            with CaptureQueriesContext(connection) as asked:
                answer = getattr(client, method)(path)
            login = answer.status_code == 302 and answer["Location"].startswith("/login/")
            assert (name, method, login or answer.status_code == 405) == (name, method, True)
            assert (name, method, changed(asked)) == (name, method, [])


def test_what_is_open_to_the_world_is_logging_in_and_the_language() -> None:
    assert {name.split(":")[0] for name in OPEN_TO_THE_WORLD} == {"session"}
