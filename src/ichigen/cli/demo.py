"""`ichigen demo`: the product with simulated malls, shoppers and a packer."""

import errno
import json
import os
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import click

from ichigen.cli.children import Child, command_child
from ichigen.cli.demo_day import HeadlessDay, announce
from ichigen.cli.home import Home, open_home
from ichigen.cli.hub import hub, hub_children
from ichigen.cli.lock import AlreadyOwned, is_owned
from ichigen.cli.postgres.place import cluster_place
from ichigen.cli.saying import say
from ichigen.cli.supervisor import Supervisor

#: The demo's malls wait this many times shorter than the real ones (10 minutes → 10 seconds); their limits are real.
TIME_SCALE = 60
CONTROL_PORT = 8900


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What the command line asked for; times in minutes and seconds."""

    headless: bool
    minutes: float
    faults: str
    settle_s: float
    as_json: bool
    bind: str


@click.command(help="模擬モールと練習用の店で、一元をそのまま試せます。本番のデータには触れません。")
@click.option("--headless", is_flag=True, help="画面を開かずに1日を再生し、まとめを表示して終わる")
@click.option("--minutes", type=float, default=2.0, show_default=True, help="買い物客が来る時間(分)。--headless のとき")
@click.option("--faults", type=click.Choice(["none", "mild", "wild"]), default="none", show_default=True)
@click.option("--settle", "settle_s", type=float, default=60.0, show_default=True, help="帳尻が合うのを待つ時間(秒)")
@click.option("--json", "as_json", is_flag=True, help="まとめを JSON で出力する")
@click.option("--bind", envvar="ICHIGEN_BIND", default="127.0.0.1:8000", show_default=True, help="待ち受けるアドレス")
def demo(headless: bool, minutes: float, faults: str, settle_s: float, as_json: bool, bind: str) -> None:
    for name in ("DATABASE_URL", "ICHIGEN_DB_DIR"):  # the demo has a database of its own, always
        os.environ.pop(name, None)
    options = DemoOptions(headless, minutes, faults, settle_s, as_json, bind)
    folder = Path(tempfile.mkdtemp(prefix="ichigen-demo-")) if headless else fresh_demo_home()
    os.environ["ICHIGEN_HOME"] = str(folder)
    try:
        sys.exit(_run(options))
    finally:
        if headless:
            _remove(folder)


def _run(options: DemoOptions) -> int:
    control_port = choose_control_port(options.headless)
    control_url = f"http://127.0.0.1:{control_port}"
    malls = _mallsim(control_port)
    malls.start()
    try:
        with hub(open_home(), say) as database:
            bind = f"127.0.0.1:{free_port()}" if options.headless else options.bind
            os.environ["ICHIGEN_PUBLIC_URL"] = f"http://127.0.0.1:{bind.rpartition(':')[2]}"  # the malls are next door
            children = list(hub_children(bind))
            if not options.headless:
                children.append(command_child("demo-day", "--control", control_url, "--faults", options.faults))
            supervisor = Supervisor(children, database, say)
            day = HeadlessDay(control_url, options.minutes, options.faults, options.settle_s, supervisor.stop)
            supervisor.run(day.start if options.headless else lambda: announce(bind, control_url, TIME_SCALE))
            return _result(day, options.as_json) if options.headless else 0
    finally:
        malls.ask_to_stop()
        malls.kill()


def _result(day: HeadlessDay, as_json: bool) -> int:
    summary = day.summary
    if summary is None:
        click.echo("デモを最後まで実行できませんでした。上のメッセージを確認してください。", err=True)
        return 1
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False))
    else:
        for name, value in summary.items():
            click.echo(f"{name}: {json.dumps(value, ensure_ascii=False)}")
    return 0 if summary["audit"]["balanced"] else 1


def _mallsim(control_port: int) -> Child:
    command = [sys.executable, "-m", "mallsim", "--control-port", str(control_port), "--goods", "demo"]
    command += ["--time-scale", str(TIME_SCALE), "--json"]
    if control_port != CONTROL_PORT:  # the malls' own ports are beside it, and as free or taken
        command += [argument for mall in simulated_malls() for argument in ("--port", f"{mall}=0")]
    return Child("mallsim", tuple(command), quiet=True)


def simulated_malls() -> list[str]:
    """The simulators that are installed, by the names of their folders; nothing of them is imported."""
    from importlib.util import find_spec

    spec = find_spec("mallsim.malls")
    places = list(spec.submodule_search_locations or []) if spec else []
    return sorted(path.parent.name for place in places for path in Path(place).glob("*/__init__.py"))


def free_port() -> int:
    """A loopback port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def choose_control_port(headless: bool) -> int:
    """The known one for somebody who looks on, where no other demo has it."""
    return free_port() if headless or _is_taken(CONTROL_PORT) else CONTROL_PORT


def _is_taken(port: int) -> bool:
    """Whether somebody listens on this loopback port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # what was closed a moment ago is free
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            if problem.errno != errno.EADDRINUSE:
                raise
            return True
    return False


def fresh_demo_home() -> Path:
    """The demo starts anew each time, because its malls do: they keep nothing.

    Raises `AlreadyOwned` while a demo runs in this folder: its database would be removed under it.
    """
    folder = Path(os.environ.get("ICHIGEN_DEMO_HOME") or Path.home() / ".ichigen-demo").absolute()
    if is_owned(Home(folder).owner_lock):
        raise AlreadyOwned(
            f"{folder} のデモはすでに起動しているため、新しいデモを始めません。起動中のデモを Ctrl+C で止めるか、"
            "環境変数 ICHIGEN_DEMO_HOME に別のフォルダを、--bind に別のアドレスを指定してから、もう一度実行してください。"
        )
    _remove(folder)
    return folder


def _remove(folder: Path) -> None:
    for path in (cluster_place(folder, {}).folder, folder):  # whatever the shop's own database folder is
        shutil.rmtree(path, ignore_errors=True)
