"""Bytes to text: UTF-8 with or without its mark, else CP932, never with replaced characters."""

from enum import StrEnum

from ichigen.domain.sheets.problems import Fault, Problem, SheetRefused

UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"


class Encoding(StrEnum):
    """How a file is written. Python's `cp932` and not `shift_jis`: only the first has ①, ㈱ and 髙."""

    UTF8_SIG = "utf-8-sig"
    UTF8 = "utf-8"
    CP932 = "cp932"


def decode(data: bytes) -> tuple[str, Encoding]:
    """Return the text and how it was written. Raises `SheetRefused`, naming the line that cannot be read."""
    if data.startswith(UTF16_MARKS):
        raise SheetRefused(Problem(Fault.UTF16))
    first = Encoding.UTF8_SIG if data.startswith(UTF8_MARK) else Encoding.UTF8
    try:
        text, encoding = data.decode(first), first
    except UnicodeDecodeError as error:
        if first is Encoding.UTF8_SIG:
            raise _unreadable(data, len(UTF8_MARK) + error.start) from error
        text, encoding = _cp932(data), Encoding.CP932
    if "\0" in text:
        raise _unreadable(data, data.index(b"\0"))
    return text, encoding


def _cp932(data: bytes) -> str:
    try:
        return data.decode(Encoding.CP932)
    except UnicodeDecodeError as error:
        raise _unreadable(data, error.start) from error


def _unreadable(data: bytes, at: int) -> SheetRefused:
    return SheetRefused(Problem(Fault.ENCODING, detail=str(data.count(b"\n", 0, at) + 1)))
