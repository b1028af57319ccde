"""Print the pages that come from the code: the command's help, and what the contract makes.

`--check` compares, `--write` renews.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import typer

from corpus import contract
from corpus.check import models
from corpus.cli import app

HERE = Path(__file__).parent / "reference"


def pages() -> Iterator[tuple[Path, str]]:
    """Every printed page and what it should hold."""
    yield HERE / "cli.md", cli()
    for path, text in contract.pages().items():
        yield HERE / path, text
    yield HERE / "contract_models.py", models.source(list(contract.tables().values()))


def cli() -> str:
    """The help of the command and of each of its sub-commands, at 80 columns."""
    root = typer.main.get_command(app)
    parts = ["# The command `corpus`", "Printed from the command's own `--help`."]
    context = root.make_context("corpus", ["convert"], terminal_width=80, resilient_parsing=True)
    parts += [f"```\n{root.get_help(context).rstrip()}\n```"]
    for name, command in sorted(root.commands.items()):  # type: ignore[attr-defined]
        inner = command.make_context(f"corpus {name}", [], terminal_width=80, resilient_parsing=True)
        parts += [f"## `corpus {name}`", f"```\n{command.get_help(inner).rstrip()}\n```"]
    return "\n\n".join(parts) + "\n"


def main(mode: str) -> int:
    """Compare or write every page; 1 when one is stale."""
    stale = [path for path, text in pages() if not path.exists() or path.read_text("utf-8") != text]
    if mode == "--write":
        for path, text in pages():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return 0
    for path in stale:
        print(f"{path.relative_to(HERE.parent.parent)} is stale: run `python docs/print_reference.py --write`")
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1] if len(sys.argv) > 1 else "--check"))
