"""Every error of a framework file is reported at once, each with its line."""

from datetime import date

import pytest

from competencies.content import NodeContent, StageTextContent, checksum, counts
from competencies.enums import Stage
from competencies.errors import InvalidFrameworkFile
from competencies.validators.framework_file import read_framework
from tests.competencies.conftest import CANARY, SMALL, changed, small_file

QUOTES = "must be text (put a number in quotes)"
DATE = "must be a date such as 2010-07-01"


def problems(text: str) -> list[str]:
    with pytest.raises(InvalidFrameworkFile) as caught:
        read_framework(text)
    return [str(problem) for problem in caught.value.problems]


def known(message: str, *keys: str) -> str:
    return f"{message} (known: {', '.join(keys)})"


def test_good_file_is_read_whole() -> None:
    content = small_file().content

    assert (content.code, content.edition, content.valid_from) == ("small", "1", date(2020, 1, 1))
    assert counts(content) == {"domains": 1, "elements": 2, "competences": 1, "stage_texts": 6}
    assert [(node.code, node.parent_code) for node in content.nodes] == [
        ("1", None),
        ("1.1", "1"),
        ("1.1.1", "1.1"),
        ("1.2", "1"),
    ]
    assert content.nodes[1] == NodeContent(
        kind="element",
        code="1.1",
        parent_code="1",
        title="First element",
        descriptor="What the first element is about.",
        source_text=f"{CANARY} 1.1",
        stage_texts=(
            StageTextContent("undergraduate", "descriptor", 1, "A student does this."),
            StageTextContent("continuing", "descriptor", 1, "A consultant does that."),
            StageTextContent("continuing", "example", 1, "One example."),
            StageTextContent("continuing", "example", 2, "Another example."),
        ),
    )


def test_valid_to_is_optional_and_no_part_of_the_content() -> None:
    closed = small_file({"valid_from: 2020-01-01\n": "valid_from: 2020-01-01\n  valid_to: 2025-01-01\n"})

    assert small_file().valid_to is None
    assert closed.valid_to == date(2025, 1, 1)
    assert closed.content == small_file().content


def test_checksum_follows_the_words_and_not_the_layout() -> None:
    respaced = SMALL.replace("title: First domain", "title:   'First domain'") + "\n# a remark\n"

    assert checksum(read_framework(respaced).content) == checksum(small_file().content)
    assert checksum(small_file({"First domain": "First Domain"}).content) != checksum(small_file().content)
    assert checksum(small_file({f"{CANARY} 1.1.1": "Other"}).content) != checksum(small_file().content)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("  title: Small framework\n", "", ["line 2: framework: 'title' is missing"]),
        ("title: Small framework", "title: ''", ["line 4: framework: 'title' is empty"]),
        ("title: Small framework", "title:", ["line 4: framework: 'title' is empty"]),
        (
            "title: Small framework",
            "titel: Small framework",
            [
                "line 2: framework: 'title' is missing",
                known(
                    "line 4: framework: unknown key 'titel'",
                    *("code", "codes", "edition", "expect", "licence_note", "notice", "numbering_note"),
                    *("owner", "purpose", "source_url", "stages", "title", "valid_from", "valid_to"),
                ),
            ],
        ),
        (
            "code: small",
            "code: Small One",
            ["line 2: framework: 'code' is 'Small One'; it should look like mlcf or gmc-gpc"],
        ),
        ('edition: "1"', "edition: 1", [f"line 3: framework: 'edition' {QUOTES}"]),
        (
            'edition: "1"',
            "edition: 1-2",
            ["line 3: framework: 'edition' is '1-2'; it should look like 3 or 2017"],
        ),
        ("valid_from: 2020-01-01", "valid_from: soon", [f"line 10: framework: 'valid_from' {DATE}"]),
        ("valid_from: 2020-01-01", "valid_from: 2020-13-01", [f"line 10: framework: 'valid_from' {DATE}"]),
        (
            "valid_from: 2020-01-01",
            "valid_from: 2020-01-01\n  valid_to: 2020-01-01",
            ["line 11: framework: 'valid_to' must be after 'valid_from'"],
        ),
        (
            "https://framework.example/small",
            "javascript:alert(1)",
            ["line 9: framework: 'source_url' must start with https://"],
        ),
        ("codes: nested", "codes: any", ["line 11: framework: 'codes' must be one of nested, free"]),
        (
            "[undergraduate, continuing]",
            "[undergraduate, retired]",
            ["line 12: framework: 'stages' may hold " + ", ".join(Stage.values)],
        ),
        (
            "competences: 1,",
            "competences: 80,",
            ["line 13: expect: the file says 80 competences and holds 1"],
        ),
        ("stage_texts: 6", "stage_texts: many", ["line 13: expect: 'stage_texts' must be a whole number"]),
        ('code: "1.1"\n', "code: 1.1\n", [f"line 20: element 1.1: 'code' {QUOTES}"]),
        ('code: "1.2"', 'code: "1.1"', ["line 34: element 1.1: code '1.1' is already used on line 20"]),
        ('code: "1.2"', 'code: "2.2"', ["line 34: element 2.2: code '2.2' does not belong under '1'"]),
        (
            'code: "1.1.1"',
            'code: "1.2.1"',
            ["line 30: competence 1.2.1: code '1.2.1' does not belong under '1.1'"],
        ),
        (
            'code: "1.1.1"',
            'code: "1.1.1 b"',
            ["line 30: competence 1.1.1 b: 'code' is '1.1.1 b'; it should look like 1.3.2"],
        ),
        (
            "          undergraduate: A student does this.\n",
            "",
            [
                "line 13: expect: the file says 6 stage texts and holds 5",
                "line 25: element 1.1: no descriptor for the stage 'undergraduate'",
            ],
        ),
        (
            "            descriptor: A consultant does that.\n",
            "",
            [
                "line 13: expect: the file says 6 stage texts and holds 5",
                "line 25: element 1.1: no descriptor for the stage 'continuing'",
            ],
        ),
        (
            "          undergraduate: A student does something else.",
            "          retired: A student does something else.",
            [
                "line 13: expect: the file says 6 stage texts and holds 5",
                known("line 38: element 1.2, stages: unknown key 'retired'", *sorted(Stage.values)),
                "line 38: element 1.2: no descriptor for the stage 'undergraduate'",
            ],
        ),
        (
            "[One example., Another example.]",
            "[One example., 7]",
            [f"line 28: element 1.1, stages, continuing: 'example' {QUOTES}"],
        ),
        (
            "            example: [One",
            "            exampel: [One",
            [
                "line 13: expect: the file says 6 stage texts and holds 4",
                known(
                    "line 28: element 1.1, stages, continuing: unknown key 'exampel'",
                    *("attitude", "contra_indicator", "descriptor", "example", "knowledge"),
                    *("learning_opportunity", "scenario", "skill"),
                ),
            ],
        ),
        (
            "What the first domain is about.",
            "x" * 601,
            ["line 17: domain 1: 'descriptor' has 601 characters, at most 600 are allowed"],
        ),
        ("What the first domain is about.", "[a, b]", [f"line 17: domain 1: 'descriptor' {QUOTES}"]),
        (
            "    title: First domain\n",
            "    title: First domain\n    title: Again\n",
            ["line 17: domain 1: 'title' is given twice"],
        ),
        ("title: Second element", "title: '  '", ["line 35: element 1.2: 'title' is empty"]),
    ],
)
def test_error_names_its_line(old: str, new: str, expected: list[str]) -> None:
    assert problems(changed(SMALL, {old: new})) == expected


def test_every_error_is_reported_at_once_in_the_order_of_lines() -> None:
    broken = changed(
        SMALL,
        {
            "  owner: Nobody in particular\n": "",
            "title: First domain": "title: ''",
            'code: "1.1.1"': 'code: "7"',
            "descriptor: What the second element is about.": "descriptor: 12",
        },
    )

    assert problems(broken) == [
        "line 2: framework: 'owner' is missing",
        "line 15: domain 1: 'title' is empty",
        "line 29: competence 7: code '7' does not belong under '1.1'",
        "line 35: element 1.2: 'descriptor' must be text (put a number in quotes)",
    ]


def test_domain_with_a_dotted_code() -> None:
    flat = changed(SMALL[: SMALL.index("    elements:")], {'code: "1"\n    title': 'code: "1.0"\n    title'})
    flat = changed(flat, {"{domains: 1, elements: 2, competences: 1, stage_texts: 6}": "{domains: 1}"})

    assert problems(flat) == ["line 15: domain 1.0: a domain's code has one part, not '1.0'"]


def test_free_codes_are_the_owners_own() -> None:
    free = changed(SMALL, {"codes: nested": "codes: free", 'code: "1.1.1"': "code: FPC1"})

    assert [node.code for node in read_framework(free).content.nodes] == ["1", "1.1", "FPC1", "1.2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["line 1: the file is empty"]),
        ("- a\n", ["line 1: file: expected named values such as domains, framework"]),
        ("framework: {}\n", None),
        ("domains: []\n", ["line 1: file: 'domains' is empty", "line 1: file: 'framework' is missing"]),
        ("a: 1\nb: [1\n", ["line 3: not valid YAML: expected ',' or ']', but got '<stream end>'"]),
        ("a: 1\n---\nb: 2\n", ["line 2: not valid YAML: but found another document"]),
        ("a: b\nc: \x07\n", ["line 2: a character that YAML does not allow"]),
    ],
)
def test_what_is_hardly_a_framework_file(text: str, expected: list[str] | None) -> None:
    found = problems(text)

    if expected is None:
        assert len(found) == 9
        assert found[0] == "line 1: file: 'domains' is missing"
    else:
        assert found == expected
