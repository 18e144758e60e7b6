"""What the calls to the malls are called in 通信ログ."""

import pytest

from ichigen.mallkit.operation_words import OPERATION_WORDS, operation_word, operations_called
from ichigen.mallkit.registry import malls

NAMED = sorted({limit.operations for mall in malls().values() for limit in mall.limits if "*" not in limit.operations})


@pytest.mark.parametrize("operation", NAMED)
def test_every_operation_that_a_mall_names_has_words(operation: str) -> None:
    assert operation_word(operation) != ""


def test_an_operation_without_words_of_its_own_takes_those_of_its_family() -> None:
    assert operation_word("queue.ReceiveMessage") == OPERATION_WORDS["queue"]
    assert operation_word("orders.get.again") == OPERATION_WORDS["orders.get"]
    assert operation_word("nobody.knows") == ""
    assert operation_word("") == ""


def test_what_staff_read_finds_the_operations() -> None:
    assert set(operations_called("出荷通知")) == {"orders.ship"}
