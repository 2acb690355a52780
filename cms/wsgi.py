"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from cms.early import refuse_politely
from cms.rubbish import look_less_often

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

application = refuse_politely(get_wsgi_application())
look_less_often()
