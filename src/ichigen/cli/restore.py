"""`ichigen restore`."""

from pathlib import Path

import click

from ichigen.cli.archive import read_note, restore_archive
from ichigen.cli.home import open_home
from ichigen.cli.postgres.binaries import find_binaries
from ichigen.cli.running import owned_or_external
from ichigen.cli.saying import say
from ichigen.store.keys import key_id, make_key_file, read_keys


@click.command(help="バックアップを復元します。一元を止めてから実行してください。")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="データベースの今の内容を消して復元する")
def restore(folder: Path, force: bool) -> None:
    home = open_home()
    note = read_note(folder)
    with owned_or_external(home, say) as url:
        restore_archive(folder.absolute(), url, home.media, find_binaries(), force=force)
    click.echo(f"{note.made_at} のバックアップ（版 {note.version}）を復元しました。ichigen up で起動してください。")
    make_key_file(home.credential_key)
    present = {key_id(key) for key in read_keys(home.credential_key)}
    missing = [name for name in note.keys[:1] if name not in present]
    if missing:
        click.echo(
            f"認証情報の鍵 {missing[0]} がありません。保管してある鍵を {home.credential_key} に置いてください。"
            "ない場合は、各モールの認証情報を登録し直してください。"
        )
