"""New values of a linked account are tried before they replace the ones that work (E2-34)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ichigen.domain.loops import LoopKind
from ichigen.mallkit.connection import Token
from ichigen.mallkit.errors import Fenced, MallError
from ichigen.mallkit.exchange import ConnectionReport
from ichigen.services.accounts.check import overtaken, unreachable
from ichigen.services.clock import now
from ichigen.services.connections import connect
from ichigen.services.loops.leases import begin_run
from ichigen.services.loops.run import Run
from ichigen.store.accounts import Account

#: After a trial that changed nothing the stored values are checked again soon: the trial took the check's turn.
CHECK_AGAIN = timedelta(seconds=30)


@dataclass(slots=True)
class TrialTokens:
    """`mallkit.connection.TokenStore` in memory: what the mall gives out during a trial is kept only if it passes."""

    tokens: dict[str, Token] = field(default_factory=dict, repr=False)
    renewed: dict[str, str] = field(default_factory=dict, repr=False)

    def get(self, name: str) -> Token | None:
        """Return the token, expired or not."""
        return self.tokens.get(name)

    def put(self, name: str, token: Token) -> None:
        """Keep a token."""
        self.tokens[name] = token

    def keep_credential(self, name: str, value: str, expires_at: datetime | None) -> None:
        """Keep a credential that the mall renewed; its expiry is in the report."""
        self.renewed[name] = value

    def stored(self) -> Mapping[str, Mapping[str, str]]:
        """Return the tokens as an account stores them."""
        return {
            name: {"value": token.value, "expires_at": token.expires_at.isoformat()}
            for name, token in self.tokens.items()
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """A check of values that are stored nowhere. `run` still has to be ended, in the transaction that stores them."""

    run: Run
    report: ConnectionReport
    tokens: TrialTokens


def try_values(draft: Account) -> Trial:
    """Check the mall with the values of `draft`, an unsaved copy of a stored account with the same key."""
    run, tokens = begin_run(draft.pk, LoopKind.CREDENTIAL), TrialTokens()
    try:
        with connect(run, draft, tokens=tokens) as client:
            report = client.check()
    except MallError as error:
        report = unreachable(error.message)
    except Fenced:
        report = overtaken()
    return Trial(run, report, tokens)


def next_check_after_failure() -> datetime:
    """Return when the stored values are to be checked again."""
    return now() + CHECK_AGAIN
