"""Sessions without a browser: Streamlit's own messages over its WebSocket."""

from __future__ import annotations

import asyncio
import time
from typing import Any, NamedTuple

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from bench.servers import Server

# A page that sends the visitor on finishes early, with another status, and runs again.
_FINISHED = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY


class Session:
    """One visitor: draws a page, then changes one select box again and again."""

    def __init__(self, socket: ClientConnection, page: str, query: str) -> None:
        self.socket, self.page, self.query = socket, page, query
        self.page_hash = ""
        self.selects: dict[str, Any] = {}

    async def rerun(self, values: dict[str, str] | None = None) -> float:
        """Seconds until the script has finished; `values` sets select boxes by their label's place in the page."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        if self.page_hash:
            message.rerun_script.page_script_hash = self.page_hash
        else:
            message.rerun_script.page_name = self.page
        for widget_id, value in (values or {}).items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = widget_id
            state.string_value = value
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            raw = await asyncio.wait_for(self.socket.recv(), 60)
            forward = ForwardMsg()
            forward.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
            kind = forward.WhichOneof("type")
            if kind == "new_session":
                self.page_hash = forward.new_session.page_script_hash or self.page_hash
            elif kind == "delta" and forward.delta.new_element.WhichOneof("type") == "selectbox":
                box = forward.delta.new_element.selectbox
                self.selects[box.id] = list(box.options)
            elif kind == "script_finished" and forward.script_finished == _FINISHED:
                return time.perf_counter() - start


async def opened(server: Server, page: str, query: str = "") -> Session:
    """A session that has drawn `page` once."""
    socket = await connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None,
        origin=f"http://127.0.0.1:{server.port}",  # type: ignore[arg-type]
    )
    session = Session(socket, page, query)
    await session.rerun()
    return session


class Load(NamedTuple):
    """What many sessions at once felt, and what the server spent."""

    reruns_per_second: float
    median_seconds: float
    worst_seconds: float
    cpu_seconds_per_rerun: float


async def load(server: Server, page: str, *, sessions: int, rounds: int, box: int = 0) -> Load:
    """`sessions` visitors change the select box number `box` of `page` at the same moment, `rounds` times."""
    visitors = [await opened(server, page) for _ in range(sessions)]
    for visitor in visitors:  # one unmeasured change each
        await visitor.rerun(_choice(visitor, box, 1))
    cpu, start, waits = server.cpu_seconds(), time.perf_counter(), []
    for turn in range(rounds):
        waits += await asyncio.gather(
            *(visitor.rerun(_choice(visitor, box, turn + place)) for place, visitor in enumerate(visitors))
        )
    seconds = time.perf_counter() - start
    spent = server.cpu_seconds() - cpu
    for visitor in visitors:
        await visitor.socket.close()
    waits.sort()
    count = sessions * rounds
    return Load(count / seconds, waits[len(waits) // 2], waits[-1], spent / count)


def _choice(visitor: Session, box: int, turn: int) -> dict[str, str]:
    widget_id, options = list(visitor.selects.items())[box]
    return {widget_id: options[turn % len(options)]}
