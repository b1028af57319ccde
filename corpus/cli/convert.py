"""`corpus convert`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpus.cli.printing import FOUND, Debug, Errors, Json, print_json, print_kept

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.containers import Limits


def _limits(given: list[str]) -> Limits:
    from dataclasses import fields, replace

    from corpus.containers import Limits

    limits = Limits()
    names = [field.name for field in fields(Limits)]
    for text in given:
        name, _, number = text.partition("=")
        if name not in names or not number.isdecimal() or int(number) < 1:
            raise typer.BadParameter(f"{text!r}; expected NAME=N with NAME one of {', '.join(names)}, N at least 1")
        limits = replace(limits, **{name: int(number)})
    return limits


def convert(
    inputs: Annotated[list[Path], typer.Argument(metavar="INPUT", help="Files, folders or glob patterns of articles.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="BUILD", help="Folder to write the package to.")],
    format: Annotated[  # noqa: A002
        str | None, typer.Option("--format", help="Read every file as this format; without it each file is sniffed.")
    ] = None,
    mapping: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|PRESET",
            help="How dumps (JSON, JSON Lines, CSV, Parquet) are mapped to columns: a TOML file, or a preset's name.",
        ),
    ] = None,
    extractor: Annotated[
        list[str] | None,
        typer.Option(
            "--extractor",
            metavar="NAME[:MODEL]",
            help="An installed extractor, and the model that it uses: a folder, or what else the extractor takes. "
            "Repeatable: they run in this order, each on what those before it found.  [rules]",
        ),
    ] = None,
    limit: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=N",
            help="What is opened at most. NAME is depth (of archives in archives; a .tar.gz counts as two)  [5], "
            "members (of one)  [5000000], bytes (of a member)  [any], ratio (of decompressed to compressed bytes)  "
            "[200], or seconds (for one article)  [120]. Repeatable.",
        ),
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop with exit code 1 at the first input or item that cannot be read.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace BUILD where it is a package.")] = False,
    name: Annotated[str, typer.Option(help="Name of the package: lower case, digits, hyphens.")] = "news-corpus",
    title: Annotated[str | None, typer.Option(help="Title of the package.")] = None,
    license: Annotated[  # noqa: A002
        list[str] | None,
        typer.Option(
            "--license", metavar="ID", help="Licence of the package, as an SPDX id or an address. Repeatable."
        ),
    ] = None,
    contributor: Annotated[
        list[str] | None,
        typer.Option("--contributor", metavar="NAME", help="A contributor to the package. Repeatable."),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Processes to use; by default one for each CPU.")
    ] = None,
    as_json: Json = False,
    debug: Debug = False,
) -> None:
    """Convert news articles into a data package, and check it.

    The format of each file is told by its content. What could not be read is a row of `problems` and is counted; the
    rest is kept. BUILD appears when it is complete.
    """
    with Errors(debug):
        from corpus.check import check
        from corpus.conversion import convert as run
        from corpus.package import About, rfc3339, source_date

        created = source_date()
        about = About(
            name=name,
            title=title,
            licenses=tuple(license or ()),
            contributors=tuple(contributor or ()),
            created=rfc3339(created) if created else None,
        )
        with _Progress("converting") as progress:
            done = run(
                inputs,
                out,
                format=format,
                mapping=mapping,
                limits=_limits(limit or []),
                extractors=extractor or ["rules"],
                about=about,
                is_strict=strict,
                force=force,
                workers=workers,
                progress=progress,
            )
        report = check(out, engines=("rules",))
        if as_json:
            print_json(
                {
                    "package": str(out),
                    "files": done.files,
                    "rows": dict(done.rows),
                    "problems": dict(done.problems),
                    "seconds": round(done.seconds, 2),
                    "check": report.as_dict(),
                }
            )
        else:
            typer.echo(_summary(done))
            print_kept(report, out)
        is_all_lost = done.rows["articles"] == 0 and done.problems.get("error", 0) > 0
        raise typer.Exit(FOUND if report.has_errors or is_all_lost else 0)


class _Progress:
    """A bar on stderr while it is a terminal; else nothing."""

    def __init__(self, label: str) -> None:
        self.label, self.done = label, 0
        self.bar: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        return self.step

    def step(self, done: int, of: int) -> None:
        if not sys.stderr.isatty():
            return
        if self.bar is None:
            self.bar = typer.progressbar(length=of, label=self.label, file=sys.stderr)
            self.bar.__enter__()
        self.bar.update(done - self.done)
        self.done = done

    def __exit__(self, *exc: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(*exc)


_IN_SUMMARY = ("articles", "people", "orgs", "quotes", "mentions", "roles")


def _counted(table: str, n: int) -> str:
    return table if n != 1 else {"people": "person"}.get(table, table.removesuffix("s"))


def _summary(done: Any) -> str:
    rows, problems = done.rows, done.problems
    width = max(len(f"{n:,}") for n in [*rows.values(), sum(problems.values()), done.files])
    lines = [
        f"{done.out}: {done.files:,} {'file' if done.files == 1 else 'files'} in {done.seconds:.1f} s",
        *(f"  {rows[name]:>{width},} {_counted(name, rows[name])}" for name in _IN_SUMMARY),
    ]
    told = ", ".join(f"{n} {name}{'s' if n != 1 else ''}" for name, n in problems.items())
    all_told = sum(problems.values())
    lines.append(f"  {all_told:>{width},} {_counted('problems', all_told)}{f' ({told})' if told else ''}")
    if problems.get("error"):
        lines.append(
            f"{problems['error']} could not be read: see {done.out / 'problems.parquet'}; --strict fails on them"
        )
    return "\n".join(lines)
