"""`firstcause drill`: the main job. A real fleet, a real fault, the whole loop, an RCA, and a verdict."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import Format, OutputFormat

if TYPE_CHECKING:
    from firstcause.drill.run import Drill, Plan

DEFAULT_SCENARIO = "tls-handshake-failure"


def register(app: typer.Typer) -> None:
    """Add `drill` to the command line."""
    app.command("drill")(drill)


def drill(
    scenario: Annotated[str, typer.Argument(metavar="[SCENARIO]", help="see --list")] = DEFAULT_SCENARIO,
    every: Annotated[bool, typer.Option("--all", help="every scenario, one after the other")] = False,
    listing: Annotated[bool, typer.Option("--list", help="which scenarios there are")] = False,
    seed: Annotated[int, typer.Option(help="draws service, replicas and delay; 0 is the documented default")] = 0,
    on: Annotated[str, typer.Option(metavar="SERVICE", help="break this service")] = "",
    rate: Annotated[float, typer.Option(help="purchases a second", min=1.0, max=60.0)] = 20.0,
    hold: Annotated[bool, typer.Option("--hold", help="keep the fleet up, to break it by hand")] = False,
    blind: Annotated[bool, typer.Option("--blind", help="reveal the scenario only in the verdict")] = False,
    on_call: Annotated[str, typer.Option(metavar="me", help="you acknowledge and approve, not the drill")] = "",
    watch_seconds: Annotated[float, typer.Option(help="how long no-fault watches")] = 25.0,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="where everything goes")] = None,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Break a real fleet and watch the whole life of the incident, to a finished RCA.

    `firstcause drill`                     the default: a certificate bundle without its intermediate

    `firstcause drill --blind --seed 7`    which service? you will see

    `firstcause drill --hold`              break it by hand, with openssl

    `firstcause drill no-fault --format json`
    """
    from firstcause.cli.drill_screen import show_scenarios
    from firstcause.drill import scenarios
    from firstcause.drill.cast import SERVICES
    from firstcause.drill.run import Plan

    if listing:
        show_scenarios(output)
        return
    if on and on not in SERVICES:
        raise typer.BadParameter(f"one of {', '.join(SERVICES)}", param_hint="--on")
    if on_call not in ("", "me"):
        raise typer.BadParameter("only `me` can be on call", param_hint="--on-call")
    chosen = scenarios.SCENARIOS if every else (scenarios.scenario(scenario),)
    root = out or Path("firstcause-drill") / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S")
    right = True
    for one in chosen:
        folder = (root / one.name if every else root).absolute()
        mine = on_call == "me"
        plan = Plan(one, folder, seed, on, rate, watch_seconds, not mine, "approve" if mine else "automatic")
        right &= _play(plan, output, hold=hold, blind=blind)
    raise typer.Exit(0 if right else 1)


def _play(plan: Plan, output: Format, *, hold: bool, blind: bool) -> bool:
    """One scenario; True when its verdict is right."""
    from firstcause.cli.drill_screen import Screen, verdict_screen
    from firstcause.drill.report import report
    from firstcause.drill.run import Drill

    screen = Screen(plan, blind=blind)
    with Drill(plan, screen.tell) as played:
        if hold:
            screen.held(played)
            _hold(played)
            return True
        screen.opening()
        left = played.play()
    verdict, incident, events = report(plan, left)
    if output is Format.JSON:
        sys.stdout.write(json.dumps(verdict.document()) + "\n")
    else:
        verdict_screen(verdict, incident, events, plan.folder)
    return verdict.verdict == "right"


def _hold(running: Drill) -> None:
    """Until Ctrl-C: whatever the log says is told, and nothing is injected."""
    try:
        while True:
            running.follow(until=lambda _: False, seconds=3600.0)
    except KeyboardInterrupt:
        running.say("hold", "stopping the fleet")
