"""Every exception that this package raises on purpose.

    CorpusError
    ├── ReadError            an input, or an item of it, that cannot be read
    ├── UnknownFormatError   an input that no reader knows, or a format that does not exist
    ├── MappingError         a mapping that says something no mapping can say
    ├── SettingsError        a corpus.toml that says something no settings can say
    ├── PluginError          a reader or extractor that is installed but broken
    ├── ContractError        a table that the contract does not have, or an extension of it that is none
    ├── PackageError         a package, or a file of it, that cannot be opened
    │   ├── IntegrityError   a file whose hash is not the one in the manifest
    │   └── StoreError       a store, or a file of it, that cannot be read or written
    │       ├── MissingError     … that is not there
    │       ├── ExistsError      … that is there already, and is never overwritten
    │       └── ChangedError     … that somebody else has written meanwhile
    ├── ReleaseError         a version that may not be published
    │   └── OvertakenError   … because the store is no longer the one that it was prepared for
    └── PushError            a version that cannot be sent to where others look for data

Bad rows are findings and bad inputs are problems: neither is an exception once it is counted.
"""

from __future__ import annotations

from functools import partial


class CorpusError(Exception):
    """Something that a person can act on: its text says which file, where in it, and what was expected."""


class ReadError(CorpusError):
    """An input that cannot be read.

    Args:
        uri: the input, as `source_uri` names it.
        why: what was found and what was expected.
        at: where in the input, in the reader's words (a line from 1, a byte, an item); None for the whole.
        code: the stable code under which `problems` keeps it.
    """

    def __init__(self, uri: str, why: str, *, at: str | int | None = None, code: str = "unreadable") -> None:
        super().__init__(f"{uri}:{at}: {why}" if at is not None else f"{uri}: {why}")
        self.uri, self.why, self.at, self.code = uri, why, at, code

    def __reduce__(self) -> tuple[object, ...]:
        """So that it comes whole out of a worker's process: as it is, pickle would call it with its message alone."""
        return partial(ReadError, at=self.at, code=self.code), (self.uri, self.why)


class UnknownFormatError(CorpusError):
    """No reader knows this input, or there is no reader of that name."""


class MappingError(CorpusError):
    """A mapping cannot be used; the text says where in it, and what was expected."""


class SettingsError(CorpusError):
    """A corpus.toml cannot be used; the text says where in it, and what was expected."""


class PluginError(CorpusError):
    """A reader or an extractor is installed but cannot be used."""


class ContractError(CorpusError):
    """The contract has no such table, or cannot be extended so."""


class PackageError(CorpusError):
    """A package, or a file in it, cannot be opened."""


class IntegrityError(PackageError):
    """A file is not the one that the manifest names."""


class StoreError(PackageError):
    """A store, or a file in it, cannot be read or written."""


class MissingError(StoreError):
    """A file is not in the store."""


class ExistsError(StoreError):
    """A file or a folder is in the store already; what is published is never overwritten."""


class ChangedError(StoreError):
    """A file is no longer what it was when it was read."""


class ReleaseError(CorpusError):
    """A version may not be published."""


class OvertakenError(ReleaseError):
    """Somebody else has changed what a version was prepared for; prepared again it may be published."""


class PushError(CorpusError):
    """A version cannot be sent to a service; the text says what is left there, if anything."""


class ReportError(CorpusError):
    """A report cannot be written where it is asked for."""
