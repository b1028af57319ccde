"""Names as a spaCy pipeline finds them (extra `spacy`): its `doc.ents` in body, headline, deck and captions.

The pipeline is the user's: an installed package or a folder. Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Protocol, cast

from corpus.errors import PluginError
from corpus.extract import resolver
from corpus.extract.resolver import Name, Proposals, texts
from corpus.extract.windows import windows
from corpus.record import Article

# spaCy says no score. 0.85 is the share of right names that the card of its pipeline en_core_web_sm 3.7 gives (0.845);
# the rules' sure names (0.9 and 0.95) stand above, their guesses (0.6 and 0.7) below.
_SHARE_RIGHT = 0.85
# Code points of one document, at most: a parser and a tagger of names take about 1 GB for so many, as spaCy says itself
# where a text is over the limit of its pipeline (1,000,000 by default).
_MOST = 100_000


class _Entity(Protocol):
    """What is used of `spacy.tokens.Span`; positions are code points of the text that was given."""

    start_char: int
    end_char: int
    label_: str
    text: str


class _Doc(Protocol):
    """What is used of `spacy.tokens.Doc`."""

    ents: Sequence[_Entity]


class _Pipeline(Protocol):
    """What is used of `spacy.language.Language`."""

    max_length: int
    pipe_names: Sequence[str]

    def pipe(self, texts: Iterable[str]) -> Iterator[_Doc]:
        """Run over the texts, in their order, in batches."""


def propose(article: Article, *, model: str | None = None) -> Proposals:
    """The names that the pipeline `model` (a folder, or an installed package) finds.

    Raises:
        PluginError: spaCy or the pipeline is not there or cannot be used; the message says what to do.
    """
    pipeline = _load(model or "")
    places = [
        (field, position, window, window.of(text))
        for field, position, text in texts(article)
        for window in windows(text, min(_MOST, pipeline.max_length))
    ]
    names = [
        Name(
            start=window.start + entity.start_char,
            end=window.start + entity.end_char,
            label=entity.label_,
            field=field,
            field_position=position,
            text=entity.text,
        )
        for (field, position, window, _), doc in zip(places, pipeline.pipe([p[3] for p in places]), strict=True)
        for entity in doc.ents
    ]
    return Proposals(names=tuple(names))


extract = resolver.extractor(propose, calibration=((0.0, 0.0), (1.0, _SHARE_RIGHT)))


@lru_cache(maxsize=2)
def _load(model: str) -> _Pipeline:
    if not model:
        raise PluginError(
            "which pipeline? Name a folder or an installed package behind a colon, as in spacy:en_core_web_sm"
        )
    try:
        import spacy
    except ImportError as error:
        raise PluginError(f"spaCy is not there ({error}): pip install 'newscorpus[spacy]'") from error
    try:
        pipeline = cast(_Pipeline, spacy.load(model))
    except OSError as error:
        raise PluginError(
            f"no spaCy pipeline {model!r}: it is neither a folder of one nor an installed package "
            f"(python -m spacy download NAME installs one): {error}"
        ) from error
    except Exception as error:  # what a pipeline is made of may raise anything while it is loaded
        raise PluginError(f"the spaCy pipeline {model!r} cannot be loaded: {type(error).__name__}: {error}") from error
    if not pipeline.pipe_names:
        raise PluginError(f"the spaCy pipeline {model!r} is empty: it finds no names")
    return pipeline
