"""The mirrors of many organizations as an Airflow DAG: a task for each organization, every hour, never two at once."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow.exceptions import AirflowException
from airflow.sdk import dag, task

from severakit.sync.organizations import mirror, read_organizations

ORGANIZATIONS = {each.name: each for each in read_organizations(Path(os.environ["SEVERAKIT_ORGANIZATIONS"]))}


@dag(
    schedule=timedelta(hours=1),
    start_date=datetime(2026, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
)
def severa_mirrors() -> None:
    """Bring the mirror of each organization up to date."""

    @task(retries=2, retry_delay=timedelta(minutes=5))
    def mirror_one(name: str) -> dict:
        result = mirror(ORGANIZATIONS[name])
        if result.outcome == "failed":
            raise AirflowException(result.message)
        return {name: each.changed for name, each in result.tables.items() if each.changed}

    mirror_one.expand(name=sorted(ORGANIZATIONS))


mirrors = severa_mirrors()

if __name__ == "__main__":
    mirrors.test()
