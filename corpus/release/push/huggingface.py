"""The Hugging Face Hub: one commit on the parent that was looked at, every file compared, then a tag with the version.

The tag is what makes it a version: who asks for the revision `2026.11.0` gets all of it or nothing. `upload_folder`
would split many files into several commits, so it is not used.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from corpus import package
from corpus.errors import PushError
from corpus.release.push.values import HuggingFace, Pushed, Request, Say, Upload, Version, sending

ADDRESS = "https://huggingface.co"

_TYPE = "dataset"
_BRANCH = "main"


def plan(where: HuggingFace, version: Version) -> tuple[Request, ...]:
    """The requests that a push to a repository without files sends; small files travel within the commit."""
    api = f"/api/datasets/{where.repo}"
    return (
        Request(method="GET", path=api),
        Request(method="POST", path="/api/repos/create"),
        Request(method="GET", path=f"{api}/refs"),
        Request(method="GET", path=f"{api}/tree/{_BRANCH}"),
        Request(method="POST", path="/api/validate-yaml"),
        Request(method="POST", path=f"{api}/preupload/{_BRANCH}"),
        *sending("POST", f"{api}/commit/{_BRANCH}", version.files, is_in_path=False),
        Request(method="GET", path=f"{api}/tree/{{commit}}"),
        Request(method="POST", path=f"{api}/tag/{{commit}}"),
    )


def push(where: HuggingFace, version: Version, address: str, token: str, *, is_private: bool, say: Say) -> Pushed:
    """Commit a version to a repository, which is made where it is not there, and tag it.

    What the version before had and this one has not is removed in the same commit; other files are left alone.

    Raises:
        PushError: the tag exists, the repository is public and must not be, somebody else commits at the same time, the
            files that arrived are others than those sent, or the Hub cannot be reached.
    """
    try:
        from huggingface_hub import HfApi
        from huggingface_hub.utils import disable_progress_bars, logging
    except ImportError as error:
        raise PushError("a push to the Hub needs huggingface_hub: pip install 'newscorpus[hf]'") from error
    # It logs addresses of storage that are signed, and so are keys for a while.
    logging.set_verbosity_error()
    disable_progress_bars()
    repo = _Repository(HfApi(endpoint=address, token=token), where.repo, token)
    repo.prepare(is_private=is_private)
    parent = repo.parent(version.version)
    there = repo.files(parent)
    if _differences(version.files, there):
        gone = sorted(repo.named_before(parent, there) - {one.name for one in version.files})
        say(f"sending {len(version.files)} files, {version.size / 1e6:,.1f} MB")
        commit = repo.commit(version, parent, gone)
        faults = _differences(version.files, repo.files(commit))
        if faults:
            raise PushError(
                f"{repo.says}: {faults[0]} in the commit {commit}, so it got no tag; nobody who asks for "
                f"{version.version} sees it, but {_BRANCH} has it: push again, or revert it there"
            )
    else:
        commit = parent
    repo.tag(version.version, commit)
    return Pushed(
        version=version.version,
        files=len(version.files),
        bytes=version.size,
        address=f"{address}/datasets/{where.repo}/tree/{version.version}",
        is_published=True,
        commit=commit,
    )


def _differences(files: tuple[Upload, ...], there: Mapping[str, str]) -> list[str]:
    """What is not there as it is here; git names a file by its own hash, and a large one by its SHA-256."""
    return [
        f"{one.name} {'arrived changed' if one.name in there else 'is not there'}"
        for one in files
        if there.get(one.name) not in (one.git, one.sha256)
    ]


class _Repository:
    """A repository of a data set, and the token for it; each failure of a request becomes one line."""

    def __init__(self, api: Any, repo: str, token: str) -> None:
        self._api, self._repo, self._token = api, repo, token
        self.says = f"{api.endpoint}/datasets/{repo}"
        self._of = {"repo_id": repo, "repo_type": _TYPE}

    def prepare(self, *, is_private: bool) -> None:
        """See that the repository is there, and is private where the texts need that."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with self._asking("cannot be read"):
            try:
                info = self._api.repo_info(**self._of)
            except RepositoryNotFoundError as error:
                if error.response.status_code != 404:  # without rights it is not there, either
                    raise
                info = None
        if info is None:
            with self._asking("is not there and cannot be made"):
                self._api.create_repo(**self._of, private=is_private)
        elif is_private and info.private is not True:
            raise PushError(
                f"{self.says}: is public, and --private says that the texts are not given on; make it private there, "
                "or push to another"
            )

    def parent(self, version: str) -> str:
        """The commit that `main` is at; refuses a version that has a tag."""
        with self._asking("has no list of branches and tags"):
            refs = self._api.list_repo_refs(**self._of)
        if any(one.name == version for one in (*refs.tags, *refs.branches)):
            raise PushError(f"{self.says}: has {version} already, and a version never changes; push the next one")
        for one in refs.branches:
            if one.name == _BRANCH:
                return str(one.target_commit)
        raise PushError(f"{self.says}: has no branch {_BRANCH} to commit to")

    def files(self, commit: str) -> dict[str, str]:
        """By path what names a file's content: its SHA-256 where it is stored apart, else the hash of its git blob."""
        with self._asking("has no list of files"):
            entries = list(self._api.list_repo_tree(**self._of, revision=commit, recursive=True))
        return {
            one.path: one.lfs.sha256 if one.lfs is not None else one.blob_id for one in entries if hasattr(one, "lfs")
        }

    def named_before(self, commit: str, there: Mapping[str, str]) -> set[str]:
        """The files that the manifest of the version before names and that are there."""
        if package.MANIFEST not in there:
            return set()
        from huggingface_hub import hf_hub_url
        from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

        with self._asking("does not give its manifest"):
            url = hf_hub_url(
                self._repo, package.MANIFEST, repo_type=_TYPE, revision=commit, endpoint=self._api.endpoint
            )
            answer = get_session().get(url, headers=build_hf_headers(token=self._token))
            hf_raise_for_status(answer)
        try:
            named = {str(one["path"]) for one in json.loads(answer.content)["files"]}
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise PushError(
                f"{self.says}: its {package.MANIFEST} is none of a release, so which files are of the version before "
                "is not known; push to another repository, or remove that file there"
            ) from error
        return named & there.keys()

    def commit(self, version: Version, parent: str, gone: list[str]) -> str:
        """Add and remove files in one commit, on the parent that was looked at; its hash.

        Where its answer is lost it may have been made; the next push finds the files there and adds the tag.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        operations = [
            *(CommitOperationAdd(path_in_repo=one.name, path_or_fileobj=one.path) for one in version.files),
            *(CommitOperationDelete(path_in_repo=name, is_folder=False) for name in gone),
        ]
        with (
            self._asking("confirmed no commit; push again, which sends only what is not there"),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore", UserWarning)  # of the Hub, about the card
            made = self._api.create_commit(
                **self._of,
                operations=operations,
                commit_message=f"{version.title} {version.version}",
                revision=_BRANCH,
                parent_commit=parent,
            )
        return str(made.oid)

    def tag(self, version: str, commit: str) -> None:
        """Give a commit the version as its tag."""
        with self._asking(f"has the commit {commit}, but no tag {version}; push again, which only adds it"):
            self._api.create_tag(**self._of, tag=version, revision=commit)

    @contextmanager
    def _asking(self, what: str) -> Iterator[None]:
        import httpx2
        from huggingface_hub.errors import HfHubHTTPError

        try:
            yield
        except HfHubHTTPError as error:
            raise PushError(f"{self.says}: {what}: {self._refusal(error)}") from error
        except (httpx2.HTTPError, *_ITS_OWN) as error:
            why = self._hidden(str(error)) or type(error).__name__
            raise PushError(f"{self.says}: {what}: {why}") from error

    def _refusal(self, error: Any) -> str:
        """What the Hub says in refusing, on one line and without an address, which may be signed."""
        answer = error.response
        status = int(answer.status_code)
        said = self._hidden(str(error.server_message or answer.headers.get("X-Error-Message") or answer.reason_phrase))
        hints = {
            401: ": the token is not known there",
            403: ": the token may not do this; it needs the right to write",
            412: ": somebody else committed meanwhile; push again",
            429: f": too many requests; try again in {answer.headers.get('Retry-After') or 'some'} s",
        }
        return f"refused with {status}{hints.get(status, '')} ({said})"

    def _hidden(self, text: str) -> str:
        words = (word.partition("?")[0] for word in text.replace(self._token, "…").split())
        return " ".join(words)[:300]


# What it raises beside errors of HTTP: of a card or an answer that is none, of an upload, of a file or its storage.
_ITS_OWN = (ValueError, RuntimeError, OSError, KeyError)
