"""The shipped MLCF file: complete, in full sentences, nothing twice, no licensed wording."""

import re
from collections import Counter

from competencies.content import counts
from competencies.enums import NodeKind, Stage
from competencies.validators.framework_file import FrameworkFile

ELEMENT_TITLES = {
    "1.1": "Developing Self Awareness",
    "1.2": "Managing Yourself",
    "1.3": "Continuing Personal Development",
    "1.4": "Acting with Integrity",
    "2.1": "Developing Networks",
    "2.2": "Building & Maintaining Relationships",
    "2.3": "Encouraging Contribution",
    "2.4": "Working within Teams",
    "3.1": "Planning",
    "3.2": "Managing Resources",
    "3.3": "Managing People",
    "3.4": "Managing Performance",
    "4.1": "Ensuring Patient Safety",
    "4.2": "Critically Evaluating",
    "4.3": "Encouraging Improvement and Innovation",
    "4.4": "Facilitating Transformation",
    "5.1": "Identifying the Contexts for Change",
    "5.2": "Applying Knowledge and Evidence",
    "5.3": "Making Decisions",
    "5.4": "Evaluating Impact",
}
DOMAIN_TITLES = {
    "1": "Demonstrating Personal Qualities",
    "2": "Working with Others",
    "3": "Managing Services",
    "4": "Improving Services",
    "5": "Setting Direction",
}


def test_counts(mlcf_file: FrameworkFile) -> None:
    assert counts(mlcf_file.content) == {"domains": 5, "elements": 20, "competences": 80, "stage_texts": 60}


def test_codes_are_five_by_four_by_four_in_reading_order(mlcf_file: FrameworkFile) -> None:
    expected = []
    for domain in "12345":
        expected.append(domain)
        for element in "1234":
            expected.append(f"{domain}.{element}")
            expected += [f"{domain}.{element}.{competence}" for competence in "1234"]

    assert [node.code for node in mlcf_file.content.nodes] == expected


def test_official_titles_of_domains_and_elements(mlcf_file: FrameworkFile) -> None:
    nodes = mlcf_file.content.nodes

    assert {node.code: node.title for node in nodes if node.kind == NodeKind.DOMAIN} == DOMAIN_TITLES
    assert {node.code: node.title for node in nodes if node.kind == NodeKind.ELEMENT} == ELEMENT_TITLES


def test_each_element_is_described_at_each_stage(mlcf_file: FrameworkFile) -> None:
    for node in mlcf_file.content.nodes:
        expected = Stage.values if node.kind == NodeKind.ELEMENT else []
        assert [text.stage for text in node.stage_texts] == expected, node.code
        assert {text.kind for text in node.stage_texts} <= {"descriptor"}, node.code


def test_no_two_texts_are_equal(mlcf_file: FrameworkFile) -> None:
    nodes = mlcf_file.content.nodes
    sentences = [sentence for text in _texts(mlcf_file) for sentence in re.split(r"(?<=\.)\s+", text)]
    words = [*_texts(mlcf_file), *(node.title for node in nodes), *sentences]

    twice = {text for text, number in Counter(words).items() if number > 1} - {
        # A descriptor of one sentence is its own only sentence.
        node.descriptor
        for node in nodes
    }
    assert twice == set()


def test_texts_are_full_sentences_of_a_readable_length(mlcf_file: FrameworkFile) -> None:
    for node in mlcf_file.content.nodes:
        assert re.fullmatch(r"[A-Z][^\n]{59,239}\.", node.descriptor), node.code
        for text in node.stage_texts:
            assert re.fullmatch(r"[A-Z][^\n]{159,419}\.", text.text), (node.code, text.stage)
            assert len(re.findall(r"\.(?:\s|$)", text.text)) in (2, 3), (node.code, text.stage)


def test_stage_texts_do_not_open_alike_within_an_element(mlcf_file: FrameworkFile) -> None:
    for node in mlcf_file.content.nodes:
        openings = [" ".join(text.text.split()[:3]) for text in node.stage_texts]
        assert len(set(openings)) == len(openings), node.code


def test_no_licensed_wording_and_the_notices_say_so(mlcf_file: FrameworkFile) -> None:
    content = mlcf_file.content

    assert {node.source_text for node in content.nodes} == {""}
    assert "not endorsed by the framework's owners" in content.notice
    assert "third digit" in content.numbering_note
    assert "is ours" in content.numbering_note
    assert "None of that wording is included here" in content.licence_note


def test_plain_british_words(mlcf_file: FrameworkFile) -> None:
    everything = " ".join(_texts(mlcf_file))

    assert not re.search(
        r"!|\b(program|organization|behavior|center|practicing|utilize|leverage)\b", everything
    )


def _texts(file: FrameworkFile) -> list[str]:
    nodes = file.content.nodes
    return [node.descriptor for node in nodes] + [text.text for node in nodes for text in node.stage_texts]
