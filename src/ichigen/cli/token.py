"""`ichigen token`: keys of the public API."""

import json

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database
from ichigen.domain.api_scopes import Scope

DAYS = ("30", "90", "365", "0")


@click.group(help="公開 API のトークンを管理します。")
def token() -> None:
    pass


@token.command(help="トークンを発行し、一度だけ表示します。")
@click.option("--staff", required=True, help="発行するオーナーのスタッフコード")
@click.option("--name", default="API", show_default=True, help="どのシステムが使うかがわかる名前")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice([scope.value for scope in Scope]),
    multiple=True,
    required=True,
    help="スコープ（複数指定できます）",
)
@click.option("--days", type=click.Choice(DAYS), default="90", show_default=True, help="有効な日数（0 は無期限）")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力する")
def create(staff: str, name: str, scopes: tuple[str, ...], days: str, as_json: bool) -> None:
    need_database(open_home())
    set_up_django()
    from ichigen.services.api_tokens.issue import TokenRefused, issue_for

    try:
        issued = issue_for(staff, name, {Scope(scope) for scope in scopes}, int(days))
    except TokenRefused as problem:
        raise click.ClickException(str(problem)) from None
    if as_json:
        click.echo(json.dumps({"id": issued.id, "name": issued.name, "token": issued.token}))
    else:
        click.echo(f"{issued.name} のトークンです。もう一度は表示できません: {issued.token}")
