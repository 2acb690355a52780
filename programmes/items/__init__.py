"""What an item of a requirement tree may be. Some types are shipped; any app may register more while it
becomes ready."""

from programmes.items.base import Context, Items, ItemType, Reference
from programmes.items.registry import (
    UnknownItemType,
    all_types,
    get,
    is_registered,
    register,
    schemas,
    titled_elsewhere,
    unregister,
)

__all__ = [
    "Context",
    "ItemType",
    "Items",
    "Reference",
    "UnknownItemType",
    "all_types",
    "get",
    "is_registered",
    "register",
    "register_shipped",
    "schemas",
    "titled_elsewhere",
    "unregister",
]


def register_shipped() -> None:
    from programmes.items.credits import Credits  # noqa: PLC0415 -- the shipped types build on this package
    from programmes.items.module import ModuleItem  # noqa: PLC0415 -- as above
    from programmes.items.programme import ProgrammeItem  # noqa: PLC0415 -- as above
    from programmes.items.recognition import Recognition  # noqa: PLC0415 -- as above

    for shipped in (ModuleItem(), ProgrammeItem(), Credits(), Recognition()):
        register(shipped)
