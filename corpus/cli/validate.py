"""`corpus validate`."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.cli.printing import COULD_NOT_RUN, FOUND, Config, Debug, Errors, Json, complain, is_coloured, say, width

if TYPE_CHECKING:
    from corpus.check import Engine
    from corpus.report import Report
    from corpus.reports import Checked, Form


class OutputFormat(StrEnum):
    """A form of report."""

    text = "text"
    json = "json"
    github = "github"
    junit = "junit"
    sarif = "sarif"
    gitlab = "gitlab"
    markdown = "markdown"
    html = "html"
    frictionless = "frictionless"


class EngineName(StrEnum):
    """Who checks."""

    rules = "rules"
    pandera = "pandera"
    frictionless = "frictionless"


def _share(text: str) -> float:
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = math.nan
    if not 0 <= share <= 1:
        raise typer.BadParameter(f"{text!r} is no share of the rows; give 0.1% or 0.001")
    return share


def _report(text: str) -> tuple[Form, Path]:
    form, _, file = text.partition("=")
    if form not in list(OutputFormat) or not file:
        raise typer.BadParameter(f"{text!r} is not FORM=FILE; FORM is one of {', '.join(OutputFormat)}")
    return OutputFormat(form).value, Path(file)


def validate(
    packages: Annotated[
        list[Path], typer.Argument(metavar="PACKAGE...", help="Folders of packages, or their descriptors.")
    ],
    output_format: Annotated[
        OutputFormat,
        typer.Option(
            "--output-format",
            metavar="FORM",
            help=f"Form of the report on stdout: {', '.join(OutputFormat)}.",
        ),
    ] = OutputFormat.text,
    reports: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORM=FILE", help="Write the report to FILE as well. Repeatable."),
    ] = None,
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
    baseline: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="JSON report of before: only findings that it lacks fail."),
    ] = None,
    max_share: Annotated[
        str | None,
        typer.Option(
            "--max-share", metavar="SHARE", help="Let a rule be broken in that share of a table's rows, such as 0.1%."
        ),
    ] = None,
    quarantine: Annotated[
        Path | None,
        typer.Option("--quarantine", metavar="DIR", help="Part the rows: DIR/good, and DIR/bad with reasons."),
    ] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Check again at each change; Ctrl-C ends it.")] = False,
    config: Config = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="PACKAGE",
            help="A version before this, or a store: is there far more or less (articles, nulls, languages, "
            "quotations)?",
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

    In a job of GitHub Actions, annotations and a summary are written without being asked.
    """
    form: Form = "json" if as_json else output_format.value
    files = [_report(text) for text in reports or ()]
    share = None if max_share is None else _share(max_share)
    if quarantine and (watch or len(packages) > 1):
        raise typer.BadParameter("--quarantine takes one package, and no --watch")
    with Errors(debug):
        from dataclasses import replace

        from corpus.check import check
        from corpus.check.settings import find
        from corpus.check.verdict import judge, read_baseline
        from corpus.errors import PackageError
        from corpus.reports import Checked, read_about

        _can_be_written([file for _, file in files])
        before = read_baseline(baseline) if baseline else {}
        engines: Sequence[Engine] = [e.value for e in engine or [EngineName.rules]]
        base = Path(os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR") or Path.cwd())

        def report_on(path: Path) -> Report:
            settings = find(path, config, Path.cwd())
            settings = replace(settings, is_thorough=settings.is_thorough or thorough)
            return check(path, engines=engines, settings=settings, since=since, trust_footer=trust_footer)

        def checked(path: Path) -> Checked:
            about = read_about(path, base=base)
            old = before.get(about.path) or (before.get(None) if len(packages) == 1 else None)
            if baseline and old is None:
                raise PackageError(f"{baseline}: has no report on {path}; expected one made of the same packages")
            return Checked(about, judge(report_on(path), baseline=old, max_share=share))

        if watch:
            raise typer.Exit(_watch(packages, checked, form, files))
        done, failed = [], []
        for path in packages:
            try:
                done.append(checked(path))
            except PackageError as error:
                if len(packages) == 1 or debug:
                    raise
                failed.append(error)
        if done:
            _print(done, form)
            _write(done, files)
            _tell_github(done, form)
        for one in failed:
            complain(one)
        if quarantine:
            _quarantine(packages[0], done[0], quarantine, report_on)
        raise typer.Exit(COULD_NOT_RUN if failed else 0 if all(each.verdict.is_ok for each in done) else FOUND)


def _can_be_written(files: Sequence[Path]) -> None:
    """Refuse files of reports before the check, which may take minutes.

    Raises:
        ReportError: the folder of one is not there, one is a folder, or two reports would go into one file.
    """
    from corpus.errors import ReportError

    seen = set()
    for file in files:
        if not file.parent.is_dir():
            raise ReportError(f"--report {file}: there is no folder {file.parent}; make it first")
        if file.is_dir():
            raise ReportError(f"--report {file}: is a folder; expected the name of a file")
        if file.resolve() in seen:
            raise ReportError(f"--report {file}: two reports would be written to it; give each a file of its own")
        seen.add(file.resolve())


def _print(checked: Sequence[Checked], form: Form) -> None:
    from corpus.reports import as_text, render

    if form == "text":
        typer.echo(as_text.render(checked, width=width(), is_coloured=is_coloured()), color=True)
    else:
        typer.echo(render(form, checked), nl=False)


def _write(checked: Sequence[Checked], files: Sequence[tuple[Form, Path]]) -> None:
    from corpus.reports import render

    for form, file in files:
        file.write_bytes(render(form, checked).encode("utf-8", "backslashreplace"))


def _tell_github(checked: Sequence[Checked], form: Form) -> None:
    """Annotations and the summary of the job, where this is one of GitHub Actions."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    from corpus.reports import render

    if form != "github" and not all(one.verdict.is_ok for one in checked):
        # A runner reads commands from stderr as well, and stdout has the report.
        typer.echo(render("github", checked), nl=False, err=True)
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            with Path(summary).open("a", encoding="utf-8", newline="\n") as file:
                file.write(render("markdown", checked))
        except OSError as error:  # the verdict stands without it
            complain(f"GITHUB_STEP_SUMMARY: {summary}: the summary cannot be written: {error.strerror}")


def _quarantine(path: Path, checked: Checked, folder: Path, again: Callable[[Path], Report]) -> None:
    from corpus.quarantine import part

    done = part(path, checked.verdict.report, folder, again=again)
    good, bad = (sum(rows.values()) for rows in (done.good, done.bad))
    typer.echo(f"{good:,} rows in {folder / 'good'}, {bad:,} rows in {folder / 'bad'}", err=True)


def _watch(
    packages: Sequence[Path], check: Callable[[Path], Checked], form: Form, files: Sequence[tuple[Form, Path]]
) -> int:
    """Check at each change and print what differs from the time before, until Ctrl-C; the last check's exit code."""
    from corpus.check.verdict import judge
    from corpus.check.watching import stamp, watch
    from corpus.errors import PackageError
    from corpus.reports import as_text

    last: dict[int, Checked | None] = {}

    def again(n: int) -> None:
        before = last.get(n)
        try:
            now = last[n] = check(packages[n])
        except PackageError as error:
            last[n] = None
            complain(error)
            return
        if form != "text" or before is None:
            _print([now], form)
        else:
            came = judge(now.verdict.report, baseline=before.verdict.report)
            went = judge(before.verdict.report, baseline=now.verdict.report)
            gone = [one for group in went.groups for one in group.findings]
            typer.echo("\n".join(as_text.changes(now, came.groups, gone, width=width())), color=True)
        _write([one for one in last.values() if one], files)

    seen = [stamp(path) for path in packages]
    try:
        for n in range(len(packages)):
            again(n)
        say("watching; Ctrl-C ends it")
        for n, _ in watch(packages, seen):
            again(n)
    except KeyboardInterrupt:
        pass
    if not all(last.values()):
        return COULD_NOT_RUN
    return 0 if all(one.verdict.is_ok for one in last.values() if one) else FOUND
