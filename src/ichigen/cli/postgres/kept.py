"""The programs that wrote the data, kept beside it.

A running server survives `pip install -U`, and a later major upgrade finds the old programs, removed by pip by then.
"""

import shutil
from pathlib import Path

from ichigen.cli.postgres.binaries import Binaries, binaries_in

NOT_RUN = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a")  # for building against PostgreSQL only


def kept_binaries(folder: Path) -> Binaries | None:
    """The programs kept for the cluster of one major version in `folder`; None when there are none."""
    kept = folder / "programs"
    place = next((path for path in (kept / "bin", *kept.glob("*/pginstall/bin")) if path.is_dir()), None)
    return None if place is None else binaries_in(place)


def keep_beside(binaries: Binaries, folder: Path) -> Binaries:
    """Keep `binaries` for the cluster in `folder`, in place of an older minor version, and return what to run.

    The wheel's tree is copied; any other one (a distribution's) is not relocatable, so a link remembers where it is.
    """
    kept = folder / "programs"
    if binaries.bin.parent.name != "pginstall":
        _remove(kept)
        kept.symlink_to(binaries.bin.parent)
        return binaries
    present = None if kept.is_symlink() else kept_binaries(folder)
    if present is not None and present.version == binaries.version:
        return present
    partial = folder / "programs.partial"
    _remove(partial)
    copied = _copy(binaries, partial)
    _remove(kept)
    partial.rename(kept)
    return binaries_in(kept / copied)


def _copy(binaries: Binaries, target: Path) -> Path:
    """Copy the tree, and the shared libraries its programs look for beside the package (`<package>.libs`)."""
    package = binaries.bin.parent.parent
    copied = Path(package.name) / "pginstall"
    shutil.copytree(binaries.bin.parent, target / copied, symlinks=True, ignore=NOT_RUN)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, target / libraries.name, symlinks=True)
    for path in (target, *target.rglob("*")):  # readable by the user PostgreSQL runs as, writable by ours only
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    return copied


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
