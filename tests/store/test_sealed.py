"""Credentials at rest: what is stored, what is shown, and how keys are changed."""

from pathlib import Path

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from pytest_django.fixtures import Settings

from ichigen.services.installation.credential_key import KeyInUse, forget_old_keys, renew_key
from ichigen.store.accounts import Account
from ichigen.store.alerts import AlertSettings
from ichigen.store.keys import KeyRefused, add_key, copy_key_file, drop_old_keys, key_id, make_key_file, read_keys
from ichigen.store.sealed import seal_again, seal_all_again

SECRET = "SP301_very-secret"


@pytest.fixture
def key_file(tmp_path: Path, settings: Settings) -> Path:
    file = tmp_path / "credentials.key"
    make_key_file(file)
    settings.CREDENTIAL_KEY_FILE = file
    return file


def account(**fields: object) -> Account:
    return Account.objects.create(mall_id="m", label="店", shop_identity="s", **fields)


def stored(row: Account) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM store_account WHERE id = %s", [row.pk])
        return str(cursor.fetchone()[0])


def test_a_copy_of_the_key_is_private_also_where_others_could_read_what_was_there(
    key_file: Path, tmp_path: Path
) -> None:
    target = tmp_path / "copy"
    target.write_bytes(b"old")
    target.chmod(0o644)
    with target.open("rb") as opened_before:
        copy_key_file(key_file, target)
        seen = opened_before.read()

    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (key_file.read_bytes(), 0o600)
    assert seen == b"old"


def test_the_key_file_is_private_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "credentials.key"
    make_key_file(file)
    first = file.read_bytes()
    make_key_file(file)

    assert file.read_bytes() == first
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_content_is_sealed_at_rest_and_opened_when_read(key_file: Path) -> None:
    row = account(credentials={"serviceSecret": SECRET, "expires": {"in": 90}})

    assert SECRET not in stored(row)
    assert stored(row).startswith(f"{key_id(read_keys(key_file)[0])}:gAAAA")
    row.refresh_from_db()
    assert dict(row.credentials) == {"serviceSecret": SECRET, "expires": {"in": 90}}


@pytest.mark.django_db
def test_nothing_shows_the_content(key_file: Path) -> None:
    row = account(credentials={"serviceSecret": SECRET})
    row.credentials = {"serviceSecret": SECRET + "2"}

    for shown in (repr(row.credentials), str(row.credentials), repr(row.__dict__), f"{row.credentials}"):
        assert SECRET not in shown
    assert repr(row.credentials) == "<Sealed: serviceSecret>"


@pytest.mark.django_db
def test_an_empty_object_needs_no_key(settings: Settings, tmp_path: Path) -> None:
    settings.CREDENTIAL_KEY_FILE = tmp_path / "absent"
    row = account()

    row.refresh_from_db()
    assert (dict(row.credentials), stored(row)) == ({}, "")


@pytest.mark.django_db
def test_a_sealed_field_cannot_be_searched(key_file: Path) -> None:
    with pytest.raises(FieldError):
        Account.objects.filter(credentials={"serviceSecret": SECRET}).exists()


@pytest.mark.django_db
def test_rotation_seals_every_row_again_and_the_old_key_can_go(key_file: Path) -> None:
    rows = [account(credentials={"n": "1"})]
    rows.append(Account.objects.create(mall_id="m", label="店", shop_identity="t", credentials={"n": "2"}))
    rows.append(Account.objects.create(mall_id="m", label="店", shop_identity="u"))
    old = read_keys(key_file)[0]

    add_key(key_file)
    assert dict(Account.objects.get(pk=rows[0].pk).credentials) == {"n": "1"}
    assert seal_again(Account, "credentials") == 2
    assert seal_again(Account, "credentials") == 0
    drop_old_keys(key_file)

    assert old not in key_file.read_bytes()
    assert [dict(Account.objects.get(pk=row.pk).credentials) for row in rows] == [{"n": "1"}, {"n": "2"}, {}]


@pytest.mark.django_db
def test_every_sealed_column_of_every_table_is_sealed_again(key_file: Path) -> None:
    shop = account(credentials={"n": "1"}, tokens={"n": "2"}, pending={"n": "3"})
    ways = AlertSettings.objects.create(secrets={"n": "4"})

    add_key(key_file)

    assert seal_all_again() == 4
    assert seal_all_again() == 0
    drop_old_keys(key_file)
    shop.refresh_from_db()
    ways.refresh_from_db()
    assert [dict(found) for found in (shop.credentials, shop.tokens, shop.pending, ways.secrets)] == [
        {"n": "1"},
        {"n": "2"},
        {"n": "3"},
        {"n": "4"},
    ]


@pytest.mark.django_db
def test_an_earlier_key_that_was_needed_until_now_is_kept(key_file: Path) -> None:
    shop = account(credentials={"n": "1"})

    assert renew_key(key_file) == 1
    late = read_keys(key_file)
    key_file.write_bytes(b"\n".join(reversed(late)) + b"\n")  # another machine does not have the new key yet
    shop.save()
    key_file.write_bytes(b"\n".join(late) + b"\n")
    with pytest.raises(KeyInUse) as refused:
        forget_old_keys(key_file)

    assert refused.value.count == 1
    assert len(read_keys(key_file)) == 2
    assert forget_old_keys(key_file) == 1
    assert dict(Account.objects.get(pk=shop.pk).credentials) == {"n": "1"}


@pytest.mark.django_db
def test_a_lost_key_is_named_and_the_content_stays_unread(key_file: Path) -> None:
    row = account(credentials={"serviceSecret": SECRET})
    lost = key_id(read_keys(key_file)[0])
    key_file.unlink()
    make_key_file(key_file)

    with pytest.raises(KeyRefused, match=f"鍵 {lost}"):
        Account.objects.get(pk=row.pk)


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "がありません"), (b"", "が空です"), (b"not a key\n", "正しくない行")],
)
def test_an_unusable_key_file_is_explained(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "credentials.key"
    if content is not None:
        file.write_bytes(content)
        file.chmod(0o600)

    with pytest.raises(KeyRefused, match=said):
        read_keys(file)


def test_a_key_file_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "credentials.key"
    make_key_file(file)
    file.chmod(0o644)

    with pytest.raises(KeyRefused, match="chmod 600"):
        read_keys(file)
