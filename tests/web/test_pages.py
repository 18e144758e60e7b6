"""Every screen answers, as a page and as a fragment, within its budget of queries."""

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.db import connection

from ichigen.store.goods import Sku
from ichigen.store.worklist import WorklistItem
from tests.web.scene import build_scene

pytestmark = pytest.mark.django_db

QUERIES = 30
LISTS = ("/", "/orders/", "/orders/?status=ready&q=架空", "/stock/", "/stock/?view=short", "/worklist/", "/accounts/", "/accounts/add/", "/ui-kit/", "/jump/?q=TNG")


def pages() -> list[str]:
    scene = build_scene()
    return [
        *LISTS,
        f"/orders/{scene.order('2026-10005').id}/",
        f"/stock/{Sku.objects.get(code='TNG-AI').id}/",
        f"/worklist/{WorklistItem.objects.first().id}/",
        f"/accounts/{scene.accounts[0].id}/",
        f"/accounts/{scene.accounts[0].id}/calls/",
        "/accounts/add/rakuten/",
    ]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("htmx", [False, True])
def test_every_screen_answers_within_30_queries(client: Client, language: str, htmx: bool) -> None:
    addresses = pages()
    client.login(username="owner", password="ai-zome-tenugui")
    client.cookies["django_language"] = language
    for address in addresses:
        with CaptureQueriesContext(connection, ) as asked:
            answer = client.get(address, headers={"HX-Request": "true"} if htmx else {})
        assert (address, answer.status_code) == (address, 200)
        assert (address, len(asked) <= QUERIES) == (address, True), len(asked)
