"""What a report says of the package beside its findings: who it is, and where in its descriptor each rule stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus import contract
from corpus.check import keeps_contract
from corpus.check.verdict import Verdict
from corpus.package import FILE_NAME, YAML, from_yaml, must_be_file

if TYPE_CHECKING:
    import yaml

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')

# Where in a resource the rule behind a code stands; `{field}` is the place of its column in the schema.
_PLACES: Mapping[str, tuple[str, ...]] = {
    "null": ("{field}/constraints/required",),
    "empty": ("{field}/constraints/required",),
    "enum": ("{field}/constraints/enum", "{field}/categories"),
    "pattern": ("{field}/constraints/pattern", "{field}/format"),
    "minimum": ("{field}/constraints/minimum", "{field}/constraints/exclusiveMinimum"),
    "maximum": ("{field}/constraints/maximum", "{field}/constraints/exclusiveMaximum"),
    "min-length": ("{field}/constraints/minLength",),
    "max-length": ("{field}/constraints/maxLength",),
    "category": ("{field}/categories",),
    "json-schema": ("{field}/constraints/jsonSchema",),
    "duplicate-value": ("{field}/constraints/unique",),
    "key-null": ("schema/primaryKey",),
    "type": ("{field}/type", "{field}/format"),
    "duplicate-key": ("{field}/constraints/unique", "schema/primaryKey", "schema/uniqueKeys"),
    "column-type": ("{field}/type",),
    "column-width": ("{field}/type",),
    "column-extra": ("schema/fields",),
    "column-order": ("schema/fields",),
    "order": ("schema/x-order",),
    "hash-mismatch": ("hash", "path"),
    "hash-missing": ("path",),
    "hash-unchecked": ("hash",),
    "byte-count": ("bytes",),
    "compression": ("compression", "path"),
    "encoding": ("encoding", "path"),
    "format-unsupported": ("format", "mediatype", "path"),
    "path-remote": ("path",),
    "reference-missing": ("schema/foreignKeys",),
    "reference-unchecked": ("schema/foreignKeys",),
    "path-unsafe": ("path",),
    "table-unreadable": ("path",),
    "file-missing": ("path",),
    "schema-mismatch": ("{field}", "schema"),
}
_CONSTRAINTS: Mapping[str, str] = {
    "required": "null",
    "unique": "duplicate-value",
    "enum": "enum",
    "pattern": "pattern",
    "minimum": "minimum",
    "exclusiveMinimum": "minimum",
    "maximum": "maximum",
    "exclusiveMaximum": "maximum",
    "minLength": "min-length",
    "maxLength": "max-length",
    "jsonSchema": "json-schema",
}
# In a table of the contract, what is unique is a key, and columns have types, not cells.
_OURS = {"duplicate-value": "duplicate-key", "type": "column-type"}


@dataclass(frozen=True, kw_only=True)
class About:
    """The package that a report is about.

    `path` is the folder or descriptor as it was given; `file` the descriptor, with forward slashes, relative to where a
    CI job has its files. `lines` are the lines, from 1, of each JSON pointer (RFC 6901) into the descriptor.
    """

    path: str
    file: str
    name: str = ""
    title: str = ""
    version: str = ""
    created: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)
    resources: Mapping[str, tuple[int, Mapping[str, Any]]] = field(default_factory=dict)
    is_ours: bool = True

    @property
    def called(self) -> str:
        """The package's name and version, as far as it has them."""
        return " ".join(part for part in (self.name or Path(self.path).name, self.version) if part)

    def line(self, code: str, table: str | None, column: str | None) -> int:
        """The line of the descriptor in which a rule stands, else of its column, its table, or 1."""
        for pointer in self._pointers(code, table, column):
            if pointer in self.lines:
                return self.lines[pointer]
        return 1

    def rules(self, table: str) -> Iterator[tuple[str, str | None]]:
        """The code and column of each rule that the descriptor states for a table, in the order of its columns."""
        yield "table-unreadable", None
        if table not in self.resources:
            return
        _, resource = self.resources[table]
        if "hash" in resource:
            yield "hash-mismatch", None
        schema = _object(resource.get("schema"))
        keys = schema.get("primaryKey") or []
        keys = [keys] if isinstance(keys, str) else _list(keys)
        codes = _OURS if self.is_ours and table in contract.NAMES else {}
        for column in _objects(schema.get("fields")):
            name = str(column.get("name"))
            yield codes.get("type", "type"), name
            stated = _object(column.get("constraints"))
            for constraint, code in _CONSTRAINTS.items():
                if stated.get(constraint) not in (None, False):
                    yield codes.get(code, code), name
            if "categories" in column:
                yield "category", name
        if keys:
            yield "duplicate-key", str(keys[0]) if len(keys) == 1 else None
        for link in _objects(schema.get("foreignKeys")):
            yield "foreign-key", _first(link.get("fields"))
        for check in _objects(schema.get("x-checks")):
            yield str(check.get("code")), _checked(check)

    def _pointers(self, code: str, table: str | None, column: str | None) -> Iterator[str]:
        if table is None or table not in self.resources:
            yield from (f"/{column}",) if column else ()
            yield "/resources" if table else "/name"
            return
        number, resource = self.resources[table]
        home, schema = f"/resources/{number}", _object(resource.get("schema"))
        names = [str(one.get("name")) for one in _objects(schema.get("fields"))]
        where = f"schema/fields/{names.index(column)}" if column in names else None
        for n, check in enumerate(_objects(schema.get("x-checks"))):
            if check.get("code") == code and column in (None, _checked(check)):
                yield f"{home}/schema/x-checks/{n}"
        if code == "foreign-key":
            for n, link in enumerate(_objects(schema.get("foreignKeys"))):
                if column in (None, _first(link.get("fields"))):
                    yield f"{home}/schema/foreignKeys/{n}"
        for place in _PLACES.get(code, ()):
            if where or "{field}" not in place:
                yield f"{home}/{place.format(field=where)}"
        if where:
            yield f"{home}/{where}"
        yield from (f"{home}/schema", home)


@dataclass(frozen=True, slots=True)
class Checked:
    """A package and the verdict on it: what each form of a report is made from."""

    about: About
    verdict: Verdict


def read_about(path: Path, *, base: Path | None = None) -> About:
    """What a report says of the package at `path`, a folder or a descriptor; `base` is where a CI job has its files.

    A descriptor that cannot be read tells nothing, which is no error here: the check says so.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        must_be_file(file)
        text = file.read_bytes().decode("utf-8-sig")
        if file.suffix in YAML:
            descriptor, lines = _from_yaml(text)
        else:
            descriptor, lines = json.loads(text), lines_of(text)
    except (OSError, ValueError, RecursionError):
        descriptor, lines = {}, {}
    return _about(_object(descriptor), lines, path=path.as_posix(), file=_relative(file, base))


def _about(said: Mapping[str, Any], lines: Mapping[str, int], *, path: str, file: str) -> About:
    words = {name: str(said.get(name) or "") for name in ("name", "title", "version", "created")}
    resources: dict[str, tuple[int, Mapping[str, Any]]] = {}
    for number, resource in enumerate(_list(said.get("resources"))):
        if isinstance(resource, dict):
            resources[str(resource.get("name"))] = number, resource
    return About(path=path, file=file, lines=lines, resources=resources, is_ours=keeps_contract(said), **words)


def lines_of(text: str) -> dict[str, int]:
    r"""The line, from 1, on which each property and each element of a JSON text begins, by its JSON pointer.

    >>> lines_of('{"a": [1,\n 2],\n "b/c": {}}')
    {'': 1, '/a': 1, '/a/0': 1, '/a/1': 2, '/b~1c': 3}
    """
    lines: dict[str, int] = {}
    # One entry per open object or array: the pointer of what it holds now, built on the pointer of what holds it.
    homes: list[str] = []
    now, line, seen = "", 1, 0
    counts: list[int | None] = []
    is_name = False
    for match in _TOKEN.finditer(text):
        word, at = match[0], match.start()
        line, seen = line + text.count("\n", seen, at), at
        if word in "}]":
            if homes:
                now = homes.pop()
                counts.pop()
            is_name = False
        elif word == ":":
            is_name = False
        elif word == ",":
            if counts and (count := counts[-1]) is not None:
                counts[-1] = count + 1
                now = f"{homes[-1]}/{count + 1}"
            else:
                is_name = True
        elif is_name:
            name = str(json.loads(word)).replace("~", "~0").replace("/", "~1")
            now = f"{homes[-1]}/{name}"
            lines.setdefault(now, line)
            is_name = False
        else:
            lines.setdefault(now, line)
            if word in "{[":
                homes.append(now)
                counts.append(None if word == "{" else 0)
                is_name = word == "{"
                now = now if is_name else f"{now}/0"
    return lines


def _from_yaml(text: str) -> tuple[object, dict[str, int]]:
    """What a YAML text holds, and its places as `lines_of` has them.

    Raises:
        ValueError: it is no YAML.
    """
    import yaml  # here for its weight: descriptors are JSON nearly always

    return from_yaml(text), dict(_yaml_lines(yaml.compose(text, yaml.SafeLoader)))


def _yaml_lines(root: yaml.Node | None) -> Iterator[tuple[str, int]]:
    """As `lines_of`, of a YAML text; what an alias repeats is told once, where its anchor first stands."""
    import yaml

    left, seen = [("", root, root)] if root else [], set()
    while left:
        pointer, mark, node = left.pop()
        yield pointer, mark.start_mark.line + 1
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            names = [(str(key.value).replace("~", "~0").replace("/", "~1"), key, value) for key, value in node.value]
            left += [(f"{pointer}/{name}", key, value) for name, key, value in names]
        elif isinstance(node, yaml.SequenceNode):
            left += [(f"{pointer}/{n}", value, value) for n, value in enumerate(node.value)]


def _relative(file: Path, base: Path | None) -> str:
    if base is not None:
        try:
            return file.resolve().relative_to(base.resolve()).as_posix()
        except (ValueError, OSError):
            pass
    return file.as_posix()


def _checked(check: Mapping[str, Any]) -> str | None:
    """The column that a finding of one of `x-checks` names."""
    said = check.get("set") or check.get("text") or check.get("field") or check.get("end")
    return None if said is None else str(said)


def _first(value: object) -> str | None:
    names = [value] if isinstance(value, str) else _list(value)
    return str(names[0]) if names else None


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [_object(one) for one in _list(value)]
