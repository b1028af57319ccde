import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROBLEM = re.compile(r"""(?:code\s*[:=]\s*(?:str\s*=\s*)?|\.say\(\s*)"([a-z0-9-]+)\"""")


def codes_of_problems() -> set[str]:
    sources = [
        *ROOT.glob("corpus/readers/*.py"),
        *ROOT.glob("corpus/containers/*.py"),
        *(ROOT / "corpus" / f"{m}.py" for m in ("conversion", "assembly", "errors")),
    ]
    return {code for path in sources for code in PROBLEM.findall(path.read_text("utf-8"))}


def test_every_code_of_a_problem_is_explained_and_no_other() -> None:
    page = (ROOT / "docs" / "reference" / "problems.md").read_text("utf-8")

    assert codes_of_problems() == set(re.findall(r"^\| `([a-z0-9-]+)` \|", page, re.MULTILINE))


def test_every_dependency_is_explained() -> None:
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    listed = re.search(r"^dependencies = \[(.*?)^\]", pyproject, re.MULTILINE | re.DOTALL)
    extras = re.search(r"^\[project.optional-dependencies\]\n(.*?)^\[", pyproject, re.MULTILINE | re.DOTALL)
    assert listed
    assert extras
    page = (ROOT / "docs" / "explanation" / "dependencies.md").read_text("utf-8")

    for name in re.findall(r'(?:^|\[)\s*"([A-Za-z0-9_-]+)', listed.group(1) + extras.group(1), re.MULTILINE):
        assert f"| {name} |" in page, name


@pytest.mark.parametrize(
    "page", sorted(p.relative_to(ROOT).as_posix() for p in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
)
def test_every_link_of_a_page_leads_somewhere(page: str) -> None:
    path = ROOT / page
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), target


def test_the_python_of_the_readme_runs(published: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    code = re.search(r"```python\n(.*?)```", readme, re.DOTALL)
    assert code
    monkeypatch.chdir(published.parent)

    exec(compile(code.group(1), "README.md", "exec"), {})


def test_the_python_of_the_page_on_taggers_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (ROOT / "docs" / "how-to" / "use-another-tagger.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    blocks = re.findall(r"([^\n]*)\n\n```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 4

    for before, code in blocks:
        if saved := re.search(r"`(\w+\.py)`", before):
            (tmp_path / saved[1]).write_text(code, "utf-8")
        exec(compile(code, "use-another-tagger.md", "exec"), {"__name__": "page"})


def test_the_tutorial_goes_as_it_says(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "tutorial" / "a-first-corpus.md").read_text("utf-8")
    steps = []
    for language, block in re.findall(r"```(sh|python)\n(.*?)```", page, re.DOTALL):
        if language == "python":
            (tmp_path / f"step{len(steps)}.py").write_text(block, "utf-8")
            steps.append(f"python step{len(steps)}.py\n")
        else:
            steps.append(block)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-euc", "\n".join(steps)],
        cwd=tmp_path,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "Elise Tarnhollow" in done.stdout
    assert "error slice in quotes" in done.stdout
    assert "2026.4.0 published" in done.stdout
    assert done.stdout.count("the package keeps the contract") >= 3
