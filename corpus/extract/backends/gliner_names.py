"""Names as a GLiNER model finds them (extra `gliner`) in body, headline, deck and captions.

The model is the user's: a folder as `GLiNER.save_pretrained` leaves it. Nothing is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypedDict, cast

from corpus.errors import PluginError
from corpus.extract import resolver
from corpus.extract.resolver import Name, Proposals, texts
from corpus.extract.windows import windows
from corpus.record import Article

LABELS = ("person", "organization")
"""What the model is asked for: its own words for them, as its authors' examples have them."""
_THRESHOLD = 0.5  # the library's own
_CONFIG = "gliner_config.json"
# What the model counts as a word, or less: letters and digits, one ideograph or syllable, one mark.
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]|[^\W\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]+|[^\w\s]")


class _Entity(TypedDict):
    """What is used of a row of GLiNER's answer; positions are code points of the text that was given."""

    start: int
    end: int
    text: str
    label: str
    score: float


class _Config(Protocol):
    """What is used of `gliner.GLiNERConfig`: the words of a text that the model reads; it leaves out the rest."""

    max_len: int


class Tagger(Protocol):
    """What is used of `gliner.GLiNER`."""

    config: _Config

    def inference(self, texts: list[str], labels: list[str], *, threshold: float) -> Sequence[Sequence[_Entity]]:
        """The names of each text, of those labels, with scores from `threshold` to 1."""


def names(article: Article, tagger: Tagger, threshold: float = _THRESHOLD) -> Proposals:
    """The names that the model finds in the article, which it reads in windows as long as it can take."""
    places = [
        (field, position, window, window.of(text))
        for field, position, text in texts(article)
        for window in windows(text, tagger.config.max_len, _count_words)
    ]
    answers = tagger.inference([place[3] for place in places], list(LABELS), threshold=threshold) if places else []
    return Proposals(
        names=tuple(
            Name(
                start=window.start + entity["start"],
                end=window.start + entity["end"],
                label=entity["label"],
                score=min(1.0, max(0.0, float(entity["score"]))),  # a sigmoid of a float32 may end a hair above 1
                field=field,
                field_position=position,
                text=entity["text"],
            )
            for (field, position, window, _), answer in zip(places, answers, strict=True)
            for entity in answer
        )
    )


def propose(article: Article, *, model: str | None = None) -> Proposals:
    """The names that the model in the folder `model` finds.

    Raises:
        PluginError: GLiNER or the model is not there or cannot be used; the message says what to do.
    """
    return names(article, _load(model or ""))


# Its scores are taken as they are: on what texts they are shares of right answers, nobody has measured for us.
extract = resolver.extractor(propose, calibration=resolver.AS_IT_IS)


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))


@lru_cache(maxsize=2)
def _load(model: str) -> Tagger:
    if not model:
        raise PluginError("which model? Name its folder behind a colon, as in gliner:models/gliner_small-v2.1")
    if not (Path(model) / _CONFIG).is_file():
        raise PluginError(
            f"no GLiNER model in {model!r}: expected a folder with {_CONFIG}, as "
            "GLiNER.from_pretrained(NAME).save_pretrained(FOLDER) makes one"
        )
    try:
        from gliner import GLiNER
    except ImportError as error:
        raise PluginError(f"GLiNER is not there ({error}): pip install 'newscorpus[gliner]'") from error
    try:
        return cast(Tagger, GLiNER.from_pretrained(model, local_files_only=True))
    except Exception as error:  # what a model is made of may raise anything while it is loaded
        raise PluginError(f"the GLiNER model in {model!r} cannot be loaded: {type(error).__name__}: {error}") from error
