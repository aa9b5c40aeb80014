"""What is written can be read back, whatever it says."""

from __future__ import annotations

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from firstcause.document.inline import Text, parse_inline, render_inline
from firstcause.document.parse import parse
from firstcause.document.rca import Rca
from firstcause.document.render import render

PHASES = (Phase.explicit, Phase.generate)


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_every_document_survives(rcas: st.SearchStrategy[Rca], data: st.DataObject) -> None:
    """`parse(render(x)) == x` for any document."""
    rca = data.draw(rcas)
    assert parse(render(rca)) == rca


PHASES = (Phase.explicit, Phase.generate)


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_every_text_survives(texts: st.SearchStrategy[Text], data: st.DataObject) -> None:
    """Bars, backslashes, brackets, newlines and all other characters come back as they were."""
    one = data.draw(texts)
    assert parse_inline(render_inline(one)) == one
