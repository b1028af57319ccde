"""What CI runs is what you run: `nox` for all of it, `nox -s tests-3.12` for one."""

from __future__ import annotations

import filecmp
import sys
import tempfile
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2025.2.9"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.error_on_missing_interpreters = False
PYTHONS = ["3.12", "3.13"]  # 3.11 runs every test in the session "lowest"
TABLES = "articles people orgs quotes mentions cues roles authors captions subjects problems".split()


def install(session: nox.Session, *groups: str) -> None:
    """The package itself and the dependency groups of pyproject.toml."""
    session.install("-e", ".", *(word for group in groups for word in nox.project.dependency_groups(_project(), group)))


def _project() -> dict[str, object]:
    return nox.project.load_toml("pyproject.toml")


@nox.session
def lint(session: nox.Session) -> None:
    """Format and lint."""
    session.install(*nox.project.dependency_groups(_project(), "lint"))
    session.run("ruff", "format", "--check")
    session.run("ruff", "check")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types."""
    install(session, "dev")
    session.run("mypy")


@nox.session
def layers(session: nox.Session) -> None:
    """Imports point down, and heavy libraries stay in their rooms."""
    install(session, "lint")
    session.run("lint-imports")


@nox.session(python=PYTHONS)
def tests(session: nox.Session) -> None:
    """Every test on the first Python; on the others those that are quick, since the libraries are the same."""
    # What the client of the Hub needs has no common oldest set with the rest: it is tried with the newest only.
    install(session, "test", *(("hub",) if session.python == PYTHONS[0] else ()))
    quick = () if session.python == PYTHONS[0] else ("-m", "not timing and not slow")
    session.run("pytest", *(session.posargs or ["-n", "auto", *quick]))


@nox.session(python="3.11")
def lowest(session: nox.Session) -> None:
    """The quick tests with the oldest dependencies allowed; `nox -s lowest -- -n auto` asks all of them."""
    session.install("--resolution=lowest-direct", "-e", ".", *nox.project.dependency_groups(_project(), "test"))
    session.run("pytest", *(session.posargs or ["-n", "auto", "-m", "not timing and not slow"]))


@nox.session(python="3.11", venv_backend="virtualenv", default=False)
def backends(session: nox.Session) -> None:
    """The adapters with the real GLiNER, on a model that the test builds, and with the newest spaCy."""
    # On Linux PyPI's torch brings 3 GB for graphics cards. Its build for the CPU alone comes from elsewhere, and by
    # pip, which takes such a source from its own settings, as uv does not.
    try:
        session.install("torch==2.13.0+cpu" if sys.platform == "linux" else "torch")
    except CommandFailed:
        session.skip("no torch for the CPU here: PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu names one")
    session.install("-e", ".[spacy,gliner]", *nox.project.dependency_groups(_project(), "test"))
    session.run("pytest", *(session.posargs or ["tests/test_gliner_names.py", "tests/test_spacy_names.py"]))


@nox.session
def wheel(session: nox.Session) -> None:
    """The wheel alone, with nothing but what it needs, converts the seeds from another folder."""
    with tempfile.TemporaryDirectory() as name:
        work, seeds = Path(name), Path("seeds").absolute()
        session.install("build")
        session.run("python", "-m", "build", "--wheel", "--outdir", str(work))
        session.run("python", "-m", "venv", str(work / "venv"), external=True)
        scripts = work / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
        session.run(str(scripts / "python"), "-m", "pip", "install", "-q", str(next(work.glob("*.whl"))), external=True)
        with session.chdir(work):
            session.run(str(scripts / "corpus"), "convert", str(seeds), "-o", "build", "--strict", external=True)
            session.run(str(scripts / "corpus"), "validate", "build", external=True)


@nox.session(default=False)
def compiled(session: nox.Session) -> None:
    """A wheel with the extraction compiled gives the same bytes as plain Python; it takes some minutes to build."""
    with tempfile.TemporaryDirectory() as name:
        work, seeds = Path(name), Path("seeds").absolute()
        install(session)  # an editable install is never compiled
        session.run("corpus", "convert", str(seeds), "-o", str(work / "plain"), "--strict")
        session.install("build")
        session.run("python", "-m", "build", "--wheel", "--outdir", name, env={"NEWSCORPUS_COMPILE": "1"})
        session.install("--force-reinstall", "--no-deps", str(next(work.glob("*.whl"))))
        with session.chdir(work):
            session.run("corpus", "convert", str(seeds), "-o", "compiled", "--strict")
            files = sorted(path.name for path in Path("plain").iterdir() if path.is_file())
            _, other, lost = filecmp.cmpfiles("plain", "compiled", files, shallow=False)
        if other or lost:
            session.error(f"compiled and plain Python differ in {', '.join(other + lost)}")


@nox.session
def docs(session: nox.Session) -> None:
    """The printed pages are those that the code prints today; `nox -s docs -- --write` renews them."""
    install(session, "test")
    session.run("python", "docs/print_reference.py", *(session.posargs or ["--check"]))


@nox.session(python="3.12")
def sample(session: nox.Session) -> None:
    """The sample is byte for byte what the seeds give today; `nox -s sample -- --write` renews it."""
    session.install("-e", ".", "-c", "sample/constraints.txt")
    session.run("python", "sample/build.py", *(session.posargs or ["--check"]))


@nox.session
def downstream(session: nox.Session) -> None:
    """The tools that our users have open the sample: frictionless, pandas, polars, DuckDB."""
    install(session, "test")
    session.run("frictionless", "validate", "datapackage.json")
    for table in TABLES:
        read = f"import pandas, polars, duckdb; p = 'sample/{table}.parquet'; "
        count = "n = [len(pandas.read_parquet(p)), polars.read_parquet(p).height, len(duckdb.read_parquet(p))]; "
        session.run("python", "-c", f"{read}{count}assert len(set(n)) == 1, n; print('{table}', n[0])")
    session.install("mlcroissant>=1.1")
    session.run("pytest", "tests/test_publish.py", "-k", "mlcroissant or frictionless or duckdb")


@nox.session(default=False)
def stress(session: nox.Session) -> None:
    """1,000 races of eight publishers and 300 killed publishes: one winner each, and never half a version."""
    install(session, "test")
    with tempfile.TemporaryDirectory() as name:
        build, store = f"{name}/build", f"{name}/store"
        session.run("corpus", "convert", "seeds/ninjs", "-o", build)
        session.run(
            "python", "tests/release_races.py", build, store, *(session.posargs or ["--races", "1000", "--kills", "0"])
        )
        session.run("python", "tests/release_races.py", build, store, "--full", "--races", "0", "--kills", "300")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """How fast: articles per CPU second from text to package, and of reading alone for each format."""
    install(session, "test")
    session.run("python", "benchmarks/convert.py", *session.posargs)
    session.run("python", "benchmarks/readers.py")
