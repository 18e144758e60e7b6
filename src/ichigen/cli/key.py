"""`ichigen key`: renew the key that seals credentials."""

import click

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database


@click.group(help="認証情報の鍵を管理します。")
def key() -> None:
    pass


@key.command(help="新しい鍵を作り、保存してある認証情報をすべて閉じ直します。動かしたままで構いません。")
def renew() -> None:
    file = open_home().credential_key
    need_database(open_home())
    set_up_django()
    from ichigen.store.keys import add_key
    from ichigen.store.sealed import seal_all_again

    add_key(file)
    changed = seal_all_again()
    click.echo(f"新しい鍵で {changed} 件を閉じ直しました。{file} を別の安全な場所に保管し直してください。")
    click.echo(
        "これまでの鍵も残してあります。ほかのマシンにも鍵を写し、"
        "今より前のバックアップが要らなくなったら、ichigen key forget で捨ててください。"
    )


@key.command(help="これまでの鍵を捨てます。今より前のバックアップの認証情報は開けなくなります。")
def forget() -> None:
    file = open_home().credential_key
    need_database(open_home())
    set_up_django()
    from ichigen.store.keys import drop_old_keys, read_keys
    from ichigen.store.sealed import seal_all_again

    late = seal_all_again()
    if late:
        raise click.ClickException(
            f"これまでの鍵で閉じたものが {late} 件あったので、閉じ直しました。"
            "すべてのマシンに新しい鍵があることを確かめ、1分ほどしてからもう一度実行してください。"
        )
    dropped = len(read_keys(file)) - 1
    drop_old_keys(file)
    click.echo(f"これまでの鍵を {dropped} 本捨てました。{file} を別の安全な場所に保管し直してください。")
