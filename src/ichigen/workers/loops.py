"""Which function is which loop."""

from collections.abc import Mapping

from ichigen.domain.loops import LoopKind
from ichigen.services.accounts.credential_loop import run_credential
from ichigen.services.catalogue.loop import run_catalogue
from ichigen.services.orders.intake_loop import run_intake
from ichigen.services.signals.loop import run_signals
from ichigen.services.stock_sync.loop import run_stock
from ichigen.services.turns import Loop
from ichigen.services.write_back.loop import run_write_back

LOOPS: Mapping[str, Loop] = {
    LoopKind.INTAKE: run_intake,
    LoopKind.STOCK: run_stock,
    LoopKind.WRITE_BACK: run_write_back,
    LoopKind.CATALOGUE: run_catalogue,
    LoopKind.CREDENTIAL: run_credential,
    LoopKind.SIGNALS: run_signals,
}
