"""A file with anything wrong writes nothing, and says all that is wrong and where."""

from __future__ import annotations

import copy
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Locale

from programmes.activity_types import all_types
from programmes.interchange import ids, markup
from programmes.interchange.importing import Refused, import_document
from programmes.interchange.reading import Lines, Unreadable, parse, written
from programmes.interchange.schema import document_schema, schema_problems
from programmes.models import Module, Programme
from programmes.services.authoring import stable_id
from tests.factories.programmes import make_programme
from tests.programmes.interchange.conftest import DOCUMENT
from tests.sizes import size

pytestmark = pytest.mark.django_db

Change = list[tuple[str, Any]]


def refusals(document: Any, **how: Any) -> list[str]:
    before = Module.objects.count(), Programme.objects.count()
    with pytest.raises(Refused) as refusal:
        import_document(document, **how)
    assert (Module.objects.count(), Programme.objects.count()) == before
    return [f"{written(each.path)}: {each.message}" for each in refusal.value.problems]


def put(document: Any, path: str, value: Any) -> None:
    *way, last = yaml.safe_load(f"[{path}]")
    for step in way:
        document = document[step]
    document[last] = value


NO_ID = "is no id: use small letters, digits and hyphens, or a UUID."
WRONG = [
    ("format", "lms", "format: This must be leadership-programme."),
    (
        "version",
        3,
        "version: This site reads the versions 1, 2. Update the site, or export the file anew.",
    ),
    (
        "language",
        "tlh",
        "language: This site has no language “tlh”. Add it in the admin, under Settings, Locales.",
    ),
    ("modules", {}, "modules: This must be a list."),
    (
        "programme, stage",
        "retired",
        "programme.stage: “retired” is not one of: undergraduate, postgraduate, continuing.",
    ),
    ("programme, title", "", "programme.title: This cannot be empty."),
    ("programme, title", "x" * 121, "programme.title: At most 120 characters: there are 121."),
    (
        "programme, slug",
        "a b",
        "programme.slug: “a b” cannot be an address: use small letters, digits and hyphens.",
    ),
    ("programme, duration_days", 0, "programme.duration_days: At least 1."),
    ("programme, duration_days", 3651, "programme.duration_days: At most 3650."),
    (
        "programme, tree, root, children, 0, id",
        "First",
        f"programme.tree.root.children[0].id: “First” {NO_ID}",
    ),
    (
        "programme, tree, root, children, 0, children, 0, due_days",
        91,
        "programme.tree.root.children[0].children[0].due_days: Due after 91 days, but the programme "
        "lasts 90. Make it "
        "earlier or the programme longer.",
    ),
    (
        "programme, tree, root, children, 1, at_least",
        2,
        "programme.tree.root.children[1].at_least: 2 are asked for, and only 1 is in it. Lower the number "
        "or add "
        "some.",
    ),
    (
        "programme, tree, root, children, 0, needs",
        ["nowhere"],
        "programme.tree.root.children[0].needs[0]: It opens after something that is not in the "
        "programme. Take "
        "this condition away.",
    ),
    (
        "programme, tree, root, children, 0, id",
        "second",
        None,
    ),
    ("programme, tree, root, children, 1, kind", "some", None),
    ("programme, tree, version", 2, "programme.tree.version: This must be 1."),
    (
        "programme, tree, root, children, 1, children, 0, item",
        {"type": "recognition"},
        "programme.tree.root.children[1].children[0]: “id” is missing.",
    ),
    (
        "programme, tree, root, children, 0, opens",
        {"on": "soon"},
        "programme.tree.root.children[0].opens.on: “soon” is no date: write the year, month and day, such as "
        "2027-03-01.",
    ),
    (
        "programme, reminders",
        [{"type": "fax", "days": 1}],
        "programme.reminders[0].type: “fax” is not one of: before_due, on_due, overdue, "
        "inactive, unanswered.",
    ),
    (
        "modules, 0, colour",
        "red",
        "modules[0]: “colour” is not known here. There is: id, title, summary, body, review_on, template, "
        "copied_from, translations.",
    ),
    ("modules, 0, body, 1, minutes", "7", "modules[0].body[1].minutes: This must be a whole number."),
    ("modules, 0, body, 1, minutes", True, "modules[0].body[1].minutes: This must be a whole number."),
    ("modules, 0, body, 1, required", 1, "modules[0].body[1].required: This must be true or false."),
    (
        "modules, 0, body, 1, claims, 0, competence",
        "small-1:9.9",
        "modules[0].body[1].claims[0].competence: “small-1:9.9” is in no published framework. Choose another "
        "competence, or remove this claim.",
    ),
    (
        "modules, 0, body, 1, text",
        "<p>Hello<script>x</script></p>",
        "modules[0].body[1].text: <script> cannot be used: only a b blockquote br em h3 h4 hr i "
        "li ol p strong ul.",
    ),
    (
        "modules, 0, body, 0, text",
        "<p onclick='x'>Hello</p>",
        "modules[0].body[0].text: <p> cannot have “onclick”: only links have an address, as href.",
    ),
    (
        "modules, 0, body, 2, questions, 0, options, 0, correct",
        False,
        "modules[0].body[2].questions[0].options: Mark at least one answer as right.",
    ),
    (
        "modules, 0, body, 2, questions, 0, options",
        [],
        "modules[0].body[2].questions[0].options: At least 2: add some.",
    ),
    (
        "modules, 0, body, 2, pass_mark",
        2,
        "modules[0].body[2].pass_mark: The pass mark is 2, but there are 1 questions. Lower it or "
        "add questions.",
    ),
    ("modules, 0, body, 2, id", "why", "modules[0].body[2].id: This id stands in the list already."),
    (
        "modules, 1, body, 2, items, 1, id",
        "quiet",
        "modules[1].body[2].items[1].id: This id stands in the list already.",
    ),
    ("modules, 1, body, 1, url", "not an address", "modules[1].body[1].url: Enter a valid URL."),
    ("modules, 1, body, 0, type", "dance", None),
    (
        "modules, 1, body, 0, prompt",
        "a\0b",
        "modules[1].body[0].prompt: The text holds a control character: remove it.",
    ),
    ("modules, 1, id", "Handover!", None),
]


@pytest.mark.parametrize(("path", "value", "said"), WRONG)
def test_one_thing_wrong(path: str, value: Any, said: str | None, document: Any) -> None:
    put(document, path, value)

    found = refusals(document)

    if said is None:
        assert found
    else:
        assert found == [said]


def test_what_is_missing_has_a_name(document: Any) -> None:
    del document["modules"][0]["body"][1]["id"]
    del document["modules"][0]["body"][2]["questions"][0]["options"][0]["text"]
    del document["programme"]["summary"]

    assert sorted(refusals(document)) == [
        "modules[0].body[1]: “id” is missing.",
        "modules[0].body[2].questions[0].options[0]: “text” is missing.",
        "programme: “summary” is missing.",
    ]


def test_everything_that_is_wrong_is_said_at_once(document: Any) -> None:
    put(document, "modules, 0, body, 1, text", "<p>Open")
    put(document, "modules, 1, body, 2, items, 0, text", "x" * 501)
    put(document, "programme, duration_days", 20)

    assert sorted(refusals(document)) == [
        "modules[0].body[1].text: <p> is not closed.",
        "modules[1].body[2].items[0].text: At most 300 characters: there are 501.",
    ]
    put(document, "modules, 1, body, 2, items, 0, text", "Short")
    put(document, "modules, 0, body, 1, text", "<p>Closed</p>")
    put(document, "modules, 0, body, 2, pass_mark", 3)
    assert sorted(refusals(document)) == [
        "modules[0].body[2].pass_mark: The pass mark is 3, but there are 1 questions. Lower it or "
        "add questions.",
        "programme.tree.root.children[0].children[0].due_days: Due after 30 days, but the programme "
        "lasts 20. Make it "
        "earlier or the programme longer.",
    ]


def test_modules_and_tree_name_each_other(document: Any) -> None:
    second = document["programme"]["tree"]["root"]["children"][1]
    second["children"][0]["item"]["module"] = "nowhere"

    assert refusals(document) == [
        "programme.tree.root.children[1].children[0].item.module: “nowhere” is neither in this file nor "
        "on this "
        "site.",
        "modules[1].id: The programme does not name this module: add it to its tree, or leave it out.",
    ]


def test_a_module_stands_once_in_a_file_and_once_in_a_programme(document: Any) -> None:
    document["modules"].append(copy.deepcopy(document["modules"][0]))
    assert refusals(document) == ["modules[2].id: This module stands in the file already."]

    document["modules"].pop()
    again = {"kind": "item", "item": {"type": "module", "module": "meetings"}}
    document["programme"]["tree"]["root"]["children"][1]["children"].append(again)
    assert refusals(document) == [
        "programme.tree.root.children[1].children[1].item.module: “Meetings” is already in the programme "
        "(Item "
        "1.1). Remove it from one of the two."
    ]


def test_a_tree_that_is_empty_or_endless(document: Any) -> None:
    document["modules"] = []
    document["programme"]["tree"]["root"]["children"] = []
    assert refusals(document) == [
        "programme.tree.root: The programme is empty: add a part with at least one module."
    ]

    inner: dict[str, Any] = {"id": "a", "kind": "all", "children": []}
    for _level in range(900):
        inner = {"id": "a", "kind": "all", "children": [inner]}
    document["programme"]["tree"]["root"]["children"] = [inner]
    assert refusals(document) == [
        "programme.tree.root: The tree is deeper than 8 levels. Move what is deepest further up."
    ]


def test_an_address_that_is_taken(document: Any) -> None:
    make_programme("Other", slug="small")

    assert refusals(document) == [
        "programme.slug: Another programme has the address “small”. Choose one that is not taken."
    ]


def test_what_somebody_holds_is_not_changed(document: Any, welsh: Locale) -> None:
    import_document(document)
    module = Module.objects.get(title="Meetings")
    document["modules"][0]["title"] = "Better meetings"
    module.locked = True
    module.save()
    assert refusals(document) == ["modules[0].id: “Meetings” is locked: unlock it first."]

    Module.objects.filter(pk=module.pk).update(locked=False, locale=welsh)
    assert refusals(document) == ["modules[0].id: “Meetings” is here already, written in Welsh."]


def test_nonsense_is_refused_politely() -> None:
    for nonsense in (None, [], "text", 7, {}, {"modules": [None, 3]}):
        with pytest.raises(Refused) as refusal:
            import_document(nonsense)
        assert refusal.value.problems


leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
anything = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3), max_leaves=5)


def every_path(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(found for key, inner in children for found in every_path(inner, (*path, key)))]


@pytest.mark.slow
@settings(
    max_examples=size(smoke=20, full=500),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(path=st.sampled_from(every_path(DOCUMENT)[1:]), value=anything)
def test_anything_anywhere_is_taken_or_refused(document: Any, path: tuple[Any, ...], value: Any) -> None:
    """Never a fault: what is refused says where, what is taken would be taken as it is."""
    tried = copy.deepcopy(DOCUMENT)
    put_at = tried
    for step in path[:-1]:
        put_at = put_at[step]
    put_at[path[-1]] = value

    try:
        import_document(tried, check=True)
    except Refused as refusal:
        said = [problem.message for problem in refusal.problems]
    else:
        said = ["taken"]
    assert all(said)
    assert not Module.objects.exists()


# Ids, texts, files


def test_ids_are_uuids_or_names() -> None:
    uuid = "0b54d5a4-7a6e-4a5c-9c55-5d5a37fe3f01"
    assert ids.id_of(uuid, "owner") == uuid
    assert ids.id_of("a-name", "owner") == stable_id("owner", "a-name") != stable_id("other", "a-name")
    assert str(ids.module_key("meetings")) == stable_id("module", "meetings")
    for wrong in ("", "A", "a b", "-a", "a--b", "é", "a" * 81, uuid.upper(), None, 3):
        assert not ids.is_id(wrong)


@pytest.mark.parametrize(
    ("html", "problem"),
    [
        ("<p>Plain &amp; <i>simple</i><br/>text<hr></p>", ""),
        ('<a href="mailto:somebody@site.example">write</a>', ""),
        ("<p>one</b></p>", "</b> closes what is not open there."),
        ("<p>one", "<p> is not closed."),
        ('<a href="javascript:alert(1)">x</a>', "“javascript:alert(1)” is no web or mail address."),
        ('<a href="/about/">x</a>', "“/about/” is no web or mail address."),
        ('<a href="https://[x">x</a>', "“https://[x” is no web or mail address."),
        (
            '<a linktype="page" id="3">x</a>',
            "A link leads to a page that only one site has: give its web address instead.",
        ),
    ],
)
def test_simple_html(html: str, problem: str) -> None:
    assert markup.problem_in(html) == problem


def test_yaml_is_read_as_json_would_be() -> None:
    text = "a: no\nb: 2026-01-01\nc: 1.5\nd: true\ne: 12\nf:\ng: 08\n"
    assert parse(text, is_json=False) == {
        "a": "no",
        "b": "2026-01-01",
        "c": "1.5",
        "d": True,
        "e": 12,
        "f": None,
        "g": "08",
    }


@pytest.mark.parametrize(
    ("text", "is_json", "said"),
    [
        ("a: &x [1]\nb: *x\n", False, "The file uses an alias"),
        ("a: 1\nb: {c: 1, c: 2}\n", False, "“c” stands twice in one place, in line 2."),
        ('{"a": 1, "a": 2}', True, "“a” stands twice in one place."),
        ('{"a": NaN}', True, "The file holds NaN, which is no number."),
        ("{", True, "The file cannot be read: Expecting property name"),
        ("a: [", False, "The file cannot be read: while parsing"),
        (
            "a: !!python/object:os.system x",
            False,
            "The file cannot be read: could not determine a constructor",
        ),
        ("[" * 100_000, True, "The file cannot be read: maximum recursion depth"),
    ],
)
def test_files_that_cannot_be_read(text: str, is_json: bool, said: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        parse(text, is_json=is_json)
    assert str(refusal.value).startswith(said)


def test_lines_of_a_file() -> None:
    lines = Lines("format: x\nmodules:\n  - id: a\n    body:\n      - {type: text}\n")
    assert lines.of(("modules", 0, "body", 0, "type")) == 5
    assert lines.of(("modules", 0, "body", 7)) == 4
    assert lines.of(("programme",)) is None
    assert lines.of(()) is None
    assert Lines("a: [").of(("a",)) is None


# The schema


def test_the_schema_names_every_kind_and_every_field() -> None:
    schema = document_schema()

    kinds = schema["properties"]["modules"]["items"]["properties"]["body"]["items"]["properties"]["type"]
    assert kinds == {"enum": ["text", *(kind.code for kind in all_types())]}
    assert schema["$defs"]["body-reflection"] == {
        "type": "object",
        "properties": {
            "type": {"const": "reflection"},
            "id": {"type": "string", "pattern": ids.PATTERN, "maxLength": 80},
            "title": {"type": "string", "minLength": 1, "maxLength": 120},
            "minutes": {"type": "integer", "minimum": 1, "maximum": 600},
            "required": {"type": "boolean"},
            "prompt": {"type": "string", "minLength": 1},
            "min_words": {"type": ["integer", "null"], "minimum": 1, "maximum": 1000},
            "claims": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "id": {"type": "string", "pattern": ids.PATTERN, "maxLength": 80},
                        "competence": {"type": "string", "minLength": 1},
                        "strength": {"type": "string", "enum": ["introduces", "practises", "demonstrates"]},
                    },
                    "required": ["competence"],
                    "additionalProperties": False,
                },
            },
        },
        "required": ["type", "id", "title", "prompt"],
        "additionalProperties": False,
    }
    assert schema["$defs"]["body-text"]["required"] == ["type", "text"]
    assert schema_problems(DOCUMENT) == []


# The commands


def run(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command(*words, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_the_commands(document: Any, tmp_path: Path) -> None:
    file, back = tmp_path / "small.yaml", tmp_path / "back.json"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")

    assert run("import_programme", str(file), "--check")[0] == (
        "module “Meetings”: would be new\nmodule “Handover”: would be new\n"
        "programme “A small programme”: would be new\n"
    )
    assert run("import_programme", str(file))[0] == (
        "module “Meetings”: new, version 1\nmodule “Handover”: new, version 1\n"
        "programme “A small programme”: new, version 1\n"
    )
    assert run("export_programme", "small", "--output", str(back))[0] == f"Written to {back}.\n"
    assert run("export_programme", "small")[0] == back.read_text(encoding="utf-8")
    assert run("import_programme", str(back))[0] == (
        "module “Meetings”: unchanged\nmodule “Handover”: unchanged\n"
        "programme “A small programme”: unchanged\n"
    )
    assert json.loads(run("programme_schema")[0]) == document_schema()


def test_the_command_says_where(document: Any, tmp_path: Path) -> None:
    file = tmp_path / "small.json"
    document["modules"][1]["title"] = ""
    file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    line = file.read_text().splitlines().index('   "title": "",') + 1
    err = StringIO()

    with pytest.raises(CommandError, match=r"Nothing was imported. Problems in .*small.json: 1."):
        call_command("import_programme", str(file), stdout=StringIO(), stderr=err)
    assert err.getvalue() == f"line {line}, modules[1].title: This cannot be empty.\n"
    with pytest.raises(CommandError, match="cannot be opened: No such file"):
        run("import_programme", str(tmp_path / "nothing.json"))
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(CommandError, match="not in UTF-8"):
        run("import_programme", str(tmp_path / "bytes.yaml"))
    with pytest.raises(CommandError, match="no programme at the address “none”"):
        run("export_programme", "none")


def test_the_example_in_the_documentation_fits() -> None:
    text = (Path(__file__).parents[3] / "docs" / "programme-format.md").read_text(encoding="utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]

    assert schema_problems(parse(example, is_json=False)) == []
