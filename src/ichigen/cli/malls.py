"""`ichigen malls`: what each mall can do, and how far it is."""

import json
import sys

import click

from ichigen.cli.mall_matrix import capabilities, matrix
from ichigen.cli.tables import aligned
from ichigen.mallkit.quality import BadQuality
from ichigen.mallkit.registry import malls as installed


@click.command(help="入っているモールの機能と品質の一覧を表示します。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力する")
def malls(as_json: bool) -> None:
    found = list(installed().values())
    try:
        if as_json:
            answer = {"malls": [capabilities(mall) for mall in found]}
            click.echo(json.dumps(answer, ensure_ascii=False))
        elif found:
            click.echo("\n".join(aligned(matrix(found))))
        else:
            click.echo("モールが入っていません。")
    except BadQuality as problem:
        click.echo(f"quality.toml を読めません: {problem}", err=True)
        sys.exit(1)
