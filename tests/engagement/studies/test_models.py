"""What the database itself refuses, whoever writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from engagement.actions.studies import release
from engagement.studies.models import Excerpt, FrameEntry, Participant, Study, StudyMember
from kernel.access import UnscopedAccess, Viewer, ViewerKind
from tests.factories.studies import StudyRows, context_of, make_researcher, make_study_rows
from tests.ready import ready

pytestmark = pytest.mark.django_db


def make_released_study() -> StudyRows:
    made = make_study_rows(make_researcher("rows@study.example"))
    release(context_of(made.lead), study_uid=made.study.uid)
    return made


ready_study_rows = ready("ready_study_rows", make_released_study)


STUDY, MEMBER, ENTRY = (f"leadership_studies_{name}" for name in ("study", "studymember", "frameentry"))
PARTICIPANT, POST, EXCERPT = (f"leadership_studies_{name}" for name in ("participant", "post", "excerpt"))
ADVICE, RELEASE, FIGURE = (
    f"leadership_studies_{name}" for name in ("recommendation", "studyrelease", "releasedfigure")
)

REFUSED = [
    ("study_days", f"UPDATE {STUDY} SET starts_on = '1800-01-01'"),
    ("study_dates", f"UPDATE {STUDY} SET ends_on = starts_on - 1"),
    ("study_floor", f"UPDATE {STUDY} SET fewest = 4"),
    ("study_state", f"UPDATE {STUDY} SET state = 'odd'"),
    (
        "study_member_once",
        f"INSERT INTO {MEMBER} (uid, study_id, user_id, role, added_at)"
        f" SELECT gen_random_uuid(), study_id, user_id, 'reader', now() FROM {MEMBER} LIMIT 1",
    ),
    ("study_member_dates", f"UPDATE {MEMBER} SET ended_at = added_at - interval '1 day'"),
    ("study_member_role", f"UPDATE {MEMBER} SET role = 'guest'"),
    ("frame_entry_named_or_forgotten", f"UPDATE {ENTRY} SET name = ''"),
    ("frame_entry_named_or_forgotten", f"UPDATE {ENTRY} SET forgotten_at = now()"),
    (
        "participant_pseudonym_once",
        f"INSERT INTO {PARTICIPANT} (uid, study_id, pseudonym, consented_on, specialty, specialty_group,"
        f" programmes_known) SELECT gen_random_uuid(), study_id, pseudonym, consented_on, '', '', false"
        f" FROM {PARTICIPANT} LIMIT 1",
    ),
    ("participant_days", f"UPDATE {PARTICIPANT} SET consented_on = '2101-01-01'"),
    ("participant_born", f"UPDATE {PARTICIPANT} SET birth_year = 1850"),
    ("participant_sessions", f"UPDATE {PARTICIPANT} SET sessions = 21"),
    ("participant_withdrawn_is_empty", f"UPDATE {PARTICIPANT} SET withdrawn_on = consented_on"),
    (
        "participant_withdrew_later",
        f"UPDATE {PARTICIPANT} SET withdrawn_on = consented_on - 1, specialty = '', specialty_group = '',"
        " birth_year = NULL, in_post = NULL, sessions = NULL, programmes_known = false, entry_id = NULL",
    ),
    ("study_post_days", f"UPDATE {POST} SET starts_on = '1800-01-01'"),
    ("study_post_dates", f"UPDATE {POST} SET ends_on = starts_on - 1"),
    ("study_post_kind", f"UPDATE {POST} SET kind = 'odd'"),
    ("study_attended_once", "attended twice"),
    (
        "guide_version_has_headings",
        "INSERT INTO leadership_studies_guideversion (study_id, number, headings, made_at)"
        f" SELECT id, 9, '{{}}', now() FROM {STUDY} LIMIT 1",
    ),
    (
        "guide_version_once",
        "INSERT INTO leadership_studies_guideversion (study_id, number, headings, made_at)"
        " SELECT study_id, number, headings, made_at FROM leadership_studies_guideversion LIMIT 1",
    ),
    (
        "study_theme_once",
        "INSERT INTO leadership_studies_theme (uid, study_id, title, description)"
        " SELECT gen_random_uuid(), study_id, title, '' FROM leadership_studies_theme LIMIT 1",
    ),
    ("excerpt_polarity", f"UPDATE {EXCERPT} SET polarity = 'odd'"),
    ("excerpt_point", f"UPDATE {EXCERPT} SET point = 'odd'"),
    ("excerpt_quotes_words", f"UPDATE {EXCERPT} SET text = '', may_quote = true"),
    ("recommendation_days", f"UPDATE {ADVICE} SET due_on = '2101-01-01'"),
    ("recommendation_progress", f"UPDATE {ADVICE} SET progress = 'odd', owner = 'x'"),
    ("recommendation_owned", f"UPDATE {ADVICE} SET progress = 'agreed', owner = ''"),
    (
        "study_release_once",
        f"INSERT INTO {RELEASE} (study_id, number, fewest, people, made_at)"
        f" SELECT study_id, number, fewest, people, made_at FROM {RELEASE} LIMIT 1",
    ),
    (
        "study_release_floor",
        f"INSERT INTO {RELEASE} (study_id, number, fewest, people, made_at)"
        f" SELECT study_id, 2, 5, '{{1,2,3,4}}', made_at FROM {RELEASE} LIMIT 1",
    ),
]

COLUMNS = 'release_id, place, "table", line, polarity, point, n, count, held_back'
A_FIGURE = f"INSERT INTO {FIGURE} ({COLUMNS}) SELECT"
BAD_FIGURES = [
    ("released_figure_place", "id, 0, 'people', '', '', '', 6, NULL, ''"),
    ("released_figure_told_or_not", "id, 99, 'people', '', '', '', NULL, NULL, ''"),
    ("released_figure_told_or_not", "id, 99, 'people', '', '', '', 4, NULL, ''"),
    ("released_figure_told_or_not", "id, 99, 'people', '', '', '', 6, NULL, 'few'"),
    ("released_figure_count", "id, 99, 'attended', '', '', '', 6, 4, ''"),
    ("released_figure_count", "id, 99, 'attended', '', '', '', 6, 7, ''"),
    ("released_figure_table", "id, 99, 'odd', '', '', '', 6, NULL, ''"),
]


def refuses(statement: str) -> str:
    with pytest.raises(IntegrityError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(refusal.value)


@pytest.mark.parametrize(("name", "statement"), REFUSED)
def test_constraints_of_studies(ready_study_rows: StudyRows, name: str, statement: str) -> None:
    if name == "study_attended_once":
        table = "leadership_studies_attended (participant_id, title)"
        values = f"VALUES ({ready_study_rows.participant.pk}, 'a course')"
        statement = f"INSERT INTO {table} {values}, ({ready_study_rows.participant.pk}, 'a course')"

    assert name in refuses(statement)


@pytest.mark.parametrize(("name", "values"), BAD_FIGURES)
def test_constraints_of_released_figures(ready_study_rows: StudyRows, name: str, values: str) -> None:
    assert name in refuses(f"{A_FIGURE} {values} FROM {RELEASE} LIMIT 1")


@pytest.mark.parametrize("kind", ["odd", ""])
def test_the_log_knows_what_may_happen(ready_study_rows: StudyRows, kind: str) -> None:
    table = 'leadership_studies_frameevent (entry_id, kind, "on", recorded_at)'

    assert "frame_event_kind" in refuses(
        f"INSERT INTO {table} VALUES ({ready_study_rows.entry.pk}, '{kind}', '2026-09-01', now())"
    )


def test_the_log_has_days_that_make_sense(ready_study_rows: StudyRows) -> None:
    table = 'leadership_studies_frameevent (entry_id, kind, "on", recorded_at)'

    assert "frame_event_days" in refuses(
        f"INSERT INTO {table} VALUES ({ready_study_rows.entry.pk}, 'invited', '1800-01-01', now())"
    )


@pytest.mark.parametrize("name", ["frameevent", "guideversion", "studyrelease", "releasedfigure"])
def test_what_was_recorded_stays(ready_study_rows: StudyRows, name: str) -> None:
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE leadership_studies_{name} SET id = id")


@pytest.mark.parametrize("model", [Study, StudyMember, FrameEntry, Participant, Excerpt])
def test_nothing_of_a_study_is_read_for_nobody(model: Any) -> None:
    with pytest.raises(UnscopedAccess):
        model.objects.exists()


@pytest.mark.parametrize("kind", [ViewerKind.SELF, ViewerKind.TRUST, ViewerKind.LINK])
def test_no_other_viewer_sees_anything_of_it(ready_study_rows: StudyRows, kind: ViewerKind) -> None:
    viewer = Viewer(kind, frozenset(range(1, 1000)))

    for model in (Study, StudyMember, FrameEntry, Participant, Excerpt):
        assert not model.objects.visible_to(viewer).exists()  # type: ignore[attr-defined]
