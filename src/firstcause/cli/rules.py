"""`firstcause rules`: alert rules for Prometheus, and the job that scrapes what they are about.

What the rules are is decided in `exporter.rules`; here they become a file.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from firstcause.cli.options import DEFAULT_CONFIG, ConfigFile, Format, OutputFormat

if TYPE_CHECKING:
    from datetime import timedelta

    from firstcause.config.schema import Config
    from firstcause.exporter.rules import AlertRule, RuleGroup

RULES_HEAD = "# Alert rules for Prometheus (rule_files), written by `firstcause rules`.\n"
JOB_HEAD = "# For scrape_configs of prometheus.yml, written by `firstcause rules --scrape`.\n"
LOGIN = "# Add authorization: {credentials_file: ...} with a token of [serve]: off this machine, one is needed.\n"


def register(app: typer.Typer) -> None:
    """Add `rules` to the command line."""
    app.command("rules")(rules)


def rules(
    scrape: Annotated[bool, typer.Option("--scrape", help="the job that scrapes the catalogue, not the rules")] = False,
    window: Annotated[str, typer.Option(help="two looks within it confirm a fault: twice the scrape interval")] = "2m",
    config: ConfigFile = DEFAULT_CONFIG,
    output: OutputFormat = Format.TEXT,
) -> None:
    """Print Prometheus alert rules for the services of the configuration.

    `firstcause rules > firstcause-rules.yml`

    `firstcause rules --scrape` the job that goes with them
    """
    from firstcause.config.load import load
    from firstcause.exporter.promql import length

    found, within = load(config), length(window)
    body = _job(found) if scrape else _groups(found, within)
    if output is Format.JSON:
        typer.echo(json.dumps(body))
    else:
        typer.echo(_head(found, scrape=scrape) + _yaml(body), nl=False)


def _groups(config: Config, window: timedelta) -> dict[str, object]:
    from firstcause.exporter.rules import rule_groups

    groups = rule_groups(config.catalogue, window, config.detect.expiry_horizon)
    return {"groups": [_group(group) for group in groups]}


def _group(group: RuleGroup) -> dict[str, object]:
    return {"name": group.name, "rules": [_rule(rule) for rule in group.rules]}


def _rule(rule: AlertRule) -> dict[str, object]:
    from firstcause.exporter.promql import duration

    held = {"for": duration(rule.hold)} if rule.hold else {}
    return {"alert": rule.alert, "expr": rule.expr, **held, "labels": rule.labels, "annotations": rule.annotations}


def _job(config: Config) -> dict[str, object]:
    from firstcause.exporter.scrape_job import scrape_job

    host = f"[{config.serve.host}]" if ":" in config.serve.host else config.serve.host
    return {"scrape_configs": [scrape_job(config.catalogue, f"{host}:{config.serve.port}")]}


def _head(config: Config, *, scrape: bool) -> str:
    if not scrape:
        return RULES_HEAD
    return JOB_HEAD + (LOGIN if config.serve.tokens else "")


def _yaml(body: dict[str, object]) -> str:
    import yaml

    return str(yaml.safe_dump(body, sort_keys=False, width=4096, allow_unicode=True, default_flow_style=False))
