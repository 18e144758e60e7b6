"""A database is practice or live for good (design: practice)."""

import pytest

from ichigen.mallkit.manifest import OrderFeed, Scan
from ichigen.services.installation.kind import KindRefused, decide_kind, is_practice
from ichigen.services.orders.intake_loop import scan_plans
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


@pytest.mark.parametrize(("practice", "night_s"), [(True, 3.0), (False, 15.0)])
def test_practice_keeps_the_pace_of_the_day_at_night(practice: bool, night_s: float) -> None:
    decide_kind(practice=practice)
    feed = OrderFeed(scans=(Scan("new", "新規", 3.0, 15.0, 3600.0, finds_new=True),), fetch_batch=1, reread_open_s=60.0)

    (plan,) = scan_plans(feed, {}, always_day=is_practice())

    assert (plan.every_s, plan.every_night_s) == (3.0, night_s)
