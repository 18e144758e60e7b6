"""`ichigen up`: everything one machine needs."""

import signal
import sys
from datetime import UTC, datetime

import click

from ichigen.cli.home import open_home
from ichigen.cli.hub import hub, hub_children
from ichigen.cli.saying import say
from ichigen.cli.supervisor import Supervisor


@click.command(help="データベース・画面・連動をこの1台で起動します。Ctrl-C で止まります。")
@click.option("--bind", envvar="ICHIGEN_BIND", default="127.0.0.1:8000", show_default=True, help="待ち受けるアドレス")
@click.option("--practice", is_flag=True, help="練習用として始める（このコンピュータ内の模擬モールにだけ接続できます）")
def up(bind: str, practice: bool) -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # until the supervisor takes over: stop what was started
    with hub(open_home(), say) as database:
        _decide_kind(practice)
        Supervisor(hub_children(bind), database, say).run(lambda: _welcome(f"http://{bind}"))


def _decide_kind(practice: bool) -> None:
    from ichigen.services.installation.kind import KindRefused, decide_kind  # after Django is set up

    try:
        decide_kind(practice=practice)
    except KindRefused as problem:
        raise click.ClickException(str(problem)) from None


def _welcome(address: str) -> None:
    from ichigen.services.staff import invite_first_owner  # after Django is set up

    click.echo(f"一元を起動しました: {address}/")
    invitation = invite_first_owner(datetime.now(UTC))
    if invitation is not None:
        click.echo(f"最初のログイン（24 時間以内に一度だけ有効）: {address}{invitation.path}")
    sys.stdout.flush()
