"""What is taken from a deliverable: citations, our PDF, everything as ZIP; and how often, without who."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from cms.site import citing, counting, pdfs
from cms.site.models import DeliverablePage, DeliverablePdf, DeliverableSource, DownloadCount
from kernel.clock import today
from tests.factories.library import a_deliverable
from tests.factories.people import a_superuser, a_user
from tests.factories.trusts import NOW
from tests.ready import ready
from tests.site.conftest import make_site
from tests.web.conftest import text_of

THE_WORK = {
    "title": "Leading & following: 100 % of it",
    "authors": "Ham, C; Dickinson, H",
    "publisher": "A_Press",
    "year": 2008,
    "edition": "second edition",
    "identifier": "doi 10.1258/jrsm.2011.110042",
    "link": "https://elsewhere.example/work",
    "link_checked_on": date(2026, 11, 22),
}


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def counted() -> list[tuple[str, int]]:
    return list(DownloadCount.objects.order_by("what").values_list("what", "count"))


def test_a_work_in_a_plain_line(site: Any) -> None:
    page = a_deliverable(**THE_WORK)

    assert citing.plain(citing.reference_of(page, address="https://here.example/")) == (
        "Ham, C; Dickinson, H (2008). Leading & following: 100 % of it, second edition. A_Press. "
        "doi:10.1258/jrsm.2011.110042. https://elsewhere.example/work (22 November 2026)"
    )


def test_a_work_of_no_known_year_and_one_of_ours(site: Any) -> None:
    elsewhere = a_deliverable("one", link="https://elsewhere.example/work")
    ours = a_deliverable("two")

    said = [
        citing.plain(citing.reference_of(page, address="https://here.example/")) for page in (elsewhere, ours)
    ]

    assert said == [
        "(no year). The one. https://elsewhere.example/work",
        "(2026). The two. https://here.example/",
    ]


def test_bibtex_and_ris_escape_what_they_must(site: Any, client: Client) -> None:
    page = a_deliverable("work", **THE_WORK)

    bib, ris = (client.get(reverse(f"cite_{form}", args=[page.pk])) for form in ("bibtex", "ris"))

    assert bib.content.decode() == (
        "@techreport{ham2008-work,\n"
        "  title = {{Leading \\& following: 100 \\% of it}},\n"
        "  author = {{Ham, C} and {Dickinson, H}},\n"
        "  year = {2008},\n"
        "  institution = {A\\_Press},\n"
        "  edition = {second edition},\n"
        "  doi = {10.1258/jrsm.2011.110042},\n"
        "  url = {https://elsewhere.example/work},\n"
        "  urldate = {2026-11-22},\n"
        "}\n"
    )
    assert ris.content.decode().split("\r\n")[:5] == [
        "TY  - RPRT",
        "TI  - Leading & following: 100 % of it",
        "AU  - Ham, C",
        "AU  - Dickinson, H",
        "PY  - 2008",
    ]
    assert ris["Content-Disposition"] == 'attachment; filename="work.ris"'


def test_our_pdf_says_that_it_is_no_work_and_is_made_once(site: Any, client: Client) -> None:
    page = a_deliverable(abstract="<p>It <b>says</b> <a href='/about/'>this</a>.</p><ul><li>#one</li></ul>")
    address = reverse("deliverable_pdf", args=[page.pk])
    assert client.get(address).status_code == 404
    assert DownloadCount.objects.count() == 0

    assert pdfs.make(page.pk, now=NOW) is True
    assert pdfs.make(page.pk, now=NOW) is False

    made = body_of(client.get(address))
    assert made.startswith(b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made
    first = DeliverablePdf.objects.get().words
    page.summary = "Something else."
    page.save()
    assert pdfs.make(page.pk, now=NOW) is True
    assert DeliverablePdf.objects.get().words != first


def test_everything_comes_in_one_file(site: Any, client: Client) -> None:
    page = a_deliverable(files=2)
    pdfs.make(page.pk, now=NOW)

    answer = client.get(reverse("deliverable_zip", args=[page.pk]))
    with zipfile.ZipFile(io.BytesIO(body_of(answer))) as archive:
        names = archive.namelist()
        assert archive.testzip() is None
        assert archive.read("citation.txt").decode().startswith("(2026). The report.")

    assert answer.streaming
    files = [each.document.filename for each in page.files.all()]
    assert names == [
        *files,
        "report-summary.pdf",
        "citation.txt",
        "citation.bib",
        "citation.ris",
    ]


def test_taking_adds_one_for_the_day_and_nothing_about_who(site: Any, client: Client) -> None:
    page = a_deliverable(files=1)
    pdfs.make(page.pk, now=NOW)
    for name in ("deliverable_pdf", "deliverable_zip", "deliverable_zip"):
        address = reverse(name, args=[page.pk])
        body_of(client.get(address))
        client.head(address)
        client.get(address, headers={"Range": "bytes=5-"})

    assert counted() == [("all", 2), ("pdf", 1)]
    assert {field.name for field in DownloadCount._meta.get_fields()} == {
        "id",
        "what",
        "document",
        "page",
        "day",
        "count",
    }


def test_a_document_is_counted_when_it_is_served(site: Any, client: Client, on_disk: Any) -> None:
    page = a_deliverable(files=1)
    document = page.files.get().document

    body_of(client.get(document.url))
    body_of(client.get(document.url))

    assert counted() == [("file", 2)]


def test_editors_see_the_numbers(site: Any, client: Client) -> None:
    page = a_deliverable()
    for days, count in ((0, 3), (40, 5), (400, 7)):
        day = today() - timedelta(days=days)
        DownloadCount.objects.create(what="all", page=page, day=day, count=count)

    assert counting.rows(on=today()) == [counting.Row("The report", "everything as ZIP", 3, 8, 15)]
    client.force_login(a_user())
    assert client.get(reverse("cms_downloads")).status_code == 302
    client.force_login(a_superuser())
    assert "The report" in text_of(client.get(reverse("cms_downloads")))


@pytest.mark.parametrize("name", ["cite_bibtex", "cite_ris", "deliverable_pdf", "deliverable_zip"])
def test_of_what_is_closed_nothing_is_taken(site: Any, client: Client, name: str) -> None:
    draft, closed = a_deliverable("draft"), a_deliverable("closed")
    for page in (draft, closed):
        pdfs.make(page.pk, now=NOW)
    DeliverablePage.objects.filter(pk=draft.pk).update(live=False)
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)

    for page in (draft, closed):
        assert client.get(reverse(name, args=[page.pk])).status_code == 404
    assert DownloadCount.objects.count() == 0


def make_taken() -> None:
    """A deliverable with all that is kept about it."""
    make_site()
    page = a_deliverable(files=1)
    DeliverableSource.objects.create(
        page=page, says="So.", source="S.", link="https://a.example", checked_on=date(2026, 1, 1)
    )
    pdfs.make(page.pk, now=NOW)
    DownloadCount.objects.create(what="all", page=page, day=date(2026, 7, 1), count=1)


ready_taken = ready("ready_taken", make_taken)


@pytest.mark.parametrize(
    ("table", "change", "constraint"),
    [
        ("deliverablepage", "year = 1800", "deliverable_year"),
        ("deliverablepage", "link_checked_on = '2026-01-01'", "deliverable_checked_on_has_link"),
        ("deliverablepage", "elements = '{9.9}'", "deliverable_elements"),
        ("deliverablepage", "date = '1800-01-01'", "deliverable_days"),
        ("deliverablefile", "is_original = true", "deliverable_original_with_leave"),
        ("deliverablefile", "allowed_on = '1800-01-01'", "deliverable_file_days"),
        ("deliverablesource", "is_recalled = true", "deliverablesource_read_or_recalled"),
        ("deliverablesource", "checked_on = NULL", "deliverablesource_read_or_recalled"),
        ("deliverablesource", "link = 'ftp://a.example'", "deliverablesource_link_is_of_the_web"),
        ("deliverablesource", "checked_on = '1800-01-01'", "deliverablesource_days"),
        ("deliverablepdf", "words = 'short'", "deliverable_pdf_words"),
        ("downloadcount", "what = 'file'", "download_count_of_one_thing"),
        ("downloadcount", "day = '1800-01-01'", "download_count_days"),
    ],
)
def test_the_database_refuses(ready_taken: None, table: str, change: str, constraint: str) -> None:
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE leadership_site_{table} SET {change}")


def test_a_day_has_one_number_of_a_thing(site: Any) -> None:
    page = a_deliverable()
    DownloadCount.objects.create(what="all", page=page, day=date(2026, 7, 1), count=1)

    with pytest.raises(IntegrityError, match="download_count_once_a_day"), transaction.atomic():
        DownloadCount.objects.create(what="all", page=page, day=date(2026, 7, 1), count=1)
