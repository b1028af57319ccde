import subprocess
import sys
from pathlib import Path

import pytest
from tarnhollow import ARTICLES, write_jsonl

PAPYRUS = """
from corpus.record import Article

def sniff(head):
    return 1.0 if head.startswith(b"PAPYRUS") else 0.0

def read(stream, uri):
    for n, line in enumerate(stream.read().decode().splitlines()[1:], 1):
        yield Article(source_item=str(n), source_format="papyrus", source_sha256="0" * 64, body=line)
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with two plug-ins installed in it: `papyrus`, which works, and `ruin`, which does not import."""
    site = tmp_path / "site"
    info = site / "scrolls-1.0.dist-info"
    info.mkdir(parents=True)
    (site / "papyrus.py").write_text(PAPYRUS)
    (site / "ruin.py").write_text("raise RuntimeError('the library burned')")
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: scrolls\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[corpus.readers]\npapyrus = papyrus:read\nruin = ruin:read\n[corpus.extractors]\nruin = ruin:extract\n"
    )
    return site


def run(site: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.path.insert(0, {str(site)!r}); from corpus.cli import main; main()"
    return subprocess.run([sys.executable, "-c", code, *map(str, arguments)], capture_output=True, text=True)


def test_a_reader_of_another_distribution_is_used_by_its_name(site: Path, tmp_path: Path) -> None:
    (tmp_path / "scroll").write_bytes(b"PAPYRUS\nThe reeds were high.\nThe river rose.\n")

    done = run(site, "convert", tmp_path / "scroll", "-o", tmp_path / "build", "--format", "papyrus")

    assert done.returncode == 0, done.stderr
    assert "2 articles" in done.stdout


def test_a_broken_plugin_is_reported_by_name_when_it_is_used(site: Path, tmp_path: Path) -> None:
    done = run(site, "convert", write_jsonl(tmp_path / "in.jsonl", ARTICLES), "-o", tmp_path / "b", "--format", "ruin")

    assert done.returncode == 2
    assert "'ruin'" in done.stderr
    assert "scrolls" in done.stderr
    assert "the library burned" in done.stderr


def test_a_broken_plugin_costs_nothing_while_it_is_not_used(site: Path, tmp_path: Path) -> None:
    done = run(site, "convert", write_jsonl(tmp_path / "in.jsonl", ARTICLES), "-o", tmp_path / "build")

    assert run(site, "--help").returncode == 0
    assert done.returncode == 0, done.stderr
    assert "3 articles" in done.stdout


WEAVERS = """
import re
from corpus.extract.resolver import Name, Proposals, extractor

def propose(article, *, model=None):
    found = re.finditer(model or "Lena Ortiz", article.body)
    return Proposals(names=tuple(Name(start=m.start(), end=m.end(), label="PERSON", score=0.9) for m in found))

def astray(article):
    return Proposals(names=(Name(start=0, end=10_000, label="PERSON"),))

names, strays = extractor(propose), extractor(astray)
"""


def test_a_function_that_proposes_names_is_an_extractor_and_takes_the_model_behind_its_name(
    site: Path, tmp_path: Path
) -> None:
    (site / "weavers.py").write_text(WEAVERS)
    (site / "scrolls-1.0.dist-info" / "entry_points.txt").write_text(
        "[corpus.extractors]\nweavers = weavers:names\nstrays = weavers:strays\n"
    )
    source = write_jsonl(tmp_path / "in.jsonl", ARTICLES)

    done = run(site, "convert", source, "-o", tmp_path / "build", "--extractor", "weavers:L[a-z]+ O[a-z]+")
    astray = run(site, "convert", source, "-o", tmp_path / "astray", "--extractor", "strays")

    assert done.returncode == 0, done.stderr
    assert "2 mentions" in done.stdout
    assert astray.returncode == 2
    assert "extractor 'strays': proposes body[0:10000]" in astray.stderr
