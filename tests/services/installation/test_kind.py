"""A database is practice or live for good (design: practice)."""

import pytest

from ichigen.services.installation.kind import KindRefused, decide_kind
from ichigen.store.installation import Installation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("practice", "kind"), [(True, "practice"), (False, "live")])
def test_the_first_start_decides_and_the_same_start_changes_nothing(practice: bool, kind: str) -> None:
    decide_kind(practice=practice)
    decide_kind(practice=practice)

    assert list(Installation.objects.values_list("kind", flat=True)) == [kind]


@pytest.mark.parametrize("practice", [True, False])
def test_the_other_kind_is_refused(practice: bool) -> None:
    decide_kind(practice=practice)

    with pytest.raises(KindRefused, match="別の ICHIGEN_HOME"):
        decide_kind(practice=not practice)

    assert Installation.objects.count() == 1
