"""`RemoteMonitor`: the logs of each epoch, sent to a server."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks.callback import Callback
from tinygrad_fa.solver.callbacks.values import plain, without_nan
from tinygrad_fa.solver.callbacks.warning import WarnOnce
from tinygrad_fa.solver.checks import number


class RemoteMonitor(Callback):
    """Sends each epoch to a server by HTTP POST: ``{"epoch": 3, "loss": 0.5, …}``.

        callbacks=[RemoteMonitor("http://localhost:9000", send_as_json=True)]

    The training waits for the answer, but no longer than `timeout`; a server that cannot be
    reached, is slow, or answers with an error costs one warning and nothing else.  Numbers that
    are not finite are sent as null.

    Args:
        root: the server, ``http://`` or ``https://``.
        path: what is posted to, on that server.
        field: the form's field that holds the JSON text; without a meaning if `send_as_json`.
        headers: more headers of the request.
        send_as_json: send the JSON text itself (``application/json``), not a form.
        timeout: seconds to wait, above 0.

    Raises:
        SettingError: for a wrong setting.
    """

    def __init__(
        self,
        root: str = "http://localhost:9000",
        path: str = "/publish/epoch/end/",
        field: str = "data",
        headers: Mapping[str, str] | None = None,
        send_as_json: bool = False,
        timeout: float = 2.0,
    ) -> None:
        self.url = f"{root}{path}"
        parts = urlsplit(self.url) if isinstance(root, str) else None
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            raise SettingError("callbacks.not_a_server", value=repr(root))
        self._at_home = parts.hostname in ("localhost", "127.0.0.1", "::1")
        if headers is not None and not isinstance(headers, Mapping):
            raise SettingError("callbacks.headers", value=repr(headers))
        self.field, self.headers, self.send_as_json = field, dict(headers or {}), send_as_json
        self.timeout = number("timeout", timeout, above=0)
        self._warn = WarnOnce()

    def on_epoch_end(self, epoch: int, logs: dict[str, Any]) -> None:
        """Send the logs of this epoch."""
        content = json.dumps(without_nan(plain({"epoch": epoch, **logs})), allow_nan=False)
        kind = "application/json"
        if not self.send_as_json:
            kind, content = "application/x-www-form-urlencoded", urlencode({self.field: content})
        headers = {"Content-Type": kind, **self.headers}
        trouble: list[str] = []
        # In a thread of its own: looking up a name, or an answer that comes byte by byte, may
        # take longer than any timeout of a socket.
        sender = threading.Thread(
            target=self._send, args=(content.encode(), headers, trouble), daemon=True
        )
        sender.start()
        sender.join(self.timeout)
        if sender.is_alive() or trouble:
            reason = trouble[0] if trouble else f"timeout = {self.timeout:g} s"
            self._warn("callbacks.server_trouble", url=self.url, reason=reason)

    def _send(self, content: bytes, headers: dict[str, str], trouble: list[str]) -> None:
        from http.client import HTTPException
        from urllib.request import ProxyHandler, Request, build_opener

        try:
            # A proxy cannot reach a server on this machine.
            opener = build_opener(*([ProxyHandler({})] if self._at_home else []))
            request = Request(self.url, content, headers, method="POST")
            opener.open(request, timeout=self.timeout).close()
        except (OSError, HTTPException, ValueError) as error:
            trouble.append(str(error) or type(error).__name__)
