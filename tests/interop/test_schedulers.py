"""The examples for Dagster and Airflow, executed with the schedulers themselves, each in an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

ROOT = Path(__file__).parents[2]
ENVIRONMENTS = ROOT / "build" / "schedulers"
PACKAGES = {"dagster": "dagster==1.13.29", "airflow": "apache-airflow==3.3.2"}
MATERIALIZE = """
import dagster, definitions
result = dagster.materialize([definitions.severa_mirror], partition_key="acme")
assert result.success
request, = definitions.hourly(dagster.build_schedule_context())
assert request.partition_key == "acme"
"""


def environment_with(name: str) -> Path:
    """Return the Python of an environment with a scheduler and severakit, made once."""
    folder = ENVIRONMENTS / PACKAGES[name]
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        uv = Path(sys.executable).with_name("uv")
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, folder], check=True)
        subprocess.run(
            [uv, "pip", "install", "--quiet", "--python", python, PACKAGES[name], f"{ROOT}[sync]"], check=True
        )
        (folder / "ready").touch()
    return python


@pytest.fixture
def variables(running_service, tmp_path):
    """What an example needs in its environment: a file of organizations, and where its key is."""
    file = tmp_path / "organizations.toml"
    file.write_text(
        f'endpoint = "{running_service.endpoint}"\nto = "duckdb:///{tmp_path}/{{name}}.duckdb"\n'
        '[[organization]]\nname = "acme"\nkey = "env:ACME_KEY"\ntables = ["users", "work_types"]\n'
    )
    # This tree's severakit, also where the environment is of an earlier one.
    own = {"PYTHONPATH": str(ROOT / "src"), "SEVERAKIT_ORGANIZATIONS": str(file)}
    return {**os.environ, **own, "ACME_KEY": running_service.api_key}


def run(python, folder, variables, *arguments):
    command = [python, *arguments]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=400, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def users_of(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute("SELECT count(*) FROM users").fetchone()[0]


def test_dagster_materializes_the_mirror_of_an_organization(variables, tmp_path):
    run(environment_with("dagster"), ROOT / "examples" / "dagster", variables, "-c", MATERIALIZE)
    assert users_of(tmp_path / "acme.duckdb") > 0


def test_airflow_runs_a_task_for_each_organization(variables, tmp_path):
    python, folder = environment_with("airflow"), ROOT / "examples" / "airflow"
    own = {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_FOLDER": str(folder),
    }
    run(python, folder, variables | own, "-m", "airflow", "db", "migrate")
    run(python, folder, variables | own, "severa_mirrors.py")
    assert users_of(tmp_path / "acme.duckdb") > 0
