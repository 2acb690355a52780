"""The host's own user model, which knows nothing of the plugin."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class Colleague(AbstractUser):
    ward = models.CharField(max_length=50, blank=True)
