"""Which part of a postmortem a section is, whatever its team calls it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Final


class Role(StrEnum):
    """The parts of a root-cause analysis, by the native format's own titles."""

    SUMMARY = "Summary"
    TIMELINE = "Timeline"
    ROOT_CAUSE = "Root Cause"
    FACTORS = "Contributing Factors"
    IMPACT = "Impact"
    AFFECTED = "Affected Services"
    CUSTOMER = "Customer Impact"
    DETECTION = "Detection"
    RESOLUTION = "Resolution"
    LESSONS = "Lessons Learned"
    WENT_WELL = "What Went Well"
    IMPROVEMENTS = "What Could Be Improved"
    LUCK = "Where We Were Lucky"
    ACTIONS = "Action Items"
    RELATED = "Related Incidents"
    GLOSSARY = "Glossary"


# Native sections in their order; those below another stand under it.
NATIVE: Final = (
    *(Role.SUMMARY, Role.TIMELINE, Role.ROOT_CAUSE, Role.IMPACT, Role.AFFECTED, Role.CUSTOMER, Role.RESOLUTION),
    *(Role.LESSONS, Role.WENT_WELL, Role.IMPROVEMENTS, Role.ACTIONS, Role.RELATED),
)

# As the SRE book, Azure, PagerDuty's template, Confluence's and GitHub's issues say it; the first that fits counts.
_TITLES: Final = MappingProxyType(
    {
        Role.TIMELINE: r"((incident|event|detailed|outage|high[- ]level|the|full) )*time ?lines?( of .*"
        r"| summary| details)?"
        r"|(detailed )?(event )?chronology( of .*)?|sequence of events|events?|what happened(,)? and when",
        Role.FACTORS: r"(contributing|causal) (factors?|causes?|conditions?)( and .*)?|contributors?|trigger(s|ed by)?",
        Role.ROOT_CAUSE: r"(preliminary |initial |technical |underlying |primary |the "
        r"|probable )?root[- ]?causes?(\(s\))?"
        r"( (and|&) (resolution|mitigation|trigger|contributing factors)| analysis| identification.*| summary"
        r"|: .*whys)?"
        r"|causes?|why( did)? (it|this|that) (happen(ed)?|broke|failed)|what went wrong,? and why"
        r"|what (do|did) we know( so far)?|what caused (it|this|the (incident|outage|issue|problem))"
        r"|fault|analysis|(the )?((five|5)[- ])?whys( .*)?|technical (details|analysis)",
        Role.AFFECTED: r"(affected|impacted) (services?|systems?|components?|products?)"
        r"|(services?|systems?|components?|products?)(\(s\)|/components?)? (affected|impacted)",
        Role.CUSTOMER: r"(customer|user|business|client|end[- ]user)s?'?[- ](facing )?impact|who was (affected"
        r"|impacted)"
        r"|impact (to|on) (our )?(customers|users)|(users?|customers?) (affected|impacted)",
        Role.DETECTION: r"detections?( (and|&) .*)?"
        r"|how (was|did|were) (it|we|this|the \w+) (detected|notice|detect|find out).*",
        Role.IMPACT: r"(incident |overall |service |the )?impacts?"
        r"( (and|&) metrics| assessment| analysis| summary| details| statement)?"
        r"|what was the impact|scope( and impact)?( of impact)?|blast radius|(summary|scope|extent"
        r"|description) of impact"
        r"|effects?|consequences",
        Role.WENT_WELL: r"(what|things that) (went|worked) well|what (went|worked) right|went well|the good"
        r"|what we did well",
        Role.LUCK: r"where we (were|got) lucky|lucky|luck",
        Role.IMPROVEMENTS: r"what (could|can|should) (be|have been|have gone|go|we do|we have done) (improved?|better)"
        r"|(what|things that) (went|did)n?['’]?t? ?(go )?(wrong|poorly|badly|well|not go well)|room for improvement"
        r"|improvements?|the bad|could be improved|areas (for|of|to) improve(ment)?|what didn.t (go|work) well"
        r"|went poorly"
        r"|what did not (go|work) well|what we (could|can) (do|have done) better|what went less well",
        Role.ACTIONS: r"(open |corrective |preventive |preventative |future |immediate |planned |remediation "
        r"|recommended )?"
        r"action[- ]?(items?|points?|plan)?( and .*)?|actions?( taken| items?)?"
        r"|((immediate|corrective|preventi(ve|tive|on)|preventative|planned|future|follow-?up|recommended|remediation"
        r"|short-term|long-term) )(actions?|tasks?|steps?|work|measures?)"
        r"|follow[- ]?ups?( actions?| items?| tasks?| work|/.*)?|corrective (and|&|/) prevent(at)?ive (actions?"
        r"|measures?)"
        r"|(our |the )?next steps|remediations?( items?| and prevention| / .*| plan)?|future (work|prevention)"
        r"|(future )?preventi(on|ve measures|ve actions)|prevent(at)?ive measures|preventing (recurrence"
        r"|a recurrence|this.*)"
        r"|to ?dos?|tasks|backlog( check)?|recommendations?|what happens next|repair items?|corrective measures"
        r"|how (are|will|can|do) we (make|making|prevent|preventing|mak|improv|ensur|avoid).*|what('s| is| comes) next"
        r"|what (are we|we are|we're|we will be|will we be|are we) (doing|going).*|lessons (learned )?(and"
        r"|&) follow-?ups",
        Role.RESOLUTION: r"(incident |the )?resolutions?( and recovery| & recovery| steps| details| and mitigation)?"
        r"|(immediate )?mitigations?( steps| and resolution| & .*| actions?)?|recovery( steps)?|(the )?fix"
        r"|how (was|did|were|we) (it|we|this|the \w+) (resolved?|fix(ed)?|respond|mitigated?|recover).*"
        r"|how we (fixed|resolved).*"
        r"|remediation steps|(incident |our |the )?response|remedy|workaround|what we did( to fix it)?",
        Role.LESSONS: r"(key )?lessons?( learned| learnt)?|retrospective|learnings?|what (did |have )?we learn(ed|t)?"
        r"|(key )?takeaways?|reflections?",
        Role.RELATED: r"related( incidents?| links?| documents?)?|references?|see also|links?|appendix"
        r"|appendices|useful links"
        r"|supporting (information|documents?)",
        Role.GLOSSARY: r"glossary|definitions?",
        Role.SUMMARY: r"(executive |incident |issue |outage |problem |event |high[- ]level )?(summary|overview"
        r"|description)"
        r"( of (the )?(incident|events|issue))?|what happened|tl;?dr|abstract|background|introduction|lead[- ]?up",
    }
)
_KNOWN: Final = tuple((role, re.compile(rf"(?:{pattern})[?:.]*")) for role, pattern in _TITLES.items())
_ORNAMENT: Final = re.compile(
    r"^(?:[\d.)]+\s+|:\w{2,30}:\s*|[^\w\s]+\s*)+|[*_`]+|\s*\{#[^}]*\}\s*$|(?:\s*[^\w\s)\]?.:!'’]+|\s+:\w{2,30}:)\s*$"
)


_ASIDE: Final = re.compile(
    r"\s*(?:[(\[][^()\[\]]{0,60}[)\]]|[-–—,:]?\s*(?:all )?(?:times? )?(?:are )?(?:in )?(?:utc|gmt)):?$"
)
LONGEST: Final = 120  # characters of a heading that announces a part


@lru_cache(maxsize=4096)
def role_of(title: str) -> Role | None:
    """Which part a heading announces; None for one that is a title of its own (a service, a day, an id)."""
    if len(title) > LONGEST:
        return None
    words = " ".join(_ORNAMENT.sub("", title).casefold().split()).strip()
    return _role(words) or _role(_ASIDE.sub("", words))


def _role(words: str) -> Role | None:
    return next((role for role, known in _KNOWN if known.fullmatch(words)), None)
