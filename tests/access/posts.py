"""What is posted to each address of ours: what the right role would, so that a refusal is no accident."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.test.utils.form_data import rich_text

from competencies.enums import Stage
from programmes.models import Activity
from tests.access import own
from tests.access.evidence_posts import EVIDENCE_POSTS
from tests.access.scene import Scene
from tests.access.study_posts import STUDY_POSTS
from tests.factories.instruments import SMALL
from tests.factories.trusts import TODAY, csv_of, make_trust


@dataclass(frozen=True)
class Post:
    data: Mapping[str, Any] = field(default_factory=dict)
    as_json: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def given(self) -> dict[str, Any]:
        """Keyword arguments of a test client's ``post``."""
        if self.as_json:
            body = {"data": json.dumps(self.data), "content_type": "application/json"}
        else:
            body = {"data": dict(self.data)}
        return {**body, "headers": dict(self.headers)}


def _day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


def _confirmed(first: int, last: int) -> dict[str, str]:
    return {"starts_on": _day(first), "ends_on": _day(last), "confirm": "1"}


def _list(scene: Scene) -> Post:
    file = SimpleUploadedFile("more.csv", csv_of("more@mail.example"), content_type="text/csv")
    return Post({"place": str(scene.ours.world.contract.uid), "file": file})


def _contract(scene: Scene) -> Post:
    world = scene.ours.world
    ids = {"organisation": world.trust.pk, "programme": world.programme.pk}
    return Post({**ids, "seats": 50, "starts_on": _day(0), "ends_on": _day(400)})


def _cohort(scene: Scene) -> Post:
    dates = {"starts_on": _day(0), "ends_on": _day(90)}
    return Post({"contract": scene.ours.world.contract.pk, "name": "Autumn", "capacity": 5, **dates})


def _fact(scene: Scene) -> Post:
    body = {
        "enrolment": str(scene.ours.enrolment.uid),
        "activity": str(scene.ours.activity_key),
        "answers": {"text": "I would begin with the purpose."},
    }
    return Post(body, as_json=True, headers={"Idempotency-Key": "one-and-only"})


def _study_post(given: Callable[[Any], Mapping[str, Any]], scene: Scene) -> Post:
    return Post(given(scene.study))


def _evidence_post(given: Callable[[Any], Mapping[str, Any]], scene: Scene) -> Post:
    return Post(given(scene.ours.evidence))


def _submission(scene: Scene) -> Post:
    body = {
        "enrolment": str(scene.work.enrolment.uid),
        "activity": str(scene.work.keys["To hand in"]),
        "text": "Done.",
    }
    return Post(body, as_json=True, headers={"Idempotency-Key": "work"})


def _own(name: str) -> Callable[[Scene], Post]:
    return lambda scene: Post(**own.POSTS[name](scene))


def _order(scene: Scene) -> Post:
    """Of those without a sponsor who are on the version before."""
    return Post({"version": str(scene.run.version.uid)}, as_json=True)


def _equivalence(scene: Scene) -> Post:
    """An activity of our doctor's programme counts for one of the version that people are moved to."""
    old = scene.ours.world.activity("Text one")
    pinned = scene.run.version.requirements.values("module_version")
    new = Activity.objects.filter(version__in=pinned).select_related("version").order_by("pk")[0]
    sides = {"earlier": old, "later": new}
    keys = {
        name: {"module": str(each.version.module_key), "activity": str(each.key)}
        for name, each in sides.items()
    }
    return Post({"version": str(scene.run.version.uid), **keys}, as_json=True)


def _marks(scene: Scene) -> Post:
    levels = levels_of(scene)
    return Post({**{f"level-{key}": level for key, level in levels.items()}, "feedback": "Well put."})


def levels_of(scene: Scene) -> dict[str, str]:
    """The best level of each criterion of the work that is being marked."""
    criteria = scene.work.marking.activity.scoring["criteria"]
    return {each["id"]: each["levels"][-1]["id"] for each in criteria}


LOOK = {"display_name": "Renamed", "main_colour": "#12343b", "link_colour": "#0b5e70", "logo_alt": "Ours"}
WAVE = {
    "title": "Spring",
    "opens_on": _day(0),
    "closes_on": _day(30),
    "fewest": "10",
    "remind_after": "7",
    "dimensions": "",
}
PERSON = {"given_name": "Ada", "family_name": "Renamed", "gmc_number": "", "language": "en-gb"}
ORGANISATION = {"kind": "school", "name": "Northvale Medical School", "invented": "on"}

NORMS = {
    "name": "Norms",
    "dated_on": _day(0),
    "first": _day(-365),
    "last": _day(0),
}

LETTER = {"body": rich_text("<p>Leaves fall.</p>")}


def _term(slug: str) -> dict[str, Any]:
    return {"slug": slug, "title": "Other words", "order": 3}


POSTS: Mapping[str, Callable[[Scene], Post]] = {
    "leadership_learn:register": lambda s: Post({**PERSON, "stage": Stage.CONTINUING, "grade": ""}),
    "leadership_learn:profile": lambda s: Post(PERSON),
    "leadership_learn:post": lambda s: Post({"stage": Stage.POSTGRADUATE, "grade": "core", "on": _day(0)}),
    "leadership_learn:resume": lambda s: Post(),
    **{name: partial(_evidence_post, given) for name, given in EVIDENCE_POSTS.items()},
    "leadership_learn:ask_later": lambda s: Post(),
    "leadership_learn:settings": lambda s: Post({"language": "cy"}),
    "leadership_learn:calendar": lambda s: Post(),
    "choose_language": lambda s: Post({"language": "cy"}),
    "signed_in": lambda s: Post(),
    "recover_account": lambda s: Post(),
    "stop_recovery": lambda s: Post(),
    "recoveries:add": lambda s: Post(
        {
            "account": s.theirs.learner.email,
            "new_email": "another@home.example",
            "reason": "Lost the phone.",
            "identity_check": "Passport seen.",
        }
    ),
    "recoveries:edit": lambda s: Post({"stop": "on"}),
    "leadership_learn:absences": lambda s: Post(
        {"starts_on": _day(20), "ends_on": _day(25), "reason": "parental", "record": "1"}
    ),
    "leadership_learn:cancel_absence": lambda s: Post(),
    **{name: _own(name) for name in own.POSTS},
    "leadership_learn:mail_choices": lambda s: Post({"deadlines": "on"}),
    "leadership_learn:unsubscribe": lambda s: Post({"List-Unsubscribe": "One-Click"}),
    "leadership_learn:join": lambda s: Post(),
    "leadership_learn:accept_invitation": lambda s: Post({"password": "three unusual words"}),
    "leadership_learn:decline_invitation": lambda s: Post(),
    "leadership_learn:activity": lambda s: Post({"text": "I would begin with the purpose."}),
    "leadership_learn:begin": lambda s: Post(),
    "leadership_learn:extra_time": lambda s: Post({"percent": "25"}),
    "leadership_gift_import": lambda s: Post({"text": "Who? {=You ~I}"}),
    "leadership_learn:save_draft": lambda s: Post({"text": "Half a thought."}),
    "leadership_learn:draft_key": lambda s: Post(),
    "leadership_learn:add_files": lambda s: Post(
        {"text": "Half done.", "files": SimpleUploadedFile("more.txt", b"More of it.")}
    ),
    "leadership_learn:remove_file": lambda s: Post({"text": "Half done."}),
    "leadership_learn:mark": _marks,
    "leadership_learn:save_marking": _marks,
    "leadership_learn:start_marking": lambda s: Post(),
    "leadership_learn:release_marking": lambda s: Post(),
    "leadership_learn:allow_again": lambda s: Post(),
    "leadership_trust:markers": lambda s: Post(
        {"place": str(s.ours.world.contract.uid), "email": s.ours.learner.email}
    ),
    "leadership_trust:end_marker": lambda s: Post(),
    # Whom is left open: nobody is moved, and the page says so.
    "leadership_preflight_check": lambda s: Post({"title": "Half a module"}),
    "leadership_amendments": lambda s: Post({"act": "move"}),
    "leadership_retirement": lambda s: Post({"act": "look"}),
    "leadership_retirement_correction": lambda s: Post({"act": "look"}),
    "leadership_learn:credits": lambda s: Post({"credits": "1.5", "on": _day(0), "what": "A conference"}),
    "leadership_learn:credits_back": lambda s: Post(),
    **dict.fromkeys(
        ("leadership_trust:recognise", "leadership_recognise"),
        lambda s: Post(
            {
                "requirement": str(s.ours.world.node("Choice one")),
                "on": _day(-30),
                "reason": "The same course",
                "evidence": "A certificate",
                "confirm": "1",
            }
        ),
    ),
    **dict.fromkeys(
        ("leadership_trust:recognise_back", "leadership_recognised_back"),
        lambda s: Post({"reason": "The wrong doctor"}),
    ),
    # No code at all: the page says so.
    "leadership_survey:start": lambda s: Post({"code": "ABCD-EFGH-2345"}),
    "leadership_survey:answer": lambda s: Post({"item-i0": "4", "anyway": "on"}),
    "leadership_surveys:new": lambda s: Post({**WAVE, "version": str(s.ours.wave.version_id)}),
    "leadership_surveys:change": lambda s: Post(WAVE),
    "leadership_surveys:people": lambda s: Post({"pasted": "name,email\nDr A,a@mail.example"}),
    **dict.fromkeys(
        ("leadership_surveys:new_line", "leadership_surveys:line"),
        lambda s: Post({"name": "Dr One More", "email": "", "respondents": "doctors", "language": "cy"}),
    ),
    "leadership_surveys:leave_out": lambda s: Post(),
    "leadership_surveys:register": lambda s: Post(),
    "leadership_surveys:act": lambda s: Post(),
    "leadership_surveys:publish": lambda s: Post(),
    "leadership_surveys:publish_more": lambda s: Post({"combination": "specialty × site"}),
    "leadership_surveys:agreements": lambda s: Post(
        {"organisation": str(s.ours.world.trust.uid), "kind": "norms", "say": "give"}
    ),
    "leadership_analysis:home": lambda s: Post(),
    "leadership_analysis:figures": lambda s: Post(),
    # No trust has agreed: the page says so.
    "leadership_norm_make": lambda s: Post({"version": str(s.ours.wave.version_id), **NORMS}),
    "leadership_norm_take": lambda s: Post(
        {
            **NORMS,
            "version": str(s.ours.wave.version_id),
            "origin": "A report",
            "file": SimpleUploadedFile("n.csv", b"measure,trusts,p20,p40,p60,p80\nindex,30,1,2,3,4\n"),
        }
    ),
    "leadership_norm": lambda s: Post({"reason": "Newer ones."}),
    "leadership_outcomes": lambda s: Post(
        {"file": SimpleUploadedFile("o.csv", b"ods code,period,measure,value\nZZ99,2025,M,2\n")}
    ),
    "leadership_analysts": lambda s: Post(
        {"email": s.ours.learner.email, "purpose": "A question", "ends_on": _day(30)}
    ),
    "leadership_analyst": lambda s: Post(),
    **{name: partial(_study_post, given) for name, given in STUDY_POSTS.items()},
    **dict.fromkeys(
        ("leadership_surveys:improvement", "leadership_surveys:new_improvement"),
        lambda s: Post(
            {
                "said": "Rotas are late.",
                "doing": "They come earlier.",
                "owner": "Rota manager",
                "due_on": _day(30),
                "progress": "planned",
            }
        ),
    ),
    "leadership_trust:act": lambda s: Post(),
    "leadership_trust:reminder_rules": lambda s: Post({"before_due": "off", "sentence": "Ask Ms Example."}),
    "leadership_trust:enrol": lambda s: Post(
        {
            "place": str(s.ours.world.contract.uid),
            "given_name": "Ada",
            "family_name": "Newcomer",
            "email": "newcomer@mail.example",
        }
    ),
    "leadership_trust:new_cohort": lambda s: Post(
        {"contract": str(s.ours.world.contract.uid), "name": "Winter", "capacity": 5, **_confirmed(30, 90)}
    ),
    "leadership_trust:change_cohort": lambda s: Post({"name": "Autumn", "capacity": 9, **_confirmed(0, 120)}),
    "leadership_trust:cohort_again": lambda s: Post(
        {"name": "Spring", "capacity": 5, **_confirmed(200, 290)}
    ),
    "leadership_trust:brand": lambda s: Post(LOOK),
    "leadership_trust:upload": _list,
    "leadership_trust:columns": lambda s: Post({"c0": "given_name"}),
    "leadership_trust:rematch": lambda s: Post(),
    "leadership_trust:row": lambda s: Post({"email": "mended@mail.example"}),
    "leadership_trust:missing": lambda s: Post(),
    "leadership_trust:confirm": lambda s: Post(),
    "leadership_api:enrolments": lambda s: Post(
        {"programme": str(s.open_programme.translation_key)}, as_json=True
    ),
    "leadership_api:facts": _fact,
    "leadership_api:attempts": lambda s: Post(
        {"enrolment": str(s.quiz["enrolment_uid"]), "activity": str(s.quiz["activity_key"])}, as_json=True
    ),
    "leadership_api:answers": lambda s: Post({"answers": {}}, as_json=True),
    "leadership_api:submissions": _submission,
    "leadership_api:moves": _order,
    "leadership_api:suggested_claims": lambda s: Post(
        {"act": "dismiss", "element": s.framework.node_key("1.1")}, as_json=True
    ),
    "leadership_api:take_back": lambda s: Post({}, as_json=True),
    "leadership_api:decide": lambda s: Post({"choice": "stay"}, as_json=True),
    "leadership_api:equivalences": _equivalence,
    "leadership_api:token": lambda s: Post({}, as_json=True),
    "organisations:add": lambda s: Post(ORGANISATION),
    "organisations:edit": lambda s: Post({**ORGANISATION, "kind": "trust"}),
    "brands:add": lambda s: Post({**LOOK, "organisation": make_trust().pk}),
    "brands:edit": lambda s: Post(LOOK),
    "leads:add": lambda s: Post(
        {"email": s.ours.learner.email, "organisation": s.ours.world.trust.pk, "starts_on": _day(0)}
    ),
    "markers:add": lambda s: Post(
        {
            "email": s.ours.learner.email,
            "programme_key": str(s.ours.world.programme.translation_key),
            "organisation": s.ours.world.trust.pk,
            "starts_on": _day(0),
        }
    ),
    "markers:edit": lambda s: Post({"ends_on": _day(0)}),
    "leads:edit": lambda s: Post({"ends_on": _day(0)}),
    "stages:add": lambda s: Post(
        {"email": s.ours.learner.email, "stage": Stage.UNDERGRADUATE, "starts_on": _day(0)}
    ),
    "stages:edit": lambda s: Post({"stage": Stage.UNDERGRADUATE}),
    "grades:add": lambda s: Post({"email": s.ours.learner.email, "grade": "gp", "starts_on": _day(0)}),
    "grades:edit": lambda s: Post({"grade": "specialist", "specialty": ""}),
    "cms_public_page": lambda s: Post(),
    "leadership_tree_problems": lambda s: Post({"tree": s.ours.world.programme.tree}, as_json=True),
    "leadership_suggested_claims": lambda s: Post({"act": "dismiss", "element": s.framework.node_key("1.1")}),
    "leadership_template": lambda s: Post({"template": "yes"}),
    "leadership_instrument_upload": lambda s: Post({"text": SMALL.replace("code: small", "code: other")}),
    "leadership_instrument_publish": lambda s: Post(
        {"checksum": s.questionnaire.checksum, "decided_by_name": "Dr A. Example, medical director"}
    ),
    "leadership_instrument_delete": lambda s: Post({"checksum": s.questionnaire.checksum}),
    "newsletter": lambda s: Post({"email": "new@mail.example", "website": ""}),
    "newsletter_confirm": lambda s: Post(),
    "newsletter_yours": lambda s: Post({"topics": [s.library.topic.pk]}),
    "newsletter_stop": lambda s: Post({"List-Unsubscribe": "One-Click"}),
    "themes:add": lambda s: Post(_term("another")),
    "themes:edit": lambda s: Post(_term("made")),
    "topics:add": lambda s: Post(_term("another")),
    "topics:edit": lambda s: Post(_term("made")),
    "newsletters:add": lambda s: Post({"subject": "Autumn", **LETTER}),
    "newsletters:edit": lambda s: Post({"subject": "Autumn", **LETTER}),
    "cms_newsletter_send": lambda s: Post(),
    "contact_messages:edit": lambda s: Post({"answered": "on", "note": "By mail."}),
    "contracts:add": _contract,
    "contracts:edit": _contract,
    "cohorts:add": _cohort,
    "cohorts:edit": _cohort,
}

EMPTY_TREE = {"version": 1, "root": {"id": str(UUID(int=1)), "kind": "all", "children": []}}

# Wagtail's editors fail on a form without its counters, whoever sends it.
EDITOR_FORM = {
    "title": "A title",
    "summary": "A summary.",
    "body-count": "0",
    "tree": json.dumps(EMPTY_TREE),
    "reminders-count": "0",
    "promises-count": "0",
    "external-link-chooser-url": "https://else.example/",
    "new_parent_page": "",
}


def post_for(name: str, scene: Scene) -> Post:
    return POSTS[name](scene) if name in POSTS else Post(EDITOR_FORM)
