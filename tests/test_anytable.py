"""What `check` promises of any Data Package: what the standard says, at the row and cell where it is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corpus.check import check

PACKAGES = Path(__file__).parent / "packages"
CASES = sorted(path.parent.name for path in PACKAGES.glob("*/case.json"))
V2 = "https://datapackage.org/profiles/2.0/datapackage.json"


def case_of(name: str) -> dict:
    return json.loads((PACKAGES / name / "case.json").read_text("utf-8"))


def write(folder: Path, descriptor: object, files: dict[str, str | bytes] | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (files or {}).items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    return path


def table(fields: list[dict], rows: list[list] | None = None, **more) -> dict:
    resource = {"name": "ferries", "type": "table", "schema": {"fields": fields}, **more}
    if rows is not None:
        resource["data"] = rows
    return {"$schema": V2, "name": "tarn", "resources": [resource]}


def places(path: Path) -> list[list]:
    return [[f.code, f.table, f.row, f.field] for f in check(path).findings]


@pytest.mark.parametrize("name", CASES)
def test_a_fault_of_a_package_has_the_finding_that_names_it(tmp_path, name):
    case = case_of(name)

    found = places(write(tmp_path, case["descriptor"], case["files"]))

    assert sorted(found, key=str) == sorted(case["findings"], key=str)
