"""Lists of targets: what is read, and what is told of a line that is none."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcause.config.errors import ConfigError
from firstcause.config.targets import TargetFile, catalogue_targets
from firstcause.model.service import Catalogue, Endpoint, Service, View
from firstcause.model.target import Target


def read(folder: Path, text: str | bytes) -> list[Target]:
    file = folder / "targets.ndjson"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(TargetFile(file))


def test_every_key_of_the_contract_is_understood(tmp_path: Path) -> None:
    """A row as another program would write it."""
    (tmp_path / "ca.pem").touch()
    row = (
        '{"id": "e7", "host": "127.0.0.1", "port": 8443, "server_name": "shop.internal", "trust": "ca.pem",'
        ' "client_cert": "/c.pem", "client_key": "/c.key", "protocol": "smtp", "alpn": ["h2"],'
        ' "min_version": "TLSv1.2", "max_version": "TLSv1.3", "at": "2027-01-31T00:00:00Z", "service": "shop",'
        ' "timeout": 2.5}'
    )
    (target,) = read(tmp_path, row)
    look = target.look
    assert (target.id, target.line, look.service, look.timeout_seconds) == ("e7", 1, "shop", 2.5)
    assert look.endpoint == Endpoint("127.0.0.1", 8443, "shop.internal", ("h2",), "smtp")
    assert look.view == View("", str(tmp_path / "ca.pem"), "/c.pem", "/c.key", "TLSv1.2", "TLSv1.3")
    assert look.at == datetime(2027, 1, 31, tzinfo=UTC)


def test_plain_lines_comments_and_what_windows_leaves_behind(tmp_path: Path) -> None:
    """Blank lines do not shift the numbers by which lines are told."""
    listed = read(tmp_path, b"\xef\xbb\xbf# the shop\r\n\r\norder.internal:443\r\n[::1]:8443\r\n")
    assert [(t.line, t.look.endpoint.host, t.look.endpoint.port) for t in listed] == [
        (3, "order.internal", 443),
        (4, "::1", 8443),
    ]
    assert listed[0].look.endpoint.server_name == "order.internal"


def test_what_is_null_is_absent(tmp_path: Path) -> None:
    """As programs write what they do not know."""
    (target,) = read(tmp_path, '{"id": null, "host": "a.internal", "port": "443", "alpn": null, "at": null}')
    assert target.look.endpoint == Endpoint("a.internal", 443, "a.internal")


@pytest.mark.parametrize(
    ("row", "endpoint", "view"),
    [
        ('"protocol": "https"', Endpoint("a", 1, "a", (), "http"), View("")),
        ('"protocol": "tls"', Endpoint("a", 1, "a"), View("")),
        ('"max_version": "TLSv1"', Endpoint("a", 1, "a"), View("", max_version="TLSv1.0")),
    ],
)
def test_words_of_other_programs_are_understood(tmp_path: Path, row: str, endpoint: Endpoint, view: View) -> None:
    """One word must not make a list of thousands unreadable."""
    (target,) = read(tmp_path, f'{{"host": "a", "port": 1, {row}}}')
    assert (target.look.endpoint, target.look.view) == (endpoint, view)


def test_keys_of_other_programs_are_left_aside_and_named(tmp_path: Path) -> None:
    """So that a slip of the keyboard does not pass in silence."""
    file = tmp_path / "targets.ndjson"
    file.write_text('{"host": "a.internal", "port": 443, "sever_name": "b.internal"}\n')
    listed = TargetFile(file)
    assert len(list(listed)) == 1
    assert listed.unknown == {"sever_name"}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("order.internal", "'order.internal' is not host:port"),
        ("order.internal:0", "is not host:port"),
        ("{", "no JSON object"),
        ('{"port": 443}', "host: it is missing"),
        ('{"host": "a", "port": 70000}', "port: expected a number from 1 to 65535"),
        ('{"host": "a", "port": true}', "port: expected a number from 1 to 65535"),
        ('{"host": ["a"], "port": 1}', "host: expected a string"),
        ('{"host": "a", "port": 1, "alpn": [1]}', "alpn: expected a list of strings"),
        ('{"host": "a", "port": 1, "protocol": "gopher"}', "protocol: expected one of http"),
        ('{"host": "a", "port": 1, "min_version": "1.2"}', "min_version: expected one of TLSv1.0"),
        ('{"host": "a", "port": 1, "at": "tomorrow"}', "at: expected a time"),
        ('{"host": "a", "port": 1, "timeout": 0}', "timeout: expected a number of seconds"),
        ('{"host": "a", "port": 1, "id": {}}', "id: expected a string or a number"),
        ("[" * 100000, "is not host:port"),
        ('{"a":' * 100000, "no JSON object"),
    ],
)
def test_a_line_that_is_no_target_is_told_by_file_and_line(tmp_path: Path, line: str, told: str) -> None:
    """What was expected, where."""
    with pytest.raises(ConfigError) as error:
        read(tmp_path, f"a.internal:443\n{line}\n")
    assert "targets.ndjson:2: " in str(error.value)
    assert told in str(error.value)


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    """With an example of a line."""
    with pytest.raises(ConfigError, match="No such file"):
        list(TargetFile(tmp_path / "none"))
    with pytest.raises(ConfigError, match="not a text in UTF-8"):
        read(tmp_path, b"\xff\xfe\x00")


def test_the_catalogue_is_a_list_of_every_endpoint_as_each_caller() -> None:
    """Services without views are looked at as the system sees them."""
    one, two = Endpoint("a", 1, "a"), Endpoint("b", 2, "b")
    services = (Service("shop", endpoints=(one, two), views=("web", "app")), Service("bank", endpoints=(one,)))
    listed = catalogue_targets(Catalogue(services, (View("web", "ca.pem"),)), 3.0)
    assert [(t.line, t.look.service, t.look.endpoint.host, t.look.view.name) for t in listed] == [
        (1, "shop", "a", "web"),
        (2, "shop", "a", "app"),
        (3, "shop", "b", "web"),
        (4, "shop", "b", "app"),
        (5, "bank", "a", "system"),
    ]
    assert listed[0].look.view.trust == "ca.pem"
