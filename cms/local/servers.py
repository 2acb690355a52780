"""The private servers of an installation, and the environment that the site finds them by."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from .databases import make_database, make_roles
from .places import data_dir
from .postgres import OWNER, SITE, Cluster
from .shared_use import SharedUse
from .valkey import Valkey

DATABASE = "leadership"
Say = Callable[[str], None]


@dataclass
class Servers:
    """What runs for us; a server that the environment names is used as it is and never touched."""

    cluster: Cluster | None
    valkey: Valkey | None
    say: Say
    database_is_new: bool = False
    _use: SharedUse = field(init=False)

    def __post_init__(self) -> None:
        self._use = SharedUse(data_dir() / "local")

    def start(self) -> None:
        """Start what does not run yet; whoever shares the servers with us keeps them running."""
        self._use.enter(lambda alone: self._start())

    def leave(self) -> None:
        """Stop the servers, unless another command still uses them."""
        self._use.leave(self._stop)

    def environment(self) -> dict[str, str]:
        """The environment of a command of the site, with what the person set left as it is."""
        found = {"DJANGO_SETTINGS_MODULE": "cms.settings.local", "DATA_DIR": str(data_dir())}
        if self.cluster is not None:
            found["DATABASE_URL"] = self.cluster.access.url(SITE, DATABASE)
            found["DATABASE_OWNER_URL"] = self.cluster.access.url(OWNER, DATABASE)
        if self.valkey is not None:
            found["CELERY_BROKER_URL"] = self.valkey.url()
        return found | os.environ

    def _start(self) -> None:
        if self.cluster is not None:
            self.say("Starting the private PostgreSQL")
            if self.cluster.moved:
                self.say(f"  with its data in {self.cluster.home}, as its account cannot enter this folder")
            self.cluster.start()
            make_roles(self.cluster.access)
            self.database_is_new = make_database(self.cluster.access, DATABASE)
        if self.valkey is not None:
            self.say("Starting the private Valkey")
            self.valkey.start()

    def _stop(self) -> None:
        if self.valkey is not None:
            self.valkey.stop()
        if self.cluster is not None:
            self.cluster.stop()


def servers(say: Say) -> Servers:
    """The private servers that this installation needs: none where the environment names real ones."""
    local = data_dir() / "local"
    cluster = None if os.environ.get("DATABASE_URL") else Cluster(local / "postgres")
    valkey = None if os.environ.get("CELERY_BROKER_URL") else Valkey(local / "valkey")
    return Servers(cluster, valkey, say)
