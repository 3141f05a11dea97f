"""The engine named in DATABASES when no DATABASE_URL is given; a command that reads no rows starts no server."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql import base

from config import embedded


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own wrapper, plus: hold the embedded server while this process lives."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A psycopg2 connection to the embedded server, started when it does not run. Raises EmbeddedError."""
        server = embedded.server(Path(self.settings_dict["EMBEDDED_FOLDER"]))
        server.hold()
        # Host and port are read again: on the loopback address the port may change from start to start.
        where = {"host": server.host, "port": server.port, "password": server.password}
        return super().get_new_connection({**conn_params, **where})
