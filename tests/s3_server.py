"""A server of the S3 protocol on loopback, with one bucket that anybody reads; for the fixture `s3`."""

from __future__ import annotations

import json
import logging
import urllib.request

from moto.server import ThreadedMotoServer


class S3Server:
    """moto's server in a thread of this process; `address` is a bucket of it, `environment` what finds it."""

    def __init__(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.endpoint = f"http://{host}:{port}"
        self.address = "s3://tarnhollow"
        self.environment = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": "key",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_REGION": "us-east-1",
        }
        self._put("tarnhollow")
        anybody_reads = {"Effect": "Allow", "Principal": "*", "Action": "s3:*"}
        policy = {"Version": "2012-10-17", "Statement": [anybody_reads | {"Resource": "arn:aws:s3:::tarnhollow/*"}]}
        self._put("tarnhollow?policy", json.dumps(policy).encode())

    def _put(self, path: str, content: bytes | None = None) -> None:
        request = urllib.request.Request(
            f"{self.endpoint}/{path}", content, {"Content-Type": "application/json"}, method="PUT"
        )
        urllib.request.urlopen(request, timeout=30).close()

    def stop(self) -> None:
        self._server.stop()
