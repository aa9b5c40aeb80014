"""Dates: who has run out or not begun, the exact instants, how dates are written (RFC 5280 section 4.1.2.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.chains.cases import Case, Refused, accepted, case, refused
from tests.chains.minting import DAY, NOW, YEAR, anchor, authority, server

VALIDITY = "validity"
PERIOD = "RFC 5280 sections 4.1.2.5 and 6.1.3 (a)(2)"
BEFORE, AFTER = NOW - 9 * YEAR, NOW + 9 * YEAR
SECOND = timedelta(seconds=1)


@case(VALIDITY)
def leaf_expired() -> Case:
    """Yesterday."""
    root = anchor()
    return refused([server().at(BEFORE, NOW - DAY).signed_by(root)], [root], PERIOD, "certificate-expired", "leaf")


@case(VALIDITY)
def intermediate_expired() -> Case:
    """The leaf is fine, its issuer has run out."""
    root = anchor()
    issuing = authority().at(BEFORE, NOW - DAY).signed_by(root)
    chain = [server().signed_by(issuing), issuing]
    return refused(chain, [root], PERIOD, "certificate-expired", "intermediate 1")


@case(VALIDITY)
def root_expired() -> Case:
    """The trust store holds a root that has run out. Every common client looks at it."""
    root = anchor(draft=authority("Root CA").at(BEFORE, NOW - DAY))
    issuing = authority().signed_by(root)
    return refused([server().signed_by(issuing), issuing], [root], PERIOD, "certificate-expired", "root")


@case(VALIDITY)
def leaf_not_yet_valid() -> Case:
    """Tomorrow."""
    root = anchor()
    leaf = server().at(NOW + DAY, AFTER).signed_by(root)
    return refused([leaf], [root], PERIOD, "certificate-not-yet-valid", "leaf")


@case(VALIDITY)
def intermediate_not_yet_valid() -> Case:
    """The new issuing authority was deployed too early."""
    root = anchor()
    issuing = authority().at(NOW + DAY, AFTER).signed_by(root)
    chain = [server().signed_by(issuing), issuing]
    return refused(chain, [root], PERIOD, "certificate-not-yet-valid", "intermediate 1")


@case(VALIDITY)
def root_not_yet_valid() -> Case:
    """The root itself is from the future."""
    root = anchor(draft=authority("Root CA").at(NOW + DAY, AFTER))
    return refused([server().signed_by(root)], [root], PERIOD, "certificate-not-yet-valid", "root")


@case(VALIDITY)
def begins_this_very_second() -> Case:
    """notBefore belongs to the period."""
    root = anchor()
    return accepted([server().at(NOW, AFTER).signed_by(root)], [root], PERIOD)


@case(VALIDITY)
def ends_this_very_second() -> Case:
    """notAfter belongs to the period."""
    root = anchor()
    return accepted([server().at(BEFORE, NOW).signed_by(root)], [root], PERIOD)


@case(VALIDITY)
def begins_in_a_second() -> Case:
    """One second too early."""
    root = anchor()
    leaf = server().at(NOW + SECOND, AFTER).signed_by(root)
    return refused([leaf], [root], PERIOD, "certificate-not-yet-valid", "leaf")


@case(VALIDITY)
def ended_a_second_ago() -> Case:
    """One second too late."""
    root = anchor()
    leaf = server().at(BEFORE, NOW - SECOND).signed_by(root)
    return refused([leaf], [root], PERIOD, "certificate-expired", "leaf")


@case(VALIDITY)
def begins_within_the_second() -> Case:
    """A millisecond before notBefore is before notBefore."""
    root = anchor()
    leaf = server().at(NOW + SECOND, AFTER).signed_by(root)
    early = NOW + timedelta(milliseconds=999)
    return refused([leaf], [root], PERIOD, "certificate-not-yet-valid", "leaf", now=early)


@case(VALIDITY)
def ends_within_the_second() -> Case:
    """Certificates know whole seconds: the second of notAfter counts to its end."""
    root = anchor()
    late = NOW + timedelta(milliseconds=600)
    return accepted([server().at(BEFORE, NOW).signed_by(root)], [root], PERIOD, now=late)


@case(VALIDITY)
def ends_before_it_begins() -> Case:
    """No time is in such a period."""
    root = anchor()
    leaf = server().at(NOW + DAY, NOW - DAY).signed_by(root)
    codes = ("certificate-expired", "certificate-not-yet-valid")
    return refused([leaf], [root], PERIOD, codes, "leaf")


@case(VALIDITY)
def leaf_outlives_its_issuer() -> Case:
    """Periods need not be nested: each certificate is judged at the present moment."""
    root = anchor()
    issuing = authority().at(BEFORE, NOW + DAY).signed_by(root)
    return accepted([server().signed_by(issuing), issuing], [root], "RFC 5280 section 6.1.3 (a)(2)")


@case(VALIDITY)
def root_until_the_year_9999() -> Case:
    """How a certificate says that it has no end."""
    root = anchor(draft=authority("Root CA").at(BEFORE, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)))
    return accepted([server().signed_by(root)], [root], "RFC 5280 section 4.1.2.5")


@case(VALIDITY)
def root_across_the_year_2050() -> Case:
    """notBefore as UTCTime, notAfter as GeneralizedTime: as it must be."""
    root = anchor(draft=authority("Root CA").at(BEFORE, datetime(2050, 1, 1, tzinfo=UTC)))
    return accepted([server().signed_by(root)], [root], "RFC 5280 section 4.1.2.5")


@case(VALIDITY)
def root_from_the_sixties() -> Case:
    """Two-digit years from 50 on are of the last century."""
    root = anchor(draft=authority("Root CA").at(datetime(1960, 1, 1, tzinfo=UTC), AFTER))
    return accepted([server().signed_by(root)], [root], "RFC 5280 section 4.1.2.5.1")


@case(VALIDITY)
def leaf_writes_dates_in_full() -> Case:
    """GeneralizedTime for a date before 2050."""
    root = anchor()
    leaf = replace(server(), generalized=True).signed_by(root)
    rule = "RFC 5280 section 4.1.2.5"
    return refused([leaf], [root], rule, "certificate-malformed", "leaf", by=Refused.STRICT)


@case(VALIDITY)
def intermediate_writes_dates_in_full() -> Case:
    """The same, one step up."""
    root = anchor()
    issuing = replace(authority(), generalized=True).signed_by(root)
    chain, rule = [server().signed_by(issuing), issuing], "RFC 5280 section 4.1.2.5"
    return refused(chain, [root], rule, "certificate-malformed", "intermediate 1", by=Refused.STRICT)


@case(VALIDITY)
def leaf_of_ten_years() -> Case:
    """Longer than the Web's rules allow (398 days and falling); clients of private authorities do not mind."""
    root = anchor()
    leaf = server().at(NOW - YEAR, NOW + 9 * YEAR).signed_by(root)
    return refused([leaf], [root], "CABF BR 6.3.2", "certificate-malformed", "leaf", by=Refused.PEDANTIC)
