"""Users in the admin. They are never deleted: closing an account keeps the record that is theirs."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.users.views import users

from cms.accounts.forms import UserCreationForm, UserEditForm
from kernel import clock
from kernel.admin import formula_safe
from kernel.audit import Actor, Change, record

SHOWN = ("email", "first_name", "last_name", "is_active", "is_superuser")


def _values(user: Any) -> dict[str, Any]:
    groups = sorted(user.groups.values_list("name", flat=True)) if user.pk else []
    return {**{name: getattr(user, name) for name in SHOWN}, "groups": groups}


class _Acting:
    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "acting": self.request.user}  # type: ignore[misc,attr-defined]


class IndexView(users.IndexView):
    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        processed = super().preprocess_field_value(field, value, export_format)
        return formula_safe(processed) if export_format == self.FORMAT_CSV else processed


class CreateView(_Acting, users.CreateView):
    def save_instance(self) -> Any:
        user = super().save_instance()
        change = Change(user, after=_values(user))
        record("user.created", change, actor=Actor.user(self.request.user.pk), now=clock.now())
        return user


class EditView(_Acting, users.EditView):
    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.before = _values(self.object)

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.object.is_superuser and not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def save_instance(self) -> Any:
        user = super().save_instance()
        change = Change(user, before=self.before, after=_values(user))
        record("user.changed", change, actor=Actor.user(self.request.user.pk), now=clock.now())
        return user


class UserViewSet(users.UserViewSet):
    copy_view_enabled = False
    index_view_class = IndexView
    add_view_class = CreateView
    edit_view_class = EditView

    list_export = ("email", "first_name", "last_name", "is_active", "last_login")
    export_filename = "users"

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return UserEditForm if for_update else UserCreationForm
