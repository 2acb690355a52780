"""`make run`: one machine, private servers, mail into files unless EMAIL_URL says otherwise."""

from cms.settings.base import *
from cms.settings.base import DATA_DIR, STORAGES, env


def _installation_key() -> str:
    """A key made once for this installation and kept beside its data."""
    import secrets  # noqa: PLC0415 -- needed on the first start only

    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50), encoding="ascii")
    return path.read_text(encoding="ascii")


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = env.str("SECRET_KEY", "") or _installation_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
LEADERSHIP_DEMO = True
# A style sheet is an eighth of its size when it is sent compressed.
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"}}

if not env.str("EMAIL_URL", ""):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DATA_DIR / "mail")
    CONTACT_EMAIL = env.str("CONTACT_EMAIL", "contact@leadership.example")
