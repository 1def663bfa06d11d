"""Words of Argentine addresses: how streets are called, how their names are shortened, and what is no street."""

from __future__ import annotations

from typing import Final

KINDS: Final = {
    "avenida": ("av", "avda", "ave", "aven", "avd"),
    "calle": ("c", "cll"),
    "pasaje": ("pje", "psje", "pasj", "psj", "pas"),
    "boulevard": ("blvd", "bv", "bvd", "boul", "bulevar"),
}
TITLES: Final = {
    "general": ("gral", "gnral", "gl", "gen"),
    "teniente": ("tte", "tnte", "ten"),
    "coronel": ("cnel", "crnel", "cnl", "cel"),
    "doctor": ("dr", "dra", "doctora"),
    "presidente": ("pres", "pte", "pdte", "presid"),
    "almirante": ("alte", "almte", "alm"),
    "ingeniero": ("ing",),
    "intendente": ("int", "intend"),
    "mariscal": ("mcal",),
    "capitan": ("cap", "cptan"),
    "comandante": ("cmte", "cte", "cmdte"),
    "combatiente": ("ctte",),
    "comodoro": ("cdro", "cro"),
    "sargento": ("sgto", "sarg"),
    "brigadier": ("brig",),
    "profesor": ("prof", "profesora"),
    "ministro": ("min",),
    "diputado": ("dip",),
    "gobernador": ("gob", "gdor"),
    "monsenor": ("mons",),
    "aviador": ("avdor",),
    "contralmirante": ("contralte",),
    "division": ("div",),
    "nacional": ("nac",),
    "virrey": ("vrey",),
    "agente": (),
    "cabo": (),
    "coronela": (),
    "obispo": (),
    "padre": (),
    "don": (),
}
OTHERS: Final = {
    "santa": ("sta",),
    "santo": ("sto",),
    "nuestra": ("ntra",),
    "senora": ("sra",),
    "francisco": ("fco",),
    "jose": ("jse",),
    "maria": ("ma",),
    "republica": ("rep", "rca"),
    "republicas": ("reps",),
    "estados": ("eeuu",),
    "provincias": ("pcias",),
    "barrio": ("bo", "bro"),
    "parque": ("pque", "pq"),
    "plaza": ("pza", "plza"),
    "septiembre": ("setiembre", "sept", "set"),
    "hipolito": ("hip",),
    "bartolome": ("bme",),
    "estanislao": ("est",),
    "fernandez": ("fdez", "fz"),
    "rodriguez": ("rguez", "rdguez"),
    "gonzalez": ("glez", "gzlez"),
    "martinez": ("mtnez",),
}
PARTICLES: Final = frozenset({"de", "del", "la", "las", "los", "el", "y", "e", "d", "da", "di"})
NUMBER_WORDS: Final = {
    word: str(number)
    for number, words in {
        1: ("primero", "uno", "1ro", "1er"),
        2: ("dos", "segundo"),
        3: ("tres", "tercero"),
        5: ("cinco",),
        6: ("seis",),
        7: ("siete",),
        8: ("ocho",),
        9: ("nueve",),
        10: ("diez",),
        11: ("once",),
        12: ("doce",),
        14: ("catorce",),
        15: ("quince",),
        17: ("diecisiete",),
        18: ("dieciocho",),
        20: ("veinte",),
        23: ("veintitres",),
        24: ("veinticuatro",),
        25: ("veinticinco",),
        27: ("veintisiete",),
    }.items()
    for word in words
}

WHOLE: Final = {
    short: word for table in (KINDS, TITLES, OTHERS) for word, shorts in table.items() for short in shorts
} | NUMBER_WORDS
"""A shortened word to the whole one; number words to digits."""

BEFORE_NUMBER: Final = frozenset({"al", "altura", "alt", "nro", "numero", "num", "n", "no", "nr"})
"""What people write between street and number."""
INSIDE: Final = frozenset(
    {"piso", "depto", "dpto", "dto", "departamento", "timbre", "pb", "planta", "local", "torre", "oficina", "of"}
    | {"unidad", "uf", "casa", "interno", "edificio"}
)
"""What comes after the number and tells where inside the building."""
UNNAMED: Final = (
    "SIN NOMBRE", "SENDERO SIN NOMBRE", "PUENTE", "PASILLO", "SENDERO PUENTE", "ACCESO", "PJE (", "PJE.PARTICULAR (",
    "CALLE INTERNA", "CALZADA",
)  # fmt: skip
"""How official names begin that are no names: nobody has one of these as an address."""

HERE: Final = (
    "ciudad autonoma de buenos aires", "ciudad de buenos aires", "capital federal", "cap fed", "caba", "c a b a",
    "buenos aires", "bs as", "republica argentina", "argentina",
)  # fmt: skip
"""Ways to say this city behind an address."""
ELSEWHERE: Final = (
    "provincia de buenos aires", "pcia de buenos aires", "prov de buenos aires", "gba", "gran buenos aires",
    "conurbano", "la plata", "avellaneda", "lanus", "lomas de zamora", "quilmes", "berazategui", "florencio varela",
    "almirante brown", "adrogue", "temperley", "banfield", "esteban echeverria", "monte grande", "ezeiza",
    "la matanza", "san justo", "ramos mejia", "ciudadela", "moron", "haedo", "castelar", "ituzaingo", "merlo", "moreno",
    "hurlingham", "tres de febrero", "caseros", "san martin", "villa ballester", "vicente lopez", "olivos", "florida",
    "munro", "martinez", "san isidro", "san fernando", "tigre", "pilar", "escobar", "jose c paz", "malvinas argentinas",
    "san miguel", "valentin alsina", "gerli", "wilde", "bernal", "dock sud", "lomas del mirador", "tapiales",
    "villa celina", "isidro casanova", "gonzalez catan", "zarate", "campana", "lujan", "mar del plata", "bahia blanca",
    "tandil", "rosario", "santa fe", "cordoba", "mendoza", "tucuman", "salta", "jujuy", "neuquen", "posadas",
    "corrientes", "resistencia", "parana", "montevideo",
)  # fmt: skip
"""Other cities and districts, as people write them behind an address; many are names of streets here too."""
