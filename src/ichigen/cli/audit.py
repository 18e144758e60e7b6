"""`ichigen audit`: prove the books."""

import json
import sys
from dataclasses import asdict

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database


@click.command(help="在庫・受注・書出の帳尻を確かめます。合わないものがあれば終了コード 1。")
@click.option("--against-malls", is_flag=True, help="モールの在庫数も読んで比べる")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力する")
def audit(against_malls: bool, as_json: bool) -> None:
    need_database(open_home())
    set_up_django()
    from ichigen.services.audit.run import audit as run_audit

    if against_malls:
        from ichigen.services.audit.reader import read_stock

        report = run_audit(read_stock)
    else:
        report = run_audit()
    if as_json:
        breaks = [asdict(found) for found in report.breaks]
        click.echo(
            json.dumps({"balanced": report.balanced, "breaks": breaks, "checked": report.checked}, ensure_ascii=False)
        )
    else:
        for found in report.breaks:
            click.echo(f"× [{found.code}] {found.subject}: {found.cause} → {found.action}")
        click.echo("帳尻は合っています。" if report.balanced else f"{len(report.breaks)} 件が合いません。")
    sys.exit(0 if report.balanced else 1)
