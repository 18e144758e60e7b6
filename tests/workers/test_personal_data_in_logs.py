"""A database error quotes the row it refused: nothing of it reaches a log line, whoever logs it."""

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import DatabaseError

from ichigen.config.logs import formatter
from ichigen.mallkit.client import MallClient
from ichigen.services.clock import now
from ichigen.services.loops import LoopOutcome, Run
from ichigen.services.turns import execute
from ichigen.store.accounts import Account
from ichigen.store.hot import run as sql
from ichigen.store.worklist import WorklistItem
from tests.workers.sample import SampleServer, linked_account

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("no_jobs")]

NOTE = "秘密の備考 架空 花子"


def a_row_without_title() -> None:
    row: dict[str, Any] = {"key": "k", "code": "c", "title": None, "cause": NOTE, "action": "a", "opened_at": now()}
    WorklistItem.objects.create(**row)


def a_doubled_key() -> None:
    for _ in range(2):
        WorklistItem.objects.create(key=NOTE, code="c", title="t", cause="c", action="a", opened_at=now())


def a_zero_byte_in_a_document() -> None:
    sql("select %s::jsonb", [f'{{"note": "{NOTE}\\u0000"}}'])


ROWS = (a_row_without_title, a_doubled_key, a_zero_byte_in_a_document)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged, as it would be written."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(formatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


@pytest.mark.parametrize(
    ("store", "said"),
    [
        (a_row_without_title, '"sqlstate": "23502", "table": "store_worklistitem", "column": "title"'),
        (a_doubled_key, '"sqlstate": "23505", "table": "store_worklistitem", "constraint": "worklist_open_key"'),
        (a_zero_byte_in_a_document, '"error": "DataError", "sqlstate": "22P05"'),
    ],
)
def test_a_loop_that_cannot_store_says_what_failed_and_not_whose(
    server: SampleServer, lines: io.StringIO, store: Callable[[], None], said: str
) -> None:
    def broken(run: Run, account: Account, client: MallClient) -> LoopOutcome:
        store()
        return LoopOutcome()

    execute(linked_account(server.url).pk, "intake", broken)

    text = lines.getvalue()
    assert said in text
    assert "loop.database" in text
    assert "秘密" not in text


@pytest.mark.parametrize("store", ROWS)
def test_a_traceback_of_anybody_shows_the_place_and_not_the_row(lines: io.StringIO, store: Callable[[], None]) -> None:
    """The web server and the job library log exceptions by themselves."""
    try:
        store()
    except DatabaseError as error:
        try:
            raise RuntimeError("chunk 3") from error
        except RuntimeError:
            logging.getLogger("django.request").exception("Internal Server Error")

    text = lines.getvalue()
    assert "RuntimeError: chunk 3" in text
    assert "sqlstate=2" in text
    assert store.__name__ in text
    assert "秘密" not in text
