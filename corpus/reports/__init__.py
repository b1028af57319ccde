"""What a check says, to people and to machines: one file for each form, all made from the same verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from corpus.reports import (
    as_frictionless,
    as_github,
    as_gitlab,
    as_html,
    as_json,
    as_junit,
    as_markdown,
    as_sarif,
    as_text,
)
from corpus.reports.about import About, Checked, read_about

Form = Literal["text", "json", "github", "junit", "sarif", "gitlab", "markdown", "html", "frictionless"]
FORMS: tuple[Form, ...] = get_args(Form)

__all__ = ["FORMS", "About", "Checked", "Form", "read_about", "render"]


def render(form: Form, checked: Sequence[Checked]) -> str:
    """The reports on one or several packages in one form; docs/reference/reports.md describes each.

    The same reports give the same text: none has a clock in it.
    """
    match form:
        case "text":
            return as_text.render(checked) + "\n"
        case "json":
            return as_json.render(checked) + "\n"
        case "github":
            return as_github.render(checked) + "\n"
        case "junit":
            return as_junit.render(checked)
        case "sarif":
            return as_sarif.render(checked)
        case "gitlab":
            return as_gitlab.render(checked)
        case "markdown":
            return as_markdown.render(checked)
        case "html":
            return as_html.render(checked)
        case "frictionless":
            return as_frictionless.render(checked) + "\n"
