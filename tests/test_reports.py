"""What reports promise: every form tells the same findings, and nothing in the data can steer who reads it."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import chromium
import polars as pl
import pytest
import typer.testing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from corpus import package
from corpus.check import check
from corpus.check.verdict import identity, judge, read_baseline
from corpus.cli import app
from corpus.cli.validate import OutputFormat
from corpus.errors import PackageError
from corpus.report import CODES, Finding, Report, finding
from corpus.reports import FORMS, About, Checked, as_github, as_text, read_about, render
from corpus.reports.about import lines_of
from corpus.reports.pages import page

PAYLOADS = [
    "\x1b]0;owned\x07\x9b31m\u202e\r",
    "\n::error::owned",
    "::stop-commands::owned",
    "##[error]owned ##vso[task.complete]",
    "%0A::error file=a,line=1::owned",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\" onload='x' ]]> --> </style></script>",
    "a | b || `c` ``d`` \\| \\",
    "[owned](javascript:alert(1)) @everyone #1 https://lantern.example",
    "\n\n# owned\n\n- owned\n```\n",
    "\x00\x08\x7f\x85\u2028\u2029\ufeff\ufffe\uffff",
]
ANYTHING = st.one_of(
    st.sampled_from(PAYLOADS), st.text(max_size=40), st.tuples(*[st.sampled_from(PAYLOADS)] * 2).map("".join)
)


# The first text that hypothesis draws takes a second, for it looks up what Unicode has.
LAW = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=40)


@st.composite
def reports(draw) -> Report:
    """A report with findings whose every text is anything."""
    texts = [draw(ANYTHING) for _ in range(3)]
    some = st.one_of(st.none(), st.sampled_from(texts))
    findings = tuple(
        Finding(
            code=draw(st.sampled_from(["slice", "enum", "order", "somebody-elses"])),
            severity=draw(st.sampled_from(["error", "warning", "note"])),
            message=draw(st.sampled_from(texts)),
            table=draw(st.one_of(st.none(), st.just("quotes"), some)),
            row=draw(st.one_of(st.none(), st.integers(0, 5))),
            field=draw(some),
            key=draw(some),
            value=draw(some),
            expected=draw(some),
        )
        for _ in range(draw(st.integers(0, 4)))
    )
    return Report(rows={"quotes": 9, texts[0]: 2}, findings=findings, engines=("rules",))


def told(report: Report, *, named: str = "brackwater", **options) -> list[Checked]:
    return [Checked(About(path="build", file="build/datapackage.json", name=named), judge(report, **options))]


def bad(n: int, code: str = "enum", field: str = "kind", **more) -> Finding:
    cells = {"message": f"fault {n}", "table": "quotes", "row": n, "key": f"q{n}", "value": "x"} | more
    return Finding(code=code, severity=CODES[code].severity, field=field, **cells)


@pytest.fixture(scope="module")
def broken(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of three articles with a shifted quotation, a word that no column knows and a count that is wrong."""
    folder = tmp_path_factory.mktemp("reports") / "broken"
    shutil.copytree(build, folder)
    change(folder, "quotes", start=pl.col("start") + 2, end=pl.col("end") + 2)
    change(folder, "authors", kind=pl.lit("<b>firm|\x1b[31m"))
    change(folder, "articles", word_count=pl.col("word_count") + 1)
    return folder


def change(folder: Path, table: str, **columns: pl.Expr) -> None:
    """Change cells of a table, and put the hash right."""
    path = folder / f"{table}.parquet"
    frame = pl.read_parquet(path)
    frame.with_columns(**columns).cast(dict(frame.schema)).write_parquet(path)
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        if resource["name"] == table:
            resource["hash"] = f"sha256:{package.sha256(path)}"
    (folder / "datapackage.json").write_bytes(package.dump(descriptor))


@pytest.fixture(scope="module")
def checked(broken: Path) -> list[Checked]:
    return [Checked(read_about(broken, base=broken.parent), judge(check(broken, engines=("rules",))))]


# ------------------------------------------------------------------ the verdict


def test_findings_are_grouped_by_rule_the_gravest_and_most_frequent_first():
    findings = (bad(0), bad(1), bad(2, field="rule"), bad(3, "slice", field="text"))
    note = finding("order", "rows are not in order", table="quotes")
    verdict = judge(Report(rows={"quotes": 8}, findings=(note, *findings)))

    assert [(g.code, g.field, len(g.findings)) for g in verdict.groups] == [
        ("enum", "kind", 2),
        ("enum", "rule", 1),
        ("slice", "text", 1),
        ("order", None, 1),
    ]
    assert verdict.groups[0].share == 0.25
    assert verdict.groups[-1].share is None


def test_a_row_with_two_findings_of_a_rule_counts_once_in_its_share():
    verdict = judge(Report(rows={"quotes": 8}, findings=(bad(1), bad(1, value="y"))))

    assert (verdict.groups[0].rows, verdict.groups[0].share) == (1, 0.125)


def test_with_a_baseline_only_new_findings_count_and_what_is_gone_is_told():
    old = Report(rows={"quotes": 9}, findings=(bad(1), bad(2)))
    moved = bad(5, key="q1")
    same = judge(Report(rows={"quotes": 9}, findings=(moved,)), baseline=old)
    other = judge(Report(rows={"quotes": 9}, findings=(moved, bad(3))), baseline=old)

    assert (same.is_ok, len(same.known), same.gone) == (True, 1, 1)
    assert (other.is_ok, [one.row for g in other.groups for one in g.findings]) == (False, [3])


def test_a_known_finding_that_comes_twice_is_new_once():
    verdict = judge(Report(rows={}, findings=(bad(1), bad(1))), baseline=Report(rows={}, findings=(bad(1),)))

    assert (len(verdict.known), verdict.is_ok) == (1, False)


def test_the_identity_of_a_finding_is_its_row_number_only_where_the_row_has_no_key():
    assert identity(bad(1, key="q")) == identity(bad(2, key="q"))
    assert identity(bad(1, key=None)) != identity(bad(2, key=None))
    assert identity(bad(1)) != identity(bad(1, value="y"))


@pytest.mark.parametrize(("share", "is_ok"), [(0.1, False), (0.125, True), (1.0, True), (0.0, False)])
def test_a_rule_may_be_broken_in_a_share_of_the_rows_and_not_in_more(share, is_ok):
    verdict = judge(Report(rows={"quotes": 8}, findings=(bad(1),)), max_share=share)

    assert verdict.is_ok is is_ok
    assert verdict.groups[0].is_tolerated is is_ok


def test_a_fault_of_a_whole_table_is_never_tolerated():
    fault = finding("table-unreadable", "cut off", table="quotes")

    assert not judge(Report(rows={}, findings=(fault,)), max_share=1.0).is_ok


def test_a_report_as_json_is_a_baseline_with_all_findings_also_after_it_was_made_with_one(checked, tmp_path):
    report = checked[0].verdict.report
    first, second = tmp_path / "first.json", tmp_path / "second.json"
    first.write_text(render("json", checked), "utf-8")
    again = [Checked(checked[0].about, judge(report, baseline=read_baseline(first)[None]))]
    second.write_text(render("json", again), "utf-8")

    value = json.loads(second.read_text("utf-8"))
    assert (value["ok"], value["baseline"]) == (True, {"new": 0, "known": len(report.findings), "gone": 0})
    assert not any(one["is_new"] for one in value["findings"])
    assert judge(report, baseline=read_baseline(second)[None]).is_ok


@pytest.mark.parametrize(
    "text", ["", "[1]", "{}", "1", '{"rows": []}', '{"rows": {}, "findings": [{}], "engines": 1}', "[" * 100_000]
)
def test_what_is_no_baseline_is_refused_with_its_name(tmp_path, text):
    (tmp_path / "old.json").write_text(text)

    with pytest.raises(PackageError, match=r"old\.json: no baseline: it (is|has) .*; expected the JSON") as caught:
        read_baseline(tmp_path / "old.json")
    assert "Error" not in str(caught.value)


# ------------------------------------------------------------------ every form


@pytest.mark.parametrize("form", [form for form in FORMS if form != "frictionless"])  # which has words of its own
def test_every_form_names_every_rule_that_is_broken(checked, form):
    text = render(form, checked)

    assert len(checked[0].verdict.groups) >= 3
    for group in checked[0].verdict.groups:
        assert group.code in text or form == "frictionless"  # it has types of its own
        assert str(group.field) in text


@pytest.mark.parametrize("form", FORMS)
def test_the_same_report_gives_the_same_bytes(checked, form):
    assert render(form, checked) == render(form, checked)


@pytest.mark.parametrize("form", FORMS)
def test_a_package_without_findings_has_a_report_too(build, form):
    good = [Checked(read_about(build), judge(check(build, engines=("rules",))))]

    text = render(form, good)

    assert "news-corpus" in text or form in ("json", "gitlab", "frictionless")
    assert "does not keep the contract" not in text


def test_the_command_offers_every_form():
    assert set(OutputFormat) == set(FORMS)


def test_the_python_of_the_page_of_reports_runs(build, tmp_path, monkeypatch):
    text = (Path(__file__).parent.parent / "docs" / "reference" / "reports.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    shutil.copytree(build, tmp_path / "build")
    monkeypatch.chdir(tmp_path)

    exec(compile(code.group(1), "reports.md", "exec"), {})

    assert (tmp_path / "report.html").read_text("utf-8").startswith("<!doctype html>")


def test_the_report_for_a_person_fits_its_width_and_shows_the_first_rows():
    report = Report(
        rows={"quotes": 9}, findings=tuple(bad(n, message="word " * 30) for n in range(7)), engines=("rules",)
    )

    text = as_text.render(told(report), width=80)

    assert text.startswith(
        "brackwater: 9 rows in 1 table, checked by rules\n\nerror enum in quotes.kind: 7 of 9 rows (77.78%)\n"
    )
    assert "    row 4 q4\n      word word" in text
    assert "and 2 more" in text
    assert text.endswith("\n7 errors\nthe package does not keep the contract")
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize(
    "field", ["ferries" * 20, "the crossing of the sound " * 5, "渡し舟は六月まで出ない" * 5], ids=len
)
def test_a_long_column_is_wrapped_to_the_width_and_whole(field):
    many = Report(rows={"quotes": 9}, findings=tuple(bad(n, field=field) for n in range(3)))

    plain = as_text.render(told(many), width=80)

    columns = [sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for c in line) for line in plain.splitlines()]
    assert max(columns) <= 80
    assert "".join(field.split()) in "".join(plain.split())
    assert "3 of 9 rows (33.33%)" in plain
    assert re.sub(r"\x1b\[[\d;]*m", "", as_text.render(told(many), width=80, is_coloured=True)) == plain


def test_a_long_key_is_wrapped_to_the_width_and_whole():
    key = "ferries " * 20 + "q" * 90
    report = Report(rows={"quotes": 9}, findings=(replace(bad(1), key=key),))

    text = as_text.render(told(report), width=60)

    assert max(map(len, text.splitlines())) <= 60
    assert "".join(key.split()) in "".join(text.split())


@pytest.mark.parametrize("ours", [True, False])
def test_the_conclusion_is_about_the_contract_where_the_package_is_of_ours_whatever_was_read(build, tmp_path, ours):
    descriptor = json.loads((build / "datapackage.json").read_bytes())
    if ours:  # no table of the contract can be read, one of somebody else can
        descriptor["resources"].append({"name": "ports", "path": "ports.csv", "schema": {"fields": [{"name": "port"}]}})
        (tmp_path / "ports.csv").write_text("port\nBrackwater\n")
    else:
        descriptor = {"name": "ports", "resources": [{"name": "ports", "path": "ports.csv"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))

    done = run("validate", tmp_path)

    assert done.exit_code == 1
    assert done.stdout.splitlines()[-1] == f"the package {'does not keep the contract' if ours else 'is not valid'}"


def test_letters_that_take_two_columns_are_counted_as_two():
    report = Report(rows={"quotes": 9}, findings=(bad(1, message="渡し舟は六月まで出ない" * 20),))

    lines = as_text.render(told(report), width=80).splitlines()

    columns = [sum(2 if unicodedata.east_asian_width(c) == "W" else 1 for c in line) for line in lines]
    assert 70 < max(columns) <= 80


@pytest.mark.parametrize("width", [20, 40, 200])
def test_a_report_without_findings_is_short(width):
    text = as_text.render(told(Report(rows={"orgs": 3}, engines=("rules",))), width=width)

    assert text.endswith("the package keeps the contract")


def test_colours_are_there_only_where_asked_for():
    report = Report(rows={"quotes": 9}, findings=(bad(1),))

    assert "\x1b[" not in as_text.render(told(report))
    assert re.sub(r"\x1b\[[\d;]*m", "", as_text.render(told(report), is_coloured=True)) == as_text.render(told(report))


def test_several_packages_are_a_list_of_objects_and_one_is_an_object(checked):
    one, two = json.loads(render("json", checked)), json.loads(render("json", checked * 2))

    assert one == checked[0].verdict.report.as_dict()
    assert two == [{"package": checked[0].about.path, **one}] * 2


def test_a_case_of_junit_is_a_rule_of_a_table_and_those_that_hold_pass(checked):
    root = ET.fromstring(render("junit", checked))

    suites = {suite.get("name").split(": ")[1]: suite for suite in root}
    assert set(suites) == {"datapackage.json", *checked[0].verdict.report.rows}
    for suite in suites.values():
        cases = suite.findall("testcase")
        assert int(suite.get("tests")) == len(cases) == len({case.get("name") for case in cases})
        assert int(suite.get("failures")) == len(suite.findall("testcase/failure"))
        assert [child.tag for child in suite if child.tag != "testcase"] == ["properties", "system-out", "system-err"]
    quotes = {case.get("name"): case.find("failure") for case in suites["quotes"].findall("testcase")}
    assert quotes["enum in kind"] is None
    assert quotes["slice in text"].get("message").startswith("4 of 4 rows")
    assert "those words stand at" in quotes["slice in text"].text


def test_sarif_has_what_its_schema_wants(checked):
    report = json.loads(render("sarif", checked))

    assert report["version"] == "2.1.0"
    (run,) = report["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert {rule["id"] for rule in rules} >= set(CODES)
    for rule in rules:
        assert rule["help"]["text"]
        assert rule["defaultConfiguration"]["level"] in ("error", "warning", "note")
    assert len({r["partialFingerprints"]["finding/v1"] for r in run["results"]}) == len(run["results"]) > 3
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"]
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "broken/datapackage.json"
        assert place["region"]["startLine"] > 1
        assert result["properties"]["total"] >= 1


def test_gitlab_has_one_issue_per_finding_with_a_mark_of_its_own(checked):
    issues = json.loads(render("gitlab", checked))

    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(checked[0].verdict.report.findings)
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] > 1


def test_a_mark_stays_when_rows_move():
    def marks(report: Report) -> set[str]:
        return {issue["fingerprint"] for issue in json.loads(render("gitlab", told(report)))}

    assert marks(Report(rows={}, findings=(bad(1), bad(2)))) == marks(
        Report(rows={}, findings=(bad(7, key="q1"), bad(8, key="q2")))
    )


def test_at_most_twenty_findings_of_a_rule_go_to_code_scanning_and_all_are_counted():
    many = told(Report(rows={"quotes": 99}, findings=tuple(map(bad, range(90)))))

    (run,) = json.loads(render("sarif", many))["runs"]
    assert (len(run["results"]), run["results"][0]["properties"]["total"]) == (20, 90)
    assert run["properties"]["packages"][0]["rules"][0]["findings"] == 90
    assert len(json.loads(render("gitlab", many))) == 20


# ------------------------------------------------------------------ GitHub


COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def annotations(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """What GitHub's runner makes of the lines of a job: kind, properties and message."""
    for line in text.splitlines():
        kind, properties, message = COMMAND.fullmatch(line).groups()
        pairs = (pair.split("=", 1) for pair in properties.split(","))
        yield kind, {name: unquote(value) for name, value in pairs}, unquote(message)


def test_an_annotation_stands_at_the_line_of_the_rule(checked, broken):
    lines = (broken / "datapackage.json").read_text("utf-8").splitlines()

    found = {p["title"]: (kind, p, message) for kind, p, message in annotations(render("github", checked))}

    kind, properties, message = found["enum in authors.kind"]
    assert (kind, properties["file"]) == ("error", "broken/datapackage.json")
    assert '"enum": [' in lines[int(properties["line"]) - 1]
    assert message.startswith("news-corpus 0.0.0: 1 of 1 row (100%)\nA word that the column does not allow.\nrow 0 ")
    assert lines[int(found["slice in quotes.text"][1]["line"]) - 1].strip() == "{"
    assert '"code": "slice"' in lines[int(found["slice in quotes.text"][1]["line"])]


def test_there_are_ten_annotations_at_most_and_the_last_says_how_many_more():
    ten, eleven = (
        list(
            annotations(
                render("github", told(Report(rows={}, findings=tuple(bad(n, field=f"f{n}") for n in range(m)))))
            )
        )
        for m in (10, 11)
    )

    assert len(ten) == len(eleven) == as_github.MOST
    assert "more" not in ten[-1][2]
    assert eleven[-1][2] == "2 more rules broken, with 2 findings: see the summary of the job"


def run(*arguments: object, **environment: str) -> typer.testing.Result:
    clean = {"GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": "", "GITHUB_WORKSPACE": "", "CI_PROJECT_DIR": ""}
    return typer.testing.CliRunner().invoke(app, [str(a) for a in arguments], env=clean | environment)


def test_in_a_job_of_github_annotations_and_a_summary_come_unasked(broken, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("# Before\n")

    done = run(
        "validate", broken, "--engine", "rules", "--json",
        GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary), GITHUB_WORKSPACE=str(broken.parent),
    )  # fmt: skip

    assert done.exit_code == 1
    assert json.loads(done.stdout)["ok"] is False
    assert {p["file"] for _, p, _ in annotations(done.stderr)} == {"broken/datapackage.json"}
    assert summary.read_text().startswith("# Before\n### ❌ `news-corpus 0.0.0`")


def test_a_summary_that_cannot_be_written_is_a_warning_and_the_verdict_stands(build, tmp_path):
    done = run("validate", build, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(tmp_path / "nowhere" / "summary.md"))

    assert done.exit_code == 0
    assert done.stdout.endswith("the package keeps the contract\n")
    assert "summary.md: the summary cannot be written: No such file or directory" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_annotations_are_not_said_twice(broken):
    done = run("validate", broken, "--engine", "rules", "--output-format", "github", GITHUB_ACTIONS="true")

    assert done.stderr == ""
    assert len(list(annotations(done.stdout))) >= 3


# ------------------------------------------------------------------ the command


def test_reports_are_written_to_files_in_several_forms_at_once(broken, tmp_path):
    files = {form: tmp_path / f"report.{form}" for form in FORMS}

    done = run("validate", broken, "--engine", "rules", *(f"--report={form}={file}" for form, file in files.items()))

    assert done.exit_code == 1
    for file in files.values():
        assert file.stat().st_size > 100
    ET.fromstring(files["junit"].read_bytes())
    assert json.loads(files["json"].read_bytes())["counts"]["slice"] == 4


def test_where_a_report_cannot_be_written_is_said_before_the_check(build, tmp_path):
    twice = ["--report", f"json={tmp_path / 'one'}", "--report", f"html={tmp_path / '..' / tmp_path.name / 'one'}"]
    for arguments, says in (
        (["--report", f"json={tmp_path / 'nowhere' / 'a.json'}"], "there is no folder"),
        (["--report", f"json={tmp_path}"], "is a folder"),
        (twice, "two reports would be written to it"),
    ):
        done = run("validate", build, *arguments)
        assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
        assert says in done.stderr
    assert not list(tmp_path.iterdir())


def test_several_packages_are_checked_and_one_that_is_none_is_told_at_the_end(broken, build, tmp_path):
    done = run("validate", build, broken, "--engine", "rules", "--json")
    also = run("validate", build, tmp_path, "--engine", "rules", "--json")

    assert done.exit_code == 1
    assert [one["ok"] for one in json.loads(done.stdout)] == [True, False]
    assert also.exit_code == 2
    assert json.loads(also.stdout)["ok"] is True
    assert also.stderr.startswith("corpus: ")
    assert len(also.stderr.splitlines()) == 1


def test_a_baseline_lets_pass_what_it_knows(broken, tmp_path):
    old = tmp_path / "old.json"
    assert run("validate", broken, "--engine", "rules", f"--report=json={old}").exit_code == 1

    done = run("validate", broken, "--engine", "rules", "--baseline", old)

    assert done.exit_code == 0
    assert "findings of the baseline left out" in done.stdout


def test_a_baseline_of_several_packages_goes_by_their_names(broken, build, tmp_path):
    old = tmp_path / "old.json"
    run("validate", broken, build, "--engine", "rules", f"--report=json={old}")

    assert run("validate", build, broken, "--engine", "rules", "--baseline", old).exit_code == 0
    lost = run("validate", tmp_path / "other", "--engine", "rules", "--baseline", old)
    assert lost.exit_code == 2
    assert "has no report on" in lost.stderr


@pytest.mark.parametrize(("share", "code"), [("100%", 0), ("1", 0), ("50%", 1), ("0.5", 1)])
def test_a_share_of_the_rows_may_break_a_rule(broken, share, code):
    assert run("validate", broken, "--engine", "rules", "--max-share", share).exit_code == code


@pytest.mark.parametrize(
    "arguments",
    [
        ["--max-share", "lots"],
        ["--max-share", "101%"],
        ["--max-share=-1"],
        ["--report", "junit"],
        ["--report", "xml=a"],
    ],
)
def test_an_option_that_says_nothing_is_refused(broken, arguments):
    assert run("validate", broken, *arguments).exit_code == 2


# ------------------------------------------------------------------ nothing in the data steers


def is_command(line: str) -> bool:
    """Whether GitHub's or Azure's runner would take a line of a job's output for a command."""
    return line.lstrip().startswith("::") or "##[" in line or "##vso[" in line


@LAW
@given(reports(), ANYTHING, st.booleans())
def test_no_cell_steers_a_terminal_or_a_runner(report, name, is_coloured):
    text = as_text.render(told(report, named=name), is_coloured=is_coloured)

    text = re.sub(r"\x1b\[(?:1;3[1-6]|[012])m", "", text) if is_coloured else text
    assert all(c.isprintable() or c == "\n" for c in text)
    assert not any(map(is_command, text.split("\n")))


@LAW
@given(reports(), ANYTHING)
def test_no_cell_makes_a_command_of_its_own_in_any_form(report, name):
    for form in FORMS:
        lines = [line for line in render(form, told(report, named=name)).split("\n") if is_command(line)]

        assert form == "github" or not lines
        if form == "github":
            assert len(lines) == min(len(judge(report).groups), as_github.MOST)
            assert "##[" not in "".join(lines)
            for kind, properties, _ in annotations("\n".join(lines)):
                assert kind in ("error", "warning", "notice")
                assert list(properties) == ["file", "line", "title"]


@LAW
@given(reports(), ANYTHING)
def test_no_cell_breaks_xml_or_json(report, name):
    here = told(report, named=name)

    ET.fromstring(render("junit", here))
    assert json.loads(render("json", here)) == report.as_dict() | {"ok": here[0].verdict.is_ok}
    for form in ("sarif", "gitlab"):
        json.loads(render(form, here))


class Outline(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value for name, value in attrs if name in ("href", "src")}


TAGS = set(
    "html head meta title style body main nav ul li article h1 h2 h3 p div strong span section figure svg a text rect "
    "table thead tbody tr th td details summary form input label code em mark footer script".split()
)


@LAW
@given(reports(), ANYTHING)
def test_no_cell_is_markup_on_the_page(report, name):
    page = Outline(render("html", told(report, named=name)))

    assert page.tags <= TAGS
    assert not any(name.startswith("on") or name in ("style", "src") for name in page.attributes)
    assert all(re.fullmatch(r"#[pr]\d+(-\d+)?", link) for link in page.links)


@LAW
@given(reports(), ANYTHING)
def test_no_cell_is_markup_in_markdown(report, name):
    here = told(report, named=name)

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(render("markdown", here))

    kinds = {token.type for token in tokens} | {child.type for token in tokens for child in token.children or ()}
    assert kinds <= set(
        "heading_open heading_close inline paragraph_open paragraph_close table_open table_close thead_open "
        "thead_close tbody_open tbody_close tr_open tr_close th_open th_close td_open td_close html_block text "
        "code_inline strong_open strong_close bullet_list_open bullet_list_close list_item_open list_item_close "
        "softbreak".split()
    )
    assert {t.content.strip() for t in tokens if t.type == "html_block"} <= {
        "<details><summary>The first findings of each rule</summary>",
        "</details>",
    }
    rows = sum(token.type == "tr_open" for token in tokens)
    assert sum(token.type == "td_open" for token in tokens) == max(rows - 1, 0) * 6
    assert sum(token.type == "heading_open" for token in tokens) == 1


# ------------------------------------------------------------------ the descriptor, and the page of findings


def at(value: object, pointer: str) -> object:
    """What a JSON pointer (RFC 6901) points at."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        value = value[int(name)] if isinstance(value, list) else value[name]
    return value


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
)


@LAW
@given(JSON)
def test_the_line_of_everything_in_a_json_text_is_known(value):
    text = json.dumps(value, indent=1)

    lines = lines_of(text)

    def count(value: object) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return 1 + sum(map(count, inner))

    assert len(lines) == count(value)
    for pointer, line in lines.items():
        here, last = at(value, pointer), pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        begins = json.dumps(here) if not isinstance(here, dict | list) or not here else json.dumps(here)[0]
        is_named = pointer and isinstance(at(value, pointer.rpartition("/")[0]), dict)
        written = text.splitlines()[line - 1].strip()
        assert written.startswith(f"{json.dumps(last)}: {begins}" if is_named else begins)


def test_a_rule_without_a_place_of_its_own_stands_at_its_column_or_its_table(broken, checked):
    about, lines = checked[0].about, (broken / "datapackage.json").read_text("utf-8").splitlines()

    def line(*rule: str | None) -> str:
        return lines[about.line(*rule) - 1]

    assert '"required": true' in line("null", "quotes", "kind")
    assert '"primaryKey": [' in line("duplicate-key", "authors", None)
    assert '"hash": "sha256:' in line("hash-mismatch", "quotes", None)
    assert '"path": "quotes.parquet"' in line("table-unreadable", "quotes", None)
    assert line("somebody-elses", "quotes", "kind") == line("column-missing", "quotes", "kind")
    assert '"schema": {' in line("somebody-elses", "quotes", "no such column")
    assert '"resources": [' in line("table-missing", "no such table", None)
    assert '"name": "news-corpus"' in line("descriptor", None, None)


def test_every_code_has_its_page_in_the_report():
    for code in set(CODES) - {"other"}:
        assert page(code).meaning == CODES[code].meaning
        assert page(code).mend


def test_a_report_about_a_descriptor_that_cannot_be_read_is_still_a_report(tmp_path):
    (tmp_path / "datapackage.json").write_bytes(b"\xff{")

    about = read_about(tmp_path, base=tmp_path)

    assert (about.called, about.file, about.line("enum", "quotes", "kind")) == (tmp_path.name, "datapackage.json", 1)
    for form in FORMS:
        assert render(form, [Checked(about, judge(Report(rows={}, findings=(bad(1),))))])


# ------------------------------------------------------------------ the page in a browser


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    if not chromium.find():
        pytest.skip("no Chromium on this machine")
    with chromium.browser(tmp_path_factory.mktemp("chromium")) as opened:
        yield opened


@pytest.fixture(scope="module")
def shown(checked, tmp_path_factory) -> str:
    """The address of a page with much to tell: real findings, payloads, and names longer than any screen is wide."""
    report = checked[0].verdict.report
    nasty = [bad(n, message=payload, key=payload, value=payload, expected=str(n)) for n, payload in enumerate(PAYLOADS)]
    long = bad(3, "slice", field="f" * 300, message="m" * 2000, key="k" * 300, value="v" * 300, expected="e" * 300)
    more = Report(rows=report.rows | {"t" * 80: 10**9}, findings=(*report.findings, *nasty, long), engines=("rules",))
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(render("html", [checked[0], Checked(checked[0].about, judge(more))]), "utf-8")
    return path.as_uri()


def luminance(colour: str) -> float:
    """Relative luminance of `rgb(…)` (WCAG 2.2)."""
    channels = [int(c) / 255 for c in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# Every element that reaches beyond the right edge of the screen.
BEYOND = """
[...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => e.outerHTML.slice(0, 90))
"""

# Every element with text of its own that can be seen, as [colour, colour behind it, its text].
TEXTS = """
[...document.querySelectorAll("body *")].filter(e => e.checkVisibility() && !e.closest("svg, .only-read") &&
  [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())).map(e => {
  let behind = e;
  while (behind && getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  const style = getComputedStyle(e);
  return [style.color, getComputedStyle(behind || document.body).backgroundColor, e.textContent.slice(0, 40)];
})
"""


@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_fits_the_screen_and_can_be_read_by_day_and_by_night(browser, shown, tmp_path, width, is_dark):
    browser.open(shown, width=width, is_dark=is_dark)

    assert browser.run("document.documentElement.scrollWidth") <= width
    assert browser.run(BEYOND) == []
    behind = luminance(browser.run("getComputedStyle(document.body).backgroundColor"))
    assert behind < 0.05 if is_dark else behind > 0.8
    text = browser.run("document.body.innerText")
    for words in ("The package does not keep the contract", "Findings by code", "word-count", "Mend."):
        assert words in text
    texts = browser.run(TEXTS)
    assert len(texts) > 100
    for colour, background, words in texts:
        dark, light = sorted((luminance(colour), luminance(background)))
        assert (light + 0.05) / (dark + 0.05) >= 4.5, f"{words!r} has too little contrast (WCAG 2.2, 1.4.3)"
    assert browser.events("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled") == []
    asked = {event["request"]["url"] for event in browser.events("Network.requestWillBeSent")}
    assert asked == {shown}, "the page fetches nothing"
    picture = browser.picture()
    (tmp_path / f"report-{width}-{'dark' if is_dark else 'light'}.png").write_bytes(picture)
    assert picture.startswith(b"\x89PNG")


def test_the_filter_hides_what_is_not_asked_for(browser, shown):
    browser.open(shown, width=1280)

    visible = (
        "[...document.querySelectorAll('#p0 .rule')].filter(e => !e.hidden).map(e => e.querySelector('h3').textContent)"
    )
    every = browser.run(visible)
    browser.run(
        "(f => { f.value = 'word-count'; f.dispatchEvent(new Event('input', {bubbles: true})) })"
        "(document.querySelector('#p0 input[type=search]'))"
    )

    assert len(every) >= 3
    assert browser.run(visible) == ["word-count"]
    assert browser.run("document.querySelector('#p0 .filter [role=status]').textContent") == f"1 of {len(every)}"


# ------------------------------------------------------------------ packages that are not of ours


FERRIES = """\
name: ferries
resources:
  - name: articles
    type: table
    data: [{code: OS, crew: 4}, {code: OS, crew: 99}]
    schema:
      fields:
        - name: code
          type: string
          constraints: {unique: true}
        - name: crew
          type: integer
          constraints:
            maximum: 10
"""


def test_a_package_of_somebody_else_is_reported_by_its_own_rules(tmp_path):
    path = tmp_path / "datapackage.yaml"
    path.write_text(FERRIES, "utf-8")
    checked = Checked(read_about(path, base=tmp_path), judge(check(path)))

    found = {
        p["title"]: FERRIES.splitlines()[int(p["line"]) - 1] for _, p, _ in annotations(render("github", [checked]))
    }
    assert found == {
        "maximum in articles.crew": "            maximum: 10",
        "duplicate-value in articles.code": "          constraints: {unique: true}",
    }
    cases = {
        case.get("name"): case.find("failure") for case in ET.fromstring(render("junit", [checked])).iter("testcase")
    }
    assert [name for name, failure in cases.items() if failure is not None] == [
        "duplicate-value in code",
        "maximum in crew",
    ]
    assert {"type in code", "type in crew"} < set(cases)
    assert render("text", [checked]).endswith("the package is not valid\n")
    for form in FORMS:
        assert "ferries" in render(form, [checked]) or form in ("json", "gitlab", "frictionless")


def test_aliases_of_yaml_neither_hang_nor_break_a_report(tmp_path):
    bomb = "\n".join([f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" if n else "a0: &a0 [x]" for n in range(40)])
    path = tmp_path / "datapackage.yaml"
    path.write_text(f"name: &name tarn\nself: &self [*self]\n{bomb}\n", "utf-8")

    about = read_about(path)

    assert (about.name, about.lines["/a3"], about.lines["/self/0"]) == ("tarn", 6, 2)
