from __future__ import annotations

import pytest

from bahealth.charts.palette import THEMES, Palette, Theme, palette


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
def test_text_and_marks_reach_aa_on_both_backgrounds(theme: Theme) -> None:
    colours = palette(theme)
    for behind in (colours.background, colours.surface):
        for name in ("ink", "muted", "accent", "good", "concern"):
            assert contrast(getattr(colours, name), behind) >= 4.5, name
        for name in ("faint", "series", "higher", "lower", "neutral"):
            assert contrast(getattr(colours, name), behind) >= 3, name


@pytest.mark.parametrize("theme", THEMES)
def test_labels_on_a_map_can_be_read(theme: Theme) -> None:
    colours = palette(theme)
    for fill in (colours.good, colours.concern, colours.higher, colours.lower, colours.neutral):
        assert contrast(colours.background, fill) >= 4.5
    assert contrast(colours.ink, colours.veil) >= 4.5
    assert contrast(colours.ink, colours.band) >= 4.5


def test_a_grey_printer_keeps_words_marks_and_judgements_apart() -> None:
    colours = palette("print")
    for name in ("ink", "muted"):
        assert contrast(getattr(colours, name), colours.background) >= 4.5, name
    for name in ("faint", "series", "good", "concern", "higher", "lower", "neutral"):
        assert contrast(getattr(colours, name), colours.background) >= 3, name
    assert contrast(colours.good, colours.concern) >= 1.4
    assert contrast(colours.higher, colours.lower) >= 1.4


@pytest.mark.parametrize("theme", THEMES)
def test_judgements_differ_in_grey_and_are_blue_and_orange(theme: Theme) -> None:
    colours: Palette = palette(theme)
    assert contrast(colours.good, colours.concern) >= 1.4
    assert contrast(colours.higher, colours.lower) >= 1.4
    good, concern = (
        [int(one[place : place + 2], 16) for place in (1, 3, 5)] for one in (colours.good, colours.concern)
    )
    assert good[2] == max(good)
    assert concern[0] == max(concern)
    assert concern[1] > concern[2]
