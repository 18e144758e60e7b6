"""Files in and out of the screens: none is read that is too large, none carries a formula to a spreadsheet."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils.datastructures import MultiValueDict

from ichigen.services.sheets.upload import MOST_BYTES, TOO_LARGE
from ichigen.store.operations import Operation, OperationRow
from ichigen.store.staff import Role
from ichigen.web.sheets.forms import BringForm
from tests.web.scene import make_staff


class Unread(SimpleUploadedFile):
    """A file that nobody may read."""

    def read(self, *arguments: Any) -> bytes:
        raise AssertionError("read")


@pytest.mark.parametrize(("size", "taken"), [(MOST_BYTES, True), (MOST_BYTES + 1, False)])
def test_a_file_that_is_too_large_is_refused_unread(size: int, taken: bool) -> None:
    file = Unread("goods.csv", b"")
    file.size = size

    form = BringForm({"kind": "goods"}, MultiValueDict({"file": [file]}))

    assert form.is_valid() is taken
    assert form.errors.get("file", []) == ([] if taken else [TOO_LARGE])


@pytest.mark.django_db
def test_what_a_mall_said_of_a_failed_row_is_no_formula(client: Client) -> None:
    client.force_login(make_staff("owner", Role.OWNER))
    job = Operation.objects.create(kind="order.cancel", state="done", failed=1)
    OperationRow.objects.create(
        operation=job,
        position=0,
        label="=1+1",
        state="failed",
        code="refused",
        message='=HYPERLINK("https://x.example")',
    )

    answer = client.get(f"/operations/{job.pk}/failed.csv")

    assert isinstance(answer, StreamingHttpResponse)
    text = answer.getvalue().decode("utf-8-sig")
    assert text.splitlines()[1] == """'=1+1,refused,"'=HYPERLINK(""https://x.example"")\""""
