"""Failed log-ins in a row, so that passwords cannot be tried out."""

from django.db import models

from ichigen.store.hot import run

#: Counted before the password is looked at, so that attempts side by side count too. No row: it is still blocked.
BEGIN = """
insert into store_signin as s (subject, failures, at, blocked_until)
values (%(subject)s, 1, clock_timestamp(), null)
on conflict (subject) do update set at = clock_timestamp(),
  failures = case when s.at < clock_timestamp() - make_interval(secs => %(forget_s)s) then 1 else s.failures + 1 end,
  blocked_until = case when s.at >= clock_timestamp() - make_interval(secs => %(forget_s)s)
    and s.failures + 1 >= %(free)s
    then clock_timestamp() + make_interval(secs => least(%(longest_s)s, %(first_s)s * power(2, s.failures + 1 - %(free)s)))
  end
where s.blocked_until is null or s.blocked_until <= clock_timestamp()
returning s.failures
"""

LEFT = """
select ceil(extract(epoch from blocked_until - clock_timestamp()))::int from store_signin
where subject = %(subject)s and blocked_until > clock_timestamp()
"""

#: One success says nothing of the failures beside it: who has a code of their own could try others' for ever.
TAKE_BACK = """
update store_signin set failures = greatest(0, failures - 1), blocked_until = null where subject = %(subject)s
"""

FORGET = "delete from store_signin where at < clock_timestamp() - interval '1 day'"


class SignIn(models.Model):
    """Failed attempts of one staff code from one address, or of one address. `subject` is a digest: no typed text is kept."""

    subject = models.CharField(max_length=64, primary_key=True)
    failures = models.IntegerField(default=0)
    at = models.DateTimeField()
    blocked_until = models.DateTimeField(null=True, blank=True)


def begin(subject: str, *, free: int, first_s: float, longest_s: float, forget_s: float) -> bool:
    """Count one attempt; False when the subject must wait. From `free` attempts on each one blocks, longer each time."""
    values = {"subject": subject, "free": free, "first_s": first_s, "longest_s": longest_s, "forget_s": forget_s}
    return run(BEGIN, values).fetchone() is not None


def seconds_left(subject: str) -> int:
    """Return for how long the subject must wait."""
    row = run(LEFT, {"subject": subject}).fetchone()
    return 0 if row is None else int(row[0])


def clear(subject: str) -> None:
    """Forget the attempts after a success."""
    SignIn.objects.filter(subject=subject).delete()


def take_back(subject: str) -> None:
    """Count one attempt less: it was no failure."""
    run(TAKE_BACK, {"subject": subject})


def forget_old() -> None:
    """Remove what was long ago."""
    run(FORGET)
