"""A framework file, checked whole before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from competencies import rules
from competencies.content import FrameworkContent, NodeContent, StageTextContent, counts, in_order
from competencies.enums import FrameworkPurpose, NodeKind, Stage, StageTextKind
from competencies.errors import InvalidFrameworkFile
from competencies.validators.yaml_sections import Report, Section, compose, is_text, line_of

TITLE_LIMIT = 200
OWNER_LIMIT = 300
URL_LIMIT = 200
NOTE_LIMIT = 2000
DESCRIPTOR_LIMIT = 600
STAGE_TEXT_LIMIT = 1200
SOURCE_TEXT_LIMIT = 5000

HEAD_KEYS = (
    *(
        "code",
        "edition",
        "purpose",
        "title",
        "owner",
        "notice",
        "numbering_note",
        "licence_note",
        "source_url",
    ),
    *("valid_from", "valid_to", "codes", "stages", "expect"),
)
COUNT_KEYS = ("domains", "elements", "competences", "stage_texts")
NODE_KEYS = ("code", "title", "descriptor", "source_text", "stages")
CHILD_LIST = {NodeKind.DOMAIN: "elements", NodeKind.ELEMENT: "competences"}
CHILD_KIND = {NodeKind.DOMAIN: NodeKind.ELEMENT, NodeKind.ELEMENT: NodeKind.COMPETENCE}
# How the codes of a file relate: "nested" codes extend their parent's, "free" ones are the owner's own.
CODE_SCHEMES = ("nested", "free")


@dataclass(frozen=True)
class FrameworkFile:
    content: FrameworkContent
    valid_to: date | None


def read_framework(text: str) -> FrameworkFile:
    """The edition that a file describes, or ``InvalidFrameworkFile`` with every problem and its line."""
    report = Report()
    root = Section(compose(text), "file", keys=("framework", "domains"), report=report)
    head_node = root.get("framework")
    domains = root.items("domains")
    if head_node is None:
        raise InvalidFrameworkFile(report.problems)
    head = Section(head_node, "framework", keys=HEAD_KEYS, report=report)
    purpose = _purpose(head)
    walk = _Walk(
        report,
        nested=_is_nested(head),
        stages=_required_stages(head),
        are_described=purpose != FrameworkPurpose.REFERENCE,
    )
    for node in domains:
        walk.take(node, NodeKind.DOMAIN, parent=None)
    content, valid_to = _read_head(head, purpose=purpose, nodes=tuple(walk.nodes))
    _check_counts(head, content)
    if report.problems:
        raise InvalidFrameworkFile(report.problems)
    return FrameworkFile(content=content, valid_to=valid_to)


def _purpose(head: Section) -> str:
    purpose = head.text("purpose", limit=10, required=False)
    if purpose and purpose not in FrameworkPurpose.values:
        head.report.add(
            head.get("purpose") or head.node,
            f"framework: 'purpose' must be one of {_list(FrameworkPurpose.values)}",
        )
    return purpose or FrameworkPurpose.COMPETENCE.value


def _is_nested(head: Section) -> bool:
    scheme = head.text("codes", limit=10)
    if scheme and scheme not in CODE_SCHEMES:
        head.report.add(
            head.get("codes") or head.node, f"framework: 'codes' must be one of {_list(CODE_SCHEMES)}"
        )
    return scheme == "nested"


def _required_stages(head: Section) -> tuple[str, ...]:
    stages = []
    for node in head.items("stages", required=False):
        if is_text(node) and node.value in Stage.values:
            stages.append(node.value)
        else:
            head.report.add(node, f"framework: 'stages' may hold {_list(Stage.values)}")
    return tuple(stages)


def _read_head(
    head: Section, *, purpose: str, nodes: tuple[NodeContent, ...]
) -> tuple[FrameworkContent, date | None]:
    valid_from, valid_to = head.days()
    source_url = head.text("source_url", limit=URL_LIMIT, required=False)
    if source_url and not source_url.startswith(("https://", "http://")):
        head.report.add(
            head.get("source_url") or head.node, "framework: 'source_url' must start with https://"
        )
    content = FrameworkContent(
        code=head.code(
            "code", pattern=rules.FRAMEWORK_CODE, limit=rules.FRAMEWORK_CODE_LENGTH, like="mlcf or gmc-gpc"
        ),
        edition=head.code("edition", pattern=rules.EDITION, limit=rules.EDITION_LENGTH, like="3 or 2017"),
        title=head.text("title", limit=TITLE_LIMIT),
        owner=head.text("owner", limit=OWNER_LIMIT),
        notice=head.text("notice", limit=NOTE_LIMIT),
        numbering_note=head.text("numbering_note", limit=NOTE_LIMIT, required=False),
        licence_note=head.text("licence_note", limit=NOTE_LIMIT),
        source_url=source_url,
        valid_from=valid_from or date.min,
        nodes=nodes,
        purpose=purpose,
    )
    return content, valid_to


def _check_counts(head: Section, content: FrameworkContent) -> None:
    node = head.get("expect", required=False)
    if node is None:
        return
    expect = Section(node, "expect", keys=COUNT_KEYS, report=head.report)
    found = counts(content)
    for name in expect.names():
        wanted = expect.whole_number(name)
        if wanted is not None and wanted != found[name]:
            where = expect.get(name) or node
            head.report.add(where, f"expect: the file says {wanted} {_words(name)} and holds {found[name]}")


@dataclass
class _Walk:
    """Goes through domains, elements and competences in reading order."""

    report: Report
    nested: bool
    stages: tuple[str, ...]
    are_described: bool
    nodes: list[NodeContent] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)

    def take(self, node: Node, kind: NodeKind, *, parent: str | None) -> None:
        child_list = CHILD_LIST.get(kind)
        keys = (*NODE_KEYS, child_list) if child_list else NODE_KEYS
        section = Section(node, _name(node, kind), keys=keys, report=self.report)
        code = section.code("code", pattern=rules.NODE_CODE, limit=rules.NODE_CODE_LENGTH, like="1.3.2")
        self._check_code(section, code, parent)
        self.nodes.append(
            NodeContent(
                kind=kind.value,
                code=code,
                parent_code=parent,
                title=section.text("title", limit=TITLE_LIMIT),
                descriptor=section.text("descriptor", limit=DESCRIPTOR_LIMIT, required=self.are_described),
                source_text=section.text("source_text", limit=SOURCE_TEXT_LIMIT, required=False),
                stage_texts=self._stage_texts(section, required=kind is NodeKind.ELEMENT),
            )
        )
        for child in section.items(child_list, required=False) if child_list else ():
            self.take(child, CHILD_KIND[kind], parent=code)

    def _check_code(self, section: Section, code: str, parent: str | None) -> None:
        where = section.get("code", required=False)
        if not code or where is None:
            return
        if code in self.lines:
            self.report.add(
                where, f"{section.name}: code {code!r} is already used on line {self.lines[code]}"
            )
        self.lines.setdefault(code, line_of(where))
        if not self.nested:
            return
        if parent is None and "." in code:
            self.report.add(where, f"{section.name}: a domain's code has one part, not {code!r}")
        elif parent and not rules.is_child_code(code, parent):
            self.report.add(where, f"{section.name}: code {code!r} does not belong under {parent!r}")

    def _stage_texts(self, section: Section, *, required: bool) -> tuple[StageTextContent, ...]:
        wanted = self.stages if required else ()
        node = section.get("stages", required=bool(wanted))
        if node is None:
            return ()
        stages = Section(node, f"{section.name}, stages", keys=Stage.values, report=self.report)
        texts = [text for stage in stages.names() for text in _texts_of(stages, stage)]
        described = {text.stage for text in texts if text.kind == StageTextKind.DESCRIPTOR}
        for stage in wanted:
            if stage not in described and stages.is_mapping:
                self.report.add(node, f"{section.name}: no descriptor for the stage {stage!r}")
        return in_order(texts)


def _texts_of(stages: Section, stage: str) -> list[StageTextContent]:
    """A stage holds its descriptor as one text, or texts and lists of texts by kind."""
    value = stages.get(stage)
    if not isinstance(value, MappingNode):
        return [] if value is None else [_text(stages, value, stage, StageTextKind.DESCRIPTOR.value, 1)]
    kinds = Section(value, f"{stages.name}, {stage}", keys=StageTextKind.values, report=stages.report)
    found = []
    for kind in kinds.names():
        given = kinds.get(kind)
        items = given.value if isinstance(given, SequenceNode) else [given]
        found += [_text(kinds, item, stage, kind, order) for order, item in enumerate(items, start=1)]
    return found


def _text(section: Section, value: Node, stage: str, kind: str, order: int) -> StageTextContent:
    name = stage if kind == StageTextKind.DESCRIPTOR else kind
    words = section.text_of(value, name, limit=STAGE_TEXT_LIMIT)
    return StageTextContent(stage=stage, kind=kind, order=order, text=words)


def _name(node: Node, kind: NodeKind) -> str:
    """How messages call a node: by its code where it has one."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == "code" and isinstance(value, ScalarNode):
                return f"{kind.value} {value.value}"
    return kind.value


def _list(values: tuple[str, ...] | list[str]) -> str:
    return ", ".join(values)


def _words(name: str) -> str:
    return name.replace("_", " ")
