"""`ichigen key`: renew the key that seals credentials."""

from pathlib import Path

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database


@click.group(help="認証情報の鍵を管理します。")
def key() -> None:
    pass


@key.command(help="新しい鍵を作り、保存してある認証情報をすべて閉じ直します。動かしたままで構いません。")
def renew() -> None:
    file = _key_file()
    from ichigen.services.installation.credential_key import renew_key

    changed = renew_key(file)
    click.echo(f"新しい鍵で {changed} 件を閉じ直しました。{file} を別の安全な場所に保管し直してください。")
    click.echo(
        "これまでの鍵も残してあります。ほかのマシンにも鍵を写し、"
        "今より前のバックアップが要らなくなったら、ichigen key forget で捨ててください。"
    )


@key.command(help="これまでの鍵を捨てます。今より前のバックアップの認証情報は開けなくなります。")
def forget() -> None:
    file = _key_file()
    from ichigen.services.installation.credential_key import KeyInUse, forget_old_keys

    try:
        dropped = forget_old_keys(file)
    except KeyInUse as late:
        raise click.ClickException(
            f"これまでの鍵で閉じたものが {late.count} 件あったので、閉じ直しました。"
            "すべてのマシンに新しい鍵があることを確かめ、1分ほどしてからもう一度実行してください。"
        ) from None
    click.echo(f"これまでの鍵を {dropped} 本捨てました。{file} を別の安全な場所に保管し直してください。")


def _key_file() -> Path:
    home = open_home()
    need_database(home)
    set_up_django()
    return home.credential_key
