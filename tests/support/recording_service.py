"""A service that notes what arrives and answers every call with an empty result: it has no data and asks for no key."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from severakit.contract import Operation, load_contract, render_wsdl
from severakit.soap import envelope
from severakit.soap.decode import decode_arguments
from severakit.soap.tree import read_tree

CONTRACT = load_contract()
PATH = "/webservice/S3/API.svc"
KEY = "sevk_<a&b>"


class RecordingService(ThreadingHTTPServer):
    """``calls`` are the arguments that arrived, by operation; ``keys`` all the keys that came with them."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: dict[str, tuple[Any, ...]] = {}
        self.keys: set[str | None] = set()
        self.address = f"http://127.0.0.1:{self.server_port}{PATH}"
        self.wsdl = render_wsdl(CONTRACT, self.address)

    @property
    def variables(self) -> dict[str, str]:
        """What a program finds in its environment."""
        return {"SEVERA_ENDPOINT": self.address, "SEVERA_API_KEY": KEY}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RecordingService

    def do_GET(self) -> None:
        self._send(self.server.wsdl)

    def do_POST(self) -> None:
        read = envelope.read_envelope(read_tree(self.rfile.read(int(self.headers["Content-Length"]))))
        operation = CONTRACT.operations_by_action[self.headers["SOAPAction"].strip('"')]
        self.server.keys.add(envelope.read_api_key(read.headers))
        self.server.calls[operation.qualified_name] = decode_arguments(operation, read.body)
        self._send(envelope.response(operation, _nothing(operation), envelope.Quota(100, 1)))

    def _send(self, content: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


def _nothing(operation: Operation) -> Any:
    if operation.returns is None:
        return None
    if operation.returns.is_list:
        return []
    return {"boolean": False, "int": 0, "long": 0, "decimal": 0}.get(operation.returns.name)


@contextmanager
def recording_service() -> Iterator[RecordingService]:
    """Serve until the end of the block."""
    with RecordingService() as service:
        thread = threading.Thread(target=service.serve_forever)
        thread.start()
        try:
            yield service
        finally:
            service.shutdown()
            thread.join()
