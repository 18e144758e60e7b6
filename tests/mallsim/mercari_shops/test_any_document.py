"""Whatever a client may write by the schema is answered, never with a fault of the simulator."""

import json

import pytest
from graphql import StringValueNode
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis_graphql import from_schema

from mallsim.malls.mercari_shops.paging import cursor_of, number_of
from mallsim.malls.mercari_shops.refusals import RefusedError
from mallsim.malls.mercari_shops.schema import SDL
from tests.mallsim.mercari_shops.counter import Counter

MOMENTS = st.sampled_from(["2026-04-01T00:00:00Z", "2026-04-01", "", "x"]).map(lambda text: StringValueNode(value=text))
DOCUMENTS = from_schema(SDL, custom_scalars={"DateTime": MOMENTS}, allow_x00=False)


@pytest.fixture(scope="module")
def busy() -> Counter:
    """A shop with goods and orders, without an end to its points."""
    made = Counter(goods=True)
    made.configure(points_per_hour=10**12)
    for code in ("IG-001", "IG-002", "IGV-01-M-BK"):
        made.put(code, quantity=5)
        made.buy((code, 1))
    return made


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(document=DOCUMENTS)
def test_section_2_every_document_of_the_schema_is_answered(busy: Counter, document: str) -> None:
    answer = busy.post(document)
    assert answer.status_code in (200, 504)
    if answer.status_code == 200:
        assert set(json.loads(answer.text)) in ({"data"}, {"data", "errors"})


@given(kind=st.sampled_from(["ot", "pr"]), number=st.integers(min_value=0))
def test_3_2_a_cursor_leads_back_to_its_row(kind: str, number: int) -> None:
    assert number_of(kind, cursor_of(kind, number)) == number


@given(cursor=st.text())
def test_3_2_any_other_text_is_refused(cursor: str) -> None:
    with pytest.raises(RefusedError) as refused:
        number_of("ot", cursor)
    assert refused.value.code == "INVALID_ARGUMENT"
