"""Statements are counted by what libpq notes of the protocol."""

from bench.order_intake.statements import count_statements

TRACE = """2026-11-22 13:00:00.000001\tF\t27\tParse\t "" "select $1" 1 0
2026-11-22 13:00:00.000001\tF\t14\tBind\t "" "" 0 0 0 1 0
2026-11-22 13:00:00.000001\tF\t6\tDescribe\t P ""
2026-11-22 13:00:00.000001\tF\t9\tExecute\t "" 0
2026-11-22 13:00:00.000001\tF\t4\tSync
2026-11-22 13:00:00.000001\tB\t4\tParseComplete
2026-11-22 13:00:00.000001\tF\t13\tQuery\t "COMMIT"
2026-11-22 13:00:00.000001\tB\t11\tCommandComplete\t "COMMIT"
"""


def test_parsing_and_answers_are_no_statements() -> None:
    assert count_statements(TRACE) == 2
