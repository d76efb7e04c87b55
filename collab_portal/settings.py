"""One file of settings, fed by the environment through env.py."""

from pathlib import Path

import environ
import pghistory
from csp.constants import NONCE, NONE, SELF
from kombu import Exchange, Queue

from collab_portal import env

ROOT = env.ROOT
#: The surroundings are somebody's desk: embedded engines, letters in a folder, a cast, a demonstration clock.
DEVELOPMENT = env.DEBUG
#: Django's own pages for errors show the insides and tell apart "not yours" from "not there", so they are asked for by name.
DEBUG = DEVELOPMENT and env.read.bool("SHOW_TRACEBACKS", default=False)
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.allowed_hosts()

# ---------------------------------------------------------------- the portal's own words
PORTAL_NAME = env.read.str("PORTAL_NAME", default="Collaboration Portal")
PORTAL_URL = env.read.str("PORTAL_URL", default="http://localhost:8000")  # how letters spell their links
PORTAL_AREA = env.read.str("PORTAL_AREA", default="Cheshire")
PORTAL_REFERENCE_PREFIX = env.read.str("PORTAL_REFERENCE_PREFIX", default="CHS")  # CHS-008
PORTAL_CLOCK = env.portal_clock()
PORTAL_CLOCK_SET_AT = env.read.float("PORTAL_CLOCK_SET_AT", default=0.0)  # real epoch seconds; 0 = at import
PORTAL_CLOCK_PACE = env.portal_clock_pace()
PORTAL_CLOCK_FILE = env.portal_clock_file()  # how far a demonstration has moved the clock ahead; none: nobody can
FAIL_POINTS = env.fail_points()  # what breaks where, for tests/faults; empty otherwise
FAIL_POINTS_IN = env.fail_points_in()  # the same, once each, from a folder; none otherwise
PORTAL_CLOCK_STANDS_STILL = False  # tests hold it, so that a slow machine reads the same time as a fast one
OVERSIGHT_BODY = env.read.str("OVERSIGHT_BODY", default="the commissioner’s office")

# ---------------------------------------------------------------- what it is made of
INSTALLED_APPS = [
    "django.forms",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "django_filters",
    "pgtrigger",
    "pghistory",
    "collab_portal",
    "services",
    "initiatives",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "services.access.middleware.at_the_door",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "initiatives.past.door.in_the_past",
    "services.access.middleware.refuse_what_has_no_rule",
    "pghistory.middleware.HistoryMiddleware",
]
ROOT_URLCONF = "collab_portal.urls"
WSGI_APPLICATION = "collab_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "services.access.context.the_page",
                "services.watch.context.the_banner",
                "initiatives.past.context.the_moment",
            ],
            "builtins": [
                "django.templatetags.static",
                "collab_portal.toolkit.words",
                "collab_portal.toolkit.components",
                "collab_portal.toolkit.form_tags",
                "services.access.tags",
                "initiatives.register.tags",
            ],
            "libraries": {},
        },
    }
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "portal"
CRISPY_TEMPLATE_PACK = "portal"
CRISPY_FAIL_SILENTLY = False

PGHISTORY_OBJ_FIELD = pghistory.ObjForeignKey(related_name="row_versions")

# ---------------------------------------------------------------- engines
DATABASE_URL = env.required_url("DATABASE_URL")
REDIS_URL = env.required_url("REDIS_URL")
DATABASES = {
    "default": {
        **environ.Env.db_url_config(DATABASE_URL or "postgres://portal@127.0.0.1:1/portal"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
        "OPTIONS": {  # compiling a query (jit) takes 180 ms here and never repays it: script/bench
            "options": "-c jit=off -c statement_timeout=30s -c lock_timeout=5s -c idle_in_transaction_session_timeout=60s"
        },
    }
}
# What must outlive Redis, the tries of sign-in that allauth counts in the default cache, is kept in PostgreSQL.
# What may be gone at any moment is in Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "counted_tries",  # made by services/migrations/0008_counted_tries.py
        "OPTIONS": {"MAX_ENTRIES": 10_000},  # what has run out goes first; each entry names an address of the net
    },
    "quick": {
        "BACKEND": "collab_portal.toolkit.cache.Cache",
        "LOCATION": REDIS_URL or "redis://127.0.0.1:1/0",
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_CACHE_ALIAS = "quick"

# Legs only: docs/decisions/0012-celery-is-legs-only.md has the reasons, tests/faults/test_broker.py the proof.
CELERY_BROKER_URL = REDIS_URL or "redis://127.0.0.1:1/0"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 3600,  # longer than any task may run, so that none is given to a second worker meanwhile
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_SERIALIZER = "json"
CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "UTC"
CELERY_ENABLE_UTC = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False  # every task may run twice, so let it end
CELERY_TASK_SOFT_TIME_LIMIT = 60
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500  # about four hours of ticks: memory that leaks is given back
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 30  # a run in hand ends before a deployment, or its lease does
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The tick and the mail each have a queue of their own, and everything nobody thought of is slow: it delays neither.
CELERY_TASK_QUEUES = [Queue(name, Exchange(name), routing_key=name) for name in ("tick", "mail", "slow")]
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TASK_DEFAULT_QUEUE = "slow"
CELERY_TASK_ROUTES = {
    "services.letters.tasks.*": {"queue": "mail"},
    "services.people.tasks.*": {"queue": "tick"},
    "initiatives.cycles.tasks.*": {"queue": "tick"},
    "initiatives.reminders.tasks.*": {"queue": "tick"},
}
# How often beat says "look", in seconds. Silence is an alarm after five minutes, so it is a minute where real people work.
TICK_EVERY = env.read.float("TICK_EVERY", default=60.0)
AT_EVERY_TICK = {"schedule": TICK_EVERY, "options": {"expires": TICK_EVERY * 11 / 12}}
CELERY_BEAT_SCHEDULE = {
    "ask": {"task": "initiatives.cycles.tasks.ask", "schedule": 3600.0, "options": {"expires": 3500}},
    "tick": {"task": "initiatives.reminders.tasks.tick", **AT_EVERY_TICK},
    "let_go": {"task": "services.people.tasks.let_go", **AT_EVERY_TICK},
    "deliver": {"task": "services.letters.tasks.deliver_waiting", **AT_EVERY_TICK},
    "make": {"task": "initiatives.exports.tasks.make", **AT_EVERY_TICK},
}

# ---------------------------------------------------------------- mail
# Nothing leaves the machine unless EMAIL_URL says where: without it letters land in a folder that people can open.
FOLDER = Path(env.read.str("PORTAL_FOLDER", default=str(ROOT / ".portal")))
MAILBOX = Path(env.read.str("MAILBOX", default=str(ROOT / ".portal" / "mailbox")))
EMAIL_URL = env.required_in_production("EMAIL_URL", "smtp+tls://user:password@mail.example.police.uk:587")
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
    if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
        EMAIL_BACKEND = "services.letters.smtp.Backend"
else:
    EMAIL_BACKEND = "services.letters.mailbox.Mailbox"
EMAIL_TIMEOUT = env.read.float("EMAIL_TIMEOUT", default=30.0)  # seconds for each word of the mail server's
# How fast letters leave, so that 5,000 at once are no flood; 0 means as fast as the server takes them.
LETTERS_A_SECOND = env.read.float("LETTERS_A_SECOND", default=0.0 if DEVELOPMENT else 1.0)
LETTERS_AT_ONCE = env.read.float("LETTERS_AT_ONCE", default=20.0)
# What has left, kept outside the database: a restored backup has forgotten it.
SEND_JOURNAL = Path(env.read.str("SEND_JOURNAL", default=str(FOLDER / "journal" / "sent.jsonl")))
# Who is asked again as a letter leaves, by the letter's `checked_by`, and the hours at which letters may leave.
LETTER_CHECKS = {
    "about": "initiatives.reminders.at_sending.reason_to_stay_silent",
    "reminders": "initiatives.reminders.at_sending.reason_to_take_back",
    "digests": "initiatives.reminders.digests.at_sending.reason_to_write_anew",
}
LETTER_CHECKS_AT_ONCE = {LETTER_CHECKS["reminders"]: "initiatives.reminders.at_sending.that_are_surely_true"}
LETTER_HOURS = "services.people.hours.next_hours"
# The page that tells the reader of a letter why they got it, by the letter's `checked_by`: the name of its address.
LETTERS_EXPLAINED = {"reminders": "reminders:why"}
# Who remembers after a restore what a letter said, by the first part of the letter's key.
LETTER_RESTORERS = {
    "reminders": "initiatives.reminders.restoring.make_again",
    "digest": "initiatives.reminders.digests.restoring.make_again",
}
# Who says which reminders will reach nobody, for the page about the engine.
UNHEARD = "initiatives.reminders.findings.seen_by"
# A box of our own to which a letter goes at 7:30 each working day, to be seen by 7:50 (manage.py receive_canary).
CANARY_ADDRESS = env.read.str("CANARY_ADDRESS", default="")
# A second way out for manage.py check_reminders, which must not depend on the first; and whom to tell that all is well.
ALARM_EMAIL_URL = env.read.str("ALARM_EMAIL_URL", default="")
ALARM_PING_URL = env.read.str("ALARM_PING_URL", default="")
DEFAULT_FROM_EMAIL = env.required_in_production(
    "MAIL_FROM",
    "Collaboration Portal <no-reply@example.police.uk>",
    otherwise=f"{PORTAL_NAME} <no-reply@portal.invalid>",
)
# Where mail comes back to that could not be delivered (manage.py receive_bounce); people never see it.
BOUNCE_ADDRESS = env.bounce_address()
# Who makes the address at which a person ends digests with one press; without it they carry no such header.
UNSUBSCRIBE_LINK = "services.people.unsubscribing.link_for"
# Who knows what a letter is about, by reference only.
LETTER_REFERENCES = "initiatives.reminders.letter_references.of_letter"
REPLY_TO = env.read.str("MAIL_REPLY_TO", default=DEFAULT_FROM_EMAIL)

# ---------------------------------------------------------------- people and sign-in
AUTH_USER_MODEL = "services.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "services.people.signing_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "services.people.forms.SignIn",
    "reset_password": "services.people.forms.ForgottenPassword",
    "reset_password_from_key": "services.people.forms.SetPassword",
    "change_password": "services.people.forms.ChangePassword",
}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to an address that only somebody typed
PASSWORD_RESET_TIMEOUT = 60 * 60
# Letters with words that stand in the e-mail only and are kept nowhere: their kind, and who makes the words.
PRIVATE_WORDS = {
    "password_reset": "services.people.signing_in.reset_link",
    "digest": "services.people.unsubscribing.link_for",
}
ACCOUNT_LOGOUT_REDIRECT_URL = "/sign-in/"
ACCOUNT_PREVENT_ENUMERATION = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "services.access.errors.form_expired"

# ---------------------------------------------------------------- language, time, files
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "staticfiles"
STATICFILES_DIRS = [("", ROOT / "static" / "built"), ("mark", ROOT / "static" / "mark")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---------------------------------------------------------------- the wall
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not DEVELOPMENT:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.read.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # whoever watches the portal asks it directly
    SECURE_PROXY_SSL_HEADER = (
        ("HTTP_X_FORWARDED_PROTO", "https") if env.read.bool("BEHIND_PROXY", default=False) else None
    )
    SECURE_HSTS_SECONDS = env.read.int("SECURE_HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "collab_portal.toolkit.log_lines.JsonLine"}, "plain": {"format": "%(message)s"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "plain" if DEVELOPMENT else "json"}},
    "root": {"handlers": ["out"], "level": env.read.str("LOG_LEVEL", default="WARNING" if DEVELOPMENT else "INFO")},
}
