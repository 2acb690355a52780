"""A rule of the host's own for preflight, named in its settings."""

from collections.abc import Iterator

from programmes.preflight import Finding, ModuleContext, Rule, Severity


class SaysStudent(Rule):
    code = "host_says_student"
    severity = Severity.WARN
    title = "A module that does not name its readers"
    why = "The host teaches others too."

    def in_module(self, module: ModuleContext) -> Iterator[Finding]:
        if "student" not in module.draft.summary.lower():
            yield Finding("Summary", "It does not say for whom it is.", "Name the readers.", ("summary",))
