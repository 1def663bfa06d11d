"""The page that lies beside the files and says what they are."""

from __future__ import annotations

from pathlib import Path

from bahealth.simulate.truth import Truth

_TEXT = """# Ciudad SIMULADA

Estos registros son **simulados**: ninguna persona, consulta o fecha es real. Manzanas censales, centros y hospitales
son los de la Ciudad, salvo "Centro simulado (no existe)"; lo que aquí ocurre en ellos no dice nada de ellos.
La población, la cobertura, los nacimientos, el bajo peso, los nacimientos prematuros y la mortalidad infantil siguen
las cifras publicadas en `data/city`; todo lo demás son supuestos (`data/demo/simulation.toml`).
`truth.toml` dice qué efectos se plantaron. `visits/AAAA-MM.parquet` es lo que *llega* por ese mes.

# SIMULATED city

These records are **simulated**: no person, visit or date is real. Census blocks, centres and hospitals are the city's,
but for "Centro simulado (no existe)"; what happens in them here says nothing about them.
Population, cover, births, low weight, preterm births and infant deaths follow the figures published in `data/city`;
everything else is assumed (`data/demo/simulation.toml`).
`truth.toml` says which effects were planted. `visits/YYYY-MM.parquet` is what *arrives* for that month.

| | |
|---|---|
"""


def write_readme(folder: Path, truth: Truth, rows: dict[str, int]) -> None:
    """LEAME.md, in both languages."""
    facts = {
        "semilla / seed": truth.seed,
        "escala / scale": truth.scale,
        "meses / months": f"{truth.months}: {truth.first_month:%Y-%m} – {truth.last_month:%Y-%m}",
        **rows,
    }
    table = "".join(f"| {name} | {value} |\n" for name, value in facts.items())
    (folder / "LEAME.md").write_text(_TEXT + table, encoding="utf-8", newline="\n")
