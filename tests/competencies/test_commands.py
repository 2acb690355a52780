from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from competencies.models import Framework, Node
from kernel.models import AuditEntry
from tests.competencies.conftest import SMALL, changed

pytestmark = pytest.mark.django_db

MLCF = "5 domains, 20 elements, 80 competences, 60 stage texts"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *args: object) -> list[str]:
    call_command(*map(str, args))
    return capsys.readouterr().out.splitlines()


def test_shipped_framework_ends_with_one_line_of_counts(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "load_framework", "mlcf") == [
        f"mlcf-3 (draft): {MLCF}; rows: 166 new, 0 changed, 0 removed, 0 unchanged"
    ]
    assert run(capsys, "load_framework", "mlcf") == [
        f"mlcf-3 (draft): {MLCF}; rows: 0 new, 0 changed, 0 removed, 166 unchanged"
    ]


def test_demonstration_loads_and_publishes_as_often_as_it_likes(capsys: pytest.CaptureFixture[str]) -> None:
    for rows in ("166 new, 0 changed, 0 removed, 0", "0 new, 0 changed, 0 removed, 166"):
        assert run(capsys, "load_framework", "mlcf", "--publish") == [
            f"mlcf-3 (published): {MLCF}; rows: {rows} unchanged"
        ]
    assert AuditEntry.objects.filter(action="framework.published").count() == 1


def test_outside_a_demonstration_publishing_needs_a_name(
    file: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LEADERSHIP_DEMO = False

    with pytest.raises(CommandError, match=r"Say who has decided .*\. Nothing was written\."):
        call_command("load_framework", str(file), "--publish")
    assert Framework.objects.count() == 0

    decision = ("--decided-by", "Dr A. Example, medical director", "--note", "Own words.")
    lines = run(capsys, "load_framework", file, "--publish", *decision)
    assert lines[0].startswith("small-1 (published): 1 domains, ")
    framework = Framework.objects.get()
    assert (framework.decided_by_name, framework.decision_note) == (decision[1], decision[3])


def test_demonstrations_edition_is_decided_on_by_name_when_it_goes_live(
    file: Path, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("load_framework", str(file), "--publish")
    settings.LEADERSHIP_DEMO = False

    with pytest.raises(CommandError, match="Say who has decided"):
        call_command("load_framework", str(file), "--publish")
    run(capsys, "publish_framework", "small", "1", "--decided-by", "Dr A. Example, medical director")

    assert Framework.objects.get().decided_by_name == "Dr A. Example, medical director"


def test_every_problem_is_printed_and_nothing_written(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = {"title: First domain": "titel: First domain", "valid_from: 2020-01-01": "valid_from: soon"}
    file.write_text(changed(SMALL, broken), encoding="utf-8")

    with pytest.raises(CommandError) as caught:
        call_command("load_framework", str(file))

    assert str(caught.value) == f"Nothing was written. Problems in {file}: 3."
    assert capsys.readouterr().err.splitlines() == [
        "line 10: framework: 'valid_from' must be a date such as 2010-07-01",
        "line 15: domain 1: 'title' is missing",
        "line 16: domain 1: unknown key 'titel' "
        "(known: code, descriptor, elements, source_text, stages, title)",
    ]
    assert Framework.objects.count() == 0


def test_published_edition_is_not_rewritten(file: Path) -> None:
    call_command("load_framework", str(file), "--publish")
    file.write_text(changed(SMALL, {"title: First element": "title: Reworded"}), encoding="utf-8")

    with pytest.raises(CommandError, match=r"small-1 is published and is never rewritten.* Nothing"):
        call_command("load_framework", str(file))

    assert Node.objects.get(code="1.1").title == "First element"


@pytest.mark.parametrize("name", ["nowhere.yaml", "../data/mlcf", "nothing"])
def test_file_that_is_not_there(name: str) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        call_command("load_framework", name)


def test_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "latin.yaml"
    path.write_bytes("title: Führung".encode("latin-1"))

    with pytest.raises(CommandError, match="is not a UTF-8 text file"):
        call_command("load_framework", str(path))


def test_publish_command(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_framework", str(file))
    capsys.readouterr()
    command = (
        "publish_framework",
        "small",
        "1",
        "--decided-by",
        "Dr A. Example, medical director",
        "--note",
        "Ours.",
    )

    assert run(capsys, *command) == [
        "small-1 is published; the licence decision is by Dr A. Example, medical director."
    ]
    with pytest.raises(CommandError, match=r"small-1 is published already.* Nothing was written\."):
        call_command(*command)
    assert AuditEntry.objects.filter(action="framework.published").count() == 1


def test_publish_command_for_what_is_not_loaded() -> None:
    with pytest.raises(CommandError, match="Framework mlcf has no edition 3 here: load its file first"):
        call_command("publish_framework", "mlcf", "3", "--decided-by", "Dr A. Example")
