"""The first run of app.py, before the first visitor: it registers the pages and loads what they need.

Until `st.navigation` has run once in a process, Streamlit answers a deep link as if the folder pages/ were its own old
kind of pages. So the frame is run once inside the server, without any network, before the server listens.
"""

from __future__ import annotations

import asyncio
import logging

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime

_LOG = logging.getLogger(__name__)
_LONGEST_SECONDS = 60


class _Visitor:
    """A session without a browser; knows only when the script has ended."""

    client_context = None

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.has_ended = asyncio.Event()

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take one message of the session."""
        if msg.WhichOneof("type") == "script_finished":
            self.loop.call_soon_threadsafe(self.has_ended.set)


async def run_frame_once(runtime: Runtime) -> None:
    """Open `/` as a visitor would and leave again; a frame that does not end is logged and does not stop the start."""
    visitor = _Visitor()
    session_id = runtime.connect_session(client=visitor, user_info={})
    opening = BackMsg()
    opening.rerun_script.query_string = ""
    runtime.handle_backmsg(session_id, opening)
    try:
        await asyncio.wait_for(visitor.has_ended.wait(), _LONGEST_SECONDS)
    except TimeoutError:
        _LOG.warning("the first run of app.py did not end within %s seconds", _LONGEST_SECONDS)
    runtime.close_session(session_id)
