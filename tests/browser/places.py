"""Pages by address, and what shows that one is drawn."""

OFFICE = ("tablero", "indicador", "atencion", "enviar")
PUBLIC = ("publico", "publico-indicador")
DRAWN = ".ba h1"
