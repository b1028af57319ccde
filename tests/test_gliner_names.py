"""Names of a GLiNER model: the windows with a small class that keeps its protocol, the rest with a small real model.

The real one has random weights, so that what it finds means nothing, but where it finds it does. It is built where
GLiNER is installed: `nox -s backends`.
"""

import re
import shutil
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from corpus.errors import PluginError
from corpus.extract import extract
from corpus.extract.backends import gliner_names
from corpus.extract.resolver import resolve
from corpus.record import Article, Caption


def article(body: str, **more) -> Article:
    return Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body, language="en", **more)


class Weaver:
    """Finds capitalised words, as `GLiNER.inference` would say it, and takes as few words as it is built for."""

    def __init__(self, max_len: int) -> None:
        self.config = SimpleNamespace(max_len=max_len)

    def inference(self, texts, labels, *, threshold):
        assert labels == ["person", "organization"]
        for text in texts:
            assert len(re.findall(r"\w+(?:[-_]\w+)*|\S", text)) <= self.config.max_len  # as GLiNER counts words
        return [[entity for entity in self.names(text) if entity["score"] >= threshold] for text in texts]

    @staticmethod
    def names(text):
        for m in re.finditer(r"Ysolde Varga|Varga|Weft Circle", text):
            label = "organization" if m[0] == "Weft Circle" else "person"
            score = 0.4 if text[m.end() :].startswith("’") else 0.9
            yield {"start": m.start(), "end": m.end(), "text": m[0], "label": label, "score": score}


def test_names_in_a_long_text_are_found_in_windows_and_stand_once_where_they_are() -> None:
    body = (
        "𝟚 knitters of the Weft Circle met. " * 9 + "Yarn, wool, silk and flax were dear in the hall of Ysolde Varga."
    )
    story = article(body, headline="Weft Circle", captions=(Caption(text=""), Caption(text="𝟚: Ysolde Varga")))

    found = resolve(story, gliner_names.names(story, Weaver(max_len=16))).found

    assert [m.text for m in found.mentions] == ["Weft Circle"] * 9 + ["Ysolde Varga", "Weft Circle", "Ysolde Varga"]
    assert [(m.field, m.field_position) for m in found.mentions[-2:]] == [("headline", 0), ("caption", 1)]
    assert len({(m.field, m.start) for m in found.mentions}) == 12


def test_a_sentence_longer_than_the_model_takes_loses_no_name_at_the_cut() -> None:
    for words in range(40, 60):
        body = "wool " * words + "Ysolde Varga" + " wool" * 40 + "."
        story = article(body)

        found = resolve(story, gliner_names.names(story, Weaver(max_len=24))).found

        assert [m.text for m in found.mentions] == ["Ysolde Varga"], words


def test_names_under_the_threshold_are_not_proposed() -> None:
    story = article("Ysolde Varga’s wool. Varga knits.")

    assert [n.text for n in gliner_names.names(story, Weaver(max_len=99)).names] == ["Varga"]


def test_an_article_without_words_is_not_given_to_the_model() -> None:
    assert gliner_names.names(article(""), Weaver(max_len=1)).names == ()


@pytest.mark.parametrize("name", ["gliner", "gliner:"])
def test_without_a_model_the_extractor_says_what_to_name(name: str) -> None:
    with pytest.raises(PluginError, match=r"which model\?.*gliner:models/"):
        extract(article("Varga knits."), [name])


def test_what_is_no_folder_of_a_model_is_refused_and_never_fetched(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was used"))

    for model in (tmp_path, "weavers/gliner_weft"):
        with pytest.raises(PluginError, match=r"no GLiNER model in .*gliner_config\.json"):
            extract(article("Varga knits."), [f"gliner:{model}"])


def test_without_the_library_the_extractor_says_what_to_install(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "gliner_config.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "gliner", None)  # as if it were not installed

    with pytest.raises(PluginError, match=r"pip install 'newscorpus\[gliner\]'"):
        extract(article("Varga knits."), [f"gliner:{tmp_path}"])


# ------------------------------------------------------------------ a real model


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of one layer with random weights, which reads letters and takes 24 words."""
    gliner = pytest.importorskip("gliner")
    tokenizers, torch, transformers = (pytest.importorskip(n) for n in ("tokenizers", "torch", "transformers"))
    folder = tmp_path_factory.mktemp("gliner")
    torch.manual_seed(1)
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [chr(code) for code in range(33, 127)]
    vocabulary = {piece: n for n, piece in enumerate([*special, *letters, *("##" + letter for letter in letters)])}
    pieces = tokenizers.Tokenizer(tokenizers.models.WordPiece(vocabulary, unk_token="[UNK]"))
    pieces.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    marks = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), special, strict=True))
    transformers.PreTrainedTokenizerFast(tokenizer_object=pieces, **marks).save_pretrained(folder / "encoder")
    transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
    ).save_pretrained(folder / "encoder")
    settings = {"model_name": str(folder / "encoder"), "hidden_size": 32, "max_len": 24, "max_width": 4}
    gliner.GLiNER.from_config(settings, backbone_from_pretrained=False).save_pretrained(folder / "model")
    shutil.rmtree(folder / "encoder")
    return folder / "model"


def test_a_real_model_is_opened_from_its_folder_without_the_network(model: Path, monkeypatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", lambda *_: pytest.fail("the network was used"))
    gliner_names._load.cache_clear()

    tagger = gliner_names._load(str(model))

    assert tagger.config.max_len == 24


@pytest.mark.filterwarnings("error:.*has been truncated")
def test_a_real_model_reads_all_of_a_text_and_says_where_in_code_points(model: Path) -> None:
    story = article(
        "𝟚𝟘 👩‍🌾 knitted, dyed, wove, spun and sold yarn for the Weft Circle of Ysolde Varga. " * 6, headline="𝟚"
    )
    tagger = gliner_names._load(str(model))

    proposals = gliner_names.names(story, tagger, threshold=0.1)

    assert {n.label for n in proposals.names} <= {"person", "organization"}
    assert all(n.text == story.text_of(n.field)[n.start : n.end] for n in proposals.names)
    body = [n for n in proposals.names if n.field == "body"]
    assert min(n.start for n in body) < 100
    assert max(n.end for n in body) > len(story.body) - 30
    assert resolve(story, proposals).found.mentions


def test_a_real_model_is_an_extractor_like_any_other(model: Path) -> None:
    story = article("“Never,” said Ysolde Varga, who knits with the Weft Circle.")

    found = extract(story, ["rules", f"gliner:{model}"])

    assert len(found.quotes) == 1
    assert found.mentions


def test_a_model_that_cannot_be_loaded_is_refused_by_name(model: Path, tmp_path: Path) -> None:
    (tmp_path / "gliner_config.json").write_bytes((model / "gliner_config.json").read_bytes())

    with pytest.raises(PluginError, match="cannot be loaded"):
        extract(article("Varga knits."), [f"gliner:{tmp_path}"])
