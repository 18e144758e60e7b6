"""`ichigen bench`: measurements with their baseline in the same run. They live in the source tree, not in the package."""

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

import ichigen

PROPAGATION = "propagation"
BENCHES = {
    "stock-write": "bench.stock_write",
    "order-intake": "bench.order_intake",
    "order-list": "bench.order_list",
    PROPAGATION: "bench.propagation",
    "race": "bench.race",
    "start": "bench.start",
}


@click.command(
    help="性能を、同じ回に測った基準との比で表します。ソースの中でだけ使えます。名前を省くとすべて測ります。"
)
@click.argument("name", required=False, type=click.Choice(list(BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="JSON で出力する")
@click.option("--orders", type=click.IntRange(min=2), help="propagation の注文数")
@click.option("--burst", is_flag=True, help="propagation を、1分間に注文が集中したときについて測る")
@click.option("--no-news", is_flag=True, help="propagation を、モールの通知なしで（一覧の読取りだけで）測る")
@click.option("--mall", "only", multiple=True, help="propagation に出るモール（繰り返し可、既定はすべて）")
def bench(
    name: str | None, as_json: bool, orders: int | None, burst: bool, no_news: bool, only: tuple[str, ...]
) -> None:
    if (orders or burst or no_news or only) and name != PROPAGATION:
        raise click.UsageError(f"--orders、--burst、--no-news、--mall は {PROPAGATION} だけの指定です。")
    _find_benches()
    given: dict[str, Any] = (
        {"orders": orders, "burst": burst, "news": not no_news, "only": only} if name == PROPAGATION else {}
    )
    outcomes = [import_module(BENCHES[chosen]).run(**given) for chosen in ([name] if name else BENCHES)]
    if as_json:
        told: list[dict[str, Any]] = [outcome.as_json() for outcome in outcomes]
        click.echo(json.dumps(told[0] if name else {"benches": told}, ensure_ascii=False))
    else:
        for outcome in outcomes:
            click.echo(json.dumps(outcome.as_json(), ensure_ascii=False, indent=2))
    sys.exit(0 if all(outcome.met for outcome in outcomes) else 1)


def _find_benches() -> None:
    """Make the folder `bench` of this source tree importable. Raises `ClickException` in an installed package."""
    source = Path(ichigen.__file__).parents[2]
    if not (source / "bench" / "harness.py").is_file():
        raise click.ClickException(
            "性能の測定はソースの中にだけあります。ソースを取得し、その中で make bench を実行してください。"
        )
    if str(source) not in sys.path:
        sys.path.insert(0, str(source))
