"""`ichigen migrate`."""

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database


@click.command(help="データベースを現在の版に合わせます。")
def migrate() -> None:
    need_database(open_home())
    set_up_django()
    from ichigen.cli.schema import migrate_schema  # after Django is set up

    migrate_schema()
    click.echo("データベースは最新です。")
