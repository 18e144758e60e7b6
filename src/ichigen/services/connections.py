"""From an account to a mall's client that can only do what its run may do."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from ichigen.mallkit import registry
from ichigen.mallkit.client import MallClient
from ichigen.mallkit.connection import Connection, TokenStore
from ichigen.mallkit.errors import Refused
from ichigen.mallkit.http import MallHttp
from ichigen.mallkit.manifest import Mall
from ichigen.services.clock import now
from ichigen.services.gate import RunGate
from ichigen.services.loops.run import Run
from ichigen.services.pacing import Pacer, paced_by
from ichigen.services.tokens import AccountTokens
from ichigen.store.accounts import Account


@contextmanager
def connect(
    run: Run,
    account: Account,
    *,
    sleep: Callable[[float], None] = time.sleep,
    timeout_s: float | None = None,
    tokens: TokenStore | None = None,
) -> Iterator[MallClient]:
    """Open an account's client for one run; HTTP connections are closed and the call log is written at its end.

    `sleep` waits for a turn of a limit; `timeout_s` instead of the mall's own (both for tests);
    `tokens` instead of the account's own, for values that are not stored.

    Raises `Refused` when the account's mall is not installed.
    """
    mall = _mall(account)
    pacer = Pacer(mall.id, mall.limits, {**account.settings, **account.credentials}, sleep=sleep)
    with (
        paced_by(pacer),
        closing(RunGate(run, pacer, pace=mall.pace)) as gate,
        closing(MallHttp(gate, timeout_s or mall.timeout_s)) as http,
    ):
        yield mall.connect(
            Connection(
                credentials=dict(account.credentials),
                endpoints={e.name: account.endpoints.get(e.name) or e.default for e in mall.endpoints},
                settings=dict(account.settings),
                http=http,
                tokens=tokens or AccountTokens(account.pk, account.tokens, account.credentials),
                now=now,
            )
        )


def _mall(account: Account) -> Mall:
    try:
        return registry.mall(account.mall_id)
    except KeyError as missing:
        raise Refused(
            "mall.missing", "このモールの部品がインストールされていません。管理者に連絡してください。"
        ) from missing
