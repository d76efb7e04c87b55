"""Backup and restore of the test's own database, as an operator does it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from collab_portal.engines import find

RESTORED = "restored_from_backup"


class ByTools:
    """With pg_dump and pg_restore of the server's own version."""

    def __init__(self, tools: Path, folder: Path):
        self.tools, self.file = tools, folder / "backup.dump"

    def save(self) -> None:
        self._run("pg_dump", "-Fc", f"--file={self.file}", connection.settings_dict["NAME"])

    def restore(self) -> None:
        do(f"CREATE DATABASE {RESTORED}")
        self._run("pg_restore", "--exit-on-error", "--no-owner", f"--dbname={RESTORED}", str(self.file))

    def _run(self, tool: str, *arguments: str) -> None:
        where = connection.settings_dict
        line = [f"--host={where['HOST']}", f"--port={where['PORT']}", f"--username={where['USER']}", "--no-password"]
        surroundings = {**os.environ, "PGPASSWORD": where["PASSWORD"]}
        subprocess.run([self.tools / tool, *line, *arguments], env=surroundings, check=True, capture_output=True)


class ByCopy:
    """Where the machine has no such tools: the server copies the whole database."""

    def save(self) -> None:
        ours = connection.settings_dict["NAME"]
        connection.close()
        do(f'CREATE DATABASE {RESTORED} TEMPLATE "{ours}"')

    def restore(self) -> None:
        """The copy is the restored database."""


def best_way(folder: Path) -> ByTools | ByCopy:
    """By the tools, where there are any for this server."""
    major = connection.pg_version // 10_000
    for tools in find._postgres_folders():
        if (tools / "pg_dump").exists() and find._major(tools / "postgres") == major:
            return ByTools(tools, folder)
    return ByCopy()


@contextmanager
def restored(way: ByTools | ByCopy) -> Iterator[None]:
    """Inside the block Django works on the restored database; afterwards it is gone."""
    way.restore()
    ours = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = RESTORED
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = ours
        drop()


def drop() -> None:
    do(f"DROP DATABASE IF EXISTS {RESTORED} WITH (FORCE)")


def do(statement: str) -> None:
    """Run a statement that no transaction may hold, from the side."""
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)
