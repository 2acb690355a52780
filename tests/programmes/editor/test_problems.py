"""What is wrong with a tree that is not saved."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from programmes.addresses import TREE_PROBLEMS
from programmes.models import Module, Programme
from programmes.services.authoring import PartModule
from tests.factories.programmes import make_module, make_programme

pytestmark = pytest.mark.django_db


def asked(client: Client, body: Any) -> Any:
    text = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse(TREE_PROBLEMS), text, content_type="application/json")


def item(module: Module | None, **more: Any) -> dict[str, Any]:
    key = str(module.translation_key if module else uuid4())
    return {"id": str(uuid4()), "kind": "item", "item": {"type": "module", "module": key}, **more}


def tree(*children: dict[str, Any]) -> dict[str, Any]:
    return {"version": 1, "root": {"id": str(uuid4()), "kind": "all", "children": list(children)}}


def test_each_problem_names_its_node(studio: Client) -> None:
    late, gone = item(make_module(), due_days=30), item(None)

    answer = asked(studio, {"tree": tree(late, gone), "duration_days": "20", "stage": "postgraduate"})

    found = {(each["node"], each["code"], each["blocks"]) for each in answer.json()["problems"]}
    assert found == {(late["id"], "due_too_late", True), (gone["id"], "module_gone", True)}
    assert not Programme.objects.exists()


def test_a_good_tree_has_none(studio: Client) -> None:
    assert asked(studio, {"tree": tree(item(make_module()))}).json() == {"problems": []}


def test_the_programme_is_known_by_its_number(studio: Client) -> None:
    """A programme cannot hold itself; nothing of what was sent is kept."""
    programme = make_programme(modules=[PartModule(make_module(), due_days=200)], duration_days=300)
    named = {"type": "programme", "programme": str(programme.translation_key)}
    itself = {"id": str(uuid4()), "kind": "item", "item": named}
    before = Programme.objects.values().get()

    answer = asked(
        studio, {"tree": tree(item(make_module(), due_days=250), itself), "programme": programme.pk}
    )

    assert [each["node"] for each in answer.json()["problems"]] == [itself["id"]]
    assert Programme.objects.values().get() == before


@pytest.mark.parametrize("odd", [None, [], "tree", {"root": 3}, {"root": {"children": [[]]}}])
def test_what_is_no_tree_is_a_problem(studio: Client, odd: Any) -> None:
    problems = asked(studio, {"tree": odd, "programme": "1", "duration_days": "¹", "stage": []}).json()[
        "problems"
    ]

    assert problems
    assert all(each["blocks"] for each in problems)


@pytest.mark.parametrize("body", ["", "[", "[]", "[" * 100_000])
def test_what_is_no_request_is_refused(studio: Client, body: str) -> None:
    assert asked(studio, body).status_code == 400


def test_only_designers_ask(client: Client, django_user_model: Any) -> None:
    assert asked(client, {"tree": tree()}).status_code == 302
    client.force_login(django_user_model.objects.create_user(email="other@site.example"))
    assert asked(client, {"tree": tree()}).status_code == 302


@pytest.mark.parametrize("size", [1, 12])
def test_queries(studio: Client, size: int, django_assert_num_queries: Any) -> None:
    body = {"tree": tree(*(item(make_module()) for _ in range(size)))}
    asked(studio, body)

    with django_assert_num_queries(10):
        assert asked(studio, body).json() == {"problems": []}
