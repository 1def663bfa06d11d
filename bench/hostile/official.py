"""The official files, spoilt: cut, changed byte by byte, with columns, rows, cells and sheets that are not theirs."""

from __future__ import annotations

import copy
import functools
import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from python_calamine import CalamineWorkbook

from bahealth.config import PROJECT
from bench.hostile.forms import DATES, FORMULAS, HUGE, UNSEEN
from bench.hostile.grids import csv_cells
from bench.hostile.packing import Grid, as_csv, as_parquet, as_workbook, bytes_changed, cut_off, zipped
from bench.hostile.sample import Fate, Sample

OFFICIAL: Final = Path(os.environ.get("BAHEALTH_OFFICIAL", PROJECT.parent / "shared" / "data"))
_ROWS: Final = 120  # of a long file, beside those about the city


class Layout(NamedTuple):
    """`separator` is that of a text file, "" of a workbook."""

    label: str
    source_id: str
    path: str
    share: int
    separator: str = ""


LAYOUTS: Final = (
    Layout("DEIS deaths, CSV.GZ", "deis_vital", "mortality/deaths-argentina-2015.csv.gz", 8, ","),
    Layout("DEIS deaths, ZIP", "deis_vital", "mortality/deaths-argentina-2005-2014.zip", 3, ","),
    Layout("DEIS births, CSV", "deis_vital", "births/births-argentina-2023.csv", 8, ";"),
    Layout("DEIS births by province, XLSX", "deis_vital", "births/births-by-province-2019.xlsx", 3),
    Layout("DEIS births of five years, XLSX", "deis_vital", "births/births-by-province-sum-2015-2019.xlsx", 3),
    Layout("DEIS maternal deaths, XLSX", "deis_vital", "births/maternal-mortality-by-province-2015-2019.xlsx", 3),
    Layout("DEIS low weight, XLSX", "deis_vital", "births/low-birth-weight-by-province-2019-2020.xlsx", 3),
    Layout("DEIS fertility, XLSX", "deis_vital", "births/fertility-by-mother-age-by-province-2019.xlsx", 3),
    Layout("DEIS infant rates, CSV", "deis_vital", "mortality/infant-mortality-rate-by-province-1990-2021.csv", 9, ","),
    Layout("IDECBA infant rates, CSV", "idecba_infant", "mortality/infant-mortality-by-comuna-2010-2016.csv", 10, ","),
    Layout("IDECBA avoidability, CSV", "idecba_infant", "transcribed/infant-mortality-by-comuna-idecba.csv", 10, ","),
    Layout("IDECBA cover, XLSX", "idecba_coverage", "coverage/health-coverage-by-comuna-2008-2022.xlsx", 4),
    Layout("INDEC projections, CSV", "indec_population", "population/population-by-department-2010-2025.csv", 9, ","),
    Layout("INDEC projections, XLS", "indec_population", "population/population-by-comuna-2010-2025.xls", 3),
    Layout("INDEC census, JSON", "indec_population", "population/census-2022-by-comuna.json", 9),
    Layout("Published figures, CSV", "idecba_infant", "transcribed/published-figures.csv", 5, ","),
    Layout("Published figures, CSV", "deis_vital", "transcribed/published-figures.csv", 3, ","),
    Layout("Published figures, CSV", "city_facilities", "transcribed/published-figures.csv", 3, ","),
)


@functools.cache
def content_of(path: str) -> bytes:
    """The file as it was published."""
    return (OFFICIAL / path).read_bytes()


@functools.cache
def _sheets(layout: Layout) -> dict[str, Grid]:
    """The file as grids; of long ones the rows about the city and some others."""
    content = content_of(layout.path)
    if layout.path.endswith((".xlsx", ".xls")):
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [one for one in book.sheet_names if not layout.path.startswith("coverage") or one.startswith("20")]
        return {one: book.get_sheet_by_name(one).to_python(skip_empty_area=False) for one in names}
    members = {Path(layout.path).name.removesuffix(".gz"): content}
    if layout.path.endswith(".gz"):
        members = {name: gzip.decompress(one) for name, one in members.items()}
    elif layout.path.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = {one: archive.read(one) for one in archive.namelist()[:3]}
    return {name: _shorter(csv_cells(_start(one), layout.separator)) for name, one in members.items()}


def _start(content: bytes) -> str:
    """A part of a long text that has rows about the city in it."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    lines = text.splitlines(keepends=True)
    if len(lines) < 2000:
        return text
    about = [one for one in lines[1:] if one.startswith(("02,", "2023;2;")) or ',"02",' in one]
    return "".join([lines[0], *about[:1500], *lines[1:200]])


def _shorter(grid: Grid) -> Grid:
    if len(grid) < 2 * _ROWS:
        return grid
    if "sexo_codigo" in grid[0]:
        city = [one for one in grid[1:] if one[3] == "02" and one[5] == "0"]
        return [grid[0], *city, *grid[-40:]]
    return [grid[0], *grid[1 : _ROWS + 1], *grid[-40:]]


def untouched(layout: Layout, chance: Random) -> Sample:  # noqa: ARG001 - one shape for all
    """The file itself."""
    return Sample("", layout.source_id, Path(layout.path).name, content_of(layout.path), Fate.ACCEPTED)


def changed_bytes(layout: Layout, chance: Random) -> Sample:
    """Bytes of the published file changed; of a compressed one also before it was compressed."""
    name, content = Path(layout.path).name, content_of(layout.path)
    if layout.separator and (len(content) > 200_000 or chance.random() < 0.5):
        return _text(layout, _sheets(layout), chance, spoil=bytes_changed)
    return Sample("", layout.source_id, name, bytes_changed(content, chance))


def truncated(layout: Layout, chance: Random) -> Sample:
    """The beginning of the published file."""
    if layout.separator and chance.random() < 0.7:
        return _text(layout, _sheets(layout), chance, spoil=cut_off)
    return Sample("", layout.source_id, Path(layout.path).name, cut_off(content_of(layout.path), chance))


def harmless(layout: Layout, chance: Random) -> Sample:
    """Rows or columns in another order, blank rows: says the same, or is refused."""
    grids = copy.deepcopy(_sheets(layout))
    for grid in grids.values():
        if layout.separator or "by-province" in layout.path:
            rows = grid[1:]
            chance.shuffle(rows)
            grid[1:] = rows
            if chance.random() < 0.5:
                order = list(range(len(grid[0])))
                chance.shuffle(order)
                grid[:] = [[one[place] if place < len(one) else "" for place in order] for one in grid]
        if chance.random() < 0.3:
            grid.append([""] * len(grid[0]))
    return _written(layout, grids, chance)


def spoilt_cells(layout: Layout, chance: Random) -> Sample:
    """Cells replaced by formulas, dates, huge numbers, marks that cannot be seen, other figures."""
    grids = copy.deepcopy(_sheets(layout))
    grid = chance.choice(list(grids.values()))
    for _ in range(chance.choice((1, 1, 1, 3, 20))):
        row = _row(grid, layout, chance)
        if not grid[row]:
            continue
        column = chance.randrange(len(grid[row]))
        before = grid[row][column]
        grid[row][column] = chance.choice((_poison(before, chance), _other(before, chance), ""))
    return _written(layout, grids, chance)


def _row(grid: Grid, layout: Layout, chance: Random) -> int:
    """A row, more often one about the city."""
    about = [
        place
        for place, one in enumerate(grid)
        if any(str(cell) in {"2", "02", "2.0", "city", "Ciudad Autónoma de Buenos Aires"} for cell in one[:5])
    ]
    if about and layout.separator != "" and chance.random() < 0.6:
        return chance.choice(about)
    if about and chance.random() < 0.6:
        return chance.choice(about)
    return chance.randrange(len(grid))


def _poison(before: Any, chance: Random) -> Any:
    mark = chance.choice(UNSEEN)
    return chance.choice(
        (chance.choice(FORMULAS), chance.choice(HUGE), chance.choice(DATES), f"{mark}{before}", f"{before}x")
    )


def _other(before: Any, chance: Random) -> Any:
    number = chance.choice((0, 1, 2, 7, 15, 16, 1899, 2019, 2021, 2099, 1e12, 3.5, -1))
    texts = (
        str(number),
        f" {number} ",
        f"{number}.0",
        f"+{number}",
        f"0{number}",
        f"{number},5",
        f"'{number}",
        "TOTAL",
        "1e2",
    )
    return float(number) if isinstance(before, float) and chance.random() < 0.6 else chance.choice(texts)


def spoilt_structure(layout: Layout, chance: Random) -> Sample:  # noqa: C901 - a list of ways
    """Columns and rows lost, doubled, moved; rows too long or too short."""
    grids = copy.deepcopy(_sheets(layout))
    grid = chance.choice(list(grids.values()))
    row, column = _row(grid, layout, chance), chance.randrange(len(grid[0]))
    what = chance.randrange(10)
    if what == 0:
        grid[:] = [[*one[:column], *one[column + 1 :]] for one in grid]
    elif what == 1:
        grid[:] = [[*one, one[column] if column < len(one) else ""] for one in grid]
    elif what == 2:
        other = chance.randrange(len(grid[0]))
        grid[0][column], grid[0][other] = grid[0][other], grid[0][column]
    elif what == 3:
        grid.insert(row, list(grid[row]))
    elif what == 4:
        del grid[row : row + chance.choice((1, 1, 5, 50))]
    elif what == 5:
        grid[row] = [*grid[row][:column], chance.choice(("", "9", "x")), *grid[row][column:]]
    elif what == 6:
        grid[row] = grid[row][:column]
    elif what == 7:
        grid.insert(chance.randrange(len(grid)), [""] * len(grid[0]))
    elif what == 8:
        grid[:] = [["", *one] for one in grid]
    else:
        other = chance.randrange(len(grid))
        grid[row], grid[other] = grid[other], grid[row]
    if not any(grids.values()) or not grid or not grid[0]:
        grid[:] = [["x"]]
    return _written(layout, grids, chance)


def other_names(layout: Layout, chance: Random) -> Sample:
    """Sheets and files under other names, which may carry the year."""
    grids = _sheets(layout)
    names = list(grids)
    if layout.separator:
        other = f"{chance.choice(('datos', 'defweb05', '2016', '2016-2017', 'defweb99', '1899', '3015', '2026'))}.csv"
        grids = {other if place == 0 else name: grids[name] for place, name in enumerate(names)}
        return _text(layout, grids, chance)
    other = chance.choice(("2031", "2007", "Hoja1", "2022 ", "=1+1", "1999", "S_147"))
    which = chance.randrange(len(names))
    renamed = {other if place == which else name: grids[name] for place, name in enumerate(names)}
    return _written(layout, renamed, chance)


def merged_cells(layout: Layout, chance: Random) -> Sample:
    """A workbook in which cells were merged: all but the first are empty."""
    if layout.separator or layout.path.endswith(".json"):
        return spoilt_cells(layout, chance)
    grids = copy.deepcopy(_sheets(layout))
    name = chance.choice(list(grids))
    grid = grids[name]
    row, column = chance.randrange(len(grid)), chance.randrange(len(grid[0]))
    last_row, last_column = min(len(grid) - 1, row + chance.randrange(4)), min(len(grid[0]) - 1, column + 1)
    if (row, column) == (last_row, last_column):
        return spoilt_cells(layout, chance)
    first = {name: grid, **{other: one for other, one in grids.items() if other != name}}
    content = as_workbook(first, [(row, column, last_row, last_column)])
    return Sample("", layout.source_id, _book_name(layout), content)


def _written(layout: Layout, grids: dict[str, Grid], chance: Random) -> Sample:
    if layout.separator:
        return _text(layout, grids, chance)
    chosen = list(grids)
    if len(chosen) > 4 and chance.random() < 0.8:
        chosen = chance.sample(chosen, 4)
    return Sample("", layout.source_id, _book_name(layout), as_workbook({one: grids[one] for one in chosen}))


def _book_name(layout: Layout) -> str:
    return Path(layout.path).stem + ".xlsx"


def _text(
    layout: Layout,
    grids: dict[str, Grid],
    chance: Random,
    spoil: Callable[[bytes, Random], bytes] | None = None,
) -> Sample:
    """As CSV, and compressed where the published file is."""
    separator = layout.separator if chance.random() < 0.8 else chance.choice(",;\t")
    texts = {
        name: as_csv(
            grid, separator, ends=chance.choice(("\n", "\r\n")), encoding=chance.choice(("utf-8", "utf-8-sig"))
        )
        for name, grid in grids.items()
    }
    if spoil:
        texts = {name: spoil(one, chance) for name, one in texts.items()}
    name, text = next(iter(texts.items()))
    if layout.path.endswith(".zip"):
        return Sample("", layout.source_id, "defunciones.zip", zipped(texts))
    if layout.path.endswith(".gz"):
        return Sample("", layout.source_id, f"{name}.gz", gzip.compress(text, 1))
    if chance.random() < 0.03 and not spoil:
        return Sample("", layout.source_id, f"{Path(name).stem}.parquet", as_parquet(next(iter(grids.values()))))
    return Sample("", layout.source_id, name, text)


def documents(layout: Layout, chance: Random) -> Sample:
    """The census with other people, names and shapes."""
    document = json.loads(content_of(layout.path))
    comunas = document["censo"]["comunas"]
    document = {"censo": {"comunas": comunas}} if chance.random() < 0.9 else document
    name = chance.choice(list(comunas))
    figures = (0, 1, -1, 1.5, "1", "1_000", None, True, [], {}, 1e308, 10**400, 10**30, "=1", float("nan"), "9" * 500)
    names = (
        "16",
        "0",
        "comuna 3",
        "Comuna 03",
        "٣",
        "\ud800",
        "",
        "1.0",
        " 1 ",
        "x" * 5000,
        "=1",
        "\u202e1",
        "__proto__",
    )
    what = chance.randrange(7)
    if what == 0:
        comunas[name]["pob"] = chance.choice(figures)
    elif what == 1:
        comunas[chance.choice(names)] = comunas.pop(name)
    elif what == 2:
        comunas[chance.choice(names)] = {"pob": chance.choice(figures)}
    elif what == 3:
        del comunas[name]
    elif what == 4:
        comunas[name] = chance.choice(([], None, 5, "x", {}))
    elif what == 5:
        document["censo"] = chance.choice(([], None, {"comunas": []}, {"comunas": {"1": 2}}, {}))
    content = json.dumps(document).encode()
    if what == 6:
        first = next(iter(comunas))
        content = content.replace(b'"comunas": {', f'"comunas": {{"{first}": {{"pob": 7}}, '.encode(), 1)
    if chance.random() < 0.3:
        content = bytes_changed(content, chance)
    return Sample("", layout.source_id, "censo.json", content)


_MUTATIONS: Final[dict[Callable[[Layout, Random], Sample], int]] = {
    untouched: 1,
    harmless: 5,
    changed_bytes: 16,
    truncated: 8,
    spoilt_cells: 40,
    spoilt_structure: 25,
    other_names: 6,
    merged_cells: 4,
}


def sample(layout: Layout, chance: Random) -> Sample:
    """One upload of a layout."""
    mutations = dict(_MUTATIONS)
    if layout.path.endswith(".json"):
        mutations = {untouched: 1, changed_bytes: 10, truncated: 8, documents: 60}
    (mutation,) = chance.choices(list(mutations), list(mutations.values()))
    made = mutation(layout, chance)
    return made._replace(label=layout.label, made_by=mutation.__name__)


def samples(chance: Random) -> Iterator[Sample]:
    """Without end, each layout by its share."""
    while True:
        (layout,) = chance.choices(LAYOUTS, [one.share for one in LAYOUTS])
        yield sample(layout, chance)
