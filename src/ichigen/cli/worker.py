"""`ichigen worker`: takes in, reconciles, writes back."""

import pkgutil

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database


@click.command(help="モールとの連動を実行します。何台でも起動できます。")
def worker() -> None:
    need_database(open_home())
    set_up_django()
    pkgutil.resolve_name("ichigen.workers.main:run")()
