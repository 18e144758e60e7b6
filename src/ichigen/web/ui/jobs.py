"""The chip of running jobs at the top of every page: how far they are, and the way to their results."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext

from ichigen.domain.permissions import Action, may
from ichigen.services.signed_in import Person
from ichigen.services.views.jobs import Job, Place, jobs

#: Page of the result, and the action it asks for; whoever may not, looks at the job in 処理状況.
PAGES = {
    Place.RUN: ("write_back:progress", Action.WRITE_BACK_RUN),
    Place.SHEET: ("sheets:import", Action.CSV_IMPORT),
}


@dataclass(frozen=True, slots=True)
class JobChip:
    """One job as a chip; `progress` is empty where nobody knows how many rows there are."""

    key: str
    label: str
    progress: str
    failed: int
    over: bool
    href: str


@dataclass(frozen=True, slots=True)
class JobsBar:
    """The newest running job and how many `more` there are, and what of one's own has just ended."""

    running: JobChip | None
    more: int
    ended: tuple[JobChip, ...]
    keys: str


NOTHING = JobsBar(None, 0, (), "")


def jobs_bar(user: object, at: datetime) -> JobsBar:
    """Return the chips for somebody who is logged in; nothing for nobody."""
    if not isinstance(user, Person):
        return NOTHING
    chips = [_chip(job, user.role) for job in jobs(user.pk, at)]
    running = [chip for chip in chips if not chip.over]
    ended = tuple(chip for chip in chips if chip.over)
    keys = ",".join(chip.key for chip in running)
    return JobsBar(running[0] if running else None, max(0, len(running) - 1), ended[:1], keys)


def told(bar: JobsBar, shown: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield a sentence, and whether something failed, for each of one's own jobs that was `shown` and is over now."""
    for chip in bar.ended:
        if chip.key in shown:
            words = {"name": chip.label, "failed": f"{chip.failed:,}"}
            text = (
                gettext("%(name)sが終わりました。失敗が %(failed)s 件あります。")
                if chip.failed
                else gettext("%(name)sが終わりました。")
            )
            yield text % words, bool(chip.failed)


def _chip(job: Job, role: str) -> JobChip:
    route, action = PAGES.get(job.place, ("", None))
    href = (
        reverse(route, args=[job.place_id])
        if action is not None and may(role, action)
        else reverse("operations:detail", args=[job.operation_id])
    )
    progress = "" if job.total is None else f"{job.settled:,} / {job.total:,}"
    return JobChip(job.key, gettext(job.label), progress, job.failed, job.over, href)
