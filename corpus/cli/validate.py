"""`corpus validate`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from corpus.cli.printing import FOUND, Debug, Errors, Json, print_json, print_report


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
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check that packages keep the contract, or, where they are not of ours, their own schemas.

    Types, keys, references, text slices, hashes and counts: every fault is a finding with a stable code,
    its table, row, column, key, value and what was expected.
    """
    with Errors(debug):
        from corpus.check import check
        from corpus.reports.as_frictionless import as_frictionless

        reports = [check(one, engines=[e.value for e in engine]) if engine else check(one) for one in packages]
        if as_json or output_format is not OutputFormat.text:
            is_other = output_format is OutputFormat.frictionless
            forms = [as_frictionless(report) if is_other else report.as_dict() for report in reports]
            print_json(forms[0] if len(forms) == 1 else forms)
        else:
            for report in reports:
                print_report(report)
        raise typer.Exit(0 if all(report.is_ok for report in reports) else FOUND)
