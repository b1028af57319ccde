"""The report for a program: every finding, none left out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from corpus.reports.about import Checked


def render(checked: Sequence[Checked]) -> str:
    """One JSON object for one package, a list for several, each with its `package`; on one line.

    The object is `Verdict.as_dict`.
    """
    if len(checked) == 1:
        return dumped(checked[0].verdict.as_dict())
    return dumped([{"package": one.about.path} | one.verdict.as_dict() for one in checked])


def dumped(value: object, *, indent: int | None = None) -> str:
    r"""The value as JSON in UTF-8, without anything in it that is a command to a CI runner.

    >>> dumped({"message": "##[error]"})
    '{"message": "##\\u005berror]"}'
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # Both stand within strings: outside of them JSON has no `#`.
    text = text.replace("##[", "##\\u005b").replace("##vso[", "##vso\\u005b")
    # Half a character, which only a descriptor could hold, is no UTF-8; JSON can say it in ASCII.
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()
