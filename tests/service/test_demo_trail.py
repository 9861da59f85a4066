"""What a real `severakit serve --demo` sets is in the audit trail as its own doing, the key among it."""

from __future__ import annotations

import json
import subprocess
import sys

from severakit.store import audit
from severakit.store.store import Store


def test_the_demo_is_named_as_who_made_it(tmp_path):
    database = f"sqlite:///{tmp_path}/severakit.db"
    command = [sys.executable, "-m", "severakit", "serve", "--database", database, "--port", "0", "--demo", "50"]
    with subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, text=True) as service:
        try:
            ready = json.loads(service.stdout.readline())
        finally:
            service.terminate()
            service.communicate(timeout=60)
    store = Store(database)
    lines = [json.loads(line) for line in audit.export(store)]
    store.close()
    assert {line["actor"] for line in lines} == {"severakit serve --demo"}
    (key,) = [line for line in lines if line["action"] == "API key created"]
    assert ready["api_key"].startswith(key["after"]["key"])
    assert ready["api_key"] not in json.dumps(lines)
