"""A published framework to claim from, and a designer at work."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale

from competencies.models import Framework
from tests.competencies.conftest import load, publish, small_file

ELEMENT, COMPETENCE, OTHER = "small-1:1.1", "small-1:1.1.1", "small-1:1.2"


@pytest.fixture
def framework(db: None) -> Framework:
    return publish(load(small_file()))


@pytest.fixture
def unpublished(db: None) -> Framework:
    return load(small_file())


@pytest.fixture
def welsh(db: None) -> Locale:
    return Locale.objects.get_or_create(language_code="cy")[0]


def make_designer(email: str = "designer@site.example") -> object:
    user = get_user_model().objects.create_user(email=email)
    user.groups.add(Group.objects.get(name="Programme designers"))
    return user


@pytest.fixture
def designer(db: None) -> object:
    return make_designer()


@pytest.fixture
def studio(client: Client, designer: object) -> Client:
    client.force_login(designer)
    return client
