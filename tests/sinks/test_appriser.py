"""Pages over apprise, to a real receiver."""

from __future__ import annotations

import io
import json
import logging
import socket
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import pytest

from firstcause.model.errors import NotificationError
from firstcause.sinks.appriser import AppriseNotifier

if TYPE_CHECKING:
    from tests.sinks.conftest import Receiver

# apprise loads all its plugins at once, one of which uses a module that Python 3.13 removed.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")

KEY = "incident/2025-11-07-1 SendPage:alice & co/#1 +50% é"
SECRET = "s3cr3t-passw0rd"


def test_a_webhook_gets_page_and_key(receiver: Receiver) -> None:
    """Title, message and the idempotency key travel in the body, the key in a header too."""
    notifier = AppriseNotifier(f"json://{receiver.address}/hook")
    assert notifier.notify(KEY, "tls/incomplete-chain", "orders\nis failing") == "accepted by json"
    (_headers, body), *more = receiver.posts
    assert not more
    sent = json.loads(body)
    assert (sent["title"], sent["message"], sent["key"]) == ("tls/incomplete-chain", "orders\nis failing", KEY)


def test_the_key_is_a_header_too(receiver: Receiver) -> None:
    """A receiver may recognise a repeat without reading the body."""
    AppriseNotifier(f"json://{receiver.address}").notify("incident/1 SendPage", "s", "t")
    assert receiver.posts[0][0]["Idempotency-Key"] == "incident/1 SendPage"


def test_a_repeat_carries_the_same_key(receiver: Receiver) -> None:
    """Two deliveries of one effect can be recognised as one."""
    notifier = AppriseNotifier(f"json://{receiver.address}")
    for _ in range(2):
        notifier.notify(KEY, "s", "t")
    assert {json.loads(body)["key"] for _, body in receiver.posts} == {KEY}


def test_fields_of_the_url_are_kept(receiver: Receiver) -> None:
    """What the team wrote into the URL still travels."""
    AppriseNotifier(f"json://{receiver.address}/?:team=orders&+X-Route=blue").notify(KEY, "s", "t")
    headers, body = receiver.posts[0]
    assert (json.loads(body)["team"], headers["X-Route"]) == ("orders", "blue")


def test_a_form_gets_the_key(receiver: Receiver) -> None:
    """A form webhook has the key as a field."""
    AppriseNotifier(f"form://{receiver.address}").notify(KEY, "s", "t")
    assert parse_qs(receiver.posts[0][1].decode())["key"] == [KEY]


def test_where_there_are_no_fields_the_key_is_the_last_line(receiver: Receiver) -> None:
    """A channel that takes only text still tells a repeat from a new page."""
    AppriseNotifier(f"xml://{receiver.address}").notify("k1", "s", "t")
    assert b"[k1]" in receiver.posts[0][1]


def test_a_refused_page_says_what_the_channel_answered(receiver: Receiver) -> None:
    """A 500 is a failed page that may be tried again, and its reason names the status."""
    receiver.status = 500
    with pytest.raises(NotificationError, match="error=500") as error:
        AppriseNotifier(f"json://{receiver.address}").notify(KEY, "s", "t")
    assert error.value.retryable


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that a process logs which somebody started with everything switched on."""
    stream = io.StringIO()
    root, handler = logging.getLogger(), logging.StreamHandler(stream)
    root.addHandler(handler)
    before = root.level
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(before)
    root.removeHandler(handler)


def test_secrets_of_the_url_stay_secret(capfd: pytest.CaptureFixture[str], log: io.StringIO) -> None:
    """Neither the error nor any log or output shows a part of the URL."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    url = f"json://user:{SECRET}@127.0.0.1:{port}/{SECRET}-path?+Authorization=Bearer%20{SECRET}"
    with pytest.raises(NotificationError) as error:
        AppriseNotifier(url).notify(KEY, "s", "t")
    assert "connection error" in str(error.value).lower()
    told = (str(error.value), error.value.hint, log.getvalue(), *capfd.readouterr())
    assert not any(SECRET in text or "127.0.0.1" in text for text in told)


def test_an_unknown_channel_is_refused_at_once() -> None:
    """A URL that apprise does not know is told by a check, not in the night, and without showing it."""
    with pytest.raises(NotificationError, match=r"nosuch://\.\.\.") as error:
        AppriseNotifier(f"nosuch://{SECRET}").check()
    assert SECRET not in str(error.value)


def test_a_check_sends_nothing(receiver: Receiver) -> None:
    """A known URL passes the check, and nobody is paged."""
    AppriseNotifier(f"json://{receiver.address}").check()
    assert receiver.posts == []


def test_a_hanging_channel_is_left(receiver: Receiver) -> None:
    """A receiver that never answers costs the timeout and no more."""
    receiver.open.clear()
    notifier = AppriseNotifier(f"json://{receiver.address}", timeout_seconds=0.2)
    begun = time.monotonic()
    with pytest.raises(NotificationError, match="timeout"):
        notifier.notify(KEY, "s", "t")
    assert time.monotonic() - begun < 3


def test_a_channel_that_takes_its_time_is_not_asked_twice(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """apprise itself hangs up after four seconds, here a fifth of one: what was taken later would be sent again."""
    monkeypatch.setattr("apprise.URLBase.socket_read_timeout", 0.2)
    receiver.open.clear()
    answering = threading.Timer(0.6, receiver.open.set)
    answering.start()
    AppriseNotifier(f"json://{receiver.address}").notify(KEY, "s", "t")
    answering.join()
    assert len(receiver.posts) == 1
