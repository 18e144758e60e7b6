"""受注一覧 at 100,000 orders: see `run`."""

from bench.order_list.run import run

__all__ = ["run"]
