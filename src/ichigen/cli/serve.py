"""`ichigen serve`: the screens and the API."""

from typing import Any

import click
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from ichigen.cli.django_ready import set_up_django
from ichigen.cli.home import open_home
from ichigen.cli.running import need_database

GRACEFUL_S = 5


class Server(BaseApplication):
    """gunicorn with WSGI threads, set up in code."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


@click.command(help="画面とAPIを提供します。")
@click.option("--bind", envvar="ICHIGEN_BIND", default="127.0.0.1:8000", show_default=True, help="待ち受けるアドレス")
@click.option("--processes", envvar="ICHIGEN_WEB_PROCESSES", default=2, show_default=True, help="プロセス数")
@click.option(
    "--threads", envvar="ICHIGEN_WEB_THREADS", default=8, show_default=True, help="プロセスあたりのスレッド数"
)
def serve(bind: str, processes: int, threads: int) -> None:
    need_database(open_home())
    set_up_django()
    from django.conf import settings

    from ichigen.cli.schema import refuse_newer_schema
    from ichigen.cli.static import gather_static_files

    refuse_newer_schema()
    gather_static_files()
    Server(
        {
            "bind": bind,
            "workers": processes,
            "threads": threads,
            "worker_class": "gthread",
            "graceful_timeout": GRACEFUL_S,
            "logconfig_dict": settings.LOGGING,
            "control_socket_disable": True,
            "proc_name": "ichigen",
        }
    ).run()
