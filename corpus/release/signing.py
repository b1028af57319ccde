"""Signatures of manifests with the keys that people have: OpenSSH's (`ssh-keygen -Y sign`, PROTOCOL.sshsig)."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from corpus.errors import IntegrityError, ReleaseError

NAMESPACE = "newscorpus-manifest"
"""What a signature is for: one made for something else, as a commit of git, does not pass here."""


def checked_key(key: Path) -> Path:
    """The key, before anything is made that it should sign.

    Raises:
        ReleaseError: there is no such file, or no ssh-keygen.
    """
    _program()
    if not key.is_file():
        raise ReleaseError(f"{key}: not there; expected a private key of OpenSSH, or a public one that an agent holds")
    return key


def sign(file: Path, key: Path) -> None:
    """Write the signature of a file beside it, with `.sig` at its end.

    Raises:
        ReleaseError: the key cannot sign.
    """
    done = _run(["-Y", "sign", "-f", str(key), "-n", NAMESPACE, str(file)], b"")
    if done.returncode:
        raise ReleaseError(f"{key}: cannot sign: {_last_line(done)}")


def verify(content: bytes, signature: bytes, signers: Path, says: str) -> str:
    """Who signed, of those in a file of allowed signers (ssh-keygen(1), ALLOWED SIGNERS).

    Raises:
        IntegrityError: nobody of them signed these bytes; `says` names the file that holds them.
        ReleaseError: there is no such file of signers.
    """
    if not signers.is_file():
        raise ReleaseError(f"{signers}: not there; expected a file of allowed signers, as ssh-keygen(1) describes it")
    with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
        path = Path(name) / "signature"
        path.write_bytes(signature)
        found = _run(["-Y", "find-principals", "-f", str(signers), "-s", str(path)], b"")
        names = found.stdout.decode("utf-8", "replace").split()
        if found.returncode or not names:
            raise IntegrityError(f"{says}: is signed by nobody whom {signers} names")
        check = ["-Y", "verify", "-f", str(signers), "-I", names[0], "-n", NAMESPACE, "-s", str(path)]
        done = _run(check, content)
        if done.returncode:
            raise IntegrityError(f"{says}: its signature is not one of these bytes: {_last_line(done)}")
        return names[0]


def _run(arguments: list[str], content: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([_program(), *arguments], input=content, capture_output=True, check=False)


def _program() -> str:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise ReleaseError("ssh-keygen: not there; signatures are made and read with it (OpenSSH 8.1 or newer)")
    return program


def _last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"ssh-keygen ended with {done.returncode}"
