"""Every page by address, and what shows that it is drawn."""

OFFICE = ("tablero", "indicador", "enviar")
PUBLIC = ("publico", "publico-indicador")
EVERY = ("", *OFFICE, *PUBLIC)
DRAWN = ".ba h1"
