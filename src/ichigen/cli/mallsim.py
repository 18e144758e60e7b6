"""`ichigen mallsim`: the simulators, as a program of their own."""

import os
import sys

import click


@click.command(
    help="モールのシミュレーターを起動します（python -m mallsim と同じ）。",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def mallsim(arguments: tuple[str, ...]) -> None:
    os.execv(sys.executable, [sys.executable, "-m", "mallsim", *arguments])  # noqa: S606 - no shell is wanted
