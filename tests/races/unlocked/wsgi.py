"""The site, and its seat lock taken out."""

from cms.wsgi import application as application
from tests.races.unlocked.locks import take_out

take_out()
