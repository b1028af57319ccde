"""Weights as data, one JSON file per model, read once per process; ``docs/explanation/models.md`` describes each."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import cast


@cache
def weights(name: str) -> dict[str, tuple[float, ...]]:
    """The weights of ``models/<name>.json`` by feature, one for each class that the file names; it keeps hundredths."""
    told = json.loads(files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8"))
    scale = 1 / told["scale"]
    return {feature: tuple([scale * each for each in row]) for feature, row in told["weights"].items()}


@cache
def tables(name: str) -> dict[str, dict[str, list[list[float]]]]:
    """The tables of ``models/<name>.json``: by what is judged, by its group, the points ``[score, share]`` in order."""
    text = files(__name__).joinpath(f"{name}.json").read_text(encoding="utf-8")
    return cast("dict[str, dict[str, list[list[float]]]]", json.loads(text))
