"""The tables of a stand-off edition: those of the contract with hashes in place of the columns that hold text."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from corpus import contract, package
from corpus.editions import anchors

TEXTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "articles": (
            "headline", "deck", "kicker", "slugline", "byline", "editor_note", "correction", "summary", "body",
        ),
        "quotes": ("text", "speaker_text", "medium"),
        "mentions": ("text",),
        "cues": ("text",),
        "roles": ("text",),
        "captions": ("text",),
        "problems": ("message",),
    }
)  # fmt: skip
"""The columns of each table that hold words of an article. Who spoke and who wrote (names in `people`, `orgs` and
`authors`), lemmas of cues, keywords, rights and addresses are facts about it, and stay."""

_HASH = {"pattern": f"[0-9a-f]{{{anchors.HEX_DIGITS}}}"}
_KEYED = "64 bits of BLAKE2b, keyed with the bytes of the article's `body_sha256`, lower-case hex"
_PLACE = (
    {
        "name": "text_hash",
        "type": "string",
        "description": f"Hash of the words: {_KEYED}. Null: they are shorter than {anchors.LEAST} characters, and "
        "could be guessed from it.",
        "constraints": _HASH,
    },
    {
        "name": "context_hash",
        "type": "string",
        "description": f"Hash of the words with up to {anchors.AROUND} characters before and after them, parted by "
        f"U+001F: {_KEYED}.",
        "constraints": {"required": True, **_HASH},
    },
)
_COUNT = {
    "name": "character_count",
    "type": "integer",
    "description": "Code points of the article's body.",
    "constraints": {"required": True, "minimum": 0},
}


SHOWN = "shown_count"
"""The column of `originals` that says how much of a body an excerpt shows."""


@cache
def schema(name: str) -> Mapping[str, Any]:
    """The Table Schema of a table of a stand-off edition."""
    whole = dict(contract.tables()[name].schema)
    left_out = TEXTS.get(name, ())
    fields = [field for field in whole["fields"] if field["name"] not in left_out]
    names = {field["name"] for field in fields}
    if name == "articles":
        fields.insert([field["name"] for field in fields].index("body_sha256") + 1, _COUNT)
    elif "start" in names:
        fields.extend(_PLACE)
    whole["fields"] = fields
    whole["x-checks"] = [
        one for one in whole.get("x-checks", ()) if one["type"] in ("count", "count-distinct", "only-if")
    ]
    whole["x-order"] = [column for column in whole["x-order"] if column in names]
    return MappingProxyType({key: value for key, value in whole.items() if value})


def originals() -> dict[str, Any]:
    """The resource that says what the bodies of an excerpt are in the whole package."""
    digest = next(field for field in contract.tables()["articles"].schema["fields"] if field["name"] == "body_sha256")
    return {
        "name": "originals",
        "title": "Originals of the excerpts",
        "description": "One row is one article: the hash and the length of its body before it was masked, and how "
        "much of it can be read.",
        "type": "table",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {
            "fields": [
                {
                    "name": "article_id",
                    "type": "string",
                    "description": "The article.",
                    "constraints": {"required": True, "unique": True},
                },
                {**digest, "description": "SHA-256 of the UTF-8 bytes of the whole body, lower-case hex."},
                _COUNT,
                {
                    "name": SHOWN,
                    "type": "integer",
                    "description": "Code points of the body in what can be read: quotations, names, roles, cues, and "
                    "what is shown around quotations.",
                    "constraints": {"required": True, "minimum": 0},
                },
            ],
            "primaryKey": ["article_id"],
        },
    }


@cache
def originals_table() -> contract.Table:
    """`originals` as the tables of the contract are described."""
    told = originals()
    about = {name: told[name] for name in ("name", "title", "description")}
    return contract.of({**told["schema"], **about, "x-order": ["article_id"]})


def tables(opened: package.Package) -> Mapping[str, contract.Table]:
    """The tables of a package of ours: those of the contract, or of a stand-off edition of it."""
    return standoff() if package.edition(opened) == "standoff" else contract.tables()


@cache
def standoff() -> Mapping[str, contract.Table]:
    """Every table of a stand-off edition."""
    return MappingProxyType({name: contract.of(schema(name)) for name in contract.NAMES})
