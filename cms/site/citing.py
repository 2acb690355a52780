"""How a deliverable is cited: one plain line, and what reference managers read (BibTeX, RIS)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cms.site.models import DeliverableKind, DeliverablePage

BIBTEX = {"{": "\\{", "}": "\\}", "\\": "\\textbackslash{}", "%": "\\%", "&": "\\&", "$": "\\$", "#": "\\#"}
BIBTEX |= {"_": "\\_", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}"}
DATA = {DeliverableKind.DATASET}
DOI = re.compile(r"10\.\d{4,9}/\S+")
ISBN = re.compile(r"[\d-]{9,16}[\dXx]")


@dataclass(frozen=True)
class Reference:
    """What there is to say of a work, whoever asks."""

    key: str
    title: str
    authors: tuple[str, ...]
    year: str
    publisher: str
    edition: str
    doi: str
    isbn: str
    address: str
    looked_on: date | None
    is_data: bool


def reference_of(page: DeliverablePage, *, address: str) -> Reference:
    """The work itself where it came out elsewhere; ``address`` is that of our page."""
    authors = tuple(part.strip() for part in page.authors.split(";") if part.strip())
    year = page.year or (None if page.link else page.date.year)
    doi, isbn = DOI.search(page.identifier), ISBN.search(page.identifier)
    return Reference(
        key=_key(authors, str(year or ""), page.slug),
        title=page.title,
        authors=authors,
        year=str(year or ""),
        publisher=page.publisher,
        edition=page.edition,
        doi=doi.group() if doi else "",
        isbn=isbn.group() if isbn and not doi else "",
        address=page.link or address,
        looked_on=page.link_checked_on if page.link else None,
        is_data=page.kind in DATA,
    )


def plain(reference: Reference) -> str:
    """Authors (year). Title, edition. Publisher. Identifier. Address (read on …)."""
    authors = "; ".join(reference.authors)
    year = reference.year or _("no year")
    parts = [f"{authors} ({year})." if authors else f"({year})."]
    parts.append(f"{reference.title}, {reference.edition}." if reference.edition else f"{reference.title}.")
    if reference.publisher:
        parts.append(f"{reference.publisher}.")
    if reference.doi:
        parts.append(f"doi:{reference.doi}.")
    if reference.isbn:
        parts.append(f"ISBN {reference.isbn}.")
    parts.append(_where(reference))
    return " ".join(parts)


def _where(reference: Reference) -> str:
    if reference.looked_on is None:
        return reference.address
    return f"{reference.address} ({date_format(reference.looked_on, 'j F Y')})"


def bibtex(reference: Reference) -> str:
    fields = {
        "title": f"{{{_tex(reference.title)}}}",
        "author": " and ".join(f"{{{_tex(each)}}}" for each in reference.authors),
        "year": reference.year,
        "institution" if not reference.is_data else "publisher": _tex(reference.publisher),
        "edition": _tex(reference.edition),
        "doi": reference.doi,
        "isbn": reference.isbn,
        "url": reference.address,
        "urldate": reference.looked_on.isoformat() if reference.looked_on else "",
    }
    kind = "misc" if reference.is_data or not reference.publisher else "techreport"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{reference.key},", *lines, "}", ""])


def ris(reference: Reference) -> str:
    """RFC-less but old: two letters, two blanks, a hyphen, a blank; lines end as on the first systems."""
    lines = [("TY", "DATA" if reference.is_data else "RPRT"), ("TI", reference.title)]
    lines += [("AU", each) for each in reference.authors]
    lines += [("PY", reference.year), ("PB", reference.publisher), ("ET", reference.edition)]
    lines += [("DO", reference.doi), ("SN", reference.isbn), ("UR", reference.address)]
    if reference.looked_on:
        lines.append(("Y2", reference.looked_on.strftime("%Y/%m/%d")))
    said = [f"{tag}  - {_one_line(value)}" for tag, value in lines if value]
    return "\r\n".join([*said, "ER  - ", ""])


def _key(authors: tuple[str, ...], year: str, slug: str) -> str:
    """Plain letters: the first author's first word, the year, the page's name."""
    first = authors[0].split()[0] if authors else ""
    bare = unicodedata.normalize("NFKD", first).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9-]", "", f"{bare}{year}-{slug}".lower())


def _tex(text: str) -> str:
    return "".join(BIBTEX.get(letter, letter) for letter in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
