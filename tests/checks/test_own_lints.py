"""Each lint of ours finds the fault it is there for, and leaves what is right alone."""

from __future__ import annotations

from types import ModuleType

import pytest

GUARDED = frozenset({"Enrolment"})


def found(own_lints: ModuleType, code: str, *, path: str = "lms/web/views.py") -> list[str]:
    module = own_lints.Module.parse(path, code)
    return [fault for _, fault in own_lints.python_faults(module, GUARDED)]


@pytest.mark.parametrize(
    "code",
    [
        "Enrolment.objects.visible_to(viewer)",
        "models.Enrolment.objects.all()",
        "model.objects.count()",
        "self.model.objects.count()",
        "Enrolment._base_manager.all()",
        "Page._default_manager.all()",
        "enrolments_of(person).unscoped(reason='quick')",
        "get_object_or_404(Enrolment, uid=uid)",
        "get_object_or_404(Enrolment.objects, uid=uid)",
        "shortcuts.get_list_or_404(models.Enrolment)",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "lms/web/views.py",
        "lms/web/views/desk.py",
        "lms/people/viewsets.py",
        "kernel/tasks.py",
        "lms/people/wagtail_hooks.py",
        "lms/people/management/commands/import_people.py",
    ],
)
def test_managers_are_not_used_at_the_edges(own_lints: ModuleType, code: str, path: str) -> None:
    assert len(found(own_lints, code, path=path)) == 1


@pytest.mark.parametrize(
    "code", ["Page.objects.live()", "get_object_or_404(Page, pk=1)", "get_object_or_404(rows, uid=uid)"]
)
def test_open_models_and_scoped_rows_are_left_alone(own_lints: ModuleType, code: str) -> None:
    assert found(own_lints, code) == []


def test_selectors_and_services_may_use_managers(own_lints: ModuleType) -> None:
    assert found(own_lints, "Enrolment.objects.visible_to(viewer)", path="lms/enrolment/selectors.py") == []


def test_guarded_models_are_found_through_their_bases(own_lints: ModuleType) -> None:
    code = "class Base(GuardedModel): ...\nclass Seat(mixins.Named, Base): ...\nclass Other(KernelModel): ..."
    assert own_lints.guarded_models([own_lints.Module.parse("lms/models.py", code)]) == {"Base", "Seat"}


@pytest.mark.parametrize(
    "code",
    [
        "from django.views.decorators.csrf import csrf_exempt",
        "@csrf_exempt\ndef hook(request): ...",
        "path = csrf.csrf_exempt(view)",
    ],
)
def test_csrf_exemptions_are_listed(own_lints: ModuleType, code: str) -> None:
    assert found(own_lints, code) == ["csrf_exempt outside the list in .ci/checks/own_lints.py"]


@pytest.mark.parametrize(
    "code",
    ["from django.utils.safestring import mark_safe", "SafeString(text)", "safestring.mark_safe(text)"],
)
def test_html_is_never_declared_safe(own_lints: ModuleType, code: str) -> None:
    assert len(found(own_lints, code)) == 1


def test_safe_text_may_be_named_as_a_type(own_lints: ModuleType) -> None:
    assert (
        found(own_lints, "from django.utils.safestring import SafeString\ndef f() -> SafeString: ...") == []
    )


@pytest.mark.parametrize(
    "code",
    [
        "datetime.now()",
        "datetime.datetime.utcnow()",
        "date.today()",
        "timezone.now()",
        "joined = DateTimeField(default=timezone.now)",
        "timezone.localdate()",
        "time.time()",
    ],
)
def test_only_the_clock_reads_the_time(own_lints: ModuleType, code: str) -> None:
    assert len(found(own_lints, code, path="lms/people/rules.py")) == 1
    assert found(own_lints, code, path="kernel/clock.py") == []


@pytest.mark.parametrize(
    ("code", "count"),
    [
        ("x = 1  # noqa", 1),
        ("x = 1  # noqa: E501", 0),
        ("x = 1  # type: ignore", 1),
        ("x = 1  # type: ignore[misc]", 0),
        ("def f():\n    import os  # noqa: PLC0415", 1),
        ("def f():\n    import os  # noqa: PLC0415 -- ", 1),
        ("def f():\n    import os  # noqa: PLC0415 -- needs the app registry", 0),
    ],
)
def test_silenced_lints_say_what_and_why(own_lints: ModuleType, code: str, count: int) -> None:
    assert len(found(own_lints, code)) == count


@pytest.mark.parametrize(
    ("handler", "count"),
    [("except Exception:", 1), ("except:", 1), ("except BaseException:", 1), ("except KeyError:", 0)],
)
def test_faults_are_not_swallowed(own_lints: ModuleType, handler: str, count: int) -> None:
    assert len(found(own_lints, f"try:\n    f()\n{handler}\n    pass")) == count


@pytest.mark.parametrize(
    "markup",
    [
        "<script>go()</script>",
        '<script type="text/javascript">go()</script>',
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<p class="{% if a %}b{% endif %}" style="x">',
        '<a onclick="go()">',
        "<body\n onload='go()'>",
        '<a href="javascript:go()">',
        "{{ text|safe }}",
        "{{ text | safeseq }}",
        "{% autoescape off %}",
    ],
)
def test_pages_hold_nothing_inline_and_nothing_unescaped(own_lints: ModuleType, markup: str) -> None:
    assert len(list(own_lints.template_faults(f"<p>fine</p>\n{markup}"))) == 1


@pytest.mark.parametrize(
    "markup",
    [
        "<script src=\"{% static 'a.js' %}\" defer></script>",
        '<link rel="stylesheet" href="a.css">',
        "<p>The style = plain, on top = yes</p>",
        "{# <script>old()</script> #}",
        "{% comment %}<style></style>{% endcomment %}",
        "{{ text|safely }}",
    ],
)
def test_harmless_markup_is_left_alone(own_lints: ModuleType, markup: str) -> None:
    assert list(own_lints.template_faults(markup)) == []


def test_plain_text_needs_no_escaping(own_lints: ModuleType) -> None:
    assert list(own_lints.template_faults("{% autoescape off %}", plain=True)) == []
    assert len(list(own_lints.template_faults("{{ text|safe }}", plain=True))) == 1


def test_the_line_of_a_fault_is_named(own_lints: ModuleType) -> None:
    markup = "{% comment %}\n\n{% endcomment %}\n<p>\n<style>"
    assert [line for line, _ in own_lints.template_faults(markup)] == [5]


@pytest.mark.parametrize(
    "line", ["# TODO: later", "raise NotImplementedError", "Lorem ipsum dolor", "@pytest.mark.skip"]
)
def test_unfinished_work_is_found(own_lints: ModuleType, line: str) -> None:
    assert [number for number, _ in own_lints.unfinished_words(f"\n{line.replace('Lorem', 'lorem')}")] == [2]
