"""From nothing, and from an existing folder, to a database with the product's schema that answers."""

import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from bench.database import fresh_folder
from bench.outcome import Outcome
from ichigen.cli.postgres.account import run_as
from ichigen.cli.postgres.binaries import find_binaries
from ichigen.cli.postgres.cluster import Cluster
from ichigen.cli.postgres.place import place_at
from ichigen.cli.postgres.prepare import initdb_options
from ichigen.cli.postgres.server import start_server
from ichigen.cli.saying import say
from ichigen.domain.json import Json

ROUNDS = 3
EMPTY_S, EXISTING_S = 3.0, 1.0


def run() -> Outcome:
    """Measure the parts in turn; the baseline is `initdb` alone."""
    rounds = [_round() for _ in range(ROUNDS)]
    figures: dict[str, float] = {name: median(times[name] for times in rounds) for name in rounds[0]}
    result: dict[str, Json] = {
        f"{name}_s": {
            "median": round(figures[name], 3),
            "min": round(min(times[name] for times in rounds), 3),
            "max": round(max(times[name] for times in rounds), 3),
        }
        for name in ("empty", "schema", "existing")
    }
    return Outcome(
        name="start",
        result=result,
        baseline={"initdb_s": round(figures["initdb"], 3), "sql": "none: initdb " + " ".join(initdb_options(18))},
        ratio=figures["empty"] / figures["initdb"],
        goal=f"a database that answers: empty folder ≤ {EMPTY_S:.0f} s, existing one ≤ {EXISTING_S:.0f} s",
        met=figures["empty"] <= EMPTY_S and figures["existing"] <= EXISTING_S,
    )


def _round() -> dict[str, float]:
    with fresh_folder() as root:
        times = {"initdb": _initdb(root / "bare")}
        place = place_at(root / "db")
        began = time.perf_counter()
        server = start_server(place, find_binaries(), say)
        times["empty"] = time.perf_counter() - began
        try:
            home = root / "home"
            home.mkdir(mode=0o700)
            os.environ.update(ICHIGEN_HOME=str(home), DATABASE_URL=place.url())
            times["schema"] = _migrate()
        finally:
            server.stop()
        began = time.perf_counter()
        server = start_server(place, find_binaries(), say)
        times["existing"] = time.perf_counter() - began
        server.stop()
    return times


def _initdb(folder: Path) -> float:
    binaries, account = find_binaries(), run_as()
    cluster = Cluster(place_at(folder), binaries, account)
    for path in (folder, cluster.folder):
        account.own(path)
    began = time.perf_counter()
    cluster.run("initdb", "-D", str(cluster.data), *initdb_options(binaries.major))
    return time.perf_counter() - began


def _migrate() -> float:
    """In a process of its own: the settings of this one may point elsewhere."""
    began = time.perf_counter()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-m", "ichigen", "migrate"], check=True, env=environment, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began
