"""Servers on loopback that speak what the Hugging Face Hub and Zenodo speak, as far as a push goes; for test_push.py.

`requests` is what came, as `METHOD path`. `faults` says what goes wrong: by the beginning of a request the answers that
it gets first, each a status with headers and a message, or `DROP` for a connection that ends.
"""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

DROP = (0, {}, "")
TOKEN = "token-of-the-lantern"


class Server:
    def __init__(self) -> None:
        self.requests: list[str] = []
        self.faults: dict[str, list[tuple[int, dict[str, str], str]]] = {}
        self.agents: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer._handle(self)

            def do_POST(self) -> None:
                outer._handle(self)

            def do_PUT(self) -> None:
                outer._handle(self)

            def do_DELETE(self) -> None:
                outer._handle(self)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        raise NotImplementedError

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        path = unquote(parts.path)
        request = f"{handler.command} {path}"
        self.requests.append(request)
        self.agents.add(handler.headers.get("User-Agent", ""))
        fault = next(
            (faults.pop(0) for start, faults in self.faults.items() if request.startswith(start) and faults), None
        )
        if fault == DROP:
            handler.close_connection = True
            handler.connection.close()
            return
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        headers: dict[str, str] = {}
        if fault is not None:
            status, headers, said = fault
            content: Any = {"message": said, "error": said}
        elif not path.startswith("/storage/") and handler.headers.get("Authorization") != f"Bearer {TOKEN}":
            status, content = 401, {"message": "Unauthorized", "error": "Invalid credentials in Authorization header"}
            headers = {"X-Error-Message": "Invalid credentials in Authorization header"}
        else:
            status, content = self.answer(handler.command, path, body)
            if status == 404:
                headers = {"X-Error-Code": "RepoNotFound"}
        answer = content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(answer)))
        handler.end_headers()
        handler.wfile.write(answer)


class Hub(Server):
    """One repository of the Hub, `lantern/courier`: commits are sets of files, tags point at them."""

    repo = "lantern/courier"

    def __init__(self) -> None:
        super().__init__()
        self.commits: dict[str, dict[str, bytes]] = {}
        self.large: set[str] = set()
        self.messages: list[str] = []
        self.tags: dict[str, str] = {}
        self.head: str | None = None
        self.is_private = False
        self.storage: dict[str, bytes] = {}
        self.damages: str | None = None

    def make(self, files: dict[str, bytes] | None = None, *, is_private: bool = False) -> None:
        self.is_private = is_private
        self._commit({".gitattributes": b"*.parquet filter=lfs\n", **(files or {})})

    def _commit(self, files: dict[str, bytes]) -> str:
        self.head = hashlib.sha1(f"{self.head}{len(self.commits)}".encode()).hexdigest()
        self.commits[self.head] = files
        return self.head

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        api = f"/api/datasets/{self.repo}"
        if path == "/api/repos/create":
            self.make(
                is_private=json.loads(body).get("visibility") == "private" or bool(json.loads(body).get("private"))
            )
            return 200, {"url": f"{self.address}/datasets/{self.repo}"}
        if path == "/api/validate-yaml":
            return 200, {"errors": [], "warnings": []}
        if path.startswith("/storage/"):
            self.storage[path.rpartition("/")[2]] = body
            return 200, None
        if self.head is None:
            return 404, {"error": "Repository not found"}
        if path == f"/datasets/{self.repo}.git/info/lfs/objects/batch":
            return 200, {"objects": [self._large(one) for one in json.loads(body)["objects"]]}
        if path.startswith(f"/datasets/{self.repo}/resolve/"):
            commit, name = path.removeprefix(f"/datasets/{self.repo}/resolve/").split("/", 1)
            return 200, self.commits[commit][name]
        if path in (api, f"{api}/revision/main"):
            return 200, {"id": self.repo, "private": self.is_private, "sha": self.head, "tags": []}
        what, _, revision = path.removeprefix(f"{api}/").partition("/")
        match method, what:
            case "GET", "refs":
                main = {"name": "main", "ref": "refs/heads/main", "targetCommit": self.head}
                tags = [{"name": k, "ref": f"refs/tags/{k}", "targetCommit": v} for k, v in self.tags.items()]
                return 200, {"branches": [main], "converts": [], "tags": tags}
            case "GET", "tree":
                return 200, [self._entry(k, v) for k, v in sorted(self.commits[revision].items())]
            case "POST", "preupload":
                return 200, {"files": [self._mode(one["path"]) for one in json.loads(body)["files"]]}
            case "POST", "commit":
                return self._take([json.loads(line) for line in body.splitlines()])
            case "POST", "tag":
                if (tag := json.loads(body)["tag"]) in self.tags:
                    return 409, {"error": "Tag reference exists already"}
                self.tags[tag] = revision
                return 200, None
        raise AssertionError(f"{method} {path}")

    def _large(self, one: dict[str, Any]) -> dict[str, Any]:
        upload = {"href": f"{self.address}/storage/{one['oid']}?signature=secret", "header": {}}
        return {**one, "actions": {"upload": upload}}

    def _mode(self, path: str) -> dict[str, Any]:
        there = self.commits[self.head].get(path) if self.head else None
        return {
            "path": path,
            "uploadMode": "lfs" if path.endswith(".parquet") else "regular",
            "shouldIgnore": path == self.damages and path.endswith(".svg"),
            "oid": None if there is None else _blob(there),
        }

    def _entry(self, path: str, content: bytes) -> dict[str, Any]:
        entry = {"type": "file", "path": path, "size": len(content), "oid": _blob(content)}
        if path.endswith(".parquet"):
            entry["lfs"] = {"oid": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 130}
        return entry

    def _take(self, lines: list[dict[str, Any]]) -> tuple[int, Any]:
        if lines[0]["value"].get("parentCommit") != self.head or self.head is None:
            return 412, {"error": "A commit has happened since"}
        files = dict(self.commits[self.head])
        for line in lines[1:]:
            value = line["value"]
            match line["key"]:
                case "file":
                    files[value["path"]] = base64.b64decode(value["content"])
                case "lfsFile":
                    files[value["path"]] = self.storage[value["oid"]]
                case "deletedFile":
                    del files[value["path"]]
        if self.damages in files and not self.damages.endswith(".svg"):
            files[self.damages] += b"!"
        self.messages.append(lines[0]["value"]["summary"])
        commit = self._commit(files)
        return 200, {"commitUrl": f"{self.address}/datasets/{self.repo}/commit/{commit}", "commitOid": commit}


def _blob(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


class Zenodo(Server):
    """Deposits by number: `{"submitted", "metadata", "files"}`."""

    def __init__(self) -> None:
        super().__init__()
        self.deposits: dict[int, dict[str, Any]] = {}
        self.damages: str | None = None
        self.bucket_host: str | None = None

    def add(self, *, submitted: bool = False, files: dict[str, bytes] | None = None, **metadata: Any) -> int:
        number = 101 + len(self.deposits)
        self.deposits[number] = {"submitted": submitted, "metadata": metadata, "files": dict(files or {})}
        return number

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        match method, parts:
            case "POST", ["api", "deposit", "depositions"]:
                return 201, self._told(self.add())
            case "POST", ["api", "records", number, "versions"]:
                if not self.deposits[int(number)]["submitted"]:
                    return 404, {"message": "no record"}
                drafts = [one for one, said in self.deposits.items() if not said["submitted"]]
                return 201, {"id": str(drafts[0] if drafts else self.add())}
            case "PUT", ["api", "files", bucket, name]:
                files = self.deposits[int(bucket.removeprefix("bucket-"))]["files"]
                files[name] = body + b"!" if name == self.damages else body
                return 201, {"key": name, "checksum": f"md5:{hashlib.md5(body).hexdigest()}"}
            case _, ["api", "deposit", "depositions", number, *rest]:
                return self._deposit(method, int(number), rest, body)
        raise AssertionError(f"{method} {path}")

    def _deposit(self, method: str, number: int, rest: list[str], body: bytes) -> tuple[int, Any]:
        if number not in self.deposits:
            return 404, {"message": "The persistent identifier does not exist."}
        deposit = self.deposits[number]
        match method, rest:
            case "GET", []:
                return 200, self._told(number)
            case "PUT", []:
                deposit["metadata"] = json.loads(body)["metadata"]
                return 200, self._told(number)
            case "GET", ["files"]:
                return 200, [
                    {"id": f"id-{name}", "filename": name, "checksum": hashlib.md5(content).hexdigest()}
                    for name, content in deposit["files"].items()
                ]
            case "DELETE", ["files", key]:
                del deposit["files"][key.removeprefix("id-")]
                return 204, None
            case "POST", ["actions", "publish"]:
                deposit["submitted"] = True
                return 202, {**self._told(number), "doi": f"10.5072/zenodo.{number}"}
        raise AssertionError(f"{method} {number} {rest}")

    def _told(self, number: int) -> dict[str, Any]:
        deposit = self.deposits[number]
        host = self.bucket_host or self.address
        links = {"bucket": f"{host}/api/files/bucket-{number}"}
        return {"id": number, "submitted": deposit["submitted"], "metadata": deposit["metadata"], "links": links}
