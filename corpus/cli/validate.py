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


class EngineName(StrEnum):
    """Who checks."""

    rules = "rules"
    pandera = "pandera"
    frictionless = "frictionless"


def validate(
    package: Annotated[Path, typer.Argument(metavar="PACKAGE", help="Folder of a package, or its datapackage.json.")],
    output_format: Annotated[
        OutputFormat, typer.Option("--output-format", help="Print the report as text or as JSON.")
    ] = OutputFormat.text,
    engine: Annotated[
        list[EngineName] | None,
        typer.Option(
            "--engine",
            help="Who checks; repeatable. By default our own rules; the others are second opinions, far slower.",
        ),
    ] = None,
    trust_footer: Annotated[
        bool,
        typer.Option(
            "--trust-footer/--no-trust-footer",
            help="Believe the statistics in a file whose hash is right, or read every column.",
        ),
    ] = True,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Check that a package keeps the contract.

    Types, keys, references, text slices, hashes and counts: every fault is a finding with a stable code,
    its table, row, column, key, value and what was expected.
    """
    with Errors(debug):
        from corpus.check import check

        report = check(package, engines=[e.value for e in engine or [EngineName.rules]], trust_footer=trust_footer)
        if as_json or output_format is OutputFormat.json:
            print_json(report.as_dict())
        else:
            print_report(report)
        raise typer.Exit(0 if report.is_ok else FOUND)
