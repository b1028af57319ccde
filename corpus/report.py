"""Findings: what a check has to say about the rows of a package, and what each code means. Values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from corpus.record import Severity


@dataclass(frozen=True, slots=True)
class Code:
    """What a code means, as one sentence, and how much it weighs. docs/reference/findings.md has a section on each."""

    severity: Severity
    meaning: str


CODES: Mapping[str, Code] = MappingProxyType(
    {
        "descriptor": Code("error", "The descriptor is not a valid Data Package."),
        "contract-version": Code("error", "The package keeps a contract that this version of corpus does not read."),
        "manifest": Code("error", "The manifest of a version is none, or does not fit the version's files."),
        "table-missing": Code("error", "The descriptor names no resource for a table of the contract."),
        "path-unsafe": Code("error", "A path is absolute, remote, none or leads out of the package: not opened."),
        "table-unreadable": Code("error", "A file of a table is missing, or is no Parquet that can be read."),
        "file-missing": Code("error", "A file of another resource is missing, or is no file that can be read."),
        "hash-missing": Code("error", "The descriptor gives no SHA-256 of a file."),
        "hash-mismatch": Code("error", "A file is not the one that the descriptor's hash names."),
        "schema-mismatch": Code("error", "The descriptor's schema of a table is not the contract's."),
        "column-missing": Code("error", "A column of the contract is not in the file."),
        "column-extra": Code("error", "The file has a column that the contract does not know."),
        "column-order": Code("error", "The columns are not in the contract's order."),
        "column-type": Code("error", "A column holds another type than the contract says."),
        "column-width": Code("note", "A column holds the right values, stored as another type than the contract says."),
        "order": Code("note", "Rows are not in the contract's order."),
        "null": Code("error", "A cell is null that must hold a value."),
        "empty": Code("error", "A cell is the empty string that must hold a value."),
        "empty-not-null": Code("warning", "A cell is the empty string where null says that the source gives nothing."),
        "enum": Code("error", "A word that the column does not allow."),
        "pattern": Code("error", "A text that does not have the column's form."),
        "minimum": Code("error", "A value below the column's minimum, or a time before the year 1."),
        "maximum": Code("error", "A value above the column's maximum, not a number, or a time after the year 9999."),
        "duplicate-key": Code("error", "A key that an earlier row has."),
        "foreign-key": Code("error", "A key that the table it points at does not have."),
        "range-reversed": Code("error", "A range that ends before it starts."),
        "slice": Code("error", "The text is not what stands at its place."),
        "unclean": Code("error", "A body that is not NFC, holds control characters, or parts paragraphs otherwise."),
        "body-hash": Code("error", "The body's hash is not the hash of the body."),
        "paragraph-count": Code("error", "The number of paragraphs is not that of the body."),
        "word-count": Code("error", "The number of words is not that of the body."),
        "precision-without-date": Code("error", "A date without its precision, or a precision without a date."),
        "language-without-origin": Code("error", "A language without its origin, or an origin without a language."),
        "published-in-future": Code("warning", "An article was published after the package was made."),
        "speaker-kind": Code("error", "A quotation points at a person or organisation, but its speaker is none."),
        "author-kind": Code("error", "A credit points at a person, but is none."),
        "mention-count": Code("error", "The number of mentions is not that of the rows of `mentions`."),
        "article-count": Code("error", "The number of articles is not that of the articles in `mentions`."),
        "quote-count": Code("error", "The number of quotations is not that of the rows of `quotes`."),
        "published-before-press": Code("warning", "An article was published before there were newspapers."),
        "published-placeholder": Code("warning", "An article was published where a clock begins to count: no date."),
        "published-outlier": Code("note", "A date stands alone, years from all others of the publisher."),
        "embargoed": Code("warning", "An article's embargo is not over."),
        "modified-before-published": Code("warning", "An article was changed before it was published."),
        "retrieved-before-published": Code("warning", "An article was fetched before it was published."),
        "private-path": Code("warning", "The source of an article is a path of somebody's machine."),
        "duplicate-body": Code("warning", "An article has exactly the body of another, and does not say so."),
        "near-duplicate": Code("note", "An article has most of its text in common with another, and does not say so."),
        "rights-unclear": Code("note", "Articles that may not be passed on, or may not surely, under an open licence."),
        "empty-body": Code("note", "An article has no text and no caption, and is not said to be cut."),
        "stump": Code("note", "An article has a few words of text only, and is not said to be cut."),
        "headline-repeated": Code("warning", "A body begins with the headline."),
        "markup": Code("warning", "A tag or an entity of HTML was left in a body."),
        "mojibake": Code("warning", "A body holds characters of a text that was decoded wrongly."),
        "boilerplate": Code("note", "A line of a body belongs to the page, not to the article."),
        "researcher-data": Code("warning", "A body says who searched a database, and for what."),
        "contact-data": Code("note", "A body holds e-mail addresses or phone numbers."),
        "language-contradicted": Code("warning", "A body reads as another language than the article says."),
        "two-ids": Code("warning", "One person or organisation has two ids."),
        "unmentioned": Code("note", "A person or an organisation that no article names, quotes or credits."),
        "speaker-absent": Code("warning", "The speaker of a quotation is mentioned nowhere in the article."),
        "other-article": Code("warning", "A row points at a row of another article."),
        "drift-volume": Code("warning", "A publisher has far fewer or far more articles in a month than before."),
        "drift-nulls": Code("warning", "A column is null far more or far less often than before."),
        "drift-language": Code("warning", "A language has a far larger or smaller share of the articles than before."),
        "drift-quotes": Code("warning", "Articles have far more or far fewer quotations than before."),
        "other": Code("error", "Another validator found a fault that has no code here; its words say which."),
        # Of any Data Package, the contract aside.
        "path-remote": Code("error", "A path leads into the network: nothing is fetched."),
        "format-unsupported": Code("error", "A table is in a format that cannot be checked here."),
        "compression": Code("error", "A file cannot be unpacked."),
        "encoding": Code("error", "A text is not in the encoding that it is said to be in."),
        "table-empty": Code("error", "A table has neither a header nor a row."),
        "byte-count": Code("error", "A file is longer or shorter than the descriptor says."),
        "hash-unchecked": Code("note", "A file was not compared with its hash, whose kind is unknown here."),
        "row-count": Code("error", "A table has more or fewer rows than the descriptor says."),
        "field-count": Code("error", "A schema has more or fewer fields than the descriptor says."),
        "label-missing": Code("error", "A field of the schema is no column of the file."),
        "label-extra": Code("error", "A column of the file is no field of the schema."),
        "label-incorrect": Code("error", "A column has another name in the file than in the schema."),
        "label-blank": Code("error", "A column has no name in the file."),
        "label-duplicate": Code("error", "A column has the name of an earlier one."),
        "labels-unmatched": Code("error", "No column of the file is a field of the schema."),
        "labels-ambiguous": Code("error", "Columns are matched by name, and two have the same one."),
        "fields-ambiguous": Code("error", "Fields are matched by name, and two have the same one but for case."),
        "blank-row": Code("error", "A row holds nothing."),
        "missing-cell": Code("error", "A row has fewer cells than there are columns."),
        "extra-cell": Code("error", "A row has more cells than there are columns."),
        "type": Code("error", "A cell is not of the type that the schema says."),
        "min-length": Code("error", "A text or list is shorter than its field allows."),
        "max-length": Code("error", "A text or list is longer than its field allows."),
        "category": Code("error", "A cell is none of the field's categories."),
        "json-schema": Code("error", "An object or array does not keep the JSON Schema of its field."),
        "pattern-unchecked": Code("warning", "A pattern took too long, so not every cell was compared with it."),
        "duplicate-value": Code("error", "A value that an earlier row has, in a field where each is unique."),
        "key-null": Code("error", "A primary key is missing."),
        "reference-missing": Code("error", "A foreign key points at a resource that the package does not have."),
        "reference-unchecked": Code("error", "A foreign key points at a table that cannot be read."),
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. docs/reference/findings.md explains each `code`.

    `row` counts from 0 in the table, in the order of its files; None for a whole table or package. `key` is the row's
    primary key (its parts joined by a blank), `value` the cell as text (a long one is cut), `expected` what the
    contract wants there.
    """

    code: str
    severity: Severity
    message: str
    table: str | None = None
    row: int | None = None
    field: str | None = None
    key: str | None = None
    value: str | None = None
    expected: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """The finding as one flat JSON object; every key is always there."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How a table lies in its file, for reports that count as others do.

    `first_row` is the number, from 1 and with the header among the rows, of the row that findings call 0; `fields` are
    the columns in the file's order.
    """

    first_row: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a check: rows per table as they were read, and every finding, none left out.

    Findings are in the order of table, row, field and code, those about a whole table or package first. `ignored` are
    the findings per code that corpus.toml wants off or ignored: they are not among `findings`. `settings` is the path
    of that file, None where there is none. `layouts` are those of tables that are not the contract's.
    `is_ours` says whether the package was held against the contract, or else against its own schemas.
    """

    rows: Mapping[str, int]
    findings: tuple[Finding, ...] = ()
    engines: tuple[str, ...] = field(default=())
    ignored: Mapping[str, int] = field(default_factory=dict)
    settings: str | None = None
    layouts: Mapping[str, Layout] = field(default_factory=dict)
    is_ours: bool = True

    @property
    def is_ok(self) -> bool:
        """True without findings of severity error or warning."""
        return not any(f.severity != "note" for f in self.findings)

    @property
    def has_errors(self) -> bool:
        """True with a finding of severity error: the package does not keep the contract."""
        return any(f.severity == "error" for f in self.findings)

    def counts(self) -> dict[str, int]:
        """Findings per code, the most frequent first."""
        return dict(sorted(Counter(f.code for f in self.findings).items(), key=lambda item: (-item[1], item[0])))

    def as_dict(self) -> dict[str, object]:
        """The report as one JSON object: `ok`, `rows`, `counts`, `ignored`, `settings`, `engines`, `findings`."""
        return {
            "ok": self.is_ok,
            "rows": dict(self.rows),
            "counts": self.counts(),
            "ignored": dict(self.ignored),
            "settings": self.settings,
            "engines": list(self.engines),
            "findings": [f.as_dict() for f in self.findings],
        }


def finding(code: str, message: str, **where: str | int | None) -> Finding:
    """A finding with the severity of its code."""
    return Finding(code=code, severity=CODES[code].severity, message=message, **where)  # type: ignore[arg-type]  # names are those of Finding
