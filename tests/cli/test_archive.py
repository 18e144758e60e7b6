"""What triggers make comes back from a backup as it was, once."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from ichigen.cli.archive import restore_archive, write_archive
from ichigen.cli.postgres.binaries import Binaries, find_binaries
from tests.builders import make_account, make_listing, make_sku, mark_listing
from tests.database import session_place

pytestmark = pytest.mark.django_db(transaction=True)

#: A second listing like the first one.
ONE_MORE = """
insert into store_listing
select (jsonb_populate_record(l, jsonb_build_object('id', l.id + 1, 'code', 'B-1'))).* from store_listing l
"""


@pytest.fixture
def binaries() -> Binaries:
    chosen = os.environ.get("ICHIGEN_TEST_PG_BIN")
    return find_binaries({"ICHIGEN_PG_BIN": chosen} if chosen else {})


@pytest.fixture
def empty() -> Iterator[str]:
    """The URL of another database on the session's server."""
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'create database "{name}"')
    yield session_place().url(name)
    with connection.cursor() as cursor:
        cursor.execute(f'drop database "{name}"')


def test_a_listing_comes_back_with_the_one_mark_it_had(binaries: Binaries, empty: str, tmp_path: Path) -> None:
    listing = mark_listing(make_listing(make_account(), make_sku()), dirty=True, desired_version=7)
    folder = tmp_path / "saved"

    write_archive(folder, session_place().url(connection.settings_dict["NAME"]), tmp_path / "media", binaries, [])
    restore_archive(folder, empty, tmp_path / "media", binaries, force=False)

    with psycopg.connect(empty) as restored:
        found = restored.execute("select listing_id, dirty, desired_version from store_listingmark").fetchall()
        restored.execute(ONE_MORE)
        made = restored.execute("select listing_id, dirty from store_listingmark where not dirty").fetchall()
        restored.rollback()
    assert found == [(listing.pk, True, 7)]
    assert made == [(listing.pk + 1, False)]
