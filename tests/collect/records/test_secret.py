"""The secret of an installation: made once, kept private, never another."""

from __future__ import annotations

import stat
import threading
from importlib.resources import files
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bahealth.collect.records.door import Door, door_of
from bahealth.collect.records.secret import fingerprint, kept_secret, pseudonym
from bahealth.config import Settings
from bahealth.errors import Refusal
from bahealth.store import Database
from tests.collect.records.samples import SECRET, accept, csv_of, row
from tests.collect.samples import store_checksum, write


@given(
    text=st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=64),
    tag=st.sampled_from(["person", "visits"]),
)
def test_sql_and_python_give_the_same_pseudonym(text: str, tag: str) -> None:
    with duckdb.connect() as con:
        con.execute(files("bahealth.collect.records").joinpath("macros.sql").read_text())
        found = con.execute("SELECT hashed($secret, $tag, $text)", {"secret": SECRET, "tag": tag, "text": text})
        assert found.fetchone() == (pseudonym(SECRET, text, tag=tag),)


def test_a_pseudonym_is_the_published_hash_function() -> None:
    """`printf 5e5e…5e:person:person-0000000001 | sha256sum` begins with these 16 digits."""
    assert f"{pseudonym(SECRET, 'person-0000000001'):016x}" == "e2e2d55256cfcb5e"


def test_the_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "own.secret"
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(kept_secret(file))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(found) == 8
    assert set(found) == {kept_secret(file)}
    assert len(bytes.fromhex(found[0])) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir()] == ["own.secret"]


@pytest.mark.parametrize("content", ["", "secret", "5e" * 31, "xy" * 32])
def test_a_file_that_holds_no_secret_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "own.secret"
    file.write_text(content)
    with pytest.raises(Refusal):
        kept_secret(file)
    assert file.read_text() == content


def test_the_secret_stands_beside_the_store_unless_it_is_named(tmp_path: Path) -> None:
    assert door_of(Settings(store=tmp_path / "app.duckdb")).secret_file == tmp_path / "app.secret"
    named = Settings(store=tmp_path / "app.duckdb", secret=tmp_path / "elsewhere")
    assert door_of(named).secret_file == tmp_path / "elsewhere"


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("lost", [True, False])
def test_another_secret_than_before_is_refused(lost: bool, tmp_path: Path, database: Database, door: Door) -> None:
    accept(database, door, "deaths", write(tmp_path, "a.csv", csv_of([row("deaths")])))
    own = door.secret_file.read_text()
    before = store_checksum(database)
    door.secret_file.unlink()
    if not lost:
        door.secret_file.write_text(SECRET)
    file = write(tmp_path, "b.csv", csv_of([row("deaths", resident="person-0000000009")]))
    with pytest.raises(Refusal, match="is not the secret"):
        accept(database, door, "deaths", file)
    assert store_checksum(database) == before
    assert door.secret_file.exists() is not lost, "a lost secret is not replaced by a new one"
    door.secret_file.write_text(own)
    accept(database, door, "deaths", file)


@pytest.mark.usefixtures("here")
def test_neither_secret_nor_sent_keys_are_in_the_store(tmp_path: Path, door: Door) -> None:
    path = tmp_path / "store.duckdb"
    database = Database(path)
    accept(database, door, "visits", write(tmp_path, "a.csv", csv_of([row("visits")])))
    with database.reading() as con:
        (bound,) = con.execute("SELECT after FROM ops.audit WHERE command = 'BindSecret'").fetchall()
    database.close()
    secret = door.secret_file.read_text().strip()
    assert bound == (fingerprint(secret),)
    content = path.read_bytes()
    for hidden in (secret, "person-0000000001", "visit-00000000001"):
        assert hidden.encode() not in content
