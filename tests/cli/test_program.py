"""Help, language and errors of the command line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from bahealth.cli.program import COMMANDS, without_language
from bahealth.config import PROJECT, settings
from bahealth.errors import Refusal
from tests.cli.conftest import Run
from tests.running import command_line, environment

NAMES = [command.__name__ for command, _ in COMMANDS]


@pytest.mark.parametrize("language", ["es", "en"])
def test_help_shows_every_command_with_one_whole_line(bahealth: Run, language: str) -> None:
    told = bahealth("--lang", language, "--help")
    assert told.exit_code == 0
    lines = dict(re.findall(r"^  (\S+)  +(\S.*)$", told.out, flags=re.MULTILINE))
    for name in NAMES:
        assert lines[name].endswith("."), f"{name}: {lines[name]}"
        assert not lines[name].endswith("..."), "a line is short enough to be shown whole"


@pytest.mark.parametrize("name", NAMES)
def test_every_command_explains_itself_in_both_languages(bahealth: Run, name: str) -> None:
    spanish, english = bahealth("--lang=es", name, "--help"), bahealth(name, "--help", "--lang", "en")
    assert spanish.exit_code == english.exit_code == 0
    assert spanish.out.startswith(f"Uso: bahealth {name}")
    assert english.out.startswith(f"Usage: bahealth {name}")
    assert spanish.out != english.out


def test_without_words_the_help_is_shown_and_nothing_is_done(bahealth: Run) -> None:
    told = bahealth()
    assert told.exit_code == 2
    assert "Commands:" in told.out + told.err


@pytest.mark.parametrize(
    ("words", "spoken", "language", "rest"),
    [
        (["releases"], {}, "es", ("releases",)),
        (["releases"], {"LANG": "en_US.UTF-8"}, "en", ("releases",)),
        (["releases"], {"LANG": "C.UTF-8"}, "es", ("releases",)),
        (["releases"], {"LANG": "en_US.UTF-8", "LC_ALL": "es_AR.UTF-8"}, "es", ("releases",)),
        (["--lang", "en", "releases"], {"LANG": "es_AR"}, "en", ("releases",)),
        (["releases", "--lang=en"], {}, "en", ("releases",)),
        (["releases", "--lang"], {"LANG": "en"}, "es", ("releases",)),
    ],
)
def test_the_language_is_the_one_asked_for_or_that_of_the_terminal(
    words: list[str], spoken: dict[str, str], language: str, rest: tuple[str, ...]
) -> None:
    assert without_language(words, spoken) == (language, rest)


def test_a_command_that_does_not_exist_is_one_line_and_exit_code_2(bahealth: Run) -> None:
    told = bahealth("conquer")
    assert (told.exit_code, told.out) == (2, "")
    assert len(told.err.strip().splitlines()) == 1


def test_a_refusal_is_one_line_on_stderr_in_the_language_of_the_person(bahealth: Run) -> None:
    spanish, english = bahealth("--lang", "es", "verdicts", "--release", "7"), bahealth("verdicts", "--release", "7")
    assert (spanish.exit_code, spanish.out) == (english.exit_code, english.out) == (1, "")
    assert spanish.err == "No existe la publicación 7; `bahealth releases` las muestra\n"
    assert english.err == "There is no release 7; `bahealth releases` prints them\n"


@pytest.mark.parametrize(
    ("name", "value"), [("BAHEALTH_PRT", "80"), ("BAHEALTH_PORT", "many"), ("BAHEALTH_MEMORY_LIMIT", "4GB'; --")]
)
def test_a_wrong_setting_is_one_line(bahealth: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    told = bahealth("releases")
    assert told.exit_code == 1
    assert name in told.err
    assert len(told.err.strip().splitlines()) == 1


def test_settings_see_only_their_own_names() -> None:
    assert settings({"PATH": "/bin", "BAHEALTH_OFFICIAL": "/x", "BAHEALTH_BROWSER": "/y"}) == settings({})
    assert settings({"BAHEALTH_PORT": "9000"}).port == 9000
    assert settings({"BAHEALTH_STORE": "some.duckdb"}).store == Path.cwd() / "some.duckdb"
    with pytest.raises(Refusal, match="not a setting"):
        settings({"BAHEALTH_": "x"})


def test_help_loads_nothing_heavy() -> None:
    code = "import sys; from bahealth.cli import main; main(['--help']); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True, cwd=PROJECT
    )
    heavy = {"pandas", "altair", "streamlit", "statsmodels", "scipy", "numpy", "pyarrow"}
    assert heavy & set(done.stdout.splitlines()[-1].split()) == set()


def test_the_command_line_works_in_its_own_process_in_any_folder(tmp_path: Path) -> None:
    told = command_line("init", cwd=tmp_path, settings={"store": tmp_path / "var" / "own.duckdb"})
    assert (told.returncode, told.stderr) == (0, "")
    assert (tmp_path / "var" / "own.duckdb").is_file()
    assert command_line("init", cwd=tmp_path, settings={"store": tmp_path / "var" / "own.duckdb"}).returncode == 1
