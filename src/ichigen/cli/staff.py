"""`ichigen staff`: who may log in."""

import json
from datetime import UTC, datetime

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database

ROLES = ("owner", "manager", "packer", "clerk")


@click.group(help="スタッフを管理します。")
def staff() -> None:
    pass


@staff.command(help="スタッフを追加し、最初のログイン用リンクを表示します。")
@click.argument("code")
@click.option("--role", type=click.Choice(ROLES), required=True, help="役割")
@click.option("--name", default="", help="表示名（省略時はスタッフコード）")
@click.option("--json", "as_json", is_flag=True, help="JSON で出力する")
def add(code: str, role: str, name: str, as_json: bool) -> None:
    need_database(open_home())
    set_up_django()
    from ichigen.services.staff import StaffRefused, add_staff

    try:
        invitation = add_staff(code, role, name, datetime.now(UTC))
    except StaffRefused as problem:
        raise click.ClickException(str(problem)) from None
    if as_json:
        valid_until = invitation.valid_until.isoformat()
        click.echo(json.dumps({"code": code, "role": role, "path": invitation.path, "valid_until": valid_until}))
    else:
        click.echo(f"{code} を追加しました。24 時間以内に一度だけ使えるリンク: {invitation.path}")
