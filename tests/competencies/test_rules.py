import pytest

from competencies import rules


def test_key_is_read_back_in_its_three_parts() -> None:
    key = rules.parse_key("mlcf-3:1.3.2")

    assert key == rules.NodeKey("mlcf", "3", "1.3.2")
    assert str(key) == "mlcf-3:1.3.2"
    assert rules.format_key("mlcf", "3", "1.3.2") == "mlcf-3:1.3.2"


def test_framework_code_may_hold_hyphens_because_an_edition_holds_none() -> None:
    assert rules.parse_key("gmc-gpc-2017:5") == rules.NodeKey("gmc-gpc", "2017", "5")
    assert rules.parse_reference("gmc-gpc-2017") == ("gmc-gpc", "2017")
    assert rules.parse_reference("hlm-1.0") == ("hlm", "1.0")


@pytest.mark.parametrize(
    "key",
    [
        "",
        "mlcf",
        "mlcf-3",
        "mlcf:1",
        "mlcf-3:",
        "mlcf-3:1.",
        "mlcf-3:.1",
        "MLCF-3:1",
        "-3:1",
        "mlcf-:1",
        "mlcf-3:1\n",
    ],
)
def test_anything_else_is_no_key(key: str) -> None:
    with pytest.raises(ValueError, match="is not the key of a competence"):
        rules.parse_key(key)


@pytest.mark.parametrize(
    ("code", "parent", "expected"),
    [
        ("1.3", "1", True),
        ("1.3.2", "1.3", True),
        ("1.3.2", "1", False),
        ("2.3", "1", False),
        ("1", "1", False),
        ("11", "1", False),
        ("1.", "1", False),
    ],
)
def test_child_code_extends_its_parents_by_one_part(code: str, parent: str, expected: bool) -> None:
    assert rules.is_child_code(code, parent) is expected
