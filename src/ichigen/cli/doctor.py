"""`ichigen doctor`."""

import json
import sys
from dataclasses import asdict

import click

from ichigen.cli.checks import examine

MARKS = {"ok": "○", "warning": "△", "error": "×"}


@click.command(help="この環境に足りないもの・おかしいものを調べます。問題があれば終了コード 1。")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力する")
def doctor(as_json: bool) -> None:
    findings = examine()
    broken = any(finding.level == "error" for finding in findings)
    if as_json:
        answer = {"ok": not broken, "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{MARKS[finding.level]} {finding.message}")
    sys.exit(1 if broken else 0)
