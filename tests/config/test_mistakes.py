"""Every mistake that a person makes in `firstcause.toml` gets file, line, key, what was expected, and a hint.

What is said about each stands in `complaints.txt`, as a person reads it; GOLDEN=write writes that file anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from firstcause.config.errors import ConfigError

COMPLAINTS = Path(__file__).parent / "complaints.txt"

INTERVAL = 'interval = "30s"'
TIER = "tier = 1\ndepends_on"
ADDRESS = 'address = "127.0.0.1:8443"'
LISTEN = 'listen = "127.0.0.1:8420"'
SHARE = "success = 0.999"
CONFIRMATIONS = "confirmations = 2"
TRUST = 'trust = "ca.pem"'
PROPOSE = 'mitigation = "propose"'
COMMANDS = 'current = ["kubectl", "get", "{service}"]\nrollback = ["kubectl", "rollback", "{service}"]'
CHANNELS = 'channels = ["console"]'
METRICS = 'metrics = ["http://127.0.0.1:9100/metrics"]'
STEPS = 'steps = ["alice"]'

TYPES = {
    "a number for a text": ('author = "SRE"', "author = 7"),
    "a boolean for a text": ('deployer = "kubectl"', "deployer = true"),
    "a text for a whole number": (TIER, 'tier = "1"\ndepends_on'),
    "a fraction for a whole number": (CONFIRMATIONS, "confirmations = 2.5"),
    "a boolean for a whole number": (CONFIRMATIONS, "confirmations = true"),
    "a text for a share": (SHARE, 'success = "5 %"'),
    "a text for true or false": (STEPS, STEPS + '\nshadow = "true"'),
    "one text for a list": (STEPS, 'steps = "alice"'),
    "numbers in a list of texts": ('views = ["caller"]', "views = [1]"),
    "a text for a table": ('[sources.scrape]\ninterval = "15s"', "[sources]\nscrape = 1"),
    "a list for all views": ('[view.caller]\ntrust = "ca.pem"', '[[view]]\ntrust = "ca.pem"'),
    "a table for a list of tables": (
        'endpoints = [\n  { address = "127.0.0.1:8443", server_name = "orders.internal" },\n]',
        'endpoints = { address = "127.0.0.1:8443" }',
    ),
}
UNITS = {
    "a time without a unit": (INTERVAL, "interval = 30"),
    "a time in quotes without a unit": (INTERVAL, 'interval = "30"'),
    "a unit that is not known": (INTERVAL, 'interval = "30 sec"'),
    "a negative time": (INTERVAL, 'interval = "-1s"'),
    "no time between looks": (INTERVAL, 'interval = "0s"'),
    "a time beyond all calendars": (INTERVAL, 'interval = "99999999999d"'),
    "per cent for a share": (SHARE, "success = 5"),
    "a negative share": (SHARE, "success = -0.1"),
    "a share that is no number": (SHARE, "success = nan"),
    "no confirmation": (CONFIRMATIONS, "confirmations = 0"),
    "tier nought": (TIER, "tier = 0\ndepends_on"),
    "a short window that is not shorter": ("failed_least = 5", 'burn = [{ long = "5m", short = "5m" }]'),
    "a rate of burning without its number": ("failed_least = 5", 'burn = [{ rate = "fast" }]'),
    "an urgency that is none": ("failed_least = 5", 'burn = [{ urgency = "pager" }]'),
    "an endless latency": ("latency_seconds = 0.25", "latency_seconds = inf"),
}
UNKNOWN_KEYS = {
    "a key misspelt": (INTERVAL, 'intervall = "30s"'),
    "a table misspelt": ("[detect]", "[detct]"),
    "a key of a service misspelt": ('mitigation = "propose"', 'mitigations = "off"'),
    "a key that is like none": ("", "[store]\nxyzzy = 1"),
    "channels misspelt": (CHANNELS, 'chanels = ["console"]'),
    "a deployer's command misspelt": ('rollback = ["kubectl", "rollback", "{service}"]', 'roll_back = ["a"]'),
    "an endpoint's address misspelt": (ADDRESS, 'adress = "127.0.0.1:8443"'),
    "a view's certificate misspelt": (TRUST, 'client_crt = "ca.pem"'),
    "a source that is not read": ("[sources.scrape]", "[sources.scrap]"),
    "an objective misspelt": ("latency_seconds = 0.25", "latency = 0.25"),
}
UNKNOWN_NAMES = {
    "a dependency that is not described": ('depends_on = ["billing"]', 'depends_on = ["biling"]'),
    "a view that is not described": ('views = ["caller"]', 'views = ["nobody"]'),
    "a step without a contact": (STEPS, 'steps = ["alice", "bob"]'),
    "a rollback without a deployer": ('deployer = "kubectl"\nmitigation = "propose"', 'mitigation = "automatic"'),
    "a deployer that is not described": ('deployer = "kubectl"', 'deployer = "kubctl"'),
    "a severity that nobody knows": ("P1 = { failed = 0.2, users = 1000, tier = 1 }", "P0 = { failed = 0.2 }"),
    "a way to mitigate that there is not": ('mitigation = "propose"', 'mitigation = "auto"'),
    "a TLS version in other words": (TRUST, 'min_version = "1.2"'),
    "a fault misspelt": (PROPOSE, 'automatic_for = ["tls/incomplet-chain"]'),
    "a family of faults that there is not": (PROPOSE, 'automatic_for = ["ssl/*"]'),
    "every fault there is": (PROPOSE, 'automatic_for = ["*"]'),
    "a deployer that nobody knows": (COMMANDS, 'preset = "kubctl"'),
    "a protocol that nobody speaks": (ADDRESS, 'address = "127.0.0.1:8443", protocol = "gopher"'),
}
MEANINGS = {
    "an address without a port": (ADDRESS, 'address = "orders.internal"'),
    "a URL for an address": (ADDRESS, 'address = "https://orders:443"'),
    "a port beyond all ports": (ADDRESS, 'address = "orders:70000"'),
    "an endpoint without an address": ('address = "127.0.0.1:8443", ', ""),
    "metrics without a scheme": ('"http://127.0.0.1:9100/metrics"', '"127.0.0.1:9100"'),
    "a trust file that is not there": (TRUST, 'trust = "certs/ca.pem"'),
    "a client certificate without its key": (TRUST, 'client_cert = "ca.pem"'),
    "a client key without its certificate": (TRUST, 'client_key = "ca.pem"'),
    "a log without its kind": (METRICS, 'logs = ["/var/log/orders.log"]'),
    "a log of a kind that is not read": (METRICS, 'logs = ["journal:orders.service"]'),
    "a log without a place": (METRICS, 'logs = ["file:"]'),
    "no time between looks at logs": ("", '[sources.logs]\ninterval = "0s"'),
    "a log's interval misspelt": ("", '[sources.logs]\nintervall = "1s"'),
    "a contact whom nothing reaches": (CHANNELS, "channels = []"),
    "a channel that is no URL": (CHANNELS, 'channels = ["console", "alice@example.org"]'),
    "a deployer without a way back": ('rollback = ["kubectl", "rollback", "{service}"]', ""),
    "automatic for no fault": (PROPOSE, 'mitigation = "automatic"'),
    "automatic for an empty list of faults": (PROPOSE, 'mitigation = "automatic"\nautomatic_for = []'),
    "a preset with commands of one's own": ('current = ["kubectl"', 'preset = "kubectl"\ncurrent = ["kubectl"'),
    "a namespace without a preset": ('current = ["kubectl"', 'namespace = "shop"\ncurrent = ["kubectl"'),
    "a namespace that could be an option": (COMMANDS, 'preset = "kubectl"\nnamespace = "--all"'),
    "a freeze without an end": ("", '[mitigate]\nfreeze = ["2026-12-24T00:00Z"]'),
    "a freeze in other words": ("", '[mitigate]\nfreeze = ["Christmas/New Year"]'),
    "a freeze without a zone": ("", '[mitigate]\nfreeze = ["2026-12-24T00:00/2027-01-02T00:00"]'),
    "a freeze that ends before it begins": ("", '[mitigate]\nfreeze = ["2027-01-02T00:00Z/2026-12-24T00:00Z"]'),
    "a freeze beyond all calendars": ("", '[mitigate]\nfreeze = ["0001-01-01T00:00+14:00/2027-01-02T00:00Z"]'),
    "a freeze that is no list": ("", '[mitigate]\nfreeze = "2026-12-24T00:00Z/2027-01-02T00:00Z"'),
    "a pause without a unit": ("", "[mitigate]\ncool_down = 24"),
    "dependencies that go round": ("tier = 2", 'tier = 2\ndepends_on = ["orders"]'),
    "a service that depends on itself": ("tier = 2", 'depends_on = ["billing"]\ntier = 2'),
    "a place to listen without a port": (LISTEN, 'listen = "127.0.0.1"'),
    "a port in other digits": (LISTEN, 'listen = "127.0.0.1:8²"'),
    "open to the network without tokens": (LISTEN, 'listen = "0.0.0.0:8420"'),
    "open to the network of IPv6 without tokens": (LISTEN, 'listen = "[::]:8420"'),
    "open to the network of IPv6 without brackets": (LISTEN, 'listen = ":::8420"'),
    "open to one network without tokens": (LISTEN, 'listen = "192.0.2.1:8420"'),
    "open to a network by name without tokens": (LISTEN, 'listen = "ops.example.org:8420"'),
    "open to the network with commas for tokens": (LISTEN, 'listen = "[::]:8420"\ntokens = ", ,"'),
    "a drill's token that is empty": (LISTEN, LISTEN + '\ntokens = "drill:alice:"'),
    "a database that is only a path": ("", '[store]\nurl = "firstcause.db"'),
    "a database that the environment lacks": ("", '[store]\nurl = "env:FIRSTCAUSE_NOT_THERE"'),
    "series on a server": ("", '[store]\nseries = "postgresql://me:hunter2@db/series"'),
    "a secret that the environment lacks": (LISTEN, 'tokens = "env:FIRSTCAUSE_NOT_THERE"'),
    "a secret file that is not there": (LISTEN, 'tokens = "file:secrets/tokens"'),
}

SOURCES = {
    "a repository that is not there": ("", '[[sources.changes.git]]\nrepository = "gone"\ntags = "v{release}"'),
    "a repository without a name": ("", '[[sources.changes.git]]\ntags = "v{release}"\nservice = "orders"'),
    "tags that name no release": ("", '[[sources.changes.git]]\nrepository = "."\ntags = "v*"\nservice = "orders"'),
    "tags of nobody's": ("", '[[sources.changes.git]]\nrepository = "."\ntags = "v{release}"'),
    "tags of two services": (
        "",
        '[[sources.changes.git]]\nrepository = "."\ntags = "{service}/{release}"\nservice = "orders"',
    ),
    "one repository in single brackets": ("", '[sources.changes.git]\nrepository = "."'),
    "a line for a shell": ("", '[sources.changes.kubernetes]\ncommand = "kubectl get deploy,rs -A -o json"'),
    "a command and a file": ("", '[sources.changes.kubernetes]\ncommand = ["kubectl"]\nfile = "rollouts.json"'),
    "a service that is a number": ("", "[sources.changes.kubernetes.services]\norders-v2 = 7"),
    "a secret that can be guessed": ("", '[sources.changes.github]\nsecret = "hunter2"'),
    "a signing secret that can be guessed": ("", '[sources.changes]\nsecret = "hunter2"'),
    "a release by another name": ("", '[sources.changes.github]\nrelease = "tag"'),
    "one environment for a list": ("", '[sources.changes.github]\nenvironments = "production"'),
    "a look at changes all the time": ("", '[sources.changes]\ninterval = "0s"'),
    "a heartbeat that goes nowhere": ("", '[heartbeat]\nurl = "hc-ping.com/hunter2"'),
    "a heartbeat in seconds": ("", "[heartbeat]\ninterval = 30"),
    "a heartbeat's address misspelt": ("", '[heartbeat]\nuri = "https://hc-ping.com/"'),
}

MODULE = "[exporter.module.ours]"
EXPORTER = {
    "a target without a port": ("", '[exporter]\ntargets = ["orders.internal"]'),
    "a target that is a URL": ("", '[exporter]\ntargets = ["https://orders.internal/"]'),
    "every target there is": ("", '[exporter]\ntargets = ["*:443"]'),
    "a target with a star inside": ("", '[exporter]\ntargets = ["orders.*:443"]'),
    "a target whose port is none": ("", '[exporter]\ntargets = ["orders.internal:70000"]'),
    "a target whose port is nought": ("", '[exporter]\ntargets = ["orders.internal:0"]'),
    "a target in brackets that is no address": ("", '[exporter]\ntargets = ["[orders]:443"]'),
    "one target for a list": ("", '[exporter]\ntargets = "orders.internal:443"'),
    "a key of the exporter misspelt": ("", '[exporter]\ntarget = ["orders.internal:443"]'),
    "an offset without a unit": ("", "[exporter]\ntimeout_offset = 0.5"),
    "a module that is no table": ("", "[exporter]\nmodule = 7"),
    "a prober that is not ours": ("", f'{MODULE}\nprober = "icmp"'),
    "no time for a probe": ("", f'{MODULE}\ntimeout = "0s"'),
    "tls by a word": ("", f'{MODULE}\ntls = "yes"'),
    "http without tls": ("", f'{MODULE}\nprober = "http"\ntls = false'),
    "a module with a view that there is not": ("", f'{MODULE}\nview = "callers"'),
    "a status by its class": ("", f'{MODULE}\nprober = "http"\nvalid_status_codes = ["2xx"]'),
    "a status that is a number": ("", f'{MODULE}\nprober = "http"\nvalid_status_codes = 200'),
    "a status that there cannot be": ("", f'{MODULE}\nprober = "http"\nvalid_status_codes = [20]'),
    "a status of what has none": ("", f"{MODULE}\nvalid_status_codes = [200]"),
    "a key of blackbox's that has another name": ("", f'{MODULE}\nca_file = "ca.pem"'),
    "a name to ask for that is a number": ("", f"{MODULE}\nserver_name = 7"),
}

URL = 'url = "http://127.0.0.1:9090"'
PRESET = 'preset = "istio"'
OWN = "[sources.prometheus.queries]"
PROMETHEUS = {
    "a server without a URL": (URL, ""),
    "a server's URL without a scheme": (URL, 'url = "127.0.0.1:9090"'),
    "a server's URL with credentials": (URL, 'url = "http://me:hunter2@127.0.0.1:9090"'),
    "a preset that nobody knows": (PRESET, 'preset = "itsio"'),
    "a key of the server misspelt": (URL, f"{URL}\ntokne = 'x'"),
    "a token and a user": (URL, f'{URL}\ntoken = "a"\nuser = "b"\npassword = "c"'),
    "a user without a password": (URL, f'{URL}\nuser = "b"'),
    "a password without a user": (URL, f'{URL}\npassword = "c"'),
    "a token that the environment lacks": (URL, f'{URL}\ntoken = "env:FIRSTCAUSE_NOT_THERE"'),
    "a certificate for the server without its key": (URL, f'{URL}\nclient_cert = "ca.pem"'),
    "no time for an answer": (URL, f'{URL}\ntimeout = "0s"'),
    "conditions that are none": (URL, f"{URL}\nwhere = 'shop'"),
    "a preset and own queries": (PRESET, f"{PRESET}\n{OWN}\nrequests = 'a'\nfailed = 'b=~\"c\"'\nservice = 'd'"),
    "own queries without requests": (PRESET, f"{OWN}\nfailed = 'b=~\"c\"'\nservice = 'd'"),
    "own queries with PromQL for a name": (PRESET, f"{OWN}\nrequests = 'sum(a)'"),
    "own failures without a regular expression": (PRESET, f"{OWN}\nrequests = 'a'\nfailed = 'code'"),
    "own failures with a broken one": (PRESET, f"{OWN}\nrequests = 'a'\nfailed = 'code=~\"5(\"'"),
    "own latencies in hours": (
        PRESET,
        f"{OWN}\nrequests = 'a'\nfailed = 'b=~\"c\"'\nservice = 'd'\nlatency_unit = 'h'",
    ),
    "own calls without a caller": (
        PRESET,
        f"{OWN}\nrequests = 'a'\nfailed = 'b=~\"c\"'\nservice = 'd'\ncalls = 'e'\ncalls_failed = 'b=~\"c\"'",
    ),
}

# What stood in the sound file, and what a person wrote in its place (in place of nothing: at the end).
MISTAKES = TYPES | UNITS | UNKNOWN_KEYS | UNKNOWN_NAMES | MEANINGS | SOURCES | PROMETHEUS | EXPORTER
PLACE = re.compile(r"firstcause\.toml:(?P<line>\d+): (?P<key>[\w.-]+): \S")

Spoiled = Callable[[str, str], ConfigError]


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_explained(name: str, file: Path, spoiled: Spoiled) -> None:
    """Message and hint are those of the golden file, and the line is where the key or its table stands."""
    error = spoiled(*MISTAKES[name])
    said = str(error).replace(f"{file.parent}/", "")
    place = PLACE.match(said)
    assert place, said
    line = file.read_text().splitlines()[int(place["line"]) - 1]
    assert any(part in line for part in place["key"].split("."))
    assert error.hint
    told = f"{said}\nhint: {error.hint}"
    if os.environ.get("GOLDEN") == "write":
        _write(name, told)
    assert told == _complaints().get(name)


def test_the_golden_file_holds_no_other_mistakes() -> None:
    """A mistake that is no longer tried is no longer listed."""
    assert list(_complaints()) == list(MISTAKES)


def test_no_secret_is_shown(spoiled: Spoiled) -> None:
    """A channel with a typing error, and a database's URL, are not repeated: they may hold passwords."""
    channel = spoiled(CHANNELS, 'channels = ["slack:hunter2"]')
    database = spoiled("", '[store]\nurl = "postgresql:/me:hunter2@db"')
    server = spoiled(URL, 'url = "http://me:hunter2@127.0.0.1:9090"')
    series = spoiled("", '[store]\nseries = "postgresql://me:hunter2@db/series"')
    heartbeat = spoiled("", '[heartbeat]\nurl = "hc-ping.com/hunter2"')
    signing = spoiled("", '[sources.changes.github]\nsecret = "hunter2"')
    said = "".join(f"{one} {one.hint}" for one in (channel, database, server, series, heartbeat, signing))
    assert "hunter2" not in said


def _complaints() -> dict[str, str]:
    """Name -> message and hint. In the file, a name stands in brackets and a blank line ends its complaint."""
    blocks = COMPLAINTS.read_text().strip().split("\n\n") if COMPLAINTS.exists() else []
    named = (block.partition("\n") for block in blocks)
    return {name.strip("[]"): told for name, _, told in named}


def _write(name: str, told: str) -> None:
    known = {**_complaints(), name: told}
    kept = ((one, known[one]) for one in MISTAKES if one in known)
    COMPLAINTS.write_text("\n\n".join(f"[{one}]\n{text}" for one, text in kept) + "\n")
