"""The contract as the source of pandera models, for a pipeline that does not have this package. Text only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from corpus import contract

_WIDTH = 120

_TYPES = {
    "string": "pl.String",
    "integer": "pl.Int32",
    "number": "pl.Float64",
    "boolean": "pl.Boolean",
    "date": "pl.Date",
    "datetime": "DateTime",
}

_IS_CLEAN = '''
_CONTROL = re.compile(r"[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff]")


def is_clean(text: str) -> bool:
    """Whether a text is NFC, holds no control character but LF, and parts paragraphs by one blank line."""
    return (
        unicodedata.is_normalized("NFC", text)
        and _CONTROL.search(text) is None
        and "\\n\\n\\n" not in text
        and text == text.strip("\\n")
        and all(line == line.strip() for line in text.split("\\n"))
    )
'''

_SHA256 = '''

def sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, lower-case hex."""
    return hashlib.sha256(text.encode()).hexdigest()
'''

_WORDS = '''

def count_words(text: str) -> int:
    """Words: runs without white space."""
    return len(text.split())
'''

_PARAGRAPHS = '''

def count_paragraphs(text: str) -> int:
    """Paragraphs of a clean text; 0 where it is empty."""
    return text.count("\\n\\n") + 1 if text else 0
'''

_HELPERS = {"sha256": _SHA256, "paragraphs": _PARAGRAPHS, "words": _WORDS}

_MADE = {
    "sha256": ("sha256", "String"),
    "paragraphs": ("count_paragraphs", "Int64"),
    "words": ("count_words", "Int64"),
}

_HEAD = '''"""Models of pandera for the tables of newscorpus, contract {version}.

Printed by `corpus schema {asked} --pandera`.

    {model}.validate(pl.read_parquet("{name}.parquet"), lazy=True)

The frame is an eager one: of a LazyFrame pandera looks at names and types only. Foreign keys, counts over
other tables and text slices need the rest of the package: `corpus validate` checks them.
"""
'''


def source(tables: Sequence[contract.Table]) -> str:
    """Python that defines a ``pandera.polars.DataFrameModel`` for each table; it needs pandera and polars only.

    What needs other tables or the package (foreign keys, counts, slices, what was published too late) is not in it:
    ``corpus.schema`` and ``corpus validate`` judge that.
    """
    checks = [check for table in tables for check in table.checks]
    how = {check.how for check in checks if isinstance(check, contract.Derived)}
    is_clean = any(isinstance(check, contract.Clean) for check in checks)
    is_timed = any(field.type == "datetime" for table in tables for field in table.fields)
    imports = ["import hashlib"] * ("sha256" in how) + ["import re", "import unicodedata"] * is_clean
    helpers = [_IS_CLEAN] * is_clean + [_HELPERS[name] for name in _HELPERS if name in how]
    first, one = tables[0], len(tables) == 1
    parts = [
        _HEAD.format(
            version=contract.CONTRACT_VERSION, asked=first.name if one else "--all", model=_name(first), name=first.name
        ),
        *(["\n".join(imports) + "\n"] if imports else []),
        "import pandera.polars as pa\nimport polars as pl\n"
        + ("from pandera.engines.polars_engine import DateTime\n" if is_timed else ""),
    ]
    return "\n".join(parts) + "".join(helpers) + "".join(f"\n\n{_model(table)}" for table in tables)


def _name(table: contract.Table) -> str:
    return table.name.capitalize()


def _model(table: contract.Table) -> str:
    lines = [f"class {_name(table)}(pa.DataFrameModel):", *_class_doc(table), ""]
    for field in table.fields:
        type_ = _TYPES[field.type]
        lines += [*_call(f"    {field.name}: {type_} = pa.Field", list(_arguments(table, field))), ""]
        lines[-1:-1] = _doc(field.description, 4)
    lines += ["    class Config:", f'        """How {table.name} is held to the columns above."""', ""]
    lines += [f'        name = "{table.name}"', "        strict = True", "        ordered = True"]
    if len(table.primary_key) > 1:
        # `unique` of the model's Config cannot tell what it finds in pandera 0.26.
        names = " and ".join(f"`{name}`" for name in table.primary_key)
        words = ", ".join(f'"{name}"' for name in table.primary_key)
        is_first = f"pl.struct({words}).is_first_distinct()"
        lines += _check("duplicate-key", "row", f"{names} are together those of no earlier row.", is_first)
    for link in table.foreign_keys:
        if link.table == table.name:
            (column,), (key,) = link.fields, link.key
            is_key = f'pl.col("{column}").is_in(pl.col("{key}").implode())'
            lines += _check("foreign-key", column, f"`{column}` is the `{key}` of a row, or null.", is_key)
    for check in table.checks:
        if (held := _expression(check)) is not None:
            lines += _check(*_bearing(check), _promise(check), held)
    return "\n".join(lines) + "\n"


def _class_doc(table: contract.Table) -> list[str]:
    first, _, rest = table.description.partition(". ")
    if not rest:
        return _doc(first, 4)
    return [f'    """{first}.', "", *(f"    {line}" for line in wrap(rest, _WIDTH - 10)), '    """']


def _arguments(table: contract.Table, field: contract.Field) -> Iterator[str]:
    if field.type == "datetime":
        # `Annotated[pl.Datetime, "us", "UTC"]` loses its zone in pandera 0.26.
        yield 'dtype_kwargs={"time_unit": "us", "time_zone": "UTC"}'
    if field.is_nullable:
        yield "nullable=True"
    if field.is_unique or table.primary_key == (field.name,):
        yield "unique=True"
    if field.type == "string" and field.name not in table.never_null and not field.enum:
        yield 'str_length={"min_value": 1}'
    if field.enum:
        yield f"isin={_listed(field.enum)}"
    if field.pattern is not None:
        yield f'str_matches=r"^(?:{field.pattern})$"'
    if field.minimum is not None:
        yield f"ge={field.minimum}"
    if field.maximum is not None:
        yield f"le={field.maximum}"


def _bearing(check: contract.Check) -> tuple[str, str]:
    """The code of a check and the column that it is about."""
    match check:
        case contract.Slice():
            return "range-reversed", check.end
        case contract.OnlyIf():
            return check.code, check.set
        case _:
            return check.code, check.field


def _promise(check: contract.Check) -> str:
    if isinstance(check, contract.Slice):
        return f"`{check.end}` is at least `{check.start}`."
    return contract.promise(check)


def _expression(check: contract.Check) -> str | None:
    """What holds in every row; None where pandera is told with the column, or the row does not suffice."""
    match check:
        case contract.Together():
            return f'(pl.col("{check.field}") == "{check.value}") == pl.col("{check.null}").is_null()'
        case contract.OnlyIf():
            return f'pl.col("{check.set}").is_null() | (pl.col("{check.field}") == "{check.value}")'
        case contract.Slice():
            return f'pl.col("{check.end}") >= pl.col("{check.start}")'
        case contract.Clean():
            return f'pl.col("{check.field}").map_elements(is_clean, return_dtype=pl.Boolean)'
        case contract.Derived():
            make, type_ = _MADE[check.how]
            return f'pl.col("{check.field}") == pl.col("{check.of}").map_elements({make}, return_dtype=pl.{type_})'
        case _:
            return None


def _check(code: str, column: str, promise: str, expression: str) -> Iterator[str]:
    yield ""
    yield f'    @pa.dataframe_check(name="{code}", error="{code}")'
    yield "    @classmethod"
    yield f"    def {code.replace('-', '_')}_of_{column}(cls, data: pa.PolarsData) -> pl.LazyFrame:"
    yield from _doc(promise, 8)
    yield f"        holds = {expression}"
    yield "        return data.lazyframe.select(holds.fill_null(value=True))"


def _listed(words: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _call(head: str, arguments: list[str]) -> list[str]:
    """A call on one line, or where that is too long with a line for each argument."""
    line = f"{head}({', '.join(arguments)})"
    if len(line) <= _WIDTH:
        return [line]
    lines = [f"{head}("]
    for argument in arguments:
        line = f"        {argument},"
        if len(line) <= _WIDTH or "[" not in argument:
            lines.append(line)
            continue
        name, _, words = argument.partition("[")
        lines += [f"        {name}[", *(f"            {word}," for word in words[:-1].split(", ")), "        ],"]
    return [*lines, "    )"]


def _doc(text: str, indent: int) -> list[str]:
    blank = " " * indent
    lines = wrap(text, _WIDTH - indent - 6, break_long_words=False)
    quote = 'r"""' if "\\" in text else '"""'
    if len(lines) == 1:
        return [f'{blank}{quote}{lines[0]}"""']
    return [f"{blank}{quote}{lines[0]}", *(f"{blank}{line}" for line in lines[1:]), f'{blank}"""']
