"""Drafts and what is around them, made of plain data: the rules need no database."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from competencies.models import Framework, Node
from programmes import preflight
from programmes.enums import RequirementKind
from programmes.models import Media, Module, Programme, Retirement
from programmes.preflight import ModuleContext, ProgrammeContext
from programmes.preflight.around import Around, UsedClaim, UsedModule
from programmes.preflight.running import Found, findings_in
from programmes.preflight.uses import AskedFor, Use
from programmes.rules.tree import Node as TreeNode
from programmes.services.authoring import ActivityData, ReminderData, module_body_data, quiz
from programmes.services.authoring import _reminder_data as reminder_data

TODAY = date(2026, 11, 23)
KEY, OTHER_KEY = UUID(int=7), UUID(int=8)
FIRST, SECOND = UUID(int=101), UUID(int=102)

SMALL = Framework(pk=1, code="small", edition="1", title="Small")
NEWER = Framework(pk=2, code="small", edition="2", title="Small")
ELEMENT = Node(pk=11, framework=SMALL, kind="element", code="1.1", title="First element")
COMPETENCE = Node(
    pk=12, framework=SMALL, kind="competence", code="1.1.1", title="First competence", parent=ELEMENT
)
OTHER = Node(pk=13, framework=SMALL, kind="element", code="1.2", title="Second element")
NODES = {node.key: node for node in (ELEMENT, COMPETENCE, OTHER)}
E, C, SECOND_E = NODES


def around(draft: Any, **known: Any) -> Around:
    modules, programmes = ([draft], []) if isinstance(draft, Module) else ([], [draft])
    found = Around(modules, programmes, TODAY, published=known.pop("published", True))
    vars(found).update(
        {
            "languages": {1: known.pop("language", "en-gb")},
            "_originals": {type(draft): {KEY: known.pop("original", draft.pk)}},
            "nodes": NODES,
            "newest_editions": {"small": SMALL},
            "described": {(node.pk, "postgraduate") for node in NODES.values()},
            "recordings": {},
            "links": {},
            "titles": {},
            "used": {},
            "used_claims": {},
            "pinned": {},
            "retiring": {},
            "welsh_of_modules": {},
            "welsh_of_programmes": {},
            "promised_in_welsh": {},
            **known,
        }
    )
    return found


def module(*activities: ActivityData | str, body: Any = None, **given: Any) -> ModuleContext:
    words = {name: given.pop(name) for name in ("title", "summary", "review_on") if name in given}
    draft = Module(
        **{
            "pk": 7,
            "title": "Meetings",
            "summary": "Run one that ends.",
            "translation_key": KEY,
            "locale_id": 1,
        }
        | words
    )
    draft.body = module_body_data(KEY, activities) if body is None else body
    return ModuleContext(draft, around(draft, **given))


def programme(*uses: Use, reminders: tuple[ReminderData, ...] = (), **given: Any) -> ProgrammeContext:
    own = ("title", "summary", "stage", "duration_days", "promises_welsh", "promises")
    words = {name: given.pop(name) for name in own if name in given}
    promises = [
        {"type": "competence", "id": str(UUID(int=300 + place)), "value": key}
        for place, key in enumerate(words.pop("promises", ()))
    ]
    draft = Programme(
        **{
            "pk": 9,
            "title": "Leading",
            "slug": "leading",
            "summary": "For those who lead.",
            "stage": "postgraduate",
            "duration_days": 84,
            "translation_key": KEY,
            "locale_id": 1,
        }
        | words
    )
    draft.reminders = [reminder_data(KEY, rule) for rule in reminders]
    draft.promises = promises
    used = {use.module: UsedModule(use.module, use.title, True, None, 1, 30) for use in uses}
    context = ProgrammeContext(draft, around(draft, **{"used": used, **given}))
    vars(context)["uses"] = list(uses)
    return context


RIGHT, WRONG = {"text": "This", "correct": True}, {"text": "That"}


def question(*options: dict[str, Any], kind: str = "single", **common: Any) -> ActivityData:
    return quiz(
        "Check yourself", [{"text": "Which?", "kind": kind, "options": list(options)}], pass_mark=1, **common
    )


def use(key: UUID = FIRST, *, title: str = "Listening", due: int | None = None, required: bool = True) -> Use:
    node = TreeNode(str(UUID(int=900)), RequirementKind.ITEM, number=(1,), path=("root", "children", 0))
    return Use(key, required, due, ("tree", *node.path), node, title)


def asking(cut_off: date | None, *, successor: str = "") -> ProgrammeContext:
    """A programme that asks for another, which is being retired where there is a day."""
    node = TreeNode(str(UUID(int=901)), RequirementKind.ITEM, number=(1,), path=("root", "children", 0))
    retirement = Retirement(
        programme=Programme(title="Rounds"),
        cut_off=cut_off,
        successor=Programme(title=successor) if successor else None,
    )
    context = programme(retiring={SECOND: retirement} if cut_off else {})
    vars(context)["asked_for"] = [AskedFor(SECOND, ("tree", *node.path), node)]
    return context


def claim(node: Node, *, strength: str = "introduces", required: bool = True) -> UsedClaim:
    return UsedClaim(node, strength, False, required)


def recording(**given: Any) -> Media:
    words = "word " * 40
    return Media(
        **{
            "pk": 5,
            "title": "A round",
            "kind": "video",
            "language": "en-gb",
            "seconds": 60,
            "transcript": f"<p>{words}</p>",
            "captions_id": 3,
            "file_id": 2,
            "content_type": "video/webm",
        }
        | given
    )


def shown(code: str, draft: ModuleContext | ProgrammeContext) -> list[tuple[str, str, tuple[Any, ...]]]:
    """What one rule finds: where, what, and the path."""
    (rule,) = [each for each in preflight.all_rules() if each.code == code]
    found = rule.in_module(draft) if isinstance(draft, ModuleContext) else rule.in_programme(draft)
    findings = list(found)
    assert all(str(each.where) and str(each.what) and str(each.mend) for each in findings)
    return [(each.where, each.what, each.path) for each in findings]


def all_of(draft: ModuleContext | ProgrammeContext) -> list[Found]:
    return findings_in(draft.around)
