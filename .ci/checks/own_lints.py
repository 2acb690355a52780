"""The lints that no tool ships: who may read guarded rows, where time comes from, what a page may contain."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sources import python_files, shown, template_files

# Endpoints authenticated by a token or a signature, each with a test of its own: "path:function".
CSRF_EXEMPT: frozenset[str] = frozenset(
    {"cms/site/newsletter_views.py:stop", "lms/web/views/mails.py:unsubscribe"}
)
CLOCK = "kernel/clock.py"
# The launcher and the benchmarks measure their own running time; nothing in them is a rule of the product.
OWN_TIME = ("cms/local/",)
EDGES = {"views", "viewsets", "tasks", "wagtail_hooks", "commands"}
GUARDED_BASE = "GuardedModel"

Finding = tuple[int, str]


@dataclass(frozen=True)
class Module:
    """One file of Python: its path from the root, its text and its tree."""

    path: str
    text: str
    tree: ast.AST

    @classmethod
    def parse(cls, path: str, text: str) -> Module:
        return cls(path, text, ast.parse(text))

    @property
    def is_edge(self) -> bool:
        """Views, tasks, hooks and commands: where a query must come from a selector or an action."""
        pure = PurePosixPath(self.path)
        return bool(EDGES & {*pure.parent.parts, pure.stem})


def guarded_models(modules: Iterable[Module]) -> frozenset[str]:
    """The names of all models that are guarded, directly or through another."""
    bases: dict[str, set[str]] = {}
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                bases.setdefault(node.name, set()).update(name_of(base) for base in node.bases)
    guarded = {GUARDED_BASE}
    while True:
        more = {name for name, above in bases.items() if above & guarded} - guarded
        if not more:
            return frozenset(guarded - {GUARDED_BASE})
        guarded |= more


def name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Subscript):
        return name_of(node.value)
    return ""


def unguarded_reads(module: Module, guarded: frozenset[str]) -> Iterator[Finding]:
    """At the edges nobody picks a manager: selectors and actions know who is looking."""
    if not module.is_edge:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute):
            yield from _manager(node, guarded)
        elif isinstance(node, ast.Call) and _fetches_guarded(node, guarded):
            yield (
                node.lineno,
                f"{name_of(node.func)} on a guarded model: use a selector that takes the viewer",
            )


def _fetches_guarded(call: ast.Call, guarded: frozenset[str]) -> bool:
    by_name = name_of(call.func) in {"get_object_or_404", "get_list_or_404"}
    return by_name and bool(call.args) and name_of(call.args[0]) in guarded


def _manager(node: ast.Attribute, guarded: frozenset[str]) -> Iterator[Finding]:
    if node.attr in {"_base_manager", "_default_manager", "unscoped"}:
        yield node.lineno, f".{node.attr} in a view, task or command: use a selector or an action"
    if node.attr == "objects":
        owner = name_of(node.value)
        known_open = owner[:1].isupper() and owner not in guarded
        if not known_open:
            yield (
                node.lineno,
                f"{owner or '...'}.objects in a view, task or command: use a selector or an action",
            )


def csrf_exemptions(module: Module, guarded: frozenset[str]) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else [name_of(node)]
        if "csrf_exempt" in names and module.path not in {place.partition(":")[0] for place in CSRF_EXEMPT}:
            yield getattr(node, "lineno", 0), "csrf_exempt outside the list in .ci/checks/own_lints.py"


def unescaped_html(module: Module, guarded: frozenset[str]) -> Iterator[Finding]:
    """SafeString may be named as the type of what format_html gives, but not called."""
    for node in ast.walk(module.tree):
        called = {name_of(node.func)} & {"SafeString", "SafeText"} if isinstance(node, ast.Call) else set()
        names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else [name_of(node)]
        found = called | ({"mark_safe", "html_safe"} & set(names))
        if found:
            yield getattr(node, "lineno", 0), f"{found.pop()}: build HTML with templates or format_html"


def clock_reads(module: Module, guarded: frozenset[str]) -> Iterator[Finding]:
    """Time is passed in; only the kernel's clock reads it."""
    if module.path == CLOCK or module.path.startswith(OWN_TIME):
        return
    readers = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    readers |= {"timezone.now", "timezone.localtime", "timezone.localdate"}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and f"{name_of(node.value)}.{node.attr}" in readers:
            yield (
                node.lineno,
                f"{name_of(node.value)}.{node.attr}: use kernel.clock.now(), or take the time as an argument",
            )


def comments_that_silence(module: Module, guarded: frozenset[str]) -> Iterator[Finding]:
    """A silenced lint names its code; an import inside a function says why it is there."""
    for number, line in enumerate(module.text.splitlines(), start=1):
        if re.search(r"#\s*noqa(?!:\s*[A-Z]+\d)", line):
            yield number, "noqa without a code"
        if re.search(r"#\s*type:\s*ignore(?!\[)", line):
            yield number, "type: ignore without a code"
        if re.search(r"noqa:.*PLC0415", line) and not re.search(r"PLC0415.* -- \S", line):
            yield number, "an import inside a function needs its reason: # noqa: PLC0415 -- why"


def swallowed_faults(module: Module, guarded: frozenset[str]) -> Iterator[Finding]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.ExceptHandler) or [type(line) for line in node.body] != [ast.Pass]:
            continue
        if node.type is None or name_of(node.type) in {"Exception", "BaseException"}:
            yield node.lineno, "every fault is swallowed: name the ones that are expected"


PYTHON_LINTS: tuple[Callable[[Module, frozenset[str]], Iterator[Finding]], ...] = (
    unguarded_reads,
    csrf_exemptions,
    unescaped_html,
    clock_reads,
    comments_that_silence,
    swallowed_faults,
)

ESCAPING_OFF = r"\{%\s*autoescape\s+off"
TEMPLATE_LINTS = (
    (r"<script(?![^>]*\bsrc\s*=)", "an inline script: the policy refuses it, put it into a static file"),
    (r"<style\b", "an inline style sheet: the policy refuses it, put it into a static file"),
    (r"<\w[^>]*\sstyle\s*=", "a style attribute: the policy refuses it, use a class"),
    (r"<\w[^>]*\son[a-z]+\s*=", "an event attribute: the policy refuses it, listen from a static file"),
    (r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", "a javascript: address"),
    (r"\|\s*safe(?:seq)?\b", "|safe: the text goes out unescaped"),
    (ESCAPING_OFF, "autoescape off: the text goes out unescaped"),
)


def template_faults(text: str, *, plain: bool = False) -> Iterator[Finding]:
    """What no page of ours may contain; comments are passed over, and plain text is not escaped."""
    visible = re.sub(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", _blank, text, flags=re.DOTALL)
    for pattern, fault in TEMPLATE_LINTS:
        if plain and pattern == ESCAPING_OFF:
            continue
        for found in re.finditer(pattern, visible, flags=re.IGNORECASE):
            yield visible.count("\n", 0, found.start()) + 1, fault


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK)\b|\bNotImplementedError\b|lorem ipsum"
    r"|pytest\.(?:skip|xfail|mark\.(?:skip|skipif|xfail))\b"
)


def unfinished_words(text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), start=1):
        found = UNFINISHED.search(line)
        if found:
            yield number, f"{found.group()}: finish it, or open an issue"


def python_faults(module: Module, guarded: frozenset[str]) -> Iterator[Finding]:
    for lint in PYTHON_LINTS:
        yield from lint(module, guarded)


def load(path: Path) -> Module:
    return Module.parse(shown(path), path.read_text(encoding="utf-8"))


def main() -> None:
    modules = [load(path) for path in python_files()]
    guarded = guarded_models(modules)
    faults = []
    for module in modules:
        faults += [f"{module.path}:{line}: {fault}" for line, fault in python_faults(module, guarded)]
    for path in template_files():
        text, plain = path.read_text(encoding="utf-8"), path.suffix == ".txt"
        faults += [f"{shown(path)}:{line}: {fault}" for line, fault in template_faults(text, plain=plain)]
    for path in (*python_files(), *python_files("tests", "bench"), *template_files()):
        if "checks" not in path.parts:
            faults += [
                f"{shown(path)}:{line}: {word}"
                for line, word in unfinished_words(path.read_text(encoding="utf-8"))
            ]
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
