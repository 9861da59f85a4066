"""PHP's SoapServer as a peer in serving: PHP-FPM with one worker behind nginx, on a folder of its own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which

from peers import account_statements
from serving import PEERS, Address, answers
from severakit.contract import load_contract, render_wsdl
from severakit.service.server import free_port

_CONTRACT = load_contract()
_PROGRAM = PEERS / "soap_server.php"
_MEMBERS = [member.name for member in _CONTRACT.types["Account"].members if member.name != "AccountGroupGUIDs"]


@contextmanager
def php_service(folder: Path, api_key: str, response: Path, database: Path) -> Iterator[Address]:
    """Run the service on a response of ours, from which it takes its entities, and on a database of ours."""
    place = folder / "php"
    place.mkdir()
    port = free_port()
    wsdl, entities, statements = place / "severa.wsdl", place / "entities", place / "statements.json"
    wsdl.write_bytes(render_wsdl(_CONTRACT, f"http://127.0.0.1:{port}/"))
    statements.write_text(json.dumps(account_statements.ALL), "utf-8")
    subprocess.run(["php", str(_PROGRAM), str(wsdl), str(response), str(entities)], check=True)
    settings = {
        "PEER_WSDL": wsdl,
        "PEER_ENTITIES": entities,
        "PEER_STATEMENTS": statements,
        "PEER_DATABASE": database,
        "PEER_PRAGMAS": json.dumps(account_statements.PRAGMAS),
        "PEER_MEMBERS": json.dumps(_MEMBERS),
        "SCRIPT_FILENAME": _PROGRAM,
    }
    (place / "fpm.conf").write_text(_fpm(place), "utf-8")
    (place / "nginx.conf").write_text(_nginx(place, port, settings), "utf-8")
    address = Address(f"http://127.0.0.1:{port}/", api_key, 0)
    with ExitStack() as running:
        # As root, PHP-FPM wants to be told that it may stay so: the folder is its owner's alone.
        as_root = ["-R"] if os.geteuid() == 0 else []
        running.enter_context(_daemon([_fpm_program(), "-F", *as_root, "-y", str(place / "fpm.conf")]))
        nginx = running.enter_context(_daemon(["nginx", "-p", str(place), "-c", str(place / "nginx.conf")]))
        while not answers(address):
            if nginx.poll() is not None:
                raise RuntimeError("nginx did not start; its error stands above.")
            time.sleep(0.1)
        yield address


def _fpm_program() -> str:
    folders = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    found = next(
        (path for name in ("php-fpm", "php-fpm8.2", "php-fpm8.4") if (path := which(name, path=folders))), None
    )
    if found is None:
        raise RuntimeError("PHP-FPM is not installed: tools/bench-system.sh installs it.")
    return found


@contextmanager
def _daemon(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
    with subprocess.Popen(command, env={**os.environ, "PATH": path}) as process:
        try:
            yield process
        finally:
            process.terminate()


def _fpm(place: Path) -> str:
    return f"""[global]
error_log = {place}/fpm.log
[peer]
listen = {place}/fpm.sock
pm = static
pm.max_children = 1
php_admin_value[soap.wsdl_cache_dir] = {place}
"""


def _nginx(place: Path, port: int, settings: dict[str, Path | str]) -> str:
    named = "\n".join(f"      fastcgi_param {name} '{value}';" for name, value in settings.items())
    return f"""daemon off;
worker_processes 1;
pid {place}/nginx.pid;
error_log {place}/nginx.log;
{"user root;" if os.geteuid() == 0 else ""}
events {{ worker_connections 512; }}
http {{
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path {place}/body;
  proxy_temp_path {place}/proxy;
  fastcgi_temp_path {place}/answer;
  fastcgi_max_temp_file_size 0;
  uwsgi_temp_path {place}/uwsgi;
  scgi_temp_path {place}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location / {{
      fastcgi_pass unix:{place}/fpm.sock;
      fastcgi_read_timeout 600;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param CONTENT_TYPE $content_type;
      fastcgi_param CONTENT_LENGTH $content_length;
      fastcgi_param HTTP_SOAPACTION $http_soapaction;
{named}
    }}
  }}
}}
"""
