"""Shapes for maps, by address: charts name them and the browser keeps them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

LAYERS = ("comunas", "barrios")
_KEEP_SECONDS = 3600


@dataclass(frozen=True)
class Shapes:
    """One file of shapes as it is sent."""

    plain: bytes
    compressed: bytes
    etag: str


def shapes(file: Path) -> Shapes:
    """The GeoJSON `file`, compressed once for all readers."""
    plain = file.read_bytes()
    return Shapes(plain, gzip.compress(plain, mtime=0), f'"{hashlib.sha256(plain).hexdigest()[:32]}"')


def geometry_routes(data: Path) -> list[Route]:
    """`/geo/comunas.json` and `/geo/barrios.json`, for the layers that `data`/city has."""
    routes: list[Route] = []
    for layer in LAYERS:
        file = data / "city" / f"{layer}.geojson"
        if file.is_file():
            routes.append(_route(layer, shapes(file)))
    return routes


def _route(layer: str, kept: Shapes) -> Route:
    async def answer(request: Request) -> Response:
        headers = {
            "ETag": kept.etag,
            "Cache-Control": f"public, max-age={_KEEP_SECONDS}",
            "Vary": "Accept-Encoding",
        }
        known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
        if kept.etag in known:
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(
                kept.compressed, media_type="application/geo+json", headers=headers | {"Content-Encoding": "gzip"}
            )
        return Response(kept.plain, media_type="application/geo+json", headers=headers)

    return Route(f"/geo/{layer}.json", answer, methods=["GET"])
