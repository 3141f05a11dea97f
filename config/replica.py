"""Sends the reads of public pages to the read replica, when DATABASE_REPLICA_URL names one."""

from contextvars import ContextVar
from typing import Any

from django.conf import settings

# Set at the beginning of every request and not taken back: a streamed export reads after the view returned.
on_public_side: ContextVar[bool] = ContextVar("on_public_side", default=False)


class PublicReadsFromReplica:
    """Reads of anonymous visitors may lag by a moment; curators and writes always meet the first database."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """Alias of the database to read from."""
        return "replica" if on_public_side.get() and "replica" in settings.DATABASES else "default"

    def db_for_write(self, model: Any, **hints: Any) -> str:
        """Alias of the database to write to."""
        return "default"

    def allow_relation(self, first: Any, second: Any, **hints: Any) -> bool:
        """Both hold the same rows, so objects of either may meet."""
        return True

    def allow_migrate(self, database: str, app_label: str, **hints: Any) -> bool:
        """The replica gets its tables by replication."""
        return database == "default"
