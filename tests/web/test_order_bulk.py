"""Bulk dialogs of 受注一覧: what a form says of the selection is read with care."""

import pytest
from django.test import Client

from tests.web.scene import build_scene

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("shown", ["²", "", "-1", "9" * 5000, "٣"])
def test_a_count_that_is_none_is_a_count_that_changed(client: Client, shown: str) -> None:
    client.force_login(build_scene(orders=8).owner)

    answer = client.post("/orders/bulk/status/", {"all": "1", "shown": shown, "query": "status=ready"})

    assert (answer.status_code, "件数が変わりました" in answer.content.decode()) == (409, True)


def test_the_fields_of_a_dialog_have_ids_of_their_own(client: Client) -> None:
    client.force_login(build_scene(orders=8).owner)

    for verb, field in (("ship", "carrier"), ("status", "status"), ("label", "name"), ("memo", "text")):
        page = client.post(f"/orders/bulk/{verb}/", {"all": "", "ids": ""}).content.decode()
        assert (verb, f'id="bulk_{field}"' in page, 'id="id_' in page) == (verb, True, False)
