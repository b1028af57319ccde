"""`corpus validate`."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.cli.printing import FOUND, Debug, Errors, Json, print_json, print_report

if TYPE_CHECKING:
    from corpus.check import Engine


class OutputFormat(StrEnum):
    """How `corpus validate` prints its report."""

    text = "text"
    json = "json"
    frictionless = "frictionless"


class EngineName(StrEnum):
    """Who checks."""

    rules = "rules"
    pandera = "pandera"
    frictionless = "frictionless"


def validate(
    packages: Annotated[
        list[Path], typer.Argument(metavar="PACKAGE...", help="Folders of packages, or their descriptors.")
    ],
    output_format: Annotated[
        OutputFormat,
        typer.Option("--output-format", help="Print the report as text, as JSON, or as frictionless does."),
    ] = OutputFormat.text,
    engine: Annotated[
        list[EngineName] | None,
        typer.Option("--engine", help="Who checks; repeatable. By default all of them, and what they find is merged."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="Settings of the check. By default corpus.toml in this folder, else the one in the package.",
        ),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="PACKAGE",
            help="A previous version: is there far more or less than in it (articles, nulls, languages, quotations)?",
        ),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Also try the rules that read and compare every text; takes minutes.")
    ] = False,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check that packages keep the contract, or, where they are not of ours, their own schemas.

    Types, keys, references, text slices, hashes and counts: every fault is a finding with a stable code,
    its table, row, column, key, value and what was expected.
    """
    with Errors(debug):
        from dataclasses import replace

        from corpus.check import ENGINES, check
        from corpus.check.settings import find
        from corpus.reports.as_frictionless import as_frictionless

        engines: Sequence[Engine] = [e.value for e in engine] if engine else ENGINES
        reports = []
        for one in packages:
            settings = find(one, config, Path.cwd())
            settings = replace(settings, is_thorough=settings.is_thorough or thorough)
            reports.append(check(one, engines=engines, settings=settings, since=since))
        if as_json or output_format is not OutputFormat.text:
            is_other = output_format is OutputFormat.frictionless
            forms = [as_frictionless(report) if is_other else report.as_dict() for report in reports]
            print_json(forms[0] if len(forms) == 1 else forms)
        else:
            for report in reports:
                print_report(report)
        raise typer.Exit(0 if all(report.is_ok for report in reports) else FOUND)
