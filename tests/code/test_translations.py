"""Every text of the program has its Spanish, and every Spanish text is used."""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tests.code.messages import Found, messages_in, messages_in_templates
from tests.code.source import PROJECT, modules, templates

FILES = sorted((PROJECT / "bahealth" / "locale" / "es_AR").glob("*.po"))
PLACE = re.compile(r"%\((\w+)\)s")


def everything() -> Found:
    """The texts of modules and templates."""
    return messages_in(modules()) | messages_in_templates(templates())


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream, locale="es_AR", abort_invalid=True)


def _entries() -> list[tuple[str, Message]]:
    return [(path.name, message) for path in FILES for message in _read(path) if message.id]


def _forms(message: Message) -> list[tuple[str, str]]:
    """Source and translation, side by side: one pair, or singular and plural."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    return list(zip(message.id, message.string or ("", ""), strict=False))


def test_every_text_has_its_spanish() -> None:
    translated = {_forms(message)[0][0] for _, message in _entries()}
    found = everything()
    where = {**found.single, **{one: place for (one, _), place in found.plural.items()}}
    assert {text: place for text, place in where.items() if text not in translated} == {}


def test_every_spanish_text_is_used() -> None:
    used = everything().sources
    assert [(file, _forms(message)[0][0]) for file, message in _entries() if _forms(message)[0][0] not in used] == []


def test_one_and_many_stand_together_in_the_translation() -> None:
    pairs = dict(everything().plural.keys())
    for file, message in _entries():
        one = _forms(message)[0][0]
        assert (one in pairs) == isinstance(message.id, tuple), f"{file}: {one}"
        if isinstance(message.id, tuple):
            assert message.id[1] == pairs[one], f"{file}: {one}"


def test_no_translation_is_fuzzy_empty_or_left_over() -> None:
    for file, message in _entries():
        assert not message.fuzzy, f"{file}: {message.id}"
        assert all(spanish.strip() for _, spanish in _forms(message)), f"{file}: {message.id}"
    assert [path.name for path in FILES if _read(path).obsolete] == []


def test_a_text_that_stands_in_two_files_has_one_translation() -> None:
    forms: dict[str, set[tuple[str, ...]]] = {}
    for _, message in _entries():
        forms.setdefault(_forms(message)[0][0], set()).add(tuple(spanish for _, spanish in _forms(message)))
    assert {text: sorted(found) for text, found in forms.items() if len(found) > 1} == {}


def test_no_file_translates_a_text_twice() -> None:
    times = Counter((file, _forms(message)[0][0]) for file, message in _entries())
    assert [place for place, count in times.items() if count > 1] == []


def test_the_places_for_values_agree_and_can_be_filled() -> None:
    for file, message in _entries():
        for source, spanish in _forms(message):
            names, theirs = set(PLACE.findall(source)), set(PLACE.findall(spanish))
            assert names - {"count"} == theirs - {"count"}, f"{file}: {source}"
            if isinstance(message.id, str):
                assert names == theirs, f"{file}: {source}"
            if names:
                values = dict.fromkeys(names | {"count"}, "x")
                assert PLACE.sub("x", source).replace("%%", "%") == source % values, f"{file}: {source}"
                assert PLACE.sub("x", spanish).replace("%%", "%") == spanish % values, f"{file}: {source}"


def test_files_with_plurals_say_how_spanish_counts() -> None:
    for path in FILES:
        if any(isinstance(message.id, tuple) for message in _read(path)):
            assert "nplurals=2; plural=(n != 1);" in path.read_text(encoding="utf-8"), path.name


def test_spanish_texts_do_not_keep_english_marks() -> None:
    for file, message in _entries():
        for _, spanish in _forms(message):
            assert not re.search(r"(?<!\.)\b\d{1,3},\d{3}\b", spanish), f"{file}: {spanish}"
            assert ("?" in spanish) == ("¿" in spanish), f"{file}: {spanish}"
            assert ("!" in spanish) == ("¡" in spanish), f"{file}: {spanish}"


def test_a_text_that_is_worked_out_is_reported(record_property: pytest.RecordProperty) -> None:
    """Such a text must be marked with N_ where it is written; the list is for a reader, not a failure."""
    found = everything()
    record_property("worked_out", found.worked_out)
    print("texts worked out at run time:", *found.worked_out, sep="\n  ")  # noqa: T201 - shown with pytest -s


def test_the_extractor_finds_every_way_to_write_a_text() -> None:
    tree = ast.parse(
        textwrap.dedent("""
            class Missing(Refusal): ...
            class Gone(Missing): ...
            LATER = N_("later")
            t("plain")
            self.t("of an object")
            terminal.text("of a terminal")
            text("en")
            st.text("not ours")
            t("adjacent " "literals", name=1)
            t("yes" if ok else "no")
            t(variable)
            t(f"built {x}")
            t.plural("%(count)s row", "%(count)s rows", n)
            raise Refusal("refused %(x)s", x=1)
            raise Gone("gone")
            raise ValueError("a bug")
        """)
    )
    found = messages_in({"sample.py": tree})
    assert set(found.single) == {
        "later",
        "plain",
        "of an object",
        "of a terminal",
        "adjacent literals",
        "yes",
        "no",
        "refused %(x)s",
        "gone",
    }
    assert set(found.plural) == {("%(count)s row", "%(count)s rows")}
    assert found.worked_out == ["sample.py:12", "sample.py:13"]


def test_the_extractor_reads_templates() -> None:
    page = """
        <h2>{{ t("heading") }}</h2>
        {% if rows %}{{ t("yes" if ok else "no") }}{{ t(variable) }}{% endif %}
        <p title="{{ t('quoted', x=1) }}">{{ view.t.plural("%(count)s row", "%(count)s rows", n) }}</p>
    """
    found = messages_in_templates({"page.html": page})
    assert set(found.single) == {"heading", "yes", "no", "quoted"}
    assert set(found.plural) == {("%(count)s row", "%(count)s rows")}
    assert found.worked_out == ["page.html:3"]
