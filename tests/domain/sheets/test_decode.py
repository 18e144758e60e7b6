"""UTF-8 with or without its mark, CP932 with its own characters, and refusals that name the line (docs/guide/csv.md)."""

import pytest

from ichigen.domain.sheets.decode import Encoding, decode
from ichigen.domain.sheets.problems import Fault, SheetRefused

TEXT = "SKUコード,商品名\r\nA-1,①髙㈱～\r\n"


@pytest.mark.parametrize("encoding", list(Encoding))
def test_each_encoding_is_told_from_the_bytes(encoding: Encoding) -> None:
    assert decode(TEXT.encode(encoding)) == (TEXT, encoding)


def test_the_line_that_nothing_can_read_is_named() -> None:
    with pytest.raises(SheetRefused) as refused:
        decode("a,b\n1,あ\n".encode("cp932") + b"2,\x81\xff\n")

    assert (refused.value.problem.fault, refused.value.problem.detail) == (Fault.ENCODING, "3")


def test_a_marked_file_with_other_bytes_in_it_is_refused_and_not_guessed() -> None:
    with pytest.raises(SheetRefused) as refused:
        decode(b"\xef\xbb\xbfa\n" + "あ".encode("cp932"))

    assert (refused.value.problem.fault, refused.value.problem.detail) == (Fault.ENCODING, "2")


def test_utf_16_and_nul_are_refused() -> None:
    with pytest.raises(SheetRefused) as refused:
        decode(TEXT.encode("utf-16"))
    assert refused.value.problem.fault is Fault.UTF16
    with pytest.raises(SheetRefused):
        decode(b"a,b\n1,\x00\n")
