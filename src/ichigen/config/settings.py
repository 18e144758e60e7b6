"""Django settings. Everything that differs between installations comes from the environment (docs/operate/settings.md)."""

import os
from importlib.metadata import entry_points
from pathlib import Path

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from ichigen.cli.home import open_home
from ichigen.cli.running import database_url
from ichigen.config.environment import database_settings, flag, listed, secret_from
from ichigen.config.languages import locale_paths
from ichigen.config.logs import logging_settings
from ichigen.store.keys import make_key_file

django_stubs_ext.monkeypatch()

SOURCE = Path(__file__).resolve().parent.parent
HOME = open_home()

DEBUG = flag("ICHIGEN_DEBUG")
SECRET_KEY = secret_from(HOME.secret_key)
CREDENTIAL_KEY_FILE = HOME.credential_key
make_key_file(CREDENTIAL_KEY_FILE)
ALLOWED_HOSTS = listed("ICHIGEN_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = listed("ICHIGEN_TRUSTED_ORIGINS")
# Where the malls reach us; none: they are polled only.
PUBLIC_URL = os.environ.get("ICHIGEN_PUBLIC_URL", "").rstrip("/")
# The fixed addresses from which the malls see us come, for their applications.
SOURCE_IPS = listed("ICHIGEN_SOURCE_IPS")

DATABASES = {"default": database_settings(database_url(HOME))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_cotton",
    "lucide",
    "procrastinate.contrib.django",
    "ichigen.store",
    "ichigen.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "ichigen.config.urls"
WSGI_APPLICATION = "ichigen.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [*sorted((SOURCE / "web").glob("*/templates")), SOURCE / "api" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_htmx.templatetags.django_htmx",
                "ichigen.web.ui.tags",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "ichigen.web.ui.context.page_frame",
            ],
        },
    },
]

AUTH_USER_MODEL = "store.Staff"
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", "日本語"), ("en", "English")]
LOCALE_PATHS = locale_paths(SOURCE, entry_points(group="ichigen.malls"))
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATICFILES_DIRS = [SOURCE / "web" / "ui" / "static"]
STATIC_ROOT = HOME.static
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = HOME.media

# No inline script or style anywhere; the import map is the one script with a nonce.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", "https:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_AGE = 60 * 60 * 12
CSRF_FAILURE_VIEW = "ichigen.config.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = False  # the one `htmx:configRequest` listener reads it
HTTPS = flag("ICHIGEN_HTTPS")  # behind a reverse proxy that ends TLS and sets X-Forwarded-Proto and X-Forwarded-For
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
if HTTPS:
    MIDDLEWARE.insert(0, "ichigen.config.proxy.caller_behind_proxy")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 30
    SECURE_REDIRECT_EXEMPT = [r"^healthz(/worker)?$"]

LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_settings(os.environ.get("ICHIGEN_LOG_LEVEL", "INFO"))
