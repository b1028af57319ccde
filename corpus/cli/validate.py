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
    """Check that a package keeps the contract.

    Types, keys, references, text slices, hashes and counts: every fault is a finding with a stable code,
    its table, row, column, key, value and what was expected.
    """
    with Errors(debug):
        from dataclasses import replace

        from corpus.check import ENGINES, check
        from corpus.check.settings import find

        settings = find(package, config, Path.cwd())
        settings = replace(settings, is_thorough=settings.is_thorough or thorough)
        report = check(
            package, engines=[e.value for e in engine] if engine else ENGINES, settings=settings, since=since
        )
        if as_json or output_format is OutputFormat.json:
            print_json(report.as_dict())
        else:
            print_report(report)
        raise typer.Exit(0 if report.is_ok else FOUND)
