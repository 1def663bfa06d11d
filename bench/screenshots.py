"""The pictures of the README, taken from the running app on a freshly built store: `make screenshots`."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image
from playwright.sync_api import Browser

from bench.browser import chromium, seconds_to_draw
from bench.servers import PROJECT, built_store, serving_app

FOLDER = PROJECT / "docs" / "screenshots"
MOST_BYTES = 300_000


class Picture(NamedTuple):
    """One view of the app; `height` cuts a long page. `opened` is how many rows are opened."""

    name: str
    path: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    opened: int = 0

    @property
    def file(self) -> Path:
        language = "en" if "idioma=en" in self.path else "es"
        return FOLDER / f"{self.name}-{language}-{self.scheme}-{self.width}.png"


PICTURES = (
    Picture("scorecard", "tablero", 1440, 1320),
    Picture("scorecard", "tablero?idioma=en", 1440, 1320, "dark", opened=1),
    Picture("scorecard", "tablero", 360, 1500),
    Picture("indicator", "indicador?indicador=infant_mortality", 1440, 1800),
    Picture("indicator", "indicador?idioma=en&indicador=public_only_coverage", 1440, 1320, "dark"),
    Picture("indicator", "publico-indicador?indicador=public_only_coverage&area=comuna-8", 360, 1500),
    Picture("send", "enviar?fuente=form_child_health", 1440, 700),
)


def main() -> None:
    """Write every picture and print its size; a picture that grew too heavy for a page of text is refused."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        store = built_store(Path(folder) / "app.duckdb", PROJECT / "data")
        with serving_app(store, PROJECT / "data") as app, chromium() as browser:
            for one in PICTURES:
                content = _light(_taken(browser, app.url, one))
                if len(content) > MOST_BYTES:
                    message = f"{one.file.name} has {len(content):,} bytes, more than {MOST_BYTES:,}"
                    raise SystemExit(message)
                one.file.write_bytes(content)
                print(f"{one.file.relative_to(PROJECT)}  {len(content) / 1000:.0f} kB")


def _taken(browser: Browser, url: str, one: Picture) -> bytes:
    context = browser.new_context(
        viewport={"width": one.width, "height": one.height}, color_scheme=one.scheme, locale="es-AR"
    )
    page = context.new_page()
    seconds_to_draw(page, f"{url}/{one.path}", ".ba h1")
    for row in range(one.opened):
        page.locator(".ba-row summary").nth(row).click()
    page.mouse.move(0, 0)
    page.locator("[data-testid=stMain]").evaluate("main => main.scrollTo(0, 0)")
    page.wait_for_timeout(1000)  # fonts and the last transition of a chart
    content = page.screenshot()
    context.close()
    return content


def _light(content: bytes) -> bytes:
    """The same picture, packed as tightly as PNG can without losing a colour."""
    out = io.BytesIO()
    Image.open(io.BytesIO(content)).convert("RGB").save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    main()
