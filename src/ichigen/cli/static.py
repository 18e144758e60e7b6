"""Static files, gathered with hashed names where WhiteNoise serves them from."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def gather_static_files() -> None:
    """Gather when anything changed since the last time; otherwise a few milliseconds of looking."""
    stamp = Path(settings.STATIC_ROOT) / ".gathered"
    present = _fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == present:
        return
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(present, encoding="ascii")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
