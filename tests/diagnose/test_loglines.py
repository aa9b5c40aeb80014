"""What logs tell of handshakes, where no metric counts them: on whose account it goes, and what it does not do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from firstcause.diagnose.case import Case, Logged
from firstcause.diagnose.loglines import account
from firstcause.diagnose.policy import DiagnosePolicy
from firstcause.diagnose.rank import rank
from firstcause.model.logs import AtFault, HandshakeLines, LogRole
from firstcause.model.service import Endpoint
from firstcause.testing.builders import CODE, SERVICE, faulty_look, healthy_look
from firstcause.testing.world import SHOP

MakeCase = Callable[..., Case]
POLICY = DiagnosePolicy()
ADDRESS = SHOP.service(SERVICE).endpoints[0].address
WORDS = "upstream SSL certificate verify error: (20:unable to get local issuer certificate)"


def lines(
    service: str = "storefront", peer: str = ADDRESS, role: LogRole = "proxy", at_fault: AtFault = "server"
) -> HandshakeLines:
    return HandshakeLines(service, role, peer, "tls/unknown-ca", 37, (WORDS,), at_fault)


def test_the_upstream_of_a_proxy_is_the_cause_by_its_log_and_a_view(make_case: MakeCase) -> None:
    """A proxy without metrics of its own: its log says that it suffers, and a look says from what."""
    case = make_case([faulty_look(target="a:1"), healthy_look("storefront")], silent=True)
    ranking = rank(replace(case, logged=(Logged("e-logs", lines()),)), POLICY)
    assert ranking.cause is not None
    assert (ranking.cause.service, ranking.cause.code) == (SERVICE, CODE)
    assert ranking.cause.supporting[1].text == f'storefront logs 37 failed handshakes with {ADDRESS}: "{WORDS}"'
    assert ranking.cause.supporting[1].evidence == ("e-logs",)
    assert [(h.service, reason.text.split("; ")[1]) for h, reason in ranking.ruled_out] == [
        ("storefront", f"its log tells of handshakes that fail with {SERVICE}")
    ]


def test_what_metrics_count_is_not_counted_again(make_case: MakeCase) -> None:
    """The same handshakes, told twice, are one testimony."""
    case = make_case([faulty_look()], [], [("storefront", SERVICE, 40.0)])
    logged = replace(case, logged=(Logged("e-logs", lines()),))
    assert rank(logged, POLICY).hypotheses == rank(case, POLICY).hypotheses


@pytest.mark.parametrize(
    ("told", "whose"),
    [
        (lines(peer=SERVICE), SERVICE),
        (lines(peer=Endpoint("10.0.0.9", 1, "").address), ""),
        (lines(peer=SHOP.service(SERVICE).endpoints[0].server_name + ":8443"), SERVICE),
        (lines(at_fault="client"), "storefront"),
        (lines(SERVICE, "storefront", "server", "client"), "storefront"),
        (lines(SERVICE, "", "server", "server"), SERVICE),
        (lines(SERVICE, "", "server", "client"), ""),  # somebody unknown did not get in
    ],
)
def test_on_whose_account(told: HandshakeLines, whose: str) -> None:
    """By name, server name or address; nobody is accused whom the line does not name."""
    assert account(SHOP, (), told) == whose
