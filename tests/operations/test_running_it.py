"""What runs and watches the service: readiness, metrics, events, the unit and the container, as they are documented."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from severakit.service.app import create_app
from severakit.service.metrics import Metrics

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/monitoring.md").read_text()


def ask(store, path):
    async def send():
        transport = httpx.ASGITransport(create_app(store))
        async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
            return await client.get(path)

    return asyncio.run(send())


def test_ready_is_a_service_whose_database_has_its_schema(store):
    assert (ask(store, "/readyz").status_code, ask(store, "/readyz").json()) == (200, {"status": "ready"})
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    answer = ask(store, "/readyz")
    assert answer.status_code == 503
    assert "severakit serve" in answer.json()["reason"]
    assert ask(store, "/healthz").status_code == 200


def families():
    metrics = Metrics()
    metrics.call("IAPI.GetVersion", "ok", 0.1, 100)
    found = text_string_to_metric_families(metrics.text().decode())
    # Beside each metric stands since when it counts.
    return {each.name: each for each in found if not each.name.endswith("_created")}


def test_every_metric_is_documented_with_its_labels():
    documented = {}
    for name, kind, labels in re.findall(r"^\| `(severakit_\w+)` \| (\w+) \| (.+?) \|", PAGE, re.MULTILINE):
        documented[name.removesuffix("_total")] = (kind, set(re.findall(r"`(\w+)`", labels)))
    found = {
        name: (each.type, {label for sample in each.samples for label in sample.labels} - {"le"})
        for name, each in families().items()
    }
    assert documented == found


def test_the_dashboard_asks_for_metrics_and_labels_that_there_are():
    samples = {sample.name: set(sample.labels) for each in families().values() for sample in each.samples}
    dashboard = json.loads((ROOT / "deploy/grafana.json").read_text())
    queries = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    assert len(queries) >= 7
    for query in queries:
        names = re.findall(r"severakit_\w+", query)
        assert names, query
        assert set(names) <= set(samples), query
        labels = set(re.findall(r"by \((\w+)\)", query)) | set(re.findall(r"{(\w+)=", query))
        known = set.union(*(samples[name] for name in names))
        assert labels <= known, query
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])


def events():
    """Yield the name, the level and the fields of every event in the code of the service's side."""
    for folder in ("service", "documents", "store", "console"):
        for path in (ROOT / "src/severakit" / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_logger."):
                    fields = {keyword.arg.replace("exc_info", "exception") for keyword in node.keywords}
                    yield node.args[0].value, node.func.attr, fields


def test_every_event_is_documented_with_its_level_and_fields():
    documented = {
        name: (level, set(re.findall(r"`(\w+)`", fields)))
        for name, level, fields in re.findall(r"^\| `(\w+)` \| (error|warning) \| (.+?) \|", PAGE, re.MULTILINE)
    }
    assert {name: (level, fields) for name, level, fields in events()} == documented


def test_systemd_takes_the_unit_and_finds_it_closed(tmp_path):
    unit = tmp_path / "severakit.service"
    text = (ROOT / "deploy/severakit.service").read_text()
    # The program need not be installed where the unit expects it.
    unit.write_text(text.replace("/opt/severakit/bin/severakit", str(Path(sys.executable).resolve())))
    port = shutil.copy(ROOT / "deploy/severakit.socket", tmp_path)
    verified = subprocess.run(["systemd-analyze", "verify", port, unit], capture_output=True, text=True, check=False)
    assert (verified.returncode, verified.stderr) == (0, "")
    closed = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=15", unit], capture_output=True, check=False
    )
    assert closed.returncode == 0, closed.stdout


def test_the_container_runs_without_root_and_copies_what_there_is():
    text = re.sub(r"\\\n\s*", "", (ROOT / "deploy/Containerfile").read_text())
    steps = [line.split(" ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    stages = [rest for name, rest in steps if name == "FROM"]
    assert len(stages) == 2
    last = steps[[number for number, (name, _) in enumerate(steps) if name == "FROM"][-1] :]
    run_as = [rest for name, rest in last if name == "USER"]
    assert len(run_as) == 1
    assert run_as[0] not in ("root", "0")
    for name, rest in steps:
        if name == "COPY" and not rest.startswith("--from"):
            sources = rest.split()[:-1]
            assert all((ROOT / source).exists() for source in sources), rest
            assert {f"!{source}" for source in sources} <= set((ROOT / ".dockerignore").read_text().split()), rest
    (check,) = [rest for name, rest in last if name == "HEALTHCHECK"]
    command = json.loads(check.partition("CMD ")[2])
    compile(command[2], "HEALTHCHECK", "exec")
    assert "/readyz" in command[2]
