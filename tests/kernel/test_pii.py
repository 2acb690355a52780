"""Every field of every table says what personal data it holds: export, erasure and retention go by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from wagtail.search.index import class_is_indexed

from cms.pii import NOTHING, OTHERS
from kernel.access import GuardedModel
from kernel.pii import Pii, tags

OWN = ("kernel", "competencies", "programmes", "lms", "engagement", "cms")


def is_ours(model: type[models.Model]) -> bool:
    return model.__module__.split(".", maxsplit=1)[0] in OWN


ALL = sorted(apps.get_models(), key=lambda model: model._meta.label)
OURS = [model for model in ALL if is_ours(model)]
THEIRS = [model for model in ALL if not is_ours(model)]


def own_fields(model: type[models.Model]) -> set[str]:
    """The fields of the model's own table, and the many-to-many tables that it owns."""
    meta = model._meta.concrete_model._meta if model._meta.proxy else model._meta
    found = [*meta.local_concrete_fields, *meta.local_many_to_many]
    return {field.name for field in found}


def label(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=label)
def test_every_field_of_ours_is_tagged_and_no_other(model: Any) -> None:
    assert set(model.pii) == own_fields(model)
    assert set(model.pii.values()) <= set(Pii)


@pytest.mark.parametrize("model", THEIRS, ids=label)
def test_every_table_of_others_is_tagged_or_says_nothing(model: Any) -> None:
    name = model._meta.label
    if name in NOTHING:
        assert name not in OTHERS
        return
    assert set(OTHERS[name]) == own_fields(model)


def test_no_tag_is_left_over() -> None:
    assert (set(OTHERS) | NOTHING) - {model._meta.label for model in ALL} == set()


@pytest.mark.parametrize("model", THEIRS, ids=label)
def test_what_says_nothing_points_to_no_user(model: Any) -> None:
    user = get_user_model()
    pointing = {field.name for field in model._meta.local_concrete_fields if field.related_model is user}
    if model._meta.label in NOTHING:
        assert pointing == set()
    elif not model._meta.proxy:
        assert {name for name in pointing if OTHERS[model._meta.label][name] is not Pii.KEY} == set()


@pytest.mark.parametrize("model", OURS, ids=label)
def test_whatever_points_to_a_person_or_user_is_a_key(model: Any) -> None:
    people = {"leadership_people.Person", get_user_model()._meta.label}
    pointing = {
        field.name
        for field in model._meta.local_concrete_fields
        if field.related_model is not None and field.related_model._meta.label in people
    }

    assert {name for name in pointing if model.pii[name] is not Pii.KEY} == set()


@pytest.mark.parametrize("model", OURS, ids=label)
def test_passwords_and_tokens_are_secrets(model: Any) -> None:
    suspicious = {name for name in model.pii if "password" in name or "token" in name or "secret" in name}

    assert {name for name in suspicious if model.pii[name] is not Pii.SECRET} == set()


@pytest.mark.parametrize("model", [m for m in OURS if issubclass(m, GuardedModel)], ids=label)
def test_what_is_guarded_is_in_no_search_index(model: Any) -> None:
    assert not class_is_indexed(model)


def test_a_field_is_tagged_once() -> None:
    with pytest.raises(ValueError, match="name is tagged twice"):
        tags(none="id name", contact="name")


def test_an_unknown_tag_is_refused() -> None:
    with pytest.raises(ValueError, match="'rumour' is not a valid Pii"):
        tags(rumour="name")


def test_a_field_without_a_tag_would_be_noticed() -> None:
    """The control: the test above compares with what Django itself says of the table."""
    user = get_user_model()
    untagged = {name: tag for name, tag in user.pii.items() if name != "email"}  # type: ignore[attr-defined]

    assert own_fields(user) - set(untagged) == {"email"}
