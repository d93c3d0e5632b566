"""A visitor without a browser: Streamlit's own messages over the real websocket."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from types import TracebackType

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

SLIDER = "volume"
KEPT_FOR_RUNS = 2
"""Streamlit's global.maxCachedMessageAge."""


@dataclass(frozen=True)
class Rerun:
    """One answer of the server: how long it took and what was sent, by the kind of element."""

    seconds: float
    bytes_by_kind: Counter[str]

    @property
    def kilobytes(self) -> float:
        """Everything that was sent, in kB."""
        return self.bytes_by_kind.total() / 1000


@dataclass
class Visitor:
    """Opens the first page, moves the volume slider or turns to another page; the page raises RuntimeError if it shows an error.

    Like a browser it keeps the elements that it was told to keep, and names them in its next request.
    """

    url: str
    query: str = ""
    options: list[str] = field(default_factory=list)
    _slider_id: str = ""
    _page: str = ""
    _pages: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, int] = field(default_factory=dict)
    _socket: ClientConnection | None = None

    async def __aenter__(self) -> Visitor:
        self._socket = await connect(
            self.url.replace("http", "ws", 1) + "/_stcore/stream",
            subprotocols=["streamlit", "PLACEHOLDER_AUTH_TOKEN"],  # type: ignore[list-item]
            max_size=None,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._connection().close()

    async def open_page(self) -> Rerun:
        """The first run of a new session."""
        return await self._run(BackMsg())

    async def turn_to(self, page: str) -> Rerun:
        """The first run of another page, by its name in the address."""
        self._page = self._pages[page]
        return await self._run(BackMsg())

    async def rerun(self) -> Rerun:
        """The page once more, with every input as it is."""
        return await self._run(BackMsg())

    async def move_volume(self, option: str) -> Rerun:
        """Move the slider to one of its `options`, the texts that it shows."""
        message = BackMsg()
        widget = message.rerun_script.widget_states.widgets.add()
        widget.id = self._slider_id
        widget.string_array_value.data.append(option)
        return await self._run(message)

    def _connection(self) -> ClientConnection:
        if self._socket is None:
            raise RuntimeError("use the visitor in an `async with`")
        return self._socket

    async def _run(self, message: BackMsg) -> Rerun:
        message.rerun_script.page_script_hash = self._page
        message.rerun_script.query_string = self.query
        message.rerun_script.cached_message_hashes.extend(self._kept)
        start = time.perf_counter()
        await self._connection().send(message.SerializeToString())
        sent: Counter[str] = Counter()
        while True:
            raw = await self._connection().recv(decode=False)
            answer = ForwardMsg.FromString(raw)
            sent[_kind(answer)] += len(raw)
            self._learn(answer)
            if answer.WhichOneof("type") == "script_finished":
                self._kept = {key: runs + 1 for key, runs in self._kept.items() if runs < KEPT_FOR_RUNS}
                return Rerun(time.perf_counter() - start, sent)

    def _learn(self, answer: ForwardMsg) -> None:
        if answer.metadata.cacheable:
            self._kept[answer.hash] = 0
        if answer.ref_hash:
            self._kept[answer.ref_hash] = 0
        if answer.WhichOneof("type") == "navigation":
            self._pages = {page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages}
        if answer.HasField("new_session"):
            self._page = answer.new_session.page_script_hash
        if not answer.HasField("delta"):
            return
        element = answer.delta.new_element
        if element.HasField("exception"):
            raise RuntimeError(f"the page shows an error: {element.exception.message}")
        if element.HasField("slider") and element.slider.id.endswith(f"-{SLIDER}"):
            self._slider_id, self.options = element.slider.id, list(element.slider.options)


def _kind(answer: ForwardMsg) -> str:
    if not answer.HasField("delta"):
        return str(answer.WhichOneof("type"))
    if answer.delta.HasField("new_element"):
        return str(answer.delta.new_element.WhichOneof("type"))
    return "block"
