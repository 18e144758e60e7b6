"""`ichigen backup`."""

from datetime import datetime
from pathlib import Path

import click

from ichigen.cli.archive import write_archive
from ichigen.cli.home import Home, home_path, open_home
from ichigen.cli.postgres.binaries import find_binaries
from ichigen.cli.running import attached_or_started, need_installation
from ichigen.cli.saying import say
from ichigen.store.keys import copy_key_file, key_id, make_key_file, read_keys


@click.command(help="データベースと画像をフォルダに保存します。認証情報の鍵は含みません。")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@click.option("--key-to", type=click.Path(path_type=Path), help="認証情報の鍵をこのファイルに写す（別の場所で保管）")
def backup(folder: Path | None, key_to: Path | None) -> None:
    need_installation(Home(home_path()))
    home = open_home()
    make_key_file(home.credential_key)
    keys = [key_id(key) for key in read_keys(home.credential_key)]
    target = folder or Path(f"ichigen-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    with attached_or_started(home, say) as url:
        write_archive(target.absolute(), url, home.media, find_binaries(), keys)
    click.echo(f"{target} に保存しました。")
    if key_to is None:
        click.echo(f"認証情報の鍵は含まれていません。{home.credential_key} を別の安全な場所に保管してください。")
    else:
        copy_key_file(home.credential_key, key_to)
        click.echo(f"認証情報の鍵を {key_to} に写しました。バックアップとは別の場所で保管してください。")
