"""All rules, in one list. A new one is a file in `rules/`, its import, and its line here.

`foreign` is the level in documents that are not of the native format; a rule without it is not asked there.
"""

from __future__ import annotations

from typing import Final

from firstcause.model.finding import Confidence, Fix, Level
from firstcause.review.lint.rule import Rule
from firstcause.review.lint.rules.rca100_unreadable import unreadable
from firstcause.review.lint.rules.rca101_front_matter import front_matter
from firstcause.review.lint.rules.rca102_missing_section import missing_section
from firstcause.review.lint.rules.rca103_empty_section import empty_section
from firstcause.review.lint.rules.rca104_section_order import section_order
from firstcause.review.lint.rules.rca105_dates_differ import dates_differ
from firstcause.review.lint.rules.rca106_unknown_severity import unknown_severity
from firstcause.review.lint.rules.rca107_severity_tag import severity_tag
from firstcause.review.lint.rules.rca108_placeholder import placeholder
from firstcause.review.lint.rules.rca109_services_differ import services_differ
from firstcause.review.lint.rules.rca110_failing_service import failing_service
from firstcause.review.lint.rules.rca111_unknown_service import unknown_service
from firstcause.review.lint.rules.rca112_footer_author import footer_author
from firstcause.review.lint.rules.rca113_file_name import file_name
from firstcause.review.lint.rules.rca114_early_report import early_report
from firstcause.review.lint.rules.rca201_no_such_time import no_such_time
from firstcause.review.lint.rules.rca202_out_of_order import out_of_order
from firstcause.review.lint.rules.rca203_midnight import midnight
from firstcause.review.lint.rules.rca204_duration import duration_differs
from firstcause.review.lint.rules.rca205_no_such_interval import no_such_interval
from firstcause.review.lint.rules.rca206_missing_event import missing_event
from firstcause.review.lint.rules.rca207_never_resolved import never_resolved
from firstcause.review.lint.rules.rca209_far_away import far_away
from firstcause.review.lint.rules.rca210_acted_early import acted_early
from firstcause.review.lint.rules.rca301_share_differs import share_differs
from firstcause.review.lint.rules.rca302_part_larger import part_larger
from firstcause.review.lint.rules.rca303_two_values import two_values
from firstcause.review.lint.rules.rca304_dependent_count import dependent_count
from firstcause.review.lint.rules.rca305_wrong_direction import wrong_direction
from firstcause.review.lint.rules.rca306_more_users import more_users
from firstcause.review.lint.rules.rca307_no_evidence import no_evidence
from firstcause.review.lint.rules.rca401_circular_cause import circular_cause
from firstcause.review.lint.rules.rca402_no_witness import no_witness
from firstcause.review.lint.rules.rca403_other_fault import other_fault
from firstcause.review.lint.rules.rca404_unnamed_change import unnamed_change
from firstcause.review.lint.rules.rca405_single_cause import single_cause
from firstcause.review.lint.rules.rca406_human_error import human_error
from firstcause.review.lint.rules.rca501_no_action import no_action
from firstcause.review.lint.rules.rca502_for_nothing import for_nothing
from firstcause.review.lint.rules.rca503_vague import vague
from firstcause.review.lint.rules.rca504_no_owner import no_owner
from firstcause.review.lint.rules.rca505_no_due_date import no_due_date
from firstcause.review.lint.rules.rca506_impossible_due_date import impossible_due_date
from firstcause.review.lint.rules.rca507_twice import twice
from firstcause.review.lint.rules.rca508_unknown_owner import unknown_owner
from firstcause.review.lint.rules.rca509_claimed_done import claimed_done
from firstcause.review.lint.rules.rca510_overdue import overdue
from firstcause.review.lint.rules.rca511_no_tracker import no_tracker
from firstcause.review.lint.rules.rca512_report_alone import report_alone
from firstcause.review.lint.rules.rca513_unproven import unproven_action
from firstcause.review.lint.rules.rca601_dangling_link import dangling_link
from firstcause.review.lint.rules.rca602_self_link import self_link
from firstcause.review.lint.rules.rca603_not_earlier import not_earlier
from firstcause.review.lint.rules.rca604_other_runbook import other_runbook
from firstcause.review.lint.rules.rca605_unlinked_service import unlinked_service
from firstcause.review.lint.rules.rca606_unlinked_repeat import unlinked_repeat
from firstcause.review.lint.rules.rca701_blame import blame
from firstcause.review.lint.rules.rca702_counterfactual import counterfactual
from firstcause.review.lint.rules.rca703_unbacked_praise import unbacked_praise
from firstcause.review.lint.rules.rca704_spelling import spelling
from firstcause.review.lint.rules.rca801_boilerplate import boilerplate
from firstcause.review.lint.rules.rca802_same_pace import same_pace
from firstcause.review.lint.rules.rca901_unused_ignore import unused_ignore

_E, _W, _I = Level.ERROR, Level.WARNING, Level.INFO
_SAFE, _UNSAFE, _NONE = Fix.SAFE, Fix.UNSAFE, Fix.NONE

RULES: Final = (
    # id, slug, level in native documents, function, level in foreign ones, fix
    Rule("RCA100", "unreadable", _E, unreadable, _E, _NONE),
    Rule("RCA101", "front-matter", _E, front_matter, _E, _NONE),
    Rule("RCA102", "missing-section", _E, missing_section, None, _UNSAFE),
    Rule("RCA103", "empty-section", _E, empty_section, _W, _NONE),
    Rule("RCA104", "section-order", _I, section_order, None, _UNSAFE),
    Rule("RCA105", "dates-differ", _E, dates_differ, None, _UNSAFE),
    Rule("RCA106", "unknown-severity", _E, unknown_severity, None, _NONE),
    Rule("RCA107", "severity-tag", _E, severity_tag, None, _SAFE),
    Rule("RCA108", "placeholder", _E, placeholder, _W, _NONE),
    Rule("RCA109", "services-differ", _E, services_differ, None, _UNSAFE),
    Rule("RCA110", "failing-service", _E, failing_service, None, _UNSAFE),
    Rule("RCA111", "unknown-service", _W, unknown_service, None, _UNSAFE),
    Rule("RCA112", "footer-author", _W, footer_author, None, _SAFE),
    Rule("RCA113", "file-name", _I, file_name, None, _NONE),
    Rule("RCA114", "early-report", _E, early_report, _W, _NONE),
    Rule("RCA201", "no-such-time", _E, no_such_time, _E, _NONE),
    Rule("RCA202", "out-of-order", _E, out_of_order, _W, _NONE),
    Rule("RCA203", "crosses-midnight", _W, midnight, _W, _SAFE),
    Rule("RCA204", "duration-differs", _E, duration_differs, _W, _SAFE),
    Rule("RCA205", "no-such-interval", _E, no_such_interval, _W, _NONE, Confidence.LIKELY),
    Rule("RCA206", "missing-event", _W, missing_event, None, _NONE),
    Rule("RCA207", "never-resolved", _E, never_resolved, None, _NONE),
    Rule("RCA209", "far-away", _E, far_away, _W, _NONE),
    Rule("RCA210", "mitigated-first", _I, acted_early, None, _NONE),
    Rule("RCA301", "share-differs", _E, share_differs, _E, _SAFE),
    Rule("RCA302", "part-larger-than-whole", _E, part_larger, _E, _NONE),
    Rule("RCA303", "two-values", _E, two_values, _W, _NONE),
    Rule("RCA304", "dependent-count", _E, dependent_count, _E, _SAFE),
    Rule("RCA305", "wrong-direction", _E, wrong_direction, _E, _NONE),
    Rule("RCA306", "more-users-than-errors", _W, more_users, _W, _NONE, Confidence.LIKELY),
    Rule("RCA307", "figure-without-evidence", _W, no_evidence, None, _NONE),
    Rule("RCA401", "circular-cause", _E, circular_cause, _W, _NONE),
    Rule("RCA402", "cause-without-evidence", _W, no_witness, None, _NONE, Confidence.LIKELY),
    Rule("RCA403", "cause-of-another-fault", _W, other_fault, None, _NONE, Confidence.LIKELY),
    Rule("RCA404", "unnamed-change", _W, unnamed_change, _W, _NONE),
    Rule("RCA405", "single-cause", _I, single_cause, None, _NONE),
    Rule("RCA406", "human-error", _W, human_error, _W, _NONE),
    Rule("RCA501", "no-action", _E, no_action, _W, _NONE),
    Rule("RCA502", "addresses-nothing", _W, for_nothing, None, _NONE),
    Rule("RCA503", "vague-action", _W, vague, _W, _NONE, Confidence.LIKELY),
    Rule("RCA504", "no-owner", _E, no_owner, _W, _NONE),
    Rule("RCA505", "no-due-date", _E, no_due_date, _W, _NONE),
    Rule("RCA506", "impossible-due-date", _E, impossible_due_date, _W, _NONE),
    Rule("RCA507", "duplicate-action", _W, twice, _W, _NONE),
    Rule("RCA508", "unknown-owner", _W, unknown_owner, None, _NONE),
    Rule("RCA509", "claimed-done", _W, claimed_done, _W, _NONE, Confidence.LIKELY),
    Rule("RCA510", "overdue", _W, overdue, None, _NONE),
    Rule("RCA511", "no-tracker", _I, no_tracker, None, _NONE),
    Rule("RCA512", "report-alone", _W, report_alone, _W, _NONE),
    Rule("RCA513", "unproven-action", _E, unproven_action, _E, _NONE),
    Rule("RCA601", "dangling-link", _E, dangling_link, _W, _UNSAFE),
    Rule("RCA602", "self-link", _E, self_link, _W, _UNSAFE),
    Rule("RCA603", "not-earlier", _E, not_earlier, _W, _UNSAFE),
    Rule("RCA604", "other-runbook", _W, other_runbook, _W, _UNSAFE),
    Rule("RCA605", "unlinked-service", _I, unlinked_service, None, _UNSAFE),
    Rule("RCA606", "unlinked-repeat", _W, unlinked_repeat, None, _UNSAFE),
    Rule("RCA701", "blame", _W, blame, _W, _NONE),
    Rule("RCA702", "counterfactual", _W, counterfactual, _W, _NONE),
    Rule("RCA703", "unbacked-praise", _I, unbacked_praise, _I, _NONE),
    Rule("RCA704", "spelling", _I, spelling, _I, _SAFE),
    Rule("RCA801", "boilerplate", _I, boilerplate, None, _NONE),
    Rule("RCA802", "same-pace", _I, same_pace, None, _NONE),
    Rule("RCA901", "unused-ignore", _W, unused_ignore, _W, _SAFE),
)
_BY_NAME: Final = {name: rule for rule in RULES for name in (rule.id, rule.slug)}


def rule(name: str) -> Rule | None:
    """The rule of that id or slug."""
    return _BY_NAME.get(name)


def slug(rule_id: str) -> str:
    """What a rule is called beside its id."""
    return _BY_NAME[rule_id].slug
