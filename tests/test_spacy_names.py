"""Names of a spaCy pipeline, a small real one that each test builds: patterns instead of a trained model."""

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import spacy
from tarnhollow import ARTICLES, write_jsonl

from corpus import conversion
from corpus.check import check
from corpus.conversion import convert
from corpus.errors import PluginError
from corpus.extract import extract
from corpus.record import Article, Caption

pytestmark = pytest.mark.slow

PATTERNS = [
    {"label": "PERSON", "pattern": "Ysolde Varga"},
    {"label": "PERSON", "pattern": "Varga"},
    {"label": "ORG", "pattern": "the weft circle"},
    {"label": "GPE", "pattern": "Tarn"},
]


def pipeline(folder: Path) -> str:
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns(PATTERNS)
    nlp.to_disk(folder)
    return str(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    return pipeline(tmp_path_factory.mktemp("spacy") / "weft")


def article(body: str, **more) -> Article:
    return Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body, language="en", **more)


def test_the_names_of_a_pipeline_become_rows_at_their_code_points(model: str) -> None:
    body = "𝟚𝟘 👩‍🌾 e\u0301 met.\n\nYsolde Varga of the weft circle wept by the Tarn. “Never,” said Varga."
    story = article(body, headline="𝟚 years of Varga", captions=(Caption(text="𝟚: Ysolde Varga"),))

    found = extract(story, [f"spacy:{model}"])

    assert [(m.field, m.text, m.entity_kind, m.kind) for m in found.mentions] == [
        ("body", "Ysolde Varga", "person", "name"),
        ("body", "weft circle", "org", "name"),
        ("body", "Varga", "person", "short"),
        ("headline", "Varga", "person", "short"),
        ("caption", "Ysolde Varga", "person", "name"),
    ]
    assert {m.confidence for m in found.mentions} == {0.85}
    assert [p.name for p in found.people] == ["Ysolde Varga"]


def test_after_the_rules_a_pipeline_adds_what_they_missed(model: str) -> None:
    story = article("“Never,” said Ysolde Varga, who knits with the weft circle.")

    rules, both = extract(story, ["rules"]), extract(story, ["rules", f"spacy:{model}"])

    assert [m.text for m in rules.mentions] == ["Ysolde Varga"]
    assert [m.text for m in both.mentions] == ["Ysolde Varga", "weft circle"]
    assert both.people == rules.people
    assert both.quotes == rules.quotes
    assert both.mentions[0].confidence == max(rules.mentions[0].confidence, 0.85)


def test_a_text_over_the_limit_of_the_pipeline_is_read_in_windows(tmp_path: Path) -> None:
    from corpus.extract.backends import spacy_names

    folder = pipeline(tmp_path / "short")
    spacy_names._load(folder).max_length = 60
    body = " ".join(["Ysolde Varga knitted all winter long in the hall."] * 5 + ["Yarn was dear " * 9 + "to Varga."])

    found = extract(article(body), [f"spacy:{folder}"])

    assert len(body) > 300
    assert [m.text for m in found.mentions] == ["Ysolde Varga"] * 5 + ["Varga"]
    assert [m.start for m in found.mentions] == [50 * n for n in range(5)] + [body.rindex("Varga")]


def test_a_pipeline_that_is_an_installed_package_is_known_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "xx_weft"
    package.mkdir()
    pipeline(package / "xx_weft-1.0")
    (package / "__init__.py").write_text(
        "from spacy.util import load_model_from_init_py\n"
        "def load(**overrides):\n    return load_model_from_init_py(__file__, **overrides)\n"
    )
    meta = package / "xx_weft-1.0" / "meta.json"
    described = {**json.loads(meta.read_text()), "lang": "xx", "name": "weft", "version": "1.0"}
    (package / "meta.json").write_text(json.dumps(described))
    info = tmp_path / "xx_weft-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: xx_weft\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(tmp_path)

    found = extract(article("Ysolde Varga knits."), ["spacy:xx_weft"])

    assert [m.text for m in found.mentions] == ["Ysolde Varga"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("spacy", r"'spacy': which pipeline\?.*spacy:en_core_web_sm"),
        ("spacy:", r"'spacy:': which pipeline\?"),
        ("spacy:no_such_pipeline", r"no spaCy pipeline 'no_such_pipeline'.*spacy download"),
        ("rules:small", r"'rules' takes no model.*'small'"),
        ("oracle:small", r"no extractor 'oracle'; installed: .*spacy"),
    ],
)
def test_a_pipeline_that_is_not_there_is_refused_with_what_to_do(name: str, said: str) -> None:
    with pytest.raises(PluginError, match=said):
        extract(article("Ysolde Varga knits."), [name])


def test_a_folder_that_holds_no_pipeline_and_one_without_a_component_are_refused(tmp_path: Path) -> None:
    (tmp_path / "yarn").mkdir()
    spacy.blank("en").to_disk(tmp_path / "blank")
    broken = Path(pipeline(tmp_path / "broken"))
    (broken / "config.cfg").write_text("[nlp]\nlang = 7\n")

    with pytest.raises(PluginError, match=r"no spaCy pipeline '.*yarn'"):
        extract(article("Ysolde Varga knits."), [f"spacy:{tmp_path / 'yarn'}"])
    with pytest.raises(PluginError, match="is empty"):
        extract(article("Ysolde Varga knits."), [f"spacy:{tmp_path / 'blank'}"])
    with pytest.raises(PluginError, match="cannot be loaded"):
        extract(article("Ysolde Varga knits."), [f"spacy:{broken}"])


def run(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "corpus", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd)


def test_on_the_command_line_extractors_run_in_the_order_in_which_they_are_named(model: str, tmp_path: Path) -> None:
    story = {"id": "urn:x:1", "text": "“Never,” said Ysolde Varga of the weft circle.", "language": "en"}
    write_jsonl(tmp_path / "in.jsonl", [story])

    done = run(
        *("convert", "in.jsonl", "-o", "build", "--extractor", "rules", "--extractor", f"spacy:{model}"), cwd=tmp_path
    )

    assert done.returncode == 0, done.stderr
    assert "the package keeps the contract" in done.stdout
    assert pl.read_parquet(tmp_path / "build" / "orgs.parquet")["name"].to_list() == ["weft circle"]
    assert pl.read_parquet(tmp_path / "build" / "quotes.parquet").height == 1


def test_the_rules_start_afresh_wherever_they_are_named(model: str) -> None:
    story = article("“Never,” said Ysolde Varga of the weft circle.")

    assert extract(story, [f"spacy:{model}", "rules"]) == extract(story, ["rules"])


def test_a_pipeline_that_is_not_there_ends_the_command_with_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    write_jsonl(tmp_path / "in.jsonl", ARTICLES)

    done = run("convert", "in.jsonl", "-o", "build", "--extractor", "spacy:no_such_pipeline", cwd=tmp_path)

    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "no_such_pipeline" in done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["in.jsonl"]


def test_every_process_uses_the_pipeline_and_their_number_does_not_matter(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(3):
        write_jsonl(tmp_path / "in" / f"{n}.jsonl", [{"id": f"urn:x:{n}", "text": f"Ysolde Varga knits {n} socks."}])
    monkeypatch.setattr(conversion, "_SHARD_FILES", 1)

    convert([tmp_path / "in"], tmp_path / "one", extractors=["rules", f"spacy:{model}"], workers=1)
    convert([tmp_path / "in"], tmp_path / "two", extractors=["rules", f"spacy:{model}"], workers=2)

    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
    assert pl.read_parquet(tmp_path / "two" / "people.parquet")["mention_count"].to_list() == [3]
    assert check(tmp_path / "two", engines=("rules",)).is_ok
