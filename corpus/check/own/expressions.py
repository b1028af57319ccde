"""A rule in the syntax of polars or of SQL as a polars expression; nothing else can be said in it.

A corpus.toml may come with somebody else's package. So what it says is never run as Python: the expression is read as
a tree, and only the names below mean anything in it. None of them opens a file, runs code that it is given, looks at
other rows in a way that makes more of them, or makes long texts of short ones. SQL is read word by word: polars'
SQL opens files by table functions (`read_csv('/etc/passwd')`), under any way of quoting their names.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from corpus.errors import SettingsError

_LONGEST = 2_000

_NAMES: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "all_horizontal": pl.all_horizontal,
        "any_horizontal": pl.any_horizontal,
        "coalesce": pl.coalesce,
        "col": pl.col,
        "date": pl.date,
        "datetime": pl.datetime,
        "duration": pl.duration,
        "len": pl.len,
        "lit": pl.lit,
        "max_horizontal": pl.max_horizontal,
        "min_horizontal": pl.min_horizontal,
        "sum_horizontal": pl.sum_horizontal,
        "when": pl.when,
    }
)

_METHODS = frozenset(
    """abs all and_ any clip count cum_sum diff eq_missing fill_null first is_between is_duplicated is_finite
    is_first_distinct is_in is_infinite is_last_distinct is_nan is_not_nan is_not_null is_null is_unique last len max
    mean median min n_unique ne_missing not_ null_count or_ over quantile rank round shift std sum var xor""".split()
)

_OF = MappingProxyType(
    {
        "str": frozenset(
            """contains count_matches ends_with find head len_bytes len_chars slice starts_with strip_chars
            strip_chars_end strip_chars_start strip_prefix strip_suffix tail to_lowercase to_uppercase""".split()
        ),
        "dt": frozenset(
            """date day hour minute month ordinal_day quarter second time total_days total_hours total_minutes
            total_seconds week weekday year""".split()
        ),
    }
)

_BINARY: Mapping[type[ast.AST], Callable[[Any, Any], Any]] = MappingProxyType(
    {
        ast.Add: operator.add,
        ast.Sub: operator.sub,
        ast.Mult: operator.mul,
        ast.Div: operator.truediv,
        ast.FloorDiv: operator.floordiv,
        ast.Mod: operator.mod,
        ast.BitAnd: operator.and_,
        ast.BitOr: operator.or_,
        ast.BitXor: operator.xor,
        ast.Eq: operator.eq,
        ast.NotEq: operator.ne,
        ast.Lt: operator.lt,
        ast.LtE: operator.le,
        ast.Gt: operator.gt,
        ast.GtE: operator.ge,
    }
)


def from_polars(source: str, columns: Collection[str]) -> pl.Expr:
    """The expression that a text in the syntax of polars says about the columns of a table.

    >>> str(from_polars("pl.col('end') - pl.col('start') < 2000", ["start", "end"]).meta.root_names())
    "['end', 'start']"
    >>> from_polars("__import__('os').system('true')", [])
    Traceback (most recent call last):
    ...
    corpus.errors.SettingsError: `__import__('os').system` is no function that a rule may use

    Raises:
        SettingsError: it says something else; the text says what, and what to write.
    """
    if len(source) > _LONGEST:
        raise SettingsError(f"has {len(source)} characters; a rule has {_LONGEST:,} at most")
    try:
        made = _made(ast.parse(source.strip(), mode="eval").body)
    except (SyntaxError, RecursionError, MemoryError) as error:
        raise SettingsError(f"is no expression of Python: {error}") from error
    except (AttributeError, TypeError, OverflowError, pl.exceptions.PolarsError) as error:
        raise SettingsError(f"is no expression of polars: {why(error)}") from error
    return _about(made, columns)


def from_sql(source: str, columns: Collection[str]) -> pl.Expr:
    """The expression that a condition in SQL says about the columns of a table.

    >>> from_sql('"end" - start < 2000', ["start", "end"]).meta.root_names()
    ['end', 'start']

    Raises:
        SettingsError: it is no condition, or names what a rule may not use.
    """
    vet(source)
    try:
        return _about(pl.sql_expr(source), columns)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise SettingsError(f"is no condition in SQL: {why(error)}") from error


def _about(made: object, columns: Collection[str]) -> pl.Expr:
    if not isinstance(made, pl.Expr):
        raise SettingsError("says nothing about a column; begin with pl.col('…')")
    if made.meta.has_multiple_outputs():
        raise SettingsError("speaks of several columns by one name; name each of them")
    if unknown := [name for name in made.meta.root_names() if name not in columns]:
        raise SettingsError(f"names the column {unknown[0]!r}, which the table does not have")
    return made


def why(error: BaseException) -> str:
    """What polars says of an error, in one line; not the plan that it adds."""
    return " ".join(str(error).strip().split("\n\n")[0].split()) or type(error).__name__


# ------------------------------------------------------------------ polars, as a tree


def _made(node: ast.expr) -> Any:
    """What a node means: an expression, a plain value, or a list of plain values."""
    match node:
        case ast.Constant(value=bool() | int() | float() | str() | None as value):
            if isinstance(value, int) and not -(2**63) <= value < 2**63:
                raise SettingsError(f"`{ast.unparse(node)}` does not fit into 64 bits")
            return value
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            values = [_made(element) for element in elements]
            if not all(value is None or isinstance(value, bool | int | float | str) for value in values):
                raise SettingsError(f"`{ast.unparse(node)}` is no list of plain values")
            return values
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_number_or_expression(operand)
        case ast.UnaryOp(op=ast.Invert(), operand=operand) if isinstance(value := _made(operand), pl.Expr):
            return ~value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _BINARY:
            return _BINARY[type(op)](*_two(node, left, right))
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _BINARY:
            return _BINARY[type(op)](*_two(node, left, right))
        case ast.Call(func=func, args=args, keywords=keywords):
            return _called(func, args, keywords)
    raise SettingsError(f"`{ast.unparse(node)}` {_hint(node)}")


def _hint(node: ast.expr) -> str:
    match node:
        case ast.BoolOp():
            return "joins conditions by `and` or `or`; write (…) & (…) or (…) | (…)"
        case ast.UnaryOp(op=ast.Not()):
            return "says `not`; write ~(…)"
        case ast.Compare(ops=[ast.In() | ast.NotIn()]):
            return "says `in`; write pl.col('…').is_in([…])"
        case ast.Compare():
            return "compares more than two at once; write (… < …) & (… < …)"
        case _:
            return "is nothing that a rule may say"


def _number_or_expression(node: ast.expr) -> Any:
    value = _made(node)
    if isinstance(value, bool) or not isinstance(value, int | float | pl.Expr):
        raise SettingsError(f"`{ast.unparse(node)}` is neither a number nor an expression")
    return value


def _two(node: ast.expr, left: ast.expr, right: ast.expr) -> tuple[Any, Any]:
    """Two operands, one of them an expression: Python itself computes nothing, so it cannot be kept busy."""
    pair = _made(left), _made(right)
    if not any(isinstance(one, pl.Expr) for one in pair):
        raise SettingsError(f"`{ast.unparse(node)}` says nothing about a column; write the value itself")
    if any(isinstance(one, list) for one in pair):
        raise SettingsError(f"`{ast.unparse(node)}` compares with a list; write pl.col('…').is_in([…])")
    return pair


def _called(func: ast.expr, args: list[ast.expr], keywords: list[ast.keyword]) -> Any:
    match func:
        case ast.Attribute(value=ast.Name(id="pl"), attr=name) if name in _NAMES:
            function = _NAMES[name]
        case ast.Attribute(value=ast.Attribute(value=inner, attr=group), attr=name) if name in _OF.get(group, ()):
            function = getattr(getattr(_expression(inner), group), name)
        case ast.Attribute(value=inner, attr=name) if name in _METHODS:
            function = getattr(_expression(inner), name)
        case ast.Attribute(value=inner, attr="then" | "otherwise" | "when" as name):
            chain = _made(inner)
            if not hasattr(chain, name) or not type(chain).__module__.startswith("polars."):
                raise SettingsError(f"`{ast.unparse(func)}` belongs behind pl.when(…)")
            function = getattr(chain, name)
        case _:
            raise SettingsError(f"`{ast.unparse(func)}` is no function that a rule may use")
    if any(keyword.arg is None for keyword in keywords) or any(isinstance(arg, ast.Starred) for arg in args):
        raise SettingsError(f"`{ast.unparse(func)}` is called with * or **")
    if func.attr == "over" and keywords:
        raise SettingsError("`over` takes names of columns here and nothing else")
    given = [_made(arg) for arg in args]
    if func.attr == "col" and not (len(given) == 1 and isinstance(given[0], str)):
        raise SettingsError("`pl.col` takes the name of one column")
    return function(*given, **{str(keyword.arg): _made(keyword.value) for keyword in keywords})


def _expression(node: ast.expr) -> pl.Expr:
    value = _made(node)
    if not isinstance(value, pl.Expr):
        raise SettingsError(f"`{ast.unparse(node)}` is no expression; begin with pl.col('…')")
    return value


# ------------------------------------------------------------------ SQL, word by word

_FUNCTIONS = frozenset(
    """abs avg bit_count cast ceil ceiling char_length character_length coalesce concat count date_part day
    ends_with extract first floor greatest if ifnull last least left length lower ltrim max median min mod month nullif
    octet_length rank regexp_like right round row_number rtrim sign starts_with stddev strpos substr substring sum trim
    try_cast upper variance year""".split()
)

# What a bracket may follow that is no function.
_BEFORE_BRACKET = frozenset(
    """all and any as between by case distinct else except exists from having ilike in intersect is join like not on or
    over partition select then union using when where with""".split()
)

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    | (?P<string>'(?:[^'\\]|'')*')
    | "(?P<quoted>[^"\\]*)"
    | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<open>\()
    | (?P<sign><>|!=|<=|>=|\|\||[-+*/%=<>(),.])""",
    re.VERBOSE,
)

_COMMENT = re.compile(r"--|/\*")


def vet(sql: str) -> bool:
    """Whether the text is a query, not a condition; refused where it may be anything but an innocent one of either.

    Of names before a bracket only known functions pass, and of characters only those that mean one thing in
    every dialect: no comment, no second statement, no string with a prefix, a dollar or a backslash.

    >>> vet("SELECT * FROM quotes WHERE length(text) > 2000"), vet("length(text) <= 2000")
    (True, False)

    Raises:
        SettingsError: it names a function that a rule may not use, or is written in a way that could hide one.
    """
    if len(sql) > _LONGEST:
        raise SettingsError(f"has {len(sql)} characters; a rule has {_LONGEST:,} at most")
    at, before, kind = 0, "", ""
    first = ""
    while at < len(sql):
        token = _TOKEN.match(sql, at)
        if token is None or _COMMENT.match(sql, at):
            raise SettingsError(f"has {sql[at]!r} at {at}, which a rule in SQL does not have")
        now = str(token.lastgroup)
        if now == "open":
            is_call = kind == "quoted" or (kind == "word" and before not in _BEFORE_BRACKET)
            if is_call and (kind == "quoted" or before not in _FUNCTIONS):
                raise SettingsError(f"calls {before!r}, which is no function that a rule may use")
        if now in ("string", "quoted") and kind in ("word", "string", "quoted", "number") and _touches(sql, at):
            raise SettingsError(f"has a quotation mark at {at} that nothing parts from what stands before it")
        if now != "space":
            before, kind = (token["quoted"] if now == "quoted" else token[0]).lower(), now
            first = first or before
        at = token.end()
    return first in ("select", "with")


def _touches(sql: str, at: int) -> bool:
    return at > 0 and not sql[at - 1].isspace()
