"""The product's settings on the test session's database and home folder."""

import os

from tests.database import session_place, session_root

home = session_root() / "home"
home.mkdir(mode=0o700, exist_ok=True)
os.environ["ICHIGEN_HOME"] = str(home)
os.environ["DATABASE_URL"] = session_place().url()

from ichigen.config.settings import *  # noqa: E402, F403 - the environment above comes first

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
INSTALLED_APPS = [*INSTALLED_APPS, "tests.clearing"]  # noqa: F405
