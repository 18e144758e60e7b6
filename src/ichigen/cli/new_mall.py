"""`ichigen new-mall`: a mall to start from."""

import click

from ichigen.cli.scaffold.write import ScaffoldRefused, source_root, write_mall

NEXT = """
次にすること:
  1. そのまま試す: .venv/bin/python -m pytest tests/malls/{id} tests/mallsim/{id}
  2. docs/malls/{id}.md に、モールの公式ドキュメントの内容を出典つきで書く
  3. src/mallsim/malls/{id} を、その内容どおりに動くモールに書き換える(クライアントを見ずに)
  4. src/ichigen/malls/{id} を書き換え、quality.toml を実際の状態にする
手順: docs/develop/add-a-mall.md"""


@click.command("new-mall", help="新しいモールの雛形を作ります(ソースツリーの中でだけ使えます)。")
@click.argument("mall_id", metavar="ID")
@click.argument("label", metavar="LABEL")
def new_mall(mall_id: str, label: str) -> None:
    try:
        written = write_mall(source_root(), mall_id, label)
    except ScaffoldRefused as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{label}({mall_id})の雛形を作りました。既存のファイルは変更していません。")
    for path in written:
        click.echo(f"  {path}")
    click.echo(NEXT.format(id=mall_id))
