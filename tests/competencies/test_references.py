"""Frameworks of others by codes and titles only: what is shipped, what may be empty, where they stay out."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from cms.finding.reading import entries_of_framework
from competencies import selectors
from competencies.content import checksum, counts
from competencies.errors import InvalidFrameworkFile
from competencies.management.files import read_text, shipped
from competencies.models import Framework, Node
from competencies.validators.framework_file import FrameworkFile, read_framework
from tests.competencies.conftest import CANARY, SMALL, changed, load, publish, small_file
from tests.competencies.test_models import allowed, refused

pytestmark = pytest.mark.django_db

FRAMEWORK = "leadership_competencies_framework"
NODE = "leadership_competencies_node"
TITLES = """\
framework:
  code: theirs
  edition: "2020"
  purpose: reference
  title: Theirs
  owner: Somebody else
  notice: Titles only.
  numbering_note: The letters are ours.
  licence_note: Theirs.
  valid_from: 2020-01-01
  codes: free
domains:
  - code: A
    title: First of theirs
    elements:
      - code: A1
        title: Below the first
  - code: B
    title: Second of theirs
"""


def theirs() -> Framework:
    return publish(load(read_framework(TITLES)))


def of_shipped(name: str) -> FrameworkFile:
    return read_framework(read_text(name, "reference"))


@pytest.mark.parametrize(
    ("name", "domains", "elements"),
    [
        ("fmlm-2021", 4, 0),
        ("gmc-si-2012", 6, 0),
        ("gmp-2013", 4, 0),
        ("gmp-2024", 4, 0),
        ("gpc-2017", 9, 0),
        ("hlm-2013", 9, 0),
        ("leads-1", 5, 0),
        ("lf-2011", 7, 28),
    ],
)
def test_shipped_references_hold_titles_and_no_words_of_their_owners(
    name: str, domains: int, elements: int
) -> None:
    content = of_shipped(name).content

    assert f"{content.code}-{content.edition}" == name
    assert content.purpose == "reference"
    assert counts(content) == {
        "domains": domains,
        "elements": elements,
        "competences": 0,
        "stage_texts": 0,
    }
    assert not any(node.descriptor or node.source_text or node.stage_texts for node in content.nodes)
    assert content.numbering_note


def test_every_shipped_reference_is_looked_at() -> None:
    assert len(shipped("reference")) == 8


def test_first_five_domains_of_the_leadership_framework_are_those_of_the_mlcf(
    mlcf_file: FrameworkFile,
) -> None:
    ours = {node.code: node.title for node in mlcf_file.content.nodes if node.kind != "competence"}
    shared = {node.code: node.title for node in of_shipped("lf-2011").content.nodes if node.code[0] < "6"}

    assert shared == ours


def test_older_good_medical_practice_ends_where_the_newer_begins() -> None:
    assert of_shipped("gmp-2013").valid_to == of_shipped("gmp-2024").content.valid_from


def test_only_a_reference_may_leave_descriptors_out() -> None:
    silent = changed(SMALL, {"    descriptor: What the first domain is about.\n": ""})

    with pytest.raises(InvalidFrameworkFile, match="domain 1: 'descriptor' is missing"):
        read_framework(silent)
    with pytest.raises(InvalidFrameworkFile, match="'purpose' must be one of competence, reference"):
        read_framework(changed(TITLES, {"purpose: reference": "purpose: other"}))


def test_database_holds_every_other_framework_to_its_descriptors() -> None:
    draft = load(small_file())
    reference = load(read_framework(TITLES))

    refused(f"UPDATE {NODE} SET descriptor = ' ' WHERE code = '1.1'", "node 1.1 says nothing")
    refused(
        f'INSERT INTO {NODE} (framework_id, kind, code, title, descriptor, source_text, "order")'
        f" VALUES ({draft.pk}, 'domain', '2', 'Second', '', '', 9)",
        "node 2 says nothing",
    )
    refused(
        f"UPDATE {FRAMEWORK} SET purpose = 'competence' WHERE code = 'theirs'",
        "theirs-2020 has nodes that say nothing",
    )
    refused(f"UPDATE {FRAMEWORK} SET purpose = 'other'", "framework_purpose_known")
    refused(f"UPDATE {NODE} SET title = ' ' WHERE code = 'B'", "framework_node_has_title")
    refused(
        f"UPDATE {NODE} SET uid = (SELECT uid FROM {NODE} WHERE code = 'A') WHERE code = 'B'",
        "unique constraint",
    )
    allowed(f"UPDATE {NODE} SET descriptor = 'Said.' WHERE framework_id = {reference.pk}")
    allowed(f"UPDATE {FRAMEWORK} SET purpose = 'competence' WHERE code = 'theirs'")


@pytest.mark.parametrize("change", ["purpose = 'reference'", "changed_at = now()", "uid = gen_random_uuid()"])
def test_published_edition_keeps_its_purpose_and_its_names(small: Framework, change: str) -> None:
    refused(f"UPDATE {FRAMEWORK} SET {change}", "small-1 is published and is never rewritten")
    refused(f"UPDATE {NODE} SET uid = gen_random_uuid()", "small-1 is published and is never rewritten")


def test_checksum_of_what_was_published_before_is_the_same() -> None:
    """An installation that holds the MLCF already goes on to hold the edition that its file says."""
    assert (
        checksum(small_file().content) == "1c3b1a90471d17985d6492f8a9bd48c86e3c176c6a5cd378b2fed224bcccf3fb"
    )


def test_references_are_nowhere_that_competences_are_claimed(small: Framework) -> None:
    reference = theirs()

    assert list(selectors.published_frameworks()) == [small]
    assert list(selectors.published_references()) == [reference]
    assert list(selectors.published_editions()) == [small, reference]
    assert {node.framework for node in selectors.claimable_nodes()} == {small}
    assert [group for group, _rows in selectors.claim_choices()] == ["1 First domain"]
    assert entries_of_framework(reference) == []


def test_evidence_may_be_tagged_with_nodes_of_a_reference(small: Framework) -> None:
    theirs()

    assert set(selectors.nodes_by_keys(["theirs-2020:B", "small-1:1.1"])) == {"theirs-2020:B", "small-1:1.1"}
    found = selectors.framework_by_reference("theirs")
    assert found is not None
    assert found.is_reference


def test_commands_load_all_that_is_shipped_and_again_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_references", "--publish")
    nodes = {node.pk: node.uid for node in Node.objects.all()}
    call_command("load_references", "--publish")

    said = capsys.readouterr().out.splitlines()
    assert len(said) == 16
    assert all("0 new, 0 changed, 0 removed" in line for line in said[8:])
    assert {node.pk: node.uid for node in Node.objects.all()} == nodes
    assert selectors.published_references().count() == 8
    assert CANARY not in "".join(said)
