"""RemoteMonitor and a real server on this machine."""

from __future__ import annotations

import json
import math
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import numpy as np
import pytest

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks import CallbackWarning, RemoteMonitor


class Server:
    """A server that notes what it is sent."""

    def __init__(self, answer=200, wait=0.0):
        self.requests, notes = [], self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                notes.requests.append((self.path, dict(self.headers), body.decode()))
                time.sleep(wait)
                self.send_response(answer)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Handler)
        self.root = f"http://127.0.0.1:{self.http.server_port}"
        self.thread = threading.Thread(target=self.http.serve_forever, args=(0.01,), daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.http.shutdown()
        self.http.server_close()


@pytest.fixture(autouse=True)
def proxy_that_does_not_exist(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")


def test_json(scripted):
    with Server() as server:
        scripted([0.5, np.float32(0.25)], RemoteMonitor(server.root, send_as_json=True))
    (path, headers, body), (_, _, second) = server.requests
    assert path == "/publish/epoch/end/"
    assert headers["Content-Type"] == "application/json"
    assert json.loads(body) == {"epoch": 0, "lr": 0.0, "val_loss": 0.5}
    assert json.loads(second)["val_loss"] == 0.25


def test_a_form_with_headers_of_ones_own(scripted):
    with Server() as server:
        monitor = {"path": "/up", "field": "epoch_logs", "headers": {"Authorization": "Bearer x"}}
        scripted([0.5], RemoteMonitor(server.root, **monitor))
    ((path, headers, body),) = server.requests
    assert path == "/up"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert headers["Authorization"] == "Bearer x"
    assert json.loads(parse_qs(body)["epoch_logs"][0]) == {"epoch": 0, "lr": 0.0, "val_loss": 0.5}


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("value", [math.nan, math.inf, [1.0, -math.inf]])
def test_what_is_not_finite_is_null(scripted, as_json, value):
    with Server() as server:
        scripted([value], RemoteMonitor(server.root, send_as_json=as_json))
    body = server.requests[0][2]
    sent = json.loads(body if as_json else parse_qs(body)["data"][0])
    assert sent["val_loss"] == ([1.0, None] if isinstance(value, list) else None)


def closed_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_a_server_that_is_not_there_is_one_warning(scripted):
    monitor = RemoteMonitor(f"http://127.0.0.1:{closed_port()}")
    with pytest.warns(CallbackWarning, match="did not take the logs") as warned:
        solver = scripted([0.5, 0.4, 0.3], monitor)
    assert len(warned) == 1
    assert solver.epoch == 3


def test_a_server_that_answers_with_an_error_is_one_warning(scripted):
    with Server(answer=500) as server, pytest.warns(CallbackWarning, match="500") as warned:
        scripted([0.5, 0.4], RemoteMonitor(server.root))
    assert len(warned) == 1 and len(server.requests) == 2


def test_a_slow_server_costs_no_more_than_the_timeout(scripted):
    with socket.socket() as listener:  # takes the call and never says a word
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        root = f"http://127.0.0.1:{listener.getsockname()[1]}"
        begin = time.monotonic()
        with pytest.warns(CallbackWarning, match="timeout|timed out"):
            scripted([0.5], RemoteMonitor(root, timeout=0.2))
        assert 0.2 <= time.monotonic() - begin < 1.5


def test_a_server_that_trickles_costs_no_more_than_the_timeout(scripted):
    stop = threading.Event()

    def trickle(listener):
        connection, _ = listener.accept()
        with connection:
            while not stop.wait(0.05):
                connection.sendall(b"H")  # each byte begins the timeout of the socket anew

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        thread = threading.Thread(target=trickle, args=(listener,))
        thread.start()
        begin = time.monotonic()
        with pytest.warns(CallbackWarning, match=r"timeout = 0.3 s"):
            scripted([0.5], RemoteMonitor(f"http://127.0.0.1:{listener.getsockname()[1]}",
                                          timeout=0.3))  # fmt: skip
        assert time.monotonic() - begin < 1.5
        stop.set()
        thread.join()


@pytest.mark.parametrize("wrong", [{"root": "localhost:9000"}, {"root": "file:///etc/passwd"},
                                   {"root": None}, {"root": "http://"}, {"timeout": 0},
                                   {"timeout": None}, {"headers": "x"}])  # fmt: skip
def test_wrong_settings(wrong):
    with pytest.raises(SettingError):
        RemoteMonitor(**wrong)
