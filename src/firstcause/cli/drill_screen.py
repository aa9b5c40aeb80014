"""What a person sees of a drill: progress while it runs, and one screen at the end."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from firstcause.cli.event_phrases import phrase
from firstcause.cli.options import Format
from firstcause.drill.run import Drill, Plan, Progress
from firstcause.drill.scenarios import SCENARIOS
from firstcause.drill.verdict import Compared, Named, Verdict
from firstcause.eventlog.names import evidence_names
from firstcause.model.event import Event
from firstcause.model.incident import Incident

COLOURS = {"right": "bold green", "wrong": "bold red", "inconclusive": "bold yellow"}
UNITS = {"p99_seconds": "s", "requests": "", "degraded": "", "failed": "", "users": ""}


def show_scenarios(output: Format) -> None:
    """`drill --list`."""
    for one in SCENARIOS:
        if output is Format.JSON:
            sys.stdout.write(json.dumps({"scenario": one.name, "tells": one.tells, "code": one.code or None}) + "\n")
        else:
            Console(highlight=False).print(f"[bold]{one.name:<24}[/] {one.tells}")


class Screen:
    """Progress, a line an event, on standard error."""

    def __init__(self, plan: Plan, *, blind: bool) -> None:
        self._plan = plan
        self._blind = blind
        self._console = Console(stderr=True, highlight=False)

    def opening(self) -> None:
        """What is about to be played."""
        name = "?" if self._blind else self._plan.scenario.name
        tells = "you will see" if self._blind else self._plan.scenario.tells
        self._console.print(f"[bold]drill {name}[/]: {tells}")

    def tell(self, progress: Progress) -> None:
        """One line: elapsed, stage, what was seen."""
        if progress.event is None:
            hidden = self._blind and progress.stage in ("decoy", "inject")
            self._line(progress.second, progress.stage, "something may happen now" if hidden else progress.text)
            return
        stage, text = phrase(progress.event)
        if text:
            self._line(progress.second, stage, escape(text))

    def _line(self, second: float, stage: str, text: str) -> None:
        self._console.print(f"[dim]{second:6.1f} s[/]  [cyan]{stage:<12}[/] {text}", soft_wrap=True, markup=True)

    def held(self, drill: Drill) -> None:
        """How to break the fleet by hand."""
        layout = drill.fleet.layout
        folder, service = layout.directory, "order-service"
        current = layout.current(service)
        self._console.print(
            f"""
[bold]The fleet is up and watched.[/] Ctrl-C ends it. Break it, for instance:

  an expired certificate, made with openssl and put in the place of the current one (replicas notice the file):
    openssl x509 -in '{current}/bundle.pem' -x509toreq -signkey '{current}/key.pem' -out /tmp/order.csr
    openssl x509 -req -in /tmp/order.csr -CA '{folder}/ca/issuing.pem' -CAkey '{folder}/ca/issuing.key' \\
      -set_serial 7 -days -1 -out /tmp/order.pem
    cat /tmp/order.pem '{folder}/ca/issuing.pem' > '{current}/bundle.pem'

  the same as a release, which can be rolled back:
    firstcause release deploy {service} --bundle /tmp/order.pem --key '{current}/key.pem' --fleet '{layout.file}'

  look for yourself:
    firstcause probe {layout.service(service).replicas[0].endpoint} --server-name {service}.internal \\
      --trust '{layout.trust}'
    firstcause incident list --config '{drill.config}'
""",
            soft_wrap=True,
            markup=True,
        )


def verdict_screen(verdict: Verdict, incident: Incident | None, events: Sequence[Event]) -> None:
    """Injected, found, because, not, intervals, impact, and where to read on."""
    console = Console(highlight=False)
    names = evidence_names(events)
    console.rule(f"[{COLOURS[verdict.verdict]}]{verdict.verdict.upper()}[/]  {verdict.scenario}, seed {verdict.seed}")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("injected", _named(verdict.injected))
    grid.add_row("found", _named(verdict.found))
    for label, text in _reasons(incident, names):
        grid.add_row(label, text)
    grid.add_row("intervals", _intervals(verdict))
    console.print(grid)
    if verdict.figures:
        console.print(_figures(verdict))
    for line in _closing(verdict, incident):
        console.print(line, soft_wrap=True)


def _named(named: Named | None) -> str:
    return f"[bold]{named.code}[/] on [bold]{named.service}[/], change {named.change or 'none'}" if named else "nothing"


def _reasons(incident: Incident | None, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Why this cause, and which others were ruled out, each with its evidence."""
    if incident is None:
        return []
    because = [(r.text, r.evidence) for r in incident.cause.supporting] if incident.cause else []
    against = [(f"{h.service}: {reason.text}", reason.evidence) for h, reason in incident.ruled_out]
    rows = [("because" if i == 0 else "", _cited(*b, names)) for i, b in enumerate(because)]
    rows += [("not" if i == 0 else "", _cited(*a, names)) for i, a in enumerate(against)]
    if incident.inconclusive:
        rows.append(("open", incident.inconclusive))
    return rows


def _cited(text: str, evidence: Sequence[str], names: Mapping[str, str]) -> str:
    short = ", ".join(names[e] for e in evidence if e in names)
    return f"{escape(text)} [dim]({short})[/]" if short else escape(text)


def _intervals(verdict: Verdict) -> str:
    known = (f"{name} {seconds:.1f} s" for name, seconds in verdict.seconds.items() if seconds is not None)
    listed = ", ".join(known)
    return f"{listed}\n[dim]from the first degraded request; probes every {verdict.probe_interval_seconds:g} s[/]"


def _figures(verdict: Verdict) -> Table:
    table = Table("impact", "RCA", "customers' ledger", box=None, padding=(0, 2), header_style="cyan")
    for name, pair in verdict.figures.items():
        table.add_row(name.replace("_seconds", ""), _value(name, pair, pair.rca), _value(name, pair, pair.ledger))
    return table


def _value(name: str, pair: Compared, value: float | None) -> str:
    if value is None:
        return "not observed"
    if name in ("onset", "recovery"):
        return "0.0 s" if value == pair.ledger else f"{value - (pair.ledger or value):+.1f} s"
    return f"{value:.2f} s" if name.endswith("_seconds") else f"{value:,.0f}"


def _closing(verdict: Verdict, incident: Incident | None) -> list[str]:
    overloaded = ["[yellow]the machine was overloaded: a process lagged by more than 200 ms[/]"]
    lines = overloaded if verdict.fleet.overloaded else []
    lines += [f"[yellow]{note}[/]" for note in verdict.notes]
    if verdict.rca:
        lines.append(f"[cyan]RCA[/]  {verdict.rca}")
    if incident:
        first = "firstcause evidence E1 --incident " + incident.id
        lines.append(f"[dim]next: `{first}`, `firstcause drill --blind --seed 7`, `firstcause drill --hold`[/]")
    return lines
