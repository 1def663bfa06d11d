"""Pages by address, and what shows that one is drawn."""

OFFICE = (
    "tablero",
    "indicador",
    "atencion",
    "controles-por-completar",
    "enviar",
    "metas",
    "entregas",
    "responsables",
    "registro",
    "personas",
)
PUBLIC = ("publico", "publico-indicador", "publico-quince")
FIGURED = (
    "sesiones",
    "compromisos",
    "programa",
    "calibracion",
    "quince",
    "donde-abrir?nuevos=1&esquinas=100",
    "equipos?forma=repartidos",
    "ayudo",
    "centro",
)
"""Drawn once, every other one in the dark: their colours are those of the pages above."""
DRAWN = ".ba h1"
