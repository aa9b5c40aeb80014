"""The server as a process: how it begins, and all the ways in which it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from firstcause.serve.server import HttpServer, ListenError, listen, run

DEADLINE = 15

PROGRAM = """
import sys, threading
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.concurrency import run_in_threadpool
from firstcause.serve.server import HttpServer, listen

def slow():
    print("asked", flush=True)
    threading.Event().wait(0.5)

async def root(request):
    await run_in_threadpool(slow)
    return PlainTextResponse("answered")

listener = listen("127.0.0.1", 0)
print(listener.getsockname()[1], flush=True)
left_by = HttpServer(Starlette(routes=[Route("/", root)]), listener, leave_with_stdin=True).run()
print("closed by", left_by, flush=True)
"""


@contextmanager
def process() -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that serves, and its URL."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        url = f"http://127.0.0.1:{child.stdout.readline().strip()}/"
        try:
            yield child, url
        finally:
            child.kill()


def last_line(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None
    assert child.wait(DEADLINE) == 0
    return child.stdout.read().strip()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_requests_finish(number: signal.Signals) -> None:
    """At SIGTERM or SIGINT the request under way is answered, and the owner gets to close its things."""
    answers: list[str] = []
    with process() as (child, url):
        asking = threading.Thread(target=lambda: answers.append(httpx2.get(url, trust_env=False).text))
        asking.start()
        assert child.stdout is not None
        assert child.stdout.readline() == "asked\n"
        child.send_signal(number)
        asking.join(DEADLINE)
        assert answers == ["answered"]
        assert last_line(child) == f"closed by {number}"


def test_it_leaves_when_its_parent_dies() -> None:
    """The end of standard input, which even kill -9 of the parent brings, ends the server in order."""
    with process() as (child, url):
        assert httpx2.get(url, trust_env=False).text == "answered"
        assert child.stdin is not None
        child.stdin.close()
        assert last_line(child).splitlines()[-1] == "closed by 0"


def test_a_taken_port_is_told() -> None:
    """An address in use is an error with a hint, before anything is served."""
    with listen("127.0.0.1", 0) as taken, pytest.raises(ListenError, match="in use") as error:
        run(nobody, "127.0.0.1", taken.getsockname()[1])
    assert error.value.hint


def test_the_port_is_free_afterwards() -> None:
    """A stopped server has closed its socket: another can take the port at once."""
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    server = HttpServer(nobody, listener)
    thread = threading.Thread(target=server.run)
    thread.start()
    server.stop()
    thread.join(DEADLINE)
    assert not thread.is_alive()
    with listen("127.0.0.1", port) as again:
        assert again.getsockname()[1] == port


def test_children_do_not_inherit_the_socket() -> None:
    """A command that we start cannot keep the port after our death."""
    with listen("127.0.0.1", 0) as listener:
        assert not os.get_inheritable(listener.fileno())


def test_ipv6() -> None:
    """An IPv6 address is listened on as such."""
    with listen("::1", 0) as listener:
        assert listener.family == socket.AF_INET6


async def nobody(scope: object, receive: object, send: object) -> None:
    """An application that is never called."""
    raise AssertionError(scope)
