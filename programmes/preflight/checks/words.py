"""Rules about how words are set: headings, links, and how hard they are to read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from programmes.preflight.base import Finding, Rule, Severity
from programmes.preflight.context import Context, ModuleContext, ProgrammeContext
from programmes.preflight.registry import options
from programmes.rules.problems import Path

VAGUE = frozenset(
    {
        "click",
        "click here",
        "click this link",
        "follow this link",
        "here",
        "learn more",
        "link",
        "more",
        "read more",
        "see here",
        "this",
        "this link",
        "this page",
        "this website",
        "cliciwch",
        "cliciwch yma",
        "darllen mwy",
        "dolen",
        "mwy",
        "rhagor",
        "y ddolen hon",
        "y dudalen hon",
        "yma",
    }
)


class HeadingOrder(Rule):
    code = "heading_order"
    severity = Severity.WARN
    title = _("A heading that is empty or skips a level")
    why = _(
        "Who listens to a page jumps from heading to heading: a missing level sounds like a missing part."
    )

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for where, passage in module.passages:
            last = 2
            for element in passage.elements:
                if not re.fullmatch("h[2-6]", element.tag):
                    continue
                level, text = int(element.tag[1]), element.text.strip()
                if not text:
                    mend = now_("Remove the empty heading.")
                    yield Finding(where, now_("A heading has no words."), mend, passage.path)
                elif level > last + 1:
                    what = now_("“%(heading)s” is a heading of the second level, with none above it.")
                    mend = now_("Make it a heading of the first level.")
                    yield Finding(where, what % {"heading": text}, mend, passage.path)
                last = level


class BoldHeading(Rule):
    code = "bold_heading"
    severity = Severity.WARN
    title = _("Bold words in place of a heading")
    why = _("It looks like a heading, but nobody who listens to the page can jump to it.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for where, passage in module.passages:
            for index, element in enumerate(passage.elements):
                text = element.text.strip()
                stands_alone = element.tag == "p" and text and element.bold.strip() == text
                is_short = len(text.split()) <= 10 and not text.endswith((".", "?", ":"))
                if stands_alone and is_short and index + 1 < len(passage.elements):
                    what = now_("“%(text)s” is a paragraph in bold.") % {"text": text}
                    yield Finding(where, what, now_("Make it a heading."), passage.path)


class VagueLink(Rule):
    code = "vague_link"
    severity = Severity.WARN
    title = _("A link whose words do not say where it leads")
    why = _("People who listen to a page hear its links one after another: “here” tells them nothing.")

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        for where, passage in module.passages:
            for link in passage.links:
                text = " ".join(link.text.split()).strip(" .:»>").casefold()
                if text in VAGUE or not text or re.match(r"https?://|www\.", text):
                    what = now_("A link is called “%(text)s”.") % {"text": " ".join(link.text.split())}
                    mend = now_(
                        "Let it be the name of what is there, such as “Guidance on raising concerns”."
                    )
                    yield Finding(where, what, mend, passage.path)


class LeftFromTemplate(Rule):
    code = "left_from_template"
    severity = Severity.WARN
    title = _("Words of a template that are still to be written over")
    why = _("Doctors would read what was meant for whoever writes it.")

    INSTRUCTION = re.compile(r"\[[^\[\]]+\s[^\[\]]+\s[^\[\]]+\]")
    """Three words or more in square brackets; “[sic]” is none."""

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        yield from self._in_fields(module)
        for where, passage in module.passages:
            yield from self._in(where, passage.text, passage.path)

    def in_programme(self, programme: ProgrammeContext) -> Iterable[Finding]:
        return self._in_fields(programme)

    def _in_fields(self, draft: Context) -> Iterable[Finding]:
        for name in ("title", "summary"):
            field = draft.draft._meta.get_field(name)
            label = capfirst(str(field.verbose_name))  # type: ignore[union-attr]
            yield from self._in(label, str(getattr(draft.draft, name)), (name,))

    def _in(self, where: str, text: str, path: Path) -> Iterable[Finding]:
        for found in self.INSTRUCTION.findall(" ".join(text.split())):
            what = now_("“%(text)s” was left.") % {"text": Truncator(found).chars(80)}
            yield Finding(where, what, now_("Write your own words in place of it, without brackets."), path)


def oldest_reader() -> int:
    """The reading age above which text is worth a second look. Doctors read after a shift."""
    return int(options().get("reading_age", 18))


FEWEST_WORDS = 100
"""Below this the formula says little."""


def reading_age(text: str) -> int | None:
    """In years, of English; nothing where there are too few words to tell.

    The automated readability index (Smith and Senter 1967, AMRL-TR-66-220) gives the US grade for which a
    text is written: 4.71 characters a word + 0.5 words a sentence - 21.43. Children in grade one are six.
    """
    words = re.findall(r"[\w’'-]*\w[\w’'-]*", text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = [each for each in re.split(r"[.!?:;]+[”’\")]*\s|\n+", text) if re.search(r"\w", each)]
    characters = sum(sum(map(str.isalnum, word)) for word in words)
    count = Decimal(len(words))
    grade = Decimal("4.71") * characters / count + Decimal("0.5") * count / len(sentences) - Decimal("21.43")
    return max(5, int((grade + 5).quantize(Decimal(1), ROUND_HALF_UP)))


class ReadingAge(Rule):
    code = "reading_age"
    severity = Severity.WARN
    title = _("Words that are hard to read")
    why = _(
        "Doctors read after a shift, on a phone, not all in their first language. Plain words are quicker."
    )

    def in_module(self, module: ModuleContext) -> Iterable[Finding]:
        if module.language.split("-")[0] != "en":
            return
        for where, passage in module.passages:
            age = reading_age(passage.text)
            if age is not None and age > oldest_reader():
                what = now_("It reads like something for people of %(age)s years; %(most)s is the most here.")
                mend = now_("Make two sentences of long ones, and use the short word where there is one.")
                yield Finding(where, what % {"age": age, "most": oldest_reader()}, mend, passage.path)


RULES = (HeadingOrder, BoldHeading, VagueLink, LeftFromTemplate, ReadingAge)
