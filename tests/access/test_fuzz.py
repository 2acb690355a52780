"""Whatever is sent to any form or query of the site: an answer, never a fault of ours (bar 9).

Visitor, doctor and lead ask at every address of ours, of the accounts and of the public site. Every request
begins from what the page there offers. `tests/api/test_fuzz.py` does the same to the interface for programs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory, override_settings
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cms.early import refuse_politely
from cms.roles import Role
from lms.enrolment.lists.columns import COLUMNS as COLUMNS_OF_LISTS
from lms.web.portfolio_forms import EvidenceForm
from tests.access.assigned import assigned, names_of_columns
from tests.access.filling import path_of
from tests.access.forms import Form, forms_in
from tests.access.odd import CHANGE, MORE, RAW, TEXT, Change, Raw, as_post, as_query, quoted
from tests.access.posts import POSTS, post_for
from tests.access.scene import Scene
from tests.access.test_csrf import the_role_for
from tests.access.urls import every_url
from tests.access.visits import Answer, Visitor
from tests.sizes import FULL, size

pytestmark = [pytest.mark.bar(9), pytest.mark.slow]

ROLES = (Role.ANONYMOUS, Role.LEARNER, Role.LEAD)
PUBLIC = (
    "/",
    "/contact/",
    "/news/",
    "/deliverables/",
    "/programmes/",
    "/programmes/leading-a-team/",
    "/none/",
)
# Whoever works in the admin is staff; its addresses are the walk's.
OURS = ("learn/", "trust/", "accounts/", "api/", "framework/", "language/", "search/", "feeds/")

QUERIES, FORMS, RAWS, PATHS, POSTED = size(smoke=(20, 30, 15, 10, 4), full=(2500, 4500, 1500, 1000, 400))


def many(count: int, *, shrink: bool = True) -> settings:
    return settings(
        phases=tuple(phase for phase in Phase if shrink or phase is Phase.generate),
        max_examples=count,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )


@dataclass
class Asking:
    """Three people at all addresses, and the forms that their pages have."""

    scene: Scene
    paths: list[str]
    visitors: dict[Role, Visitor]
    answers: int = 0
    _forms: dict[tuple[Role, str], list[Form]] = field(default_factory=dict)

    def ask(self, role: Role, method: str, path: str, **given: Any) -> Answer:
        return self.judged(role, self.visitors[role].ask(method, path, **given), given)

    def judged(self, role: Role, answer: Answer, given: object) -> Answer:
        self.answers += 1
        assert not answer.failed, f"{role}: {answer} to {given}"[:2000]
        return answer

    def forms(self, role: Role, path: str) -> list[Form]:
        """Those of the page, or one without fields where it has none."""
        if (role, path) not in self._forms:
            answer = self.visitors[role].ask("GET", path)
            html = answer.body.decode(errors="replace") if "html" in answer.response["Content-Type"] else ""
            self._forms[role, path] = forms_in(html) or [Form("", "POST")]
        return self._forms[role, path]


def paths_of(scene: Scene) -> list[str]:
    urls = [url for url in every_url() if url.route.startswith(OURS)]
    return [*PUBLIC, *(path_of(url, scene) for url in urls)]


@pytest.fixture
def asking(scene: Scene) -> Asking:
    users = {role: scene.users.get(role) for role in ROLES}
    return Asking(scene, paths_of(scene), {role: Visitor(user) for role, user in users.items()})


WHO = st.sampled_from(ROLES)
WHERE = st.integers(0, 10_000)


def ask_with_queries(asking: Asking, *, shrink: bool = True) -> None:
    @many(QUERIES, shrink=shrink)
    @given(role=WHO, where=WHERE, which=WHERE, change=CHANGE)
    def ask(role: Role, where: int, which: int, change: Change) -> None:
        path = asking.paths[where % len(asking.paths)]
        forms = asking.forms(role, path)
        pairs = change.of(forms[which % len(forms)].pairs)
        asking.ask(role, "GET", f"{path}?{as_query(pairs)}")

    ask()


def test_any_query_string(asking: Asking) -> None:
    ask_with_queries(asking)

    assert asking.answers == QUERIES


def test_any_form(asking: Asking) -> None:
    @many(FORMS)
    @given(role=WHO, where=WHERE, which=WHERE, change=CHANGE)
    def ask(role: Role, where: int, which: int, change: Change) -> None:
        path = asking.paths[where % len(asking.paths)]
        forms = asking.forms(role, path)
        form = forms[which % len(forms)]
        target = urlsplit(form.action).path or path
        asking.ask(role, "POST", target, **as_post(change.of(form.pairs), change))

    ask()
    assert asking.answers == FORMS


def test_any_bytes_in_any_encoding(asking: Asking) -> None:
    @many(RAWS)
    @given(role=WHO, where=WHERE, raw=RAW)
    def ask(role: Role, where: int, raw: Raw) -> None:
        path = asking.paths[where % len(asking.paths)]
        visitor = asking.visitors[role]
        asking.judged(role, visitor.send(raw.method, path, raw.sender(path)), raw)

    ask()
    assert asking.answers == RAWS


def test_any_address(asking: Asking) -> None:
    @many(PATHS)
    @given(role=WHO, where=WHERE, step=st.integers(0, 6), text=TEXT)
    def ask(role: Role, where: int, step: int, text: str) -> None:
        steps = asking.paths[where % len(asking.paths)].strip("/").split("/")
        steps[step % len(steps)] = quoted(text)
        asking.ask(role, "GET", f"/{'/'.join(steps)}/")

    ask()
    assert asking.answers == PATHS


def given_for(name: str, scene: Scene, more: dict[str, str]) -> dict[str, Any]:
    """What the right role posts there, and ``more`` beside it."""
    post = post_for(name, scene)
    return replace(post, data={**more, **post.data}).given


def sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def unoffered(scene: Scene, name: str, chosen: list[tuple[str, str]]) -> list[str]:
    """What a post with names that the page does not offer leaves otherwise than one without them."""
    (url,) = (url for url in every_url() if url.name == name)
    path = path_of(url, scene)
    visitor = Visitor(scene.users[the_role_for(name)])
    page = visitor.ask("GET", path).body.decode(errors="replace")
    known = {each for form in forms_in(page) for each in form.names}
    known |= set(post_for(name, scene).data) | BUTTONS.get(name, set())
    more = {sendable(key): sendable(value) for key, value in chosen if key not in known}
    plain = partial(given_for, name, scene, {})
    return assigned(visitor.client, path, plain, given_for(name, scene, more))


EVIDENCE = {*EvidenceForm.base_fields, "remove", "save"}
BUTTONS = {
    "leadership_trust:row": {*COLUMNS_OF_LISTS, "choice", "leave_out", "tab", "page"},
    "leadership_learn:add_evidence_files": EVIDENCE,
    "leadership_learn:remove_evidence_file": EVIDENCE,
    "leadership_learn:save_evidence": EVIDENCE,
    "leadership_studies:excerpts": {"may_quote", "text"},
    "leadership_analysis:figures": {"version"},
}
"""Names that another page offers, or this one at another moment."""
COLUMNS = names_of_columns()
FORMS_THAT_ACT = sorted(POSTS)


@pytest.mark.parametrize("name", FORMS_THAT_ACT if FULL else FORMS_THAT_ACT[::12])
def test_every_column_beside_what_is_offered(scene: Scene, name: str) -> None:
    assert unoffered(scene, name, COLUMNS) == []


def test_some_columns_beside_what_is_offered(scene: Scene) -> None:
    @many(POSTED)
    @given(
        name=st.sampled_from(FORMS_THAT_ACT),
        chosen=st.lists(st.sampled_from(COLUMNS), max_size=12),
        more=MORE,
    )
    def ask(name: str, chosen: list[tuple[str, str]], more: list[tuple[str, str]]) -> None:
        assert unoffered(scene, name, [*chosen, *more]) == [], name

    ask()


@override_settings(ROOT_URLCONF="tests.access.faulty_urls")
def test_a_view_that_trusts_its_query_is_found(asking: Asking) -> None:
    asking.paths[:] = ["/faulty-page/"]

    with pytest.raises(AssertionError, match=r"GET /faulty-page/.*: 500"):
        ask_with_queries(asking, shrink=False)


@override_settings(ROOT_URLCONF="tests.access.faulty_urls")
def test_a_view_that_takes_every_field_is_found(scene: Scene) -> None:
    client = Visitor(scene.ours.learner).client
    plain = {"data": {"first_name": "Ada"}}

    found = assigned(
        client, "/faulty-form/", lambda: plain, {"data": {"first_name": "Ada", "is_staff": "on"}}
    )

    assert found == ["leadership_accounts_user.is_staff: False, now True"]


@pytest.mark.django_db
def test_what_django_refuses_before_there_is_a_request() -> None:
    said: list[str] = []
    environ = RequestFactory()._base_environ(
        CONTENT_TYPE="text/plain; charset=utf-8", QUERY_STRING="&" * 1001
    )

    body = refuse_politely(WSGIHandler())(environ, lambda status, headers: said.append(status))

    assert (said, list(body)) == (["400 Bad Request"], [b"This request cannot be read.\n"])
