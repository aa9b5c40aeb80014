"""One thing wrong in a clean document: which rule has to say so, and on which line.

A fault changes one part and returns words of the line at which it is to be found; "" where it concerns no line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tests.review.lint.vault.documents import SERVICES, Document

Break = Callable[[Document], str]


@dataclass(frozen=True)
class Fault:
    """`rule` finds it; `breaks` brings it about."""

    rule: str
    name: str
    breaks: Break


FAULTS: list[Fault] = []


def fault(rule: str) -> Callable[[Break], Break]:
    """Register a fault under its function's name."""

    def register(breaks: Break) -> Break:
        FAULTS.append(Fault(rule, breaks.__name__, breaks))
        return breaks

    return register


def _day(document: Document) -> date:
    return date.fromisoformat(document.front["date"])


def _service(document: Document) -> str:
    return document.affected[0]


def _at(document: Document, row: int, time: str) -> str:
    document.timeline.rows[row][0] = time
    return f"| {time} |"


@fault("RCA101")
def a_key_is_missing(document: Document) -> str:
    del document.front["severity"]
    return ""


@fault("RCA101")
def a_duration_in_words(document: Document) -> str:
    document.front["duration_minutes"] = '"half an hour"'
    return "duration_minutes:"


@fault("RCA101")
def services_as_a_word(document: Document) -> str:
    document.front["services"] = _service(document)
    return "services:"


@fault("RCA102")
def no_impact(document: Document) -> str:
    document.sections.remove("Impact")
    return ""


@fault("RCA102")
def no_resolution(document: Document) -> str:
    document.sections.remove("Resolution")
    return ""


@fault("RCA103")
def an_empty_root_cause(document: Document) -> str:
    document.sections[document.sections.index("Resolution")] = "Resolution"
    document.resolution = []
    return "## Resolution"


@fault("RCA105")
def another_date_in_the_front_matter(document: Document) -> str:
    document.front["date"] = f"{_day(document) - timedelta(days=1)}"
    return "date:"


@fault("RCA105")
def another_title_above(document: Document) -> str:
    document.heading = document.heading.replace(_service(document), document.affected[1])
    return f"# {document.heading}"


@fault("RCA106")
def a_severity_of_no_policy(document: Document) -> str:
    document.front["severity"] = "P9"
    document.front["tags"] = "[rca]"
    return "severity:"


@fault("RCA107")
def the_tag_of_another_severity(document: Document) -> str:
    document.front["tags"] = "[rca, p1]"
    return "tags:"


@fault("RCA108")
def something_left_to_do(document: Document) -> str:
    document.resolution[1] = "TODO: how long did we watch?"
    return "TODO"


@fault("RCA108")
def a_hint_of_the_template(document: Document) -> str:
    document.customer[1] = "[number of tickets] support tickets were opened"
    return "[number of tickets]"


@fault("RCA108")
def an_open_question_in_a_final_document(document: Document) -> str:
    document.notes.append("> [!question] How many support tickets came in?")
    return "[!question]"


@fault("RCA109")
def a_service_that_the_front_matter_lacks(document: Document) -> str:
    document.front["services"] = f"[{', '.join(document.affected[:2])}]"
    return "services:"


@fault("RCA110")
def the_failing_service_is_not_named(document: Document) -> str:
    failing, *others = document.affected
    document.affected = others
    document.front["services"] = f"[{', '.join(others)}]"
    document.summary = document.summary.replace("and 2 dependent services suffered", "and others suffered")
    assert failing in document.heading
    return "services:"


@fault("RCA111")
def a_service_of_no_catalogue(document: Document) -> str:
    document.affected[2] = "phantom-service"
    document.front["services"] = f"[{', '.join(document.affected)}]"
    return "services:"


@fault("RCA112")
def another_author_below(document: Document) -> str:
    document.footer = document.footer.replace(document.front["author"], "Platform")
    return "RCA prepared by"


@fault("RCA114")
def prepared_before_it_happened(document: Document) -> str:
    document.footer = f"RCA prepared by {document.front['author']} on {_day(document) - timedelta(days=3)}"
    return "RCA prepared by"


@fault("RCA201")
def a_time_that_no_clock_shows(document: Document) -> str:
    return _at(document, 5, "25:71")


@fault("RCA202")
def events_out_of_order(document: Document) -> str:
    rows = document.timeline.rows
    rows[3], rows[4] = rows[4], rows[3]
    return rows[4][1]


@fault("RCA204")
def another_duration_in_the_front_matter(document: Document) -> str:
    document.front["duration_minutes"] = "45"
    return "duration_minutes:"


@fault("RCA204")
def another_duration_in_the_summary(document: Document) -> str:
    document.summary = document.summary.replace("33 minutes", "50 minutes")
    return "50 minutes"


@fault("RCA205")
def a_detection_that_took_longer(document: Document) -> str:
    document.went_well[0] = "The alert fired 11 minutes after the first failed request"
    return "11 minutes"


@fault("RCA206")
def nobody_noticed(document: Document) -> str:
    document.timeline.rows = [row for row in document.timeline.rows if "Alert" not in row[1]]
    document.went_well = ["The page was acknowledged within 3 minutes"]
    return "## Timeline"


@fault("RCA207")
def resolved_without_an_end(document: Document) -> str:
    document.timeline.rows = [row for row in document.timeline.rows if "resolved" not in row[1]]
    document.front["duration_minutes"] = "27"
    document.summary = document.summary.replace("33 minutes", "27 minutes")
    return "status:"


@fault("RCA209")
def an_event_of_another_year(document: Document) -> str:
    row = document.timeline.rows[-1]
    row[0] = f"{_day(document) + timedelta(days=365)} {row[0]}"
    document.summary = document.summary.replace(" of 33 minutes", "")
    del document.front["duration_minutes"]
    document.front["duration_minutes"] = "null"
    return row[0]


@fault("RCA301")
def a_share_that_is_not_its_fraction(document: Document) -> str:
    was = document.impact[0]
    document.impact[0] = was.replace(was.split()[2], "64.0", 1)
    return "64.0 %"


@fault("RCA302")
def more_failed_than_degraded(document: Document) -> str:
    total = document.impact[1].rpartition(" of ")[2].rstrip(")")
    failed = int(document.impact[0].rpartition("(")[2].split()[0]) + 500
    document.impact[1] = f"Requests failed: {100 * failed / int(total):.1f} % ({failed} of {total})"
    document.summary = document.summary.replace(document.summary.rpartition(". ")[2].split()[0], f"{failed}", 1)
    document.customer[0] = f"{failed - 20} users met at least one failed request"
    return "Requests failed"


@fault("RCA303")
def two_counts_of_failed_requests(document: Document) -> str:
    count = document.summary.rpartition(". ")[2].split()[0]
    document.summary = document.summary.replace(f"{count} requests", "977 requests")
    return "977 requests"


@fault("RCA304")
def the_failing_service_counts_itself(document: Document) -> str:
    document.summary = document.summary.replace("2 dependent", "3 dependent")
    return "3 dependent services"


@fault("RCA304")
def more_dependents_than_are_listed(document: Document) -> str:
    document.summary = document.summary.replace("2 dependent", "5 dependent")
    return "5 dependent services"


@fault("RCA305")
def an_increase_that_falls(document: Document) -> str:
    document.impact[2] = "Latency increase: p99 went from 2850 ms to 190 ms"
    return "Latency increase"


@fault("RCA401")
def a_cause_that_repeats_the_title(document: Document) -> str:
    named = document.heading.partition(" - ")[2].partition(" in ")[0].lower()
    document.cause = f"The incident was caused by {named} in the {_service(document)} service."
    return document.cause


@fault("RCA404")
def a_change_that_nobody_names(document: Document) -> str:
    document.cause = "Recent code changes introduced a regression in how certificates and connections are set up."
    for row in document.timeline.rows:
        row[1] = row[1].partition(":")[0].replace("Release", "First requests fail;").partition(";")[0]
    document.timeline.rows[0][1] = "First requests fail"
    document.timeline.rows[5][1] = "Mitigation applied"
    document.factors[0] = "No check before the deploy looks at certificates and limits"
    return "Recent code changes"


@fault("RCA406")
def somebody_made_a_mistake(document: Document) -> str:
    document.cause += " It happened because of human error."
    return "human error"


@fault("RCA501")
def a_factor_that_nobody_addresses(document: Document) -> str:
    document.factors.append("The runbook does not tell how to roll back by hand")
    return "The runbook does not tell"


@fault("RCA501")
def an_improvement_that_nobody_addresses(document: Document) -> str:
    document.improvements.append("Customers heard of it from one another")
    return "Customers heard"


@fault("RCA502")
def an_action_for_nothing(document: Document) -> str:
    document.actions.rows.append(["P3", "Rename the meeting room on the second floor", *_rest(document, "")])
    return "Rename the meeting room"


@fault("RCA503")
def a_vague_action(document: Document) -> str:
    document.actions.rows[1][1] = "Better monitoring"
    return "Better monitoring"


@fault("RCA504")
def an_action_without_an_owner(document: Document) -> str:
    document.actions.rows[0][2] = ""
    return document.actions.rows[0][1]


@fault("RCA505")
def an_action_without_a_due_date(document: Document) -> str:
    document.actions.rows[1][3] = ""
    return document.actions.rows[1][1]


@fault("RCA506")
def an_action_due_before_the_report(document: Document) -> str:
    document.actions.rows[2][3] = f"{_day(document) - timedelta(days=2)}"
    return document.actions.rows[2][1]


@fault("RCA506")
def an_action_due_on_no_day(document: Document) -> str:
    document.actions.rows[2][3] = "2025-02-30"
    return document.actions.rows[2][1]


@fault("RCA507")
def the_same_action_twice(document: Document) -> str:
    document.actions.rows.append(list(document.actions.rows[0]))
    return ""


@fault("RCA508")
def an_owner_whom_nobody_knows(document: Document) -> str:
    document.actions.rows[0][2] = "Department of Miracles"
    return document.actions.rows[0][1]


@fault("RCA509")
def done_and_still_open(document: Document) -> str:
    document.resolution.append("Extended the alerts on failed requests to all three regions")
    return "Extended the alerts"


@fault("RCA601")
def a_link_to_nothing(document: Document) -> str:
    document.related.append("[[architecture-of-the-moon|Architecture]]")
    return "architecture-of-the-moon"


@fault("RCA601")
def a_link_with_a_slip_of_the_pen(document: Document) -> str:
    document.related[0] = document.related[0].replace("runbook-", "runbok-")
    return "runbok-"


@fault("RCA602")
def a_link_to_itself(document: Document) -> str:
    name = document.path.rpartition("/")[2].removesuffix(".md")
    document.related.append(f"[[{name}|An incident like this]]")
    return "An incident like this"


@fault("RCA603")
def a_previous_incident_of_the_same_day(document: Document) -> str:
    document.related.append(f"[[{_day(document)}-previous-incident|Previous incident]]")
    return "Previous incident"


@fault("RCA604")
def the_runbook_of_another_service(document: Document) -> str:
    others = [s for s in SERVICES if s not in document.affected]
    document.related[0] = f"[[runbook-{others[0]}|Runbook]]"
    return f"runbook-{others[0]}"


@fault("RCA701")
def somebody_is_blamed(document: Document) -> str:
    document.cause += " The careless engineer on duty is to blame."
    return "is to blame"


@fault("RCA702")
def what_should_have_been(document: Document) -> str:
    document.improvements[0] += "; the team should have noticed this earlier"
    return "should have noticed"


def _rest(document: Document, addresses: str) -> list[str]:
    owner, due = document.actions.rows[0][2], document.actions.rows[2][3]
    return [owner, due, addresses]
