"""要対応 names what a mall refuses as its own screens do, not by our code for it (R1-27)."""

import pytest

from ichigen.mallkit.errors import AuthExpired
from ichigen.services.loops import begin_run
from ichigen.services.loops.failures import fail_run
from ichigen.store.worklist import WorklistItem
from tests.builders import make_account

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("permission", "said"),
    [
        ("refresh_token", "無効です。（不足している権限: リフレッシュトークン）"),
        ("not_of_the_manifest", "無効です。（不足している権限: not_of_the_manifest）"),
        ("", "無効です。"),
    ],
)
def test_a_dead_credential_is_named_in_the_malls_words(permission: str, said: str) -> None:
    account = make_account("yahoo_shopping")
    fail_run(begin_run(account.id, "intake"), AuthExpired("px-04102", "無効です。", permission))
    assert WorklistItem.objects.get().cause == said
