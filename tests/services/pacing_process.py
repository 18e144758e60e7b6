"""Takes ten turns of a limit of 20 a second at a fixed time and prints how long each would have to wait."""

import json
import os
import sys
from datetime import datetime


def main(database: str, at: str) -> None:
    """What the process does."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django
    from django.conf import settings

    from ichigen.config.environment import database_settings

    settings.DATABASES["default"].update(database_settings(database))
    django.setup()

    from ichigen.mallkit.manifest import Limit
    from ichigen.services.pacing import Importance, Pacer

    slept: list[float] = []
    fixed = datetime.fromisoformat(at)
    pacer = Pacer("sample", [Limit("*", "key", per_s=20.0)], {"key": "k"}, sleep=slept.append, at=lambda: fixed)
    waits = []
    for _ in range(10):
        slept.clear()
        pacer.wait_turn("stock.write", Importance.ESSENTIAL)
        waits.append(round(slept[0] if slept else 0.0, 3))
    print(json.dumps(waits))  # noqa: T201 - the test reads this line


if __name__ == "__main__":
    main(*sys.argv[1:])
