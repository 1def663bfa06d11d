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
DRAWN = ".ba h1"
