"""`croissant.json`: the version for machines that learn (Croissant 1.1): files with hashes, tables, columns, keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from corpus import contract, package
from corpus.release.documents import citation
from corpus.release.documents.about import About

# Croissant 1.1, appendix 1: the context that every file repeats.
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "datetime": "sc:DateTime",
}

# The media type that IANA registered, application/vnd.apache.parquet, is one that mlcroissant 1.1 cannot read.
_PARQUET = "application/x-parquet"


def metadata(folder: Path, about: About) -> dict[str, Any]:
    """The metadata of the version in a folder. A table in parts is a set of files."""
    told: dict[str, Any] = {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": str(about.descriptor["name"]),
        "alternateName": about.title,
        "description": str(about.descriptor.get("description") or f"{about.title}: news articles and who says what."),
        "version": about.version,
        "datePublished": about.day,
        "creator": [
            {"@type": "sc:Person" if maker.family or maker.given else "sc:Organization", "name": maker.name}
            for maker in about.makers
        ],
        "citeAs": citation.bibtex(about),
        "isLiveDataset": False,
    }
    if about.licenses:
        told["license"] = [_address(name) for name in about.licenses]
    if homepage := about.descriptor.get("homepage"):
        told["url"] = str(homepage)
    told["distribution"] = [
        *(_file(folder, path) for paths in about.files.values() for path in paths),
        *(_parts(name) for name in about.files if not _is_one_file(name, about)),
    ]
    told["recordSet"] = [_records(table, about) for name, table in about.tables.items() if name in about.files]
    return told


def _address(licence: str) -> str:
    return licence if "://" in licence or " " in licence else f"https://spdx.org/licenses/{licence}.html"


def _file(folder: Path, path: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": path,
        "name": path,
        "contentUrl": path,
        "contentSize": f"{(folder / path).stat().st_size} B",
        "encodingFormat": _PARQUET,
        "sha256": package.sha256(folder / path),
    }


def _is_one_file(name: str, about: About) -> bool:
    return tuple(about.files[name]) == (f"{name}.parquet",)


def _parts(name: str) -> dict[str, Any]:
    """The files of a table as one source of records: a set has no hash in Croissant, its files have."""
    return {
        "@type": "cr:FileSet",
        "@id": f"{name}-files",
        "name": f"{name}-files",
        "encodingFormat": _PARQUET,
        "includes": f"{name}-*.parquet",
    }


def _records(table: contract.Table, about: About) -> dict[str, Any]:
    name = table.name
    told: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": table.description,
        "field": list(_fields(table, about)),
    }
    if table.primary_key:
        told["key"] = [{"@id": f"{name}/{column}"} for column in table.primary_key]
    return told


def _fields(table: contract.Table, about: About) -> Iterator[dict[str, Any]]:
    name = table.name
    home = {"fileObject": {"@id": about.files[name][0]}}
    if not _is_one_file(name, about):
        home = {"fileSet": {"@id": f"{name}-files"}}
    links = {link.fields[0]: link for link in table.foreign_keys if len(link.fields) == 1}
    for field in table.fields:
        told: dict[str, Any] = {
            "@type": "cr:Field",
            "@id": f"{name}/{field.name}",
            "name": field.name,
            "description": field.description,
            "dataType": _TYPES[field.type],
            "source": {**home, "extract": {"column": field.name}},
        }
        link = links.get(field.name)
        if link and link.table != name and link.table in about.files:
            told["references"] = {"field": {"@id": f"{link.table}/{link.key[0]}"}}
        yield told
