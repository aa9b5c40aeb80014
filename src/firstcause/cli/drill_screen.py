"""What a person sees of a drill: progress while it runs, and one screen at the end."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from firstcause.cli.event_phrases import phrase
from firstcause.cli.options import Format, this_command
from firstcause.drill.run import Drill, Plan, Progress
from firstcause.drill.scenarios import SCENARIOS
from firstcause.drill.verdict import Compared, Named, Verdict
from firstcause.eventlog.names import evidence_names
from firstcause.model.event import Event
from firstcause.model.facts import MitigationProposed, ResponderPaged
from firstcause.model.incident import Incident

HELD = """
The fleet is up and watched; Ctrl-C ends it. Replicas notice when their files change. Break one by hand:

  cd '{current}' && cp bundle.pem /tmp/bundle.pem && cp key.pem /tmp/key.pem

  openssl x509 -in /tmp/bundle.pem -out bundle.pem          # the leaf alone, without its intermediate
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={service} -days 30 \\
    -addext subjectAltName=DNS:{service}.internal -keyout key.pem -out bundle.pem     # self-signed

  cp /tmp/key.pem key.pem && cp /tmp/bundle.pem bundle.pem  # repaired: watch it recover, and read the RCA

The same as a release, which can be rolled back:

  openssl x509 -in /tmp/bundle.pem -out /tmp/leaf.pem
  {me} release deploy {service} --bundle /tmp/leaf.pem --key /tmp/key.pem --fleet '{fleet}'

Look for yourself:

  {me} probe {probe}
  {me} incident list --config '{config}'
"""

COLOURS = {"right": "bold green", "wrong": "bold red", "inconclusive": "bold yellow"}
ASKED: Mapping[type, str] = {
    ResponderPaged: "incident ack",
    MitigationProposed: "mitigation approve",
}


def show_scenarios(output: Format) -> None:
    """`drill --list`."""
    for one in SCENARIOS:
        if output is Format.JSON:
            sys.stdout.write(json.dumps({"scenario": one.name, "tells": one.tells, "code": one.code or None}) + "\n")
        else:
            Console(highlight=False).print(f"[bold]{one.name:<24}[/] {one.tells}", soft_wrap=True)


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
        self._console.print(f"[bold]drill {name}[/]: {tells}", soft_wrap=True)

    def tell(self, progress: Progress) -> None:
        """One line: elapsed, stage, what was seen."""
        if progress.event is None:
            hidden = self._blind and progress.stage in ("decoy", "inject")
            self._line(progress.second, progress.stage, "something may happen now" if hidden else progress.text)
            return
        stage, text = phrase(progress.event)
        if text:
            self._line(progress.second, stage, escape(text))
        if not self._plan.responder:
            self._ask_reader(progress.event)

    def _ask_reader(self, event: Event) -> None:
        """What to type now, for a reader who is on call."""
        incident, config = event.stream.removeprefix("incident/"), self._plan.folder / "firstcause.toml"
        command = ASKED.get(type(event.fact))
        if command:
            self._console.print(
                f"    your turn: {this_command()} {command} {incident} --config '{config}'",
                soft_wrap=True,
                markup=False,
            )

    def _line(self, second: float, stage: str, text: str) -> None:
        self._console.print(f"[dim]{second:6.1f} s[/]  [cyan]{stage:<12}[/] {text}", soft_wrap=True, markup=True)

    def held(self, drill: Drill) -> None:
        """How to break the fleet by hand."""
        layout, service = drill.fleet.layout, "order-service"
        endpoint = layout.service(service).replicas[0].endpoint
        text = HELD.format(
            me=this_command(),
            current=layout.current(service),
            fleet=layout.file,
            service=service,
            probe=f"{endpoint} --server-name {service}.internal --trust '{layout.trust}'",
            config=drill.config,
        )
        self._console.print(text, soft_wrap=True, markup=False)


def verdict_screen(verdict: Verdict, incident: Incident | None, events: Sequence[Event], folder: Path) -> None:
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
    for line in _closing(verdict, incident, folder):
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


def _counted(count: int, what: str) -> str:
    return f"{count or 'no'} {what}{'' if count == 1 else 's'}"


def _closing(verdict: Verdict, incident: Incident | None, folder: Path) -> list[str]:
    overloaded = ["[yellow]the machine was overloaded: a process lagged by more than 200 ms[/]"]
    lines = overloaded if verdict.fleet.overloaded else []
    lines += [f"[yellow]{note}[/]" for note in verdict.notes]
    if verdict.rca:
        lines.append(f"[cyan]RCA[/]  {verdict.rca}")
    if verdict.lint:
        found = f"{_counted(verdict.lint.error, 'error')}, {_counted(verdict.lint.warning, 'warning')}"
        lines.append(f"[cyan]lint[/] {found}; {_counted(verdict.lint.questions, 'question')} to a person")
    if incident:
        me, config = this_command(), f"--config {shlex.quote(str(folder / 'firstcause.toml'))}"
        lines.append(
            f"[dim]next: `{me} evidence E1 --again {config}`, `{me} drill --blind --seed 7`, `{me} drill --hold`[/]"
        )
    return lines
