"""A person at the app without a browser: Streamlit's own messages over its WebSocket, widgets by their keys.

What a browser would send is sent: the values of all widgets that this person has touched, and for a click the trigger.
What comes back is kept: the widgets of the page by key with their values, and the HTML that it shows.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string
from websockets.asyncio.client import ClientConnection, connect

from bench.servers import Server

_FINISHED = ForwardMsg.ScriptFinishedStatus.FINISHED_SUCCESSFULLY
_WIDGETS = ("button", "selectbox", "text_area", "text_input", "number_input", "date_input", "radio", "button_group")
_KEY = re.compile(r"^\$\$ID-[0-9a-f]+-(.+)$")


class Visitor:
    """One session. `pages` are what has been drawn last: widgets by key and the HTML in its order."""

    def __init__(self, socket: ClientConnection, page: str, query: str) -> None:
        self.socket, self.page, self.query = socket, page, query
        self.page_hash = ""
        self.widgets: dict[str, Any] = {}
        self.html: list[str] = []
        self._touched: dict[str, WidgetState] = {}

    @classmethod
    async def arrived(cls, server: Server, page: str, query: str = "", cookies: str = "") -> Self:
        """Somebody who has opened `page` with `query`, sending `cookies`.

        Streamlit takes the cookie of a sign-in only together with its token against forged requests: any token, which
        the browser has from the page, once as a cookie and once here.
        """
        token = generate_xsrf_token_string()
        sent = "; ".join(one for one in (cookies, f"_streamlit_xsrf={token}") if one)
        socket = await connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            subprotocols=["streamlit", token],  # type: ignore[list-item]
            max_size=None,
            origin=f"http://127.0.0.1:{server.port}",  # type: ignore[arg-type]
            additional_headers={"Cookie": sent},
        )
        visitor = cls(socket, page, query)
        await visitor.run()
        return visitor

    async def goes_to(self, query: str) -> float:
        """Seconds until the same page is drawn for another address."""
        self.query = query
        self._touched.clear()
        return await self.run()

    async def acts(self, values: dict[str, Any], *, click: str | None = None) -> float:
        """Seconds until the page is drawn after these values (by key) and a click on the button `click`."""
        for key, value in values.items():
            self._touched[key] = self._state(key, value)
        return await self.run(click)

    async def run(self, click: str | None = None) -> float:
        """Seconds from sending everything to the end of the script."""
        message = BackMsg()
        message.rerun_script.query_string = self.query
        if self.page_hash:
            message.rerun_script.page_script_hash = self.page_hash
        else:
            message.rerun_script.page_name = self.page
        message.rerun_script.widget_states.widgets.extend(self._touched.values())
        if click is not None:
            pressed = WidgetState(id=self.widgets[click].id, trigger_value=True)
            message.rerun_script.widget_states.widgets.append(pressed)
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        await self._drawn()
        return time.perf_counter() - start

    async def leaves(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def _drawn(self) -> None:
        while True:
            raw = await asyncio.wait_for(self.socket.recv(), 60)
            forward = ForwardMsg()
            forward.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
            kind = forward.WhichOneof("type")
            if kind == "new_session":
                self.widgets, self.html = {}, []
            elif kind == "navigation":
                self.page_hash = forward.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = forward.page_info_changed.query_string
            elif kind == "delta" and forward.delta.WhichOneof("type") == "new_element":
                self._keep(forward.delta.new_element)
            elif kind == "script_finished" and forward.script_finished == _FINISHED:
                return

    def _keep(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind == "html":
            self.html.append(element.html.body)
        elif kind in _WIDGETS and (found := _KEY.match(getattr(element, kind).id)):
            self.widgets[found[1]] = getattr(element, kind)

    def _state(self, key: str, value: Any) -> WidgetState:
        state = WidgetState(id=self.widgets[key].id)
        if isinstance(value, bool):
            state.bool_value = value
        elif isinstance(value, float):
            state.double_value = value
        elif isinstance(value, str):
            state.string_value = value
        else:
            state.string_array_value.data.extend(value)
        return state
