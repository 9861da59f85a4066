"""The mirrors of many organizations as Dagster assets: a partition for each organization, brought up to date hourly."""

import os
from pathlib import Path

import dagster as dg

from severakit.sync.organizations import mirror, read_organizations

ORGANIZATIONS = {each.name: each for each in read_organizations(Path(os.environ["SEVERAKIT_ORGANIZATIONS"]))}


@dg.asset(partitions_def=dg.StaticPartitionsDefinition(sorted(ORGANIZATIONS)))
def severa_mirror(context: dg.AssetExecutionContext) -> dg.MaterializeResult:
    """An organization's mirror, with everything that changed since the last run."""
    result = mirror(ORGANIZATIONS[context.partition_key])
    if result.outcome == "failed":
        raise dg.Failure(result.message)
    moved = {f"{name} changed": each.changed for name, each in result.tables.items() if each.changed}
    return dg.MaterializeResult(metadata={"outcome": result.outcome, **moved})


every_organization = dg.define_asset_job("every_organization", [severa_mirror])


@dg.schedule(job=every_organization, cron_schedule="0 * * * *")
def hourly() -> list[dg.RunRequest]:
    """Ask for a run of each organization."""
    return [dg.RunRequest(partition_key=name) for name in sorted(ORGANIZATIONS)]


definitions = dg.Definitions(assets=[severa_mirror], jobs=[every_organization], schedules=[hourly])
