"""A questionnaire's file: what it says, what is wrong with it and where, and the same bytes back."""

from __future__ import annotations

import re

import pytest

from engagement.instruments.content import Place, Text, checksum, places, said
from engagement.instruments.enums import Part
from engagement.instruments.errors import InvalidInstrumentFile
from engagement.instruments.exports import as_yaml, file_name
from engagement.instruments.management.commands.load_instrument import read_file
from engagement.instruments.validators.instrument_file import LARGEST, read_bytes, read_instrument
from tests.database import ROOT
from tests.factories.instruments import CANARY, SMALL, changed, omeq_file, small_file


def faults(text: str) -> list[str]:
    with pytest.raises(InvalidInstrumentFile) as refusal:
        read_instrument(text)
    return [str(problem) for problem in refusal.value.problems]


def faults_after(changes: dict[str, str]) -> list[str]:
    return faults(changed(SMALL, changes))


def test_the_same_bytes_come_back() -> None:
    for raw in (SMALL.encode(), read_file("omeq")):
        content = read_bytes(raw).content

        assert as_yaml(content).encode() == raw
        assert read_instrument(as_yaml(content)).content == content
    assert file_name(small_file().content) == "small-1.yaml"


def test_another_way_of_writing_says_the_same() -> None:
    """Windows' line ends, a mark of byte order, quotation marks, comments and spaces at the ends of words."""
    text = changed(
        SMALL, {"title:\n    en: Small questionnaire": "title: # ours\n    en: ' Small questionnaire '"}
    )
    other = read_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert other.content == small_file().content
    assert checksum(other.content) == checksum(small_file().content)


def test_what_a_file_says() -> None:
    content = small_file().content

    assert (content.code, content.number, content.licence) == ("small", 1, "licensed")
    assert content.licence_note == "Held under a licence of ours.\nIt ends in 2030."
    assert [said(each, "en") for each in content.scale.points] == ["Disagree", "Neither", "Agree"]
    assert [(each.code, each.kind, each.minimum) for each in content.sub_scales] == [
        ("work-o", "organisation", 2),
        ("work-i", "individual", 1),
        ("rest-i", "individual", 1),
    ]
    assert content.meta_scales[1].lacks == "organisation"
    assert [(item.code, item.sub_scale, item.is_reversed) for item in content.items] == [
        ("o1", "work-o", False),
        ("i1", "work-i", False),
        ("o2", "work-o", True),
        ("r1", "rest-i", False),
    ]
    assert content.items[2].words == (
        Text("en", f"{CANARY} three."),
        Text("cy", "Geiriad trwyddedig tri.", is_behind=True),
    )
    assert small_file().checked == {Place(Part.ITEM, "o2")}
    assert len(list(places(content))) == 22


def test_a_scale_may_be_without_cannot_say() -> None:
    file = small_file({"  cannot_say:\n    en: Cannot say\n    cy: Methu dweud\n": ""})

    assert file.content.scale.cannot_say == ()
    assert "cannot_say" not in as_yaml(file.content)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "format: leadership-instrument",
            "format: survey",
            "line 1, format: This must be leadership-instrument.",
        ),
        (
            "code: small",
            "code: Small one",
            "line 4, instrument.code: “Small one” is no code: use small letters,",
        ),
        ("  number: 1", "  number: '1'", "line 5, instrument.number: This must be a whole number."),
        ("licensed\n", "free\n", "line 6, instrument.licence: “free” is not one of: open, licensed."),
        ("  owner: Nobody in particular\n", "", "line 3, instrument: “owner” is missing."),
        ("owner: Nobody in particular", "owner: ''", "line 7, instrument.owner: This cannot be empty."),
        (
            "https://instrument",
            "ftp://instrument",
            "line 11, instrument.source_url: “ftp://instrument.example",
        ),
        (
            "    - en\n    - cy\n",
            "    - en\n    - en\n",
            "line 12, instrument.languages: The same stands here twice.",
        ),
        (
            "    en: Small index\n",
            "",
            "line 21, instrument.index: The words in “en” are missing: the first of",
        ),
        (
            "    cy: Mynegai bach",
            "    fr: Petit",
            "line 23, instrument.index.fr: “fr” is not among the languages:",
        ),
        (
            "    cy: Mynegai bach",
            "    Welsh: bach",
            "line 21, instrument.index: “Welsh” is no language: write its",
        ),
        ("    cy: Mynegai bach", "    cy: 7", "line 23, instrument.index.cy: This must be text."),
        (
            "        - cy\n  - code: r1",
            "        - en\n  - code: r1",
            "line 95, items[2].text.behind: “en” is no",
        ),
        ("  symmetric: true", "  symmetric: maybe", "line 25, scale.symmetric: This must be true or false."),
        ("  - en: Fifth\n    cy: Pumed\n", "", "line 36, bands: At least 5: add some."),
        ("minimum: 2", "minimum: 0", "line 57, themes[0].organisation.minimum: At least 1."),
        (
            "minimum: 2",
            "minimum: 3",
            "line 57, themes[0].organisation.minimum: The minimum is 3; the number of",
        ),
        (
            "lacks: organisation",
            "lacks: individual",
            "line 64, themes[1]: “organisation” is missing. Write that",
        ),
        ("    lacks: organisation\n", "", "line 64, themes[1]: “organisation” is missing. Write that side"),
        ("  - code: rest\n", "  - code: work\n", "line 64, themes[1].code: The code “work” is used already."),
        (
            "code: work-i",
            "code: work-o",
            "line 59, themes[0].individual.code: The code “work-o” is used already.",
        ),
        (
            "code: o2",
            "code: o1",
            "line 89, items[2].code: The code “o1” is used already. Give this one another.",
        ),
        (
            "measures: work-i",
            "measures: work",
            "line 63, themes[0].individual.minimum: The minimum is 1; the number of",
        ),
        ("    reverse: true", "    reverse: yes", "line 91, items[2].reverse: This must be true or false."),
        (
            "  symmetric: true",
            "  symmetric: false",
            "line 91, items[2].reverse: A reverse-keyed item needs answers",
        ),
        (
            "    reverse: true",
            "    keyed: -1",
            "line 89, items[2]: “keyed” is not known here. There is: code, measures",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, expected: str) -> None:
    found = faults_after({old: new})

    assert found[0][: len(expected)] == expected, found


def test_everything_wrong_is_said_at_once() -> None:
    found = faults_after(
        {"code: small": "code: Small", "minimum: 2": "minimum: none", "measures: rest-i": "x: 1"}
    )

    assert [fault.partition(":")[0] for fault in found] == [
        "line 4, instrument.code",
        "line 57, themes[0].organisation.minimum",
        "line 97, items[3]",
        "line 97, items[3]",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "This must be an object with named fields."),
        ("- 1", "This must be an object with named fields."),
        ("a: [", "The file cannot be read: while parsing a flow node"),
        ("a: &x 1\nb: *x", "The file uses an alias (*name). Write the content out."),
        ("a: 1\na: 2", "“a” stands twice in one place, in line 2."),
    ],
)
def test_what_is_no_such_file(text: str, expected: str) -> None:
    (fault, *_others) = faults(text)

    assert fault.startswith(expected), fault


def test_files_that_cannot_be_text() -> None:
    for raw, expected in (
        (b"\xff\xfe\x00", "The file is not in UTF-8. Save it as UTF-8 and try again."),
        (b"#" * (LARGEST + 1), "The file is larger than 500 kB. It is no questionnaire's."),
    ):
        with pytest.raises(InvalidInstrumentFile, match=expected):
            read_bytes(raw)


def test_the_shipped_questionnaire() -> None:
    content = omeq_file().content

    assert (content.code, content.number, content.licence) == ("omeq", 1, "open")
    assert content.languages == ("en", "cy")
    assert len(content.items) == 30
    assert sum(item.is_reversed for item in content.items) == 10
    assert [meta.lacks for meta in content.meta_scales] == ["", "", ""]
    for sub in content.sub_scales:
        of_it = [item for item in content.items if item.sub_scale == sub.code]
        assert (len(of_it), sub.minimum) == (5, 3)
        assert [item.code for item in sorted(of_it, key=lambda item: item.code)] == [
            f"{sub.code}-{number}" for number in range(1, 6)
        ]
    assert {len(words) for _place, words in places(content)} == {2}
    assert not any(text.is_behind for _place, words in places(content) for text in words)


def test_the_shipped_statements_can_be_put_to_managers_too() -> None:
    """What doctors say of themselves, managers say of *doctors here*; of the organisation, the same."""
    for item in omeq_file().content.items:
        english = said(item.words, "en")
        if item.sub_scale.endswith("-o"):
            assert item.managers == ()
            assert not english.startswith(("I ", "My "))
        else:
            assert english.startswith("I ")
            assert said(item.managers, "en").startswith("Doctors here ")
            assert "eddygon yma" in said(item.managers, "cy")


def test_the_shipped_statements_are_short_and_of_one_idea() -> None:
    wordings = [
        said(words, "en")
        for place, words in places(omeq_file().content)
        if place.part in (Part.ITEM, Part.MANAGERS)
    ]

    assert len(wordings) == 45
    assert len(set(wordings)) == 45
    assert max(len(each.split()) for each in wordings) <= 15
    assert [each for each in wordings if " not " in each and "not doctors" not in each] == []
    assert [each for each in wordings if not each.endswith(".") or each.count(".") != 1] == []


def test_nothing_of_the_licensed_scale_is_used() -> None:
    text = read_file("omeq").decode().casefold()

    for name in (
        "medical engagement scale",
        "climate for positive learning",
        "good interpersonal relationships",
        "appraisal",
        "reward",
        "decision-making",
        "development orientation",
        "work satisfaction",
        "valued",
        "empowered",
        "purpose and direction",
        "collaborative culture",
    ):
        assert name not in text


def test_the_example_of_the_page_about_the_format_is_a_file() -> None:
    page = (ROOT / "docs" / "instrument-format.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    content = read_instrument(example).content

    assert [item.code for item in content.items] == ["l1", "l2", "r1"]
    assert read_instrument(as_yaml(content)).content == content
