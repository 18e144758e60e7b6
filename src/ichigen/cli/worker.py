"""`ichigen worker`: takes in, reconciles, writes back."""

import pkgutil
import signal
import sys

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database

RUN = "ichigen.workers.main:run"  # named, not imported: commands and workers do not see each other


@click.command(help="モールとの連動を実行します。何台でも起動できます。")
@click.option("--concurrency", type=click.IntRange(min=1), help="同時に実行する数（省略時は連携数に合わせる）")
def worker(concurrency: int | None) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the loops run: nothing is begun that had to be ended
    need_database(open_home())
    set_up_django()
    from ichigen.cli.schema import refuse_newer_schema  # after Django is set up

    refuse_newer_schema()
    sys.exit(pkgutil.resolve_name(RUN)(concurrency))
