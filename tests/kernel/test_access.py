"""Access fails closed: rows about people come out for a stated viewer, or not at all (invariant 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Subquery

from kernel.access import GuardedModel, KernelModel, UnscopedAccess, Viewer, ViewerKind, guarded_tables
from lms.organisations.models import Organisation
from lms.people.models import GradePeriod, Membership, Person
from tests.factories.organisations import a_trust
from tests.factories.people import TODAY, a_doctor, a_membership

pytestmark = pytest.mark.django_db

GUARDED = sorted(
    (model for model in apps.get_models() if issubclass(model, GuardedModel)),
    key=lambda model: model.__name__,
)
ALL = "a test"


@pytest.fixture
def membership() -> Membership:
    return a_membership(a_doctor(family_name="Canary"), a_trust())


def state() -> list[list[dict[str, Any]]]:
    guarded: list[Any] = [Person, Membership, GradePeriod]
    return [list(model.objects.unscoped(reason=ALL).order_by("pk").values()) for model in guarded]


READS: dict[str, Callable[[], Any]] = {
    "iterating": lambda: list(Person.objects.all()),
    "indexing": lambda: Person.objects.all()[0],
    "slicing": lambda: list(Person.objects.all()[:1]),
    "bool": lambda: bool(Person.objects.all()),
    "len": lambda: len(Person.objects.all()),
    "count": Person.objects.count,
    "exists": Person.objects.exists,
    "get": lambda: Person.objects.get(family_name="Canary"),
    "first": Person.objects.first,
    "last": lambda: Person.objects.order_by("pk").last(),
    "latest": lambda: Person.objects.latest("created_at"),
    "contains": lambda: Person.objects.contains(Person(pk=1)),
    "in_bulk": Person.objects.in_bulk,
    "values": lambda: list(Person.objects.values("family_name")),
    "values_list": lambda: list(Person.objects.values_list("family_name", flat=True)),
    "only": lambda: list(Person.objects.only("pk")),
    "dates": lambda: list(Membership.objects.dates("starts_on", "day")),
    "iterator": lambda: list(Person.objects.iterator()),
    "aggregate": lambda: Person.objects.aggregate(n=Count("pk")),
    "annotate": lambda: list(Person.objects.annotate(n=Count("memberships"))),
    "filter and exclude": lambda: list(Person.objects.filter(pk__gt=0).exclude(family_name="")),
    "explain": Person.objects.explain,
    "raw": lambda: list(Person.objects.raw("SELECT * FROM leadership_people_person")),
    "union": lambda: list(Person.objects.all().union(Person.objects.all())),
    "union with a scoped one": lambda: list(
        Person.objects.unscoped(reason=ALL).union(Person.objects.filter(family_name="Canary"))
    ),
    "base manager": Person._base_manager.count,
    "default manager": Person._default_manager.first,
    "select for update": lambda: Person.objects.select_for_update().first(),
    "a join from a guarded model": lambda: list(Membership.objects.filter(person__family_name="Canary")),
    "a subquery": lambda: list(
        Organisation.objects.filter(pk__in=Membership.objects.values("organisation_id"))
    ),
    "exists as a subquery": lambda: list(
        Organisation.objects.filter(Exists(Membership.objects.filter(organisation_id=OuterRef("pk"))))
    ),
    "a scalar subquery": lambda: list(
        Organisation.objects.annotate(n=Subquery(Membership.objects.values("person_id")[:1]))
    ),
    "get_or_create": lambda: Person.objects.get_or_create(family_name="Canary"),
    "update_or_create": lambda: Person.objects.update_or_create(family_name="Canary"),
}

WRITES: dict[str, Callable[[], Any]] = {
    "update": lambda: Person.objects.update(family_name="Gone"),
    "filtered update": lambda: Person.objects.filter(pk__gt=0).update(family_name="Gone"),
    "update with an expression": lambda: Person.objects.update(family_name=F("given_name")),
    "delete": lambda: GradePeriod.objects.all().delete(),
    "filtered delete": lambda: GradePeriod.objects.filter(pk__gt=0).delete(),
    "raw delete": lambda: GradePeriod.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("way", READS)
def test_no_way_of_reading_does_without_a_viewer(membership: Membership, way: str) -> None:
    with pytest.raises(UnscopedAccess, match="for nobody in particular"):
        READS[way]()


@pytest.mark.parametrize("way", WRITES)
def test_no_way_of_writing_many_does_without_a_viewer(membership: Membership, way: str) -> None:
    before = state()

    with pytest.raises(UnscopedAccess, match="for nobody in particular"), transaction.atomic():
        WRITES[way]()

    assert state() == before


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
def test_every_guarded_model_is_guarded(model: Any) -> None:
    assert model._meta.db_table in guarded_tables()
    for manager in (model.objects, model._base_manager, model._default_manager):
        for ask in (manager.count, manager.exists, manager.first):
            with pytest.raises(UnscopedAccess):
                ask()


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("kind", ViewerKind)
def test_a_viewer_without_a_rule_sees_nothing(model: Any, kind: ViewerKind) -> None:
    if kind is ViewerKind.SYSTEM:
        assert model.objects.visible_to(Viewer.system(ALL)).query.scope == "visible to system"
        return
    viewer = Viewer(kind, frozenset({1}), on=TODAY)
    rows = model.objects.visible_to(viewer)

    if kind not in model.access_rules:
        assert rows.query.is_empty()
    assert model.objects.visible_to(Viewer(kind)).query.is_empty()


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
def test_every_rule_makes_a_query_that_runs(model: Any) -> None:
    for kind in model.access_rules:
        assert model.objects.visible_to(Viewer(kind, frozenset({1, 2}), on=TODAY)).count() == 0


@pytest.mark.parametrize("model", GUARDED, ids=lambda model: model.__name__)
def test_a_guarded_model_stays_guarded_through_its_relations(model: Any) -> None:
    assert model._meta.base_manager_name == "objects"
    assert model._meta.default_manager_name == "objects"


def test_a_reverse_relation_needs_a_viewer(membership: Membership) -> None:
    person = membership.person

    with pytest.raises(UnscopedAccess):
        list(person.memberships.all())
    with pytest.raises(UnscopedAccess):
        person.grades.count()

    viewer = Viewer.of_person(person.pk)
    assert list(person.memberships.visible_to(viewer)) == [membership]


def test_a_foreign_key_is_not_fetched_late(membership: Membership) -> None:
    alone = Membership.objects.unscoped(reason=ALL).get()
    with pytest.raises(UnscopedAccess):
        alone.person  # noqa: B018 -- the fetch is what is tested

    joined = Membership.objects.unscoped(reason=ALL).select_related("person").get()
    assert joined.person.family_name == "Canary"


def test_a_deferred_field_of_a_row_in_hand_is_fetched(membership: Membership) -> None:
    row = Membership.objects.unscoped(reason=ALL).defer("email").get()

    assert row.email == ""


def test_a_prefetch_needs_a_viewer_of_its_own(membership: Membership) -> None:
    people = Person.objects.unscoped(reason=ALL)
    with pytest.raises(UnscopedAccess):
        list(people.prefetch_related("memberships"))

    scoped = Membership.objects.visible_to(Viewer.of_person(membership.person_id))
    found = list(people.prefetch_related(Prefetch("memberships", scoped, to_attr="mine")))
    assert [row.mine for row in found] == [[membership]]


def test_a_join_from_an_open_model_needs_a_scope(membership: Membership) -> None:
    """A model that holds nothing about people cannot be the way round."""
    open_models = [
        (model, field)
        for model in apps.get_models()
        if issubclass(model, KernelModel) and not issubclass(model, GuardedModel)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model and issubclass(field.related_model, GuardedModel)
    ]
    for model, field in open_models:
        manager: Any = model._default_manager
        with pytest.raises(UnscopedAccess):
            manager.filter(**{f"{field.name}__pk__gt": 0}).count()


def test_an_instance_in_hand_is_written_and_read_again(membership: Membership) -> None:
    membership.email = "new@trust.example"
    membership.save()
    membership.refresh_from_db()

    assert membership.email == "new@trust.example"


def test_checking_an_instance_asks_only_whether_rows_exist(membership: Membership) -> None:
    membership.full_clean()

    with pytest.raises(UnscopedAccess):
        Person.objects.count()


def test_a_scope_is_not_left_behind_by_what_follows(membership: Membership) -> None:
    rows = Membership.objects.visible_to(Viewer.of_person(membership.person_id))

    assert rows.filter(role="doctor").exclude(email="x").order_by("pk").count() == 1
    assert rows.values("person__family_name").get() == {"person__family_name": "Canary"}
    assert rows.update(email="mine@home.example") == 1


def test_a_scope_limits_what_is_changed(membership: Membership) -> None:
    other = a_membership(a_doctor(), a_trust())
    viewer = Viewer.of_organisations([membership.organisation_id], on=TODAY)

    assert Membership.objects.visible_to(viewer).update(email="mine@trust.example") == 1

    other.refresh_from_db()
    assert other.email == ""


def test_one_scope_does_not_open_another_query(membership: Membership) -> None:
    list(Person.objects.unscoped(reason=ALL))

    with pytest.raises(UnscopedAccess):
        list(Person.objects.all())


@pytest.mark.parametrize("make", [lambda: Viewer.system(""), lambda: Person.objects.unscoped(reason="")])
def test_a_reason_is_demanded(make: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match=r"reason|why"):
        make()


def test_nobody_sees_nothing(membership: Membership) -> None:
    assert Person.objects.visible_to(Viewer.nobody()).count() == 0
    assert Membership.objects.visible_to(Viewer.of_organisations([], on=TODAY)).count() == 0


def test_a_refused_question_never_reaches_the_database(
    membership: Membership, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0), pytest.raises(UnscopedAccess):
        Person.objects.get(family_name="Canary")


def test_the_tables_named_as_guarded_are_there() -> None:
    assert guarded_tables() <= set(connection.introspection.table_names())
    assert guarded_tables() == {model._meta.db_table for model in GUARDED}


def test_what_is_guarded_is_what_holds_people_or_an_organisations_business() -> None:
    """A new model that points to a person is guarded, or this test asks why not."""
    open_for_a_reason: set[str] = set()
    pointing = {
        model.__name__
        for model in apps.get_models()
        if issubclass(model, KernelModel) and not issubclass(model, GuardedModel)
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Person
    }

    assert pointing == open_for_a_reason
