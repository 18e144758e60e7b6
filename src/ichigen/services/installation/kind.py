"""Practice or live: decided at the first start, for good (design: practice)."""

from django.db import transaction

from ichigen.store.installation import Installation


class KindRefused(Exception):
    """The database is of the other kind; the message says so and what to do (Japanese)."""


@transaction.atomic
def decide_kind(*, practice: bool) -> None:
    """Make a new database practice or live. Raises `KindRefused` when practice is asked of a live one, or the reverse."""
    wanted = Installation.Kind.PRACTICE if practice else Installation.Kind.LIVE
    found = Installation.objects.select_for_update().first()
    if found is None:
        Installation.objects.create(kind=wanted)
    elif practice and found.kind != wanted:
        raise KindRefused(
            "本番用のデータベースは練習用にできません。--practice を外すか、別の ICHIGEN_HOME を使ってください。"
        )
    elif found.kind != wanted:
        raise KindRefused(
            "練習用のデータベースは本番用にできません。--practice を付けるか、別の ICHIGEN_HOME を使ってください。"
        )


def is_practice() -> bool:
    """True for a practice installation: it keeps the pace of the day at night, so that it shows the same at any hour."""
    return Installation.objects.filter(kind=Installation.Kind.PRACTICE).exists()
