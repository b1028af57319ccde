"""`README.md`: the dataset's card, with the front matter that Hugging Face reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from corpus.release.documents import charts, citation
from corpus.release.documents.about import About, in_markdown
from corpus.release.documents.figures import Counts, Figures

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
          (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"))  # fmt: skip
_EDITIONS = {
    "full": "Articles are here with their whole text.",
    "excerpt": "Of each article only the quotations are here, with some words around them.",
    "standoff": "No text is here: ids, addresses, hashes and positions only, to be joined with texts of your own.",
}


def text(about: About, figures: Figures, drawn: Mapping[str, str]) -> str:
    """The card; `drawn` are the charts that there are, by the name of their file."""
    sections = (
        _front(about, figures),
        *_head(about, figures),
        *_charts(figures, drawn),
        *_tables(about),
        *_rights(about, figures),
        *_loading(about),
        *_citing(about),
        *_integrity(),
        *_fields(about),
    )
    return "\n\n".join(sections) + "\n"


def _front(about: About, figures: Figures) -> str:
    """The front matter (Hugging Face Hub, "Dataset cards" and "Manual configuration")."""
    articles = about.rows.get("articles", 0)
    told: dict[str, Any] = {"pretty_name": about.title}
    if about.license_id:
        told["license"] = about.license_id.lower()
    elif about.licenses:
        told |= {"license": "other", "license_name": "see-licenses"}
        if "://" in about.licenses[0]:
            told["license_link"] = about.licenses[0]
    languages = sorted({name.split("-")[0].lower() for name, _ in figures.languages})
    if languages:
        told["language"] = languages
    told["size_categories"] = [next((name for limit, name in _SIZES if articles < limit), "n>100M")]
    told["tags"] = ["news", "quotations", "data-package", "croissant"]
    told["configs"] = [
        {"config_name": name, "data_files": [{"split": "train", "path": _files(name, paths)}]}
        | ({"default": True} if name == "articles" else {})
        for name, paths in about.files.items()
    ]
    return f"---\n{yaml.safe_dump(told, sort_keys=False, allow_unicode=True, width=120)}---"


def _head(about: About, figures: Figures) -> Iterator[str]:
    yield f"# {in_markdown(about.title)}"
    if said := about.descriptor.get("description"):
        yield in_markdown(str(said))
    articles, quotes, people = (about.rows.get(name, 0) for name in ("articles", "quotes", "people"))
    span = f", published from {figures.first} to {figures.last}" if figures.first else ""
    undated = f" ({figures.undated:,} without a date)" if figures.undated and figures.first else ""
    yield (
        f"Version {about.version} of {about.day}: **{articles:,} articles** ({figures.words:,} words){span}{undated}, "
        f"with **{quotes:,} quotations** and **{people:,} people**. Every quotation, name and role points at the exact "
        f"characters of the text that it came from. {_EDITIONS.get(about.edition, '')}".rstrip()
    )
    if (some := figures.excerpts) is not None:
        verb = "is" if some.more_than_half == 1 else "are"
        yield (
            f"Of {some.articles:,} articles {some.more_than_half:,} {verb} shown by more than half of their "
            f"characters, {some.whole:,} of them whole; `originals.shown_count` says how much of each."
        )
    rows = [
        ("publishers", f"{figures.publisher_count:,}" if figures.publisher_count else "not told"),
        ("languages", _told(figures.languages)),
        ("read from", _told(figures.formats)),
        ("contract", f"{about.descriptor.get('x-contract')} (columns and rules of the tables)"),
    ]
    yield "| | |\n|---|---|\n" + "\n".join(f"| {name} | {value} |" for name, value in rows)


def _told(counts: Counts) -> str:
    first = ", ".join(f"{in_markdown(name)} ({n:,})" for name, n in counts[:8])
    return f"{first}, and {len(counts) - 8} more" if len(counts) > 8 else first or "not told"


def _charts(figures: Figures, drawn: Mapping[str, str]) -> Iterator[str]:
    largest = " (the largest)" if figures.publisher_count > len(figures.publishers) else ""
    titles = {
        charts.PERIODS: "Articles by time of publication",
        charts.SPEAKERS: "Quotations by who speaks",
        charts.PUBLISHERS: f"Articles by publisher{largest}",
    }
    for name in drawn:
        yield f"**{titles[name]}**\n\n![{titles[name]}]({name})"


def _tables(about: About) -> Iterator[str]:
    lines = ["| table | rows | one row is | files |", "|---|---:|---|---|"]
    for name, paths in about.files.items():
        what = about.tables[name].description.split(". ")[0].removeprefix("One row is ").rstrip(".")
        files = f"`{paths[0]}`" if len(paths) == 1 else f"`{paths[0]}` … `{paths[-1]}` ({len(paths)} files)"
        lines.append(f"| `{name}` | {about.rows.get(name, 0):,} | {in_markdown(what)} | {files} |")
    yield "## Tables"
    yield "\n".join(lines)
    yield (
        "Positions (`start`, `end`) count Unicode code points of the named text, from 0, the end not included: "
        "`body[start:end]` in Python. Times are UTC. Null means that the source does not say. `datapackage.json` has "
        "every column with its type, keys and rules; `croissant.json` says the same for Croissant."
    )


def _rights(about: About, figures: Figures) -> Iterator[str]:
    yield "## Rights"
    said = ", ".join(in_markdown(name) for name in about.licenses)
    yield (f"The package is licensed under {said}." if said else "The package states no licence.") + (
        " The column `license` says what each article states, and `redistribution` whether it may be passed on."
    )
    lines = [f"| {in_markdown(name)} | {n:,} |" for name, n in figures.redistribution]
    yield "\n".join(["| redistribution | articles |", "|---|---:|", *lines])
    if figures.licenses:
        yield f"Licences that articles state: {_told(figures.licenses)}."
    yield (
        "Articles that were withdrawn are listed in `withdrawn.parquet`, without their text; leave them out of older "
        "versions too."
    )


def _loading(about: About) -> Iterator[str]:
    is_parted = about.files.get("articles") != ("articles.parquet",)
    glob = "articles-*.parquet" if is_parted else "articles.parquet"
    title = "url" if about.edition == "standoff" else "headline"
    listed = f'sorted(glob.glob("{glob}"))' if is_parted else f'"{glob}"'
    yield "## How to load it"
    yield f"""```python
import corpus                                  # pip install newscorpus
c = corpus.load(".")                           # every file is checked against its hash
c.quotes.join(c.articles.select("article_id", "{title}"), on="article_id").collect()
```

```python
import polars as pl
articles = pl.scan_parquet("{glob}")            # columns and rows that are not asked for are not read
```

```python
{"import glob" + chr(10) if is_parted else ""}import pandas as pd
articles = pd.read_parquet({listed})
```

```sql
-- DuckDB
select publisher, count(*) from '{glob}' group by publisher order by 2 desc;
```

```r
library(arrow); library(dplyr)
articles <- open_dataset(Sys.glob("{glob}")) |> select(article_id, {title}, published_at) |> collect()
```"""  # noqa: S608  # words to be read, run by nobody here


def _citing(about: About) -> Iterator[str]:
    yield "## How to cite it"
    yield f"> {in_markdown(citation.words(about))}"
    yield f"```bibtex\n{citation.bibtex(about).replace('`', '')}\n```"


def _integrity() -> Iterator[str]:
    yield "## Is it whole?"
    yield (
        "`sha256sum -c SHA256SUMS` checks every file; `corpus verify .` checks the manifest and the chain of versions "
        "too. A version never changes; what differs from the version before is in `CHANGELOG.md`, `changes.json` and, "
        "row by row, `changes.parquet`."
    )


def _fields(about: About) -> Iterator[str]:
    yield "## Columns"
    for name in about.files:
        table = about.tables[name]
        lines = ["| column | type | null | what it holds |", "|---|---|---|---|"]
        lines += [
            f"| `{field.name}` | {field.type} | {'yes' if field.is_nullable else ''} | {_cell(field.description)} |"
            for field in table.fields
        ]
        yield f"<details>\n<summary><code>{name}</code>: {len(table.fields)} columns</summary>\n"
        yield "\n".join(lines) + "\n\n</details>"


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def _files(name: str, paths: Sequence[str]) -> list[str]:
    """The files of a table, as a glob where they are parts of it."""
    return [f"{name}.parquet" if list(paths) == [f"{name}.parquet"] else f"{name}-*.parquet"]
