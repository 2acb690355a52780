"""What every environment shares. Anything that differs comes from the environment."""

from datetime import timedelta
from pathlib import Path

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env

env = Env()

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))

# A name of your own is shown in every language; this one is translated.
SITE_NAME = env.str("SITE_NAME", "") or _("Leadership programmes for doctors")
SITE_URL = env.str("SITE_URL", "http://127.0.0.1:8000")

# Closed to visitors: here, or without a new start by a file "maintenance" in DATA_DIR.
MAINTENANCE = env.bool("MAINTENANCE", False)
MAINTENANCE_RETRY_SECONDS = 600

INSTALLED_APPS = [
    "cms.finding",
    "cms.site",
    "cms.accounts",
    "engagement.web",
    "engagement.actions",
    "engagement.studies",
    "engagement.improving",
    "engagement.comparing",
    "engagement.results",
    "engagement.waves",
    "engagement.instruments",
    "lms.web",
    "lms.api",
    "lms.actions",
    "lms.amendments",
    "lms.reports",
    "lms.reminders",
    "lms.players",
    "lms.progress",
    "lms.records",
    "lms.cpd",
    "lms.assignments",
    "lms.portfolio",
    "lms.calendar",
    "lms.enrolment",
    "lms.people",
    "lms.organisations",
    "programmes",
    "competencies",
    "kernel",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.locales",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.accounts.apps.SiteUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "rest_framework.authtoken",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.middleware.ContentSecurityPolicy",
    "cms.middleware.Maintenance",
    "engagement.web.middleware.SurveysKnowNobody",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.middleware.PersonalPagesAreNotStored",
    "django.contrib.messages.middleware.MessageMiddleware",
    "cms.accounts.sessions.SessionLimits",
    "cms.middleware.RefusedMethodsAreExplained",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "cms.accounts.middleware.SecondFactor",
    "cms.accounts.language.RememberLanguage",
    "cms.redirects.Redirects",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.site.context.site",
            ],
        },
    },
]

DATABASES = {
    "default": {
        **env.dj_db_url("DATABASE_URL", "postgres://localhost/leadership"),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "leadership_cache",
    }
}

# People and sign-in

AUTH_USER_MODEL = "leadership_accounts.User"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # addresses are unique whatever their case: a constraint says so
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/learn/"
LOGOUT_REDIRECT_URL = "/"
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"

ACCOUNT_ADAPTER = "cms.accounts.adapter.SiteAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", maxsplit=1)[0]
ACCOUNT_SIGNUP_FORM_CLASS = "cms.accounts.signup.SignupNames"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Beside allauth's own limits: messages of the contact page and askings for the newsletter, from one place and
# from one address.
ACCOUNT_RATE_LIMITS: dict[str, str] | bool = {
    "contact": "10/h/ip,5/h/key",
    "newsletter": "10/h/ip,3/h/key",
}
ACCOUNT_FORMS = {
    "login": "cms.accounts.forms.LoginForm",
    "signup": "cms.accounts.forms.SignupForm",
    "add_email": "cms.accounts.forms.AddEmailForm",
    "change_password": "cms.accounts.forms.ChangePasswordForm",
    "set_password": "cms.accounts.forms.SetPasswordForm",
    "reset_password": "cms.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "cms.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "cms.accounts.forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = env.str("SITE_NAME", "Leadership programmes for doctors")
MFA_ADAPTER = "cms.accounts.adapter.SiteMfaAdapter"
MFA_FORMS = {
    "authenticate": "cms.accounts.forms.CodeForm",
    "reauthenticate": "cms.accounts.forms.CodeAgainForm",
    "activate_totp": "cms.accounts.forms.ActivateTotpForm",
}
# A lead with a second factor may add an address and verify it later: a reset never goes by an unverified one.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# After an operator has started a recovery, this long nobody gets in by it and an old address can stop it;
# then so long to take it up.
ACCOUNT_RECOVERY_WAIT = timedelta(hours=env.int("ACCOUNT_RECOVERY_HOURS", 24))
ACCOUNT_RECOVERY_OPEN = timedelta(days=7)

LEADERSHIP_ACCOUNTS_ADAPTER = "cms.accounts.adapter.AllauthAccounts"
# Where mails point to, under SITE_URL.
LEADERSHIP_URLS = {"invitation": "/learn/invitations/{token}/", "home": "/learn/"}
LEADERSHIP_PLANNING_HORIZON_DAYS = 60
# Keys of open survey waves: not in the database, and in no backup that is kept for long (docs/operations.md).
LEADERSHIP_SEAL_FOLDER = env.str("SEAL_FOLDER", str(DATA_DIR / "seals"))
# Whether workers ask the web for the addresses in modules, so that preflight can name those that do not open.
LEADERSHIP_CHECK_LINKS = env.bool("CHECK_LINKS", False)
# Who must have a second factor: "lead" for trust leads, "staff" for whoever may enter the admin.
LEADERSHIP_SECOND_FACTOR_REQUIRED: list[str] = []

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())
# Who, for how long without a page, and for how long at most.
SESSION_LIMITS = {
    "learner": (timedelta(hours=12), timedelta(days=7)),
    "lead": (timedelta(hours=1), timedelta(hours=12)),
    "staff": (timedelta(hours=1), timedelta(hours=12)),
}

# Language and time

LANGUAGE_CODE = "en-gb"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
# Chosen in the footer or the settings, and set at sign-in; without it the browser's own languages decide.
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_HTTPONLY = True
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True
WAGTAIL_I18N_ENABLED = True
LOCALE_PATHS = [BASE_DIR / "cms" / "locale"]

# Files

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "cms" / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "leadership_private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "private", "file_permissions_mode": 0o600},
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000

# Mail

_email = env.dj_email_url("EMAIL_URL", "console:")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST = _email.get("EMAIL_HOST") or ""
EMAIL_PORT = _email.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _email.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _email.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = _email.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _email.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Leadership programmes <no-reply@leadership.example>")

# Where messages of the contact page go, beside the admin; and for how many days answered ones are kept.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
CONTACT_MESSAGE_DAYS = env.int("CONTACT_MESSAGE_DAYS", 365)

# Tasks

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", "memory://")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Without max_retries 0 a request would wait seconds for a broker that is away.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 0, "visibility_timeout": 3600}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "drain the outbox": {
        "task": "kernel.drain_outbox",
        "schedule": timedelta(seconds=10),
        "options": {"expires": 10},
    },
    "queue due sends": {
        "task": "leadership.queue_due_sends",
        "schedule": timedelta(seconds=15),
        "options": {"expires": 15},
    },
    "plan sends": {
        "task": "leadership.plan_sends",
        "schedule": timedelta(minutes=10),
        "options": {"expires": 300},
    },
    "close survey waves, remind": {
        "task": "leadership.keep_waves",
        "schedule": crontab(minute="20", hour="*"),
        "options": {"expires": 1800},
    },
    "expire invitations": {
        "task": "leadership.expire_invitations",
        "schedule": crontab(minute="5", hour="*"),
        "options": {"expires": 1800},
    },
    "forget who never answered": {
        "task": "leadership.purge_unanswered",
        "schedule": crontab(minute="10", hour="4"),
        "options": {"expires": 3600},
    },
    "purge old lists": {
        "task": "leadership.purge_lists",
        "schedule": crontab(minute="30", hour="3"),
        "options": {"expires": 3600},
    },
    "forget the words of old mails": {
        "task": "leadership.forget_sent_words",
        "schedule": crontab(minute="20", hour="3"),
        "options": {"expires": 3600},
    },
    "purge old messages of the contact page": {
        "task": "leadership.purge_contact_messages",
        "schedule": crontab(minute="50", hour="3"),
        "options": {"expires": 3600},
    },
    "forget who never confirmed the newsletter": {
        "task": "leadership.purge_subscriptions",
        "schedule": crontab(minute="45", hour="3"),
        "options": {"expires": 3600},
    },
    "remind reviewers": {
        "task": "leadership.remind_reviewers",
        "schedule": crontab(minute="15", hour="7"),
        "options": {"expires": 3600},
    },
    "publish what is scheduled": {
        "task": "leadership.publish_scheduled",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},
    },
    "forget sessions that have ended": {
        "task": "leadership.clear_sessions",
        "schedule": crontab(minute="10", hour="3"),
        "options": {"expires": 3600},
    },
    "look whether links open": {
        "task": "leadership.check_links",
        "schedule": crontab(minute="25", hour="*"),
        "options": {"expires": 1800},
    },
    "work out the figures of large programmes": {
        "task": "leadership.keep_figures",
        "schedule": crontab(minute="35", hour="*"),
        "options": {"expires": 1800},
    },
    "purge files that nothing uses": {
        "task": "kernel.purge_files",
        "schedule": crontab(minute="55", hour="3"),
        "options": {"expires": 3600},
    },
    "purge the outbox": {
        "task": "kernel.purge_outbox",
        "schedule": crontab(minute="40", hour="3"),
        "options": {"expires": 3600},
    },
}

# Wagtail

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Passwords and addresses are changed in one place, with its limits and second factor: the account pages.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# The index of the public search is brought up to date with every page that is saved.
FINDING_FOLLOWS = True
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAIL_ALLOW_UNICODE_SLUGS = False

# The API brings its own settings; only the class that describes it can be named nowhere else.
REST_FRAMEWORK = {"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"}

# Headers

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # the admin previews its own pages; the policy above is stricter elsewhere

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
