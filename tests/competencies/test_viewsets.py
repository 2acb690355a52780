"""The admin shows frameworks to those who may view them, and changes nothing for anybody."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client

from competencies.models import Framework, Node
from competencies.selectors import content_of
from tests.competencies.conftest import CANARY, small_file

FRAMEWORKS = "/admin/leadership_frameworks/"
NODES = "/admin/leadership_framework_nodes/"


def sign_in(client: Client, *codenames: str) -> Client:
    user = get_user_model().objects.create_user(email="viewer@site.example")
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", *codenames]))
    client.force_login(user)
    return client


@pytest.fixture
def viewer(client: Client, db: None) -> Client:
    return sign_in(client, "view_framework", "view_node")


@pytest.fixture
def superuser(client: Client, db: None) -> Client:
    client.force_login(get_user_model().objects.create_superuser(email="root@site.example"))
    return client


@pytest.mark.parametrize("who", ["viewer", "superuser"])
def test_lists_and_inspect_pages(who: str, request: pytest.FixtureRequest, draft: Framework) -> None:
    browser: Client = request.getfixturevalue(who)
    element = Node.objects.get(code="1.1")
    addresses = {
        FRAMEWORKS: "Small framework",
        f"{FRAMEWORKS}inspect/{draft.pk}/": "Free of any licence.",
        NODES: "First competence",
        f"{NODES}?q=first": "First competence",
        f"{NODES}results/?kind=element": "Second element",
        f"{NODES}inspect/{element.pk}/": "A consultant does that.",
    }

    for address, words in addresses.items():
        response = browser.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert words in page, address
        assert CANARY not in page, address
        assert not re.search(r'href="[^"]*/(new|edit|delete|copy|usage|history)/', page), address


def test_list_does_not_search_licensed_wording(viewer: Client, draft: Framework) -> None:
    found = viewer.get(f"{NODES}results/", {"q": "Licensed wording"}).content.decode()

    assert "First" not in found


@pytest.mark.parametrize(("words", "number"), [("First competence", 1), ("First", 3)])
def test_list_takes_a_fixed_number_of_queries(
    viewer: Client, draft: Framework, words: str, number: int, django_assert_num_queries
) -> None:
    viewer.get(f"{NODES}results/", {"q": words})

    with django_assert_num_queries(7):
        page = viewer.get(f"{NODES}results/", {"q": words}).content.decode()

    assert len(set(re.findall(rf"{NODES}inspect/\d+/", page))) == number


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    "address", ["new/", "edit/{pk}/", "delete/{pk}/", "copy/{pk}/", "usage/{pk}/", "history/{pk}/"]
)
def test_addresses_that_would_change_something_do_not_exist(
    superuser: Client, draft: Framework, address: str, method: str
) -> None:
    node = Node.objects.get(code="1.1")
    for base, pk in ((FRAMEWORKS, draft.pk), (NODES, node.pk)):
        response = getattr(superuser, method)(
            f"{base}{address.format(pk=pk)}", {"title": "Changed", "code": "x"}
        )
        assert response.status_code == 404

    assert content_of(Framework.objects.get()) == small_file().content


@pytest.mark.parametrize("base", [FRAMEWORKS, NODES])
def test_post_to_a_list_or_an_inspect_page_changes_nothing(
    superuser: Client, draft: Framework, base: str
) -> None:
    for address in ("", f"inspect/{Node.objects.get(code='1').pk if base == NODES else draft.pk}/"):
        response = superuser.post(f"{base}{address}", {"title": "Changed", "state": "published"})
        assert response.status_code == 405

    assert content_of(Framework.objects.get()) == small_file().content
    assert Framework.objects.get().state == "draft"


def test_without_the_view_permission_nothing_is_shown(client: Client, draft: Framework) -> None:
    browser = sign_in(client)
    node = Node.objects.get(code="1")

    for address in (FRAMEWORKS, f"{FRAMEWORKS}inspect/{draft.pk}/", NODES, f"{NODES}inspect/{node.pk}/"):
        response = browser.get(address)
        assert response.status_code == 302
        assert response["Location"] == "/admin/"


def test_only_the_view_permission_can_be_granted(superuser: Client, draft: Framework) -> None:
    page = superuser.get("/admin/groups/new/").content.decode()

    codenames = set(
        Permission.objects.filter(content_type__app_label="leadership_competencies").values_list(
            "pk", "codename"
        )
    )
    offered = {codename for pk, codename in codenames if f'value="{pk}"' in page}
    assert {"view_framework", "view_node"} <= offered
    assert not {"add_stagetext", "change_stagetext", "delete_stagetext", "view_stagetext"} & offered
