"""The command ``mallsim``: starts the simulated malls and prints where they are."""

import asyncio
import json

import click

from mallsim.core.clock import Clock
from mallsim.core.control import Control
from mallsim.core.errors import Unknown
from mallsim.core.world import World, find_simulators
from mallsim.serving import serve

FIRST_PORT = 8901


def _ports(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> dict[str, int]:
    ports = {}
    for value in values:
        mall, _, port = value.partition("=")
        if not port.isdecimal():
            raise click.BadParameter(f"{value}: write MALL=PORT, for instance rakuten=8901")
        ports[mall] = int(port)
    return ports


@click.command()
@click.option("--control-port", default=8900, show_default=True, help="Port of the control API; 0 = any free port.")
@click.option(
    "--port", "ports", multiple=True, callback=_ports, metavar="MALL=N", help="Port of one mall; 0 = any free port."
)
@click.option("--malls", default="", help="Comma-separated mall ids; default: every mall there is.")
@click.option(
    "--goods",
    type=click.Choice(["demo", "none"]),
    default="demo",
    show_default=True,
    help="What the malls sell at first.",
)
@click.option(
    "--time-scale",
    type=click.FloatRange(min=0, min_open=True),
    default=1.0,
    show_default=True,
    help="n = the malls' waiting times pass n times as fast; call limits do not.",
)
@click.option("--seed", default=1, show_default=True, help="Seed of goods, weather and malls.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option(
    "--json", "as_json", is_flag=True, help="Print the answer of GET /malls as one line when ready, nothing else."
)
def main(
    control_port: int,
    ports: dict[str, int],
    malls: str,
    goods: str,
    time_scale: float,
    seed: int,
    host: str,
    as_json: bool,
) -> None:
    """Simulated malls, each on its own port, and a control API to play shoppers and weather."""
    try:
        simulators = find_simulators([name.strip() for name in malls.split(",") if name.strip()])
    except Unknown as error:
        raise click.UsageError(str(error)) from error
    unknown = sorted(set(ports) - set(simulators))
    if unknown:
        raise click.UsageError(f"--port names a mall that does not run: {', '.join(unknown)}")
    world = World(simulators, Clock(), seed=seed, time_scale=time_scale, goods=goods == "demo")
    if control_port:
        ports = {id: FIRST_PORT + n for n, id in enumerate(simulators)} | ports

    def ready(control: Control) -> None:
        _announce(control, as_json)

    try:
        asyncio.run(serve(world, host, control_port, ports, ready))
    except OSError as error:
        raise click.ClickException(
            f"cannot listen on {host}: {error.strerror}; choose other ports with --control-port and --port"
        ) from error


def _announce(control: Control, as_json: bool) -> None:
    cards = control.cards()
    if as_json:
        click.echo(json.dumps(cards, ensure_ascii=False))
        return
    click.echo(f"control API  {control.url}")
    for card in cards:
        click.echo(f"{card['label']}  {card['base_url']}  {json.dumps(card['credentials'])}")
