"""The demo's day: `ichigen demo-day` beside the screens, or a scripted day that ends with its summary."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

import click
import httpx2

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.saying import say

#: At all malls together. Somebody looks on: so many that every mall keeps up within its published limits of calls.
ORDERS_PER_MINUTE = 15

#: A day that is played back has to show what happens when it is busy.
BUSY_ORDERS_PER_MINUTE = 40


@click.command(hidden=True, help="デモの買い物客とスタッフ。")
@click.option("--control", required=True)
@click.option("--faults", default="none")
def demo_day(control: str, faults: str) -> None:
    set_up_django()
    from ichigen.services.demo.day import pack_while_opening

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    town = wait_for_town(control)
    say(
        f"デモの店を開いています。商品を読み終えたモールから、買い物客が毎分およそ{ORDERS_PER_MINUTE}件の注文をします。"
    )
    pack_while_opening(town, ORDERS_PER_MINUTE, faults, stopping.is_set)
    town.close()


def announce(bind: str, control_url: str, time_scale: int) -> None:
    """Print where the demo is and how to log in, once."""
    from ichigen.services.demo.people import make_demo_staff

    password = make_demo_staff()
    click.echo(f"一元のデモを起動しました: http://{bind}/")
    click.echo(f"ログイン: スタッフコード owner（店長）または packer（倉庫）、パスワード {password}")
    click.echo(
        f"模擬モールの操作: {control_url}/malls（モールの待ち時間は {time_scale} 倍速、呼び出し制限は実際と同じ）"
    )
    sys.stdout.flush()


def wait_for_town(control_url: str, patience_s: float = 60.0) -> Any:
    """Return the town once its control API answers."""
    from ichigen.services.demo.town import DemoTown

    town = DemoTown(control_url)
    ends = time.monotonic() + patience_s
    while True:
        try:
            town.malls()
        except httpx2.TransportError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)
        else:
            return town


class HeadlessDay:
    """A scripted day in a thread beside the supervisor; `summary` is set when it came to its end."""

    def __init__(
        self, control_url: str, minutes: float, faults: str, settle_s: float, stop: Callable[[], None]
    ) -> None:
        self._control_url = control_url
        self._minutes = minutes
        self._faults = faults
        self._settle_s = settle_s
        self._stop = stop
        self.summary: dict[str, Any] | None = None

    def start(self) -> None:
        """Begin; the supervisor is stopped when the day is over."""
        threading.Thread(target=self._run, name="demo-day", daemon=True).start()

    def _run(self) -> None:
        try:
            self._play()
        finally:
            self._stop()

    def _play(self) -> None:
        from ichigen.services.demo.day import open_day, pack
        from ichigen.services.demo.people import make_demo_staff
        from ichigen.services.demo.staff_day import ship_waiting
        from ichigen.services.demo.summary import summarise_day, unsettled

        make_demo_staff()
        town = wait_for_town(self._control_url)
        open_day(town, BUSY_ORDERS_PER_MINUTE, self._faults, early=False)
        ends = time.monotonic() + self._minutes * 60
        pack(Random(1), 0.0, lambda: time.monotonic() > ends)  # noqa: S311 - tracking numbers of a demo
        town.traffic(0)
        town.weather("none")
        ends = time.monotonic() + self._settle_s
        while unsettled(town) and time.monotonic() < ends:
            ship_waiting(Random(2), 0.0, None)  # noqa: S311 - tracking numbers of a demo
            time.sleep(1.0)
        self.summary = summarise_day(town)
        town.close()
