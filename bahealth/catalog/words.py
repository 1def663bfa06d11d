"""Names of what the catalogue groups by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bahealth.catalog.model import Group
from bahealth.i18n import N_, Text

THEMES: Final[Mapping[Group, str]] = {
    Group.INFANT: N_("Infant and child health"),
    Group.MATERNAL: N_("Maternal health"),
    Group.EMERGENCY: N_("Emergency departments"),
    Group.ACCESS: N_("Primary care and access"),
}


def theme_text(theme: str, t: Text) -> str:
    """The theme of the mission, or what people wrote; everything where nothing was chosen."""
    if not theme.strip():
        return t("All themes")
    return t(THEMES[Group(theme)]) if theme in {one.value for one in Group} else theme
