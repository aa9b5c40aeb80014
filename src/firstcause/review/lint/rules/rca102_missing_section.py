"""RCA102: a section that every analysis has."""

from __future__ import annotations

from collections.abc import Iterator

from firstcause.document.reading.roles import NATIVE, Role
from firstcause.document.spans import Edit, Span
from firstcause.review.lint.edits import line_end
from firstcause.review.lint.rule import Subject, Trouble
from firstcause.review.lint.sections import BELOW, body_end


def missing_section(subject: Subject) -> Iterator[Trouble]:
    """A section that every analysis has is missing.

    A reader looks for the timeline, the cause and the actions at their places; where one is missing nobody can tell
    whether there was nothing to say or nobody said it.

    Bad:

        ## Impact
        ...
        ## Lessons Learned

    Better:

        ## Impact
        ...
        ## Resolution

        > [!question] What ended the harm, and when?

        ## Lessons Learned

    Ignore it where your team's own form has no such section. Documents of other teams are not judged by it.
    """
    parts = subject.reading.parts
    for role in NATIVE:
        if role in parts or (role in BELOW and BELOW[role] not in parts):
            continue
        below = f" under `{BELOW[role]}`" if role in BELOW else ""
        yield Trouble(
            f"there is no section `{role}`{below}", subject.reading.source.line(1), edits=(_inserted(subject, role),)
        )


def _inserted(subject: Subject, role: Role) -> Edit:
    """Before the next section that is there; at the end of its parent, or of the document, where none is."""
    reading, end = subject.reading, line_end(subject.reading.source)
    level = "###" if role in BELOW else "##"
    text = f"{level} {role}{end}{end}> [!question] What belongs here?{end}{end}"
    parent = BELOW.get(role)
    later = [one for one in NATIVE[NATIVE.index(role) + 1 :] if one in reading.parts and BELOW.get(one) == parent]
    if later:
        heading = reading.parts[later[0]].heading
        at = reading.source.offset(heading.line) if heading else 0
    else:
        at = body_end(reading, reading.parts[parent] if parent else reading.sections[-1])
    before = "" if at == 0 or reading.source.text[:at].endswith(("\n\n", "\r\n\r\n", "\r\r")) else end
    return Edit(Span(at, at), before + text)
