"""The `ichigen` command. Commands are loaded when they are used, so that each starts fast."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import cast

import click

from ichigen.cli.words import said

COMMANDS: Mapping[str, str] = {
    "up": "ichigen.cli.up:up",
    "serve": "ichigen.cli.serve:serve",
    "worker": "ichigen.cli.worker:worker",
    "mallsim": "ichigen.cli.mallsim:mallsim",
    "migrate": "ichigen.cli.migrate:migrate",
    "doctor": "ichigen.cli.doctor:doctor",
    "backup": "ichigen.cli.backup:backup",
    "restore": "ichigen.cli.restore:restore",
    "key": "ichigen.cli.key:key",
    "staff": "ichigen.cli.staff:staff",
    "token": "ichigen.cli.token:token",
    "audit": "ichigen.cli.audit:audit",
    "bench": "ichigen.cli.bench:bench",
    "malls": "ichigen.cli.malls:malls",
    "new-mall": "ichigen.cli.new_mall:new_mall",
    "demo": "ichigen.cli.demo:demo",
    "demo-day": "ichigen.cli.demo_day:demo_day",
}


class Commands(click.Group):
    """The group of all commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        return cast(click.Command, getattr(import_module(module), name))


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ichigen")
def ichigen() -> None:
    """一元 — 複数モールの商品・在庫・出品・受注をひとつに。"""


def main() -> None:
    """Run the command line; what stands in the way is said in one sentence on standard error, exit code 1."""
    try:
        ichigen()
    except Exception as problem:
        sentence = said(problem)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(1)
