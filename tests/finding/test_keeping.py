"""The index: it follows what is saved, says what the pages say, and what the database refuses in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from wagtail.models import Page
from wagtail.signals import published

from cms.finding import keeping
from cms.finding.models import Entry, Word
from cms.site.models import ContentPage, NewsPage, ProgrammePage
from competencies.enums import EditionState
from competencies.models import Framework, Node
from lms.actions import integrity
from programmes.models import Programme
from tests.competencies.conftest import load, publish, small_file
from tests.site.test_news import make_news

pytestmark = pytest.mark.usefixtures("indexed")


def entry_of(page: Any) -> Entry:
    return Entry.objects.get(page_id=page.pk)


def test_what_is_live_is_in_the_index_and_what_is_not_leaves_it(site: Any) -> None:
    (page,) = make_news(1, title="Pangolins", summary="In\nsummary.", body="<p>The <b>body</b>.</p>")

    entry = entry_of(page)
    assert (entry.kind, entry.language, entry.title, entry.summary) == (
        "news",
        "en-gb",
        "Pangolins",
        "In summary.",
    )
    assert (entry.body, entry.day, entry.topics) == ("The body.", page.date, [])
    page.title = "Aardvarks"
    page.save()
    assert entry_of(page).title == "Aardvarks"
    page.unpublish()
    assert not Entry.objects.filter(page_id=page.pk).exists()
    page.save_revision().publish()
    assert entry_of(page).title == "Aardvarks"
    pk = page.pk
    page.delete()
    assert not Entry.objects.filter(page_id=pk).exists()


def test_the_root_of_the_tree_is_no_page_to_find(site: Any) -> None:
    """Wagtail's migration makes it without a signal: a site that never rebuilt its index is whole."""
    root = Page.get_first_root_node()

    keeping.keep_page(root)
    assert not Entry.objects.filter(page_id=root.pk).exists()
    keeping.rebuild()
    assert not Entry.objects.filter(page_id=root.pk).exists()


def test_a_draft_changes_nothing(site: Any) -> None:
    (page,) = make_news(1, title="Pangolins")
    page.title = "Not yet"
    page.save_revision()

    assert entry_of(page).title == "Pangolins"


def test_a_page_of_no_named_kind_is_found_too(site: Any) -> None:
    page = ContentPage.objects.get(slug="about")

    assert entry_of(page).kind == "page"
    assert "competence" in entry_of(page).body.lower()


def test_programmes_follow_their_studio(site: Any) -> None:
    page = ProgrammePage.objects.get(slug="first-steps")
    page.body = "<p>Begin with handover.</p>"
    page.save()
    Programme.objects.filter(pk=page.programme_id).update(stage="undergraduate")
    published.send(sender=Programme, instance=Programme.objects.get(pk=page.programme_id), revision=None)

    entry = entry_of(page)
    assert (entry.kind, entry.stages) == ("programme", ["undergraduate"])
    assert "Begin with handover." in entry.body


def test_a_framework_is_there_once_it_is_published(db: None) -> None:
    framework = load(small_file())
    keeping.keep_framework(framework)
    assert not Entry.objects.exists()

    publish(framework)

    entries = Entry.objects.order_by("node__order")
    shown = Node.objects.filter(framework=framework).exclude(kind="competence").order_by("order")
    assert [entry.title for entry in entries] == [str(node) for node in shown]
    assert {tuple(entry.domains) for entry in entries} == {
        (f"{framework.code}:{node.code[0]}",) for node in shown
    }
    assert Framework.objects.get().state == EditionState.PUBLISHED


def test_rebuilding_gives_the_same(site: Any, capsys: pytest.CaptureFixture[str]) -> None:
    make_news(2)
    before = list(Entry.objects.order_by("title", "language").values_list("title", "body", "kind"))

    call_command("rebuild_search")

    assert list(Entry.objects.order_by("title", "language").values_list("title", "body", "kind")) == before
    assert capsys.readouterr().out == f"The search finds {len(before)} entries.\n"
    assert Word.objects.filter(word="summary").exists()


def test_a_site_without_an_index_gets_one(site: Any) -> None:
    there = Entry.objects.count()
    keeping.rebuild_where_empty()
    assert Entry.objects.count() == there
    Entry.objects.all().delete()

    keeping.rebuild_where_empty()

    assert Entry.objects.count() == there


def test_integrity_names_what_is_otherwise(site: Any) -> None:
    one, two, three = make_news(3)
    assert list(keeping.differences()) == []
    NewsPage.objects.filter(pk=one.pk).update(summary="Otherwise.")
    Entry.objects.filter(page_id=two.pk).delete()
    NewsPage.objects.filter(pk=three.pk).update(live=False)

    said = [problem.what for problem in integrity.problems() if problem.kind == "search"]

    assert sorted(said) == [
        "Item 0 (en-gb): is out of date; rebuild_search mends it",
        "Item 1 (en-gb): is missing; rebuild_search mends it",
        f"page {three.pk} node None (en-gb): is there and should not be; rebuild_search mends it",
    ]
    keeping.rebuild()
    assert list(keeping.differences()) == []


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("kind = 'nonsense'", "finding_kind"),
        ("language = ''", "finding_language"),
        ("page_id = NULL", "finding_page_or_node"),
        ("day = '1066-10-14'", "finding_day"),
    ],
)
def test_the_database_refuses(site: Any, change: str, constraint: str) -> None:
    (page,) = make_news(1)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE leadership_finding_entry SET {change} WHERE page_id = %s", [page.pk])


@pytest.mark.parametrize(
    ("column", "constraint"), [("page", "finding_page_once"), ("node", "finding_node_once")]
)
def test_one_entry_a_language(site: Any, column: str, constraint: str) -> None:
    entry = Entry.objects.filter(**{f"{column}__isnull": False}).order_by("pk")[0]
    entry.pk = None

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        entry.save(force_insert=True)
