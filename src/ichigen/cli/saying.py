"""Messages while something is going on."""

import click


def say(sentence: str) -> None:
    """On standard error at once; standard output is kept for results."""
    click.echo(sentence, err=True)
