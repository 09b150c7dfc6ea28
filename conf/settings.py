"""Django's settings, made from the site's plan and a few environment variables.

``DATABASE_URL``, ``REDIS_URL`` and ``SECRET_KEY`` replace the embedded defaults (SQLite, one process,
a generated key); ``GANOMICS_SITE``, ``GANOMICS_ACCESS_POINTS`` and ``GANOMICS_STATE`` name other places.
"""

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from conf.authority import Authority
from conf.database import database_from
from conf.environment import seconds_from
from conf.logs import logging_from
from conf.secret import secret_from
from conf.site import ROOT, Profile, read_site

SITE = read_site()

IN_CHECKOUT = (ROOT / "manage.py").exists()
STATE_DIR = Path(os.environ.get("GANOMICS_STATE") or (ROOT if IN_CHECKOUT else Path.cwd()) / "var").absolute()
"""What the server writes: the embedded database, its secrets, collected static files."""
STATE_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = os.environ.get("SECRET_KEY") or secret_from(STATE_DIR / "secret_key")
NETCHECK_TOKEN = os.environ.get("NETCHECK_TOKEN") or secret_from(STATE_DIR / "netcheck_token")
"""Who holds it may read the report on the server and its tablets."""
DEBUG = False
ALLOWED_HOSTS = [SITE.server.name, SITE.server.address, "localhost", "127.0.0.1", "[::1]"]

INSTALLED_APPS = [
    "kiosk",  # before Django's own, so that our words win: its sessions are not those of the game
    "kiosk.pages",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "channels",
]

MIDDLEWARE = [
    "kiosk.pages.context.log_context",
    "django.middleware.security.SecurityMiddleware",
    "kiosk.pages.headers.page_headers",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "conf.urls"
ASGI_APPLICATION = "conf.asgi.application"
WSGI_APPLICATION = "conf.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "console:sign_in"
SESSION_COOKIE_AGE = 4 * 3600
"""Seconds; a console that nobody has touched for that long asks who is there."""
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True

DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{STATE_DIR / 'kiosk.sqlite3'}"
DATABASES = {"default": database_from(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = os.environ.get("REDIS_URL", "")
CHANNEL_LAYERS = (
    {
        "hub": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py 8 closes idle sockets after 5 s unless told not to (channels_redis #422).
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}], "prefix": "ganomics"},
        },
    }
    if REDIS_URL
    else {}
)
"""Only the hub of each process uses a layer, and only when there are several processes."""

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
USE_I18N = True
FORMAT_MODULE_PATH = ["kiosk.formats"]
USE_TZ = True
TIME_ZONE = os.environ.get("TZ", "Europe/Paris")

STATIC_URL = "static/"
STATIC_ROOT = STATE_DIR / "static" if SITE.profile is Profile.LOCAL else SITE.server.static_root
if SITE.profile is Profile.LOCAL:
    STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True  # daphne alone serves a fresh checkout; nginx serves a site
WHITENOISE_AUTOREFRESH = False

FIXTURE_DIRS = [ROOT / "fixtures"]
SERIALIZATION_MODULES = {"toml": "kiosk.fixtures", "json": "kiosk.fixtures.checked_json"}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # over plain http browsers ignore it, and complain
X_FRAME_OPTIONS = "DENY"
if SITE.tls:
    _PORT = "" if SITE.tls.port == 443 else f":{SITE.tls.port}"  # noqa: PLR2004  which browsers leave out
    CSRF_TRUSTED_ORIGINS = [f"https://{SITE.server.name}{_PORT}"]
if SITE.profile is Profile.WAN:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
    SECURE_HSTS_SECONDS = 31_536_000
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # The site answers for its one name: what other names below it do, and whether browsers ship with all
    # of them as TLS only, is for the owner of the domain to say.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

AUTHORITY = Authority(SITE.tls.certificate.parent if SITE.tls else STATE_DIR / "tls")
"""The LAN's own certificate authority, where one was made."""

WIFI_PASSWORD = os.environ.get("GANOMICS_WIFI_PASSWORD", "")
"""For the codes that tablets scan to join; operators alone see them."""

BY_INVITATION_ONLY = SITE.profile is Profile.WAN
"""Whether a device needs a signed link to become a tablet: on the internet an open door is everybody's."""

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

FRAME_BYTES = 65_536
"""The longest frame that is read at all: a longer one closes its socket with 1009, and one of more than
`kiosk.wire.fields.LONGEST_FRAME` characters is answered with an error. An honest one has some hundreds."""

FRAMES_A_SECOND, FRAMES_AT_ONCE = 200, 400
"""What is read from a socket. A tablet sends a ping and one or two requests a second, a robot that does
not think a request as soon as the last one is answered; who sends more is read more slowly."""

FRAMES_A_SECOND_OF_AN_ADDRESS = 5_000
"""What is read from an address, shared equally by its sockets. An access point in NAT mode hides 17
tablets behind one address, a site's router all of some 104: with 4 frames a second each, 416."""

SOCKETS_OF_AN_ADDRESS = 2_000
"""Each of 104 tablets behind one address may leave a dead socket behind every five seconds, while the Wi-Fi
comes and goes, and the server believes in each for 52 s (a ping after 20, no answer for 30 more): 1,144."""

GUESSES_A_SECOND, GUESSES_AT_ONCE = 1, 200
"""Wrong userIds and PINs of an address that are answered without delay. When a session is gone from the
database, each of 104 tablets behind one address says its old userId once or twice before it asks anew."""

CHECK_NETWORK = {"timeOut": 30_000, "reconnectTime": 1_000, "delayRequest": 1_000}
"""What `/ws/check_network/` tells the field's tablets, in milliseconds."""

STALL_AFTER = seconds_from("GANOMICS_STALL", 60, least=1)
"""Seconds without a move after which a round of the game stands still."""

BACKUP_EVERY = seconds_from("GANOMICS_BACKUP_EVERY", 60, least=0)
"""Seconds between backups of SQLite's database, where it has changed; 0 for none."""
BACKUPS = Path(os.environ.get("GANOMICS_BACKUPS") or STATE_DIR / "backups").absolute()

LOGGING = logging_from(os.environ.get("GANOMICS_LOG", "INFO"), os.environ.get("GANOMICS_LOG_FORMAT", "text"))
