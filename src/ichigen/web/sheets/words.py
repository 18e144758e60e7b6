"""Problems of rows in the language of the screen."""

from django.utils.translation import gettext

from ichigen.domain.sheets.problems import WORDS, Problem


def told(problem: Problem) -> tuple[str, str]:
    """What is wrong, and what to do."""
    what, to_do = WORDS[problem.fault]
    places = {
        "value": problem.value,
        "detail": problem.detail,
        "column": gettext(problem.column) if problem.column else "",
    }
    return gettext(what) % places, gettext(to_do) % places
