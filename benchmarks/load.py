"""Load: 200 clients read and write for five minutes, on PostgreSQL with two workers: `make load`.

Writes docs/benchmarks/load.md. The clients are tasks of one process, on the machine that serves too: what is measured
is what both can do together. Ends with exit code 1 where a call failed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from severakit import entities  # noqa: E402
from severakit.client import Client  # noqa: E402
from severakit.contract import load_contract  # noqa: E402
from severakit.soap import envelope  # noqa: E402
from severakit.store import administration  # noqa: E402
from severakit.store.store import Store  # noqa: E402
from support.killed_service import KilledService  # noqa: E402 - after the path to it
from support.postgresql import PostgreSQL  # noqa: E402
from support.service_process import open_organization  # noqa: E402

PAGE = ROOT / "docs/benchmarks/load.md"
EVERY = 5.0
"""Seconds between two looks at the workers' memory."""


@dataclass
class Measured:
    """What the clients saw: seconds and errors of each operation's calls, and the service's megabytes over time."""

    seconds: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    megabytes: list[float] = field(default_factory=list)


class Crowd:
    """Clients that call without a pause, each on a connection of its own; two calls in ten write."""

    def __init__(self, service: KilledService, key: str) -> None:
        self._service, self._key = service, key
        self.measured = Measured()
        with Client(service.endpoint, key) as client:
            self._calls = self._prepared(client)

    def _prepared(self, client: Client) -> list[tuple[str, bytes]]:
        account = client.account.add_new_account(
            account_info=entities.Account(name="Nordlys"), company_info=entities.Company(name="Nordlys")
        )
        user = next(user for user in client.user.get_all_users() if user.email == "api@acme.example")
        work_type = client.work_type.get_all_work_types().all()[0]
        case = entities.Case(
            account_guid=account.guid, name="Load", case_owner_user_guid=user.guid, currency_shortform="EUR"
        )
        added = client.case.add_new_case(case_info=case)
        hours = entities.HourEntry(
            phase_guid=added.root_task_guid, user_guid=user.guid, work_type_guid=work_type.guid,
            event_date=datetime(2026, 3, 31),  # noqa: DTZ001 - a day
            quantity=Decimal(1), description="Load",
        )  # fmt: skip
        entry = client.hour_entry.add_new_hour_entry(hour_entry_info=hours)
        reads = [
            ("ICase.GetCaseByGUID", (added.guid,)),
            ("IHourEntry.GetHourEntryByGUID", (entry.guid,)),
            ("IAccount.GetAccountByGUID", (account.guid,)),
            ("IWorkType.GetAllWorkTypes", ()),
        ]
        writes = [("IHourEntry.AddNewHourEntry", (hours,)), ("ICase.AddNewCase", (case,))]
        return [self._message(*each) for each in [*reads, *reads, *writes]]

    def _message(self, name: str, arguments: tuple[object, ...]) -> tuple[str, bytes]:
        operation = load_contract().operations[name]
        body = envelope.request(operation, arguments, self._key)
        head = (
            "POST /webservice/S3/API.svc HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: text/xml; charset=utf-8\r\n"
            f'SOAPAction: "{operation.action}"\r\nContent-Length: {len(body)}\r\n\r\n'
        )
        return name, head.encode() + body

    async def run(self, clients: int, seconds: float) -> Measured:
        """Call for so long, and return what was seen."""
        until = time.perf_counter() + seconds
        await asyncio.gather(self._watch(until), *(self._call(number, until) for number in range(clients)))
        return self.measured

    async def _call(self, number: int, until: float) -> None:
        chance = random.Random(number)  # noqa: S311 - no secret
        reader, writer = await asyncio.open_connection("127.0.0.1", self._service.port)
        while (started := time.perf_counter()) < until:
            name, message = chance.choice(self._calls)
            writer.write(message)
            status = await _status(reader)
            self.measured.seconds[name].append(time.perf_counter() - started)
            if status != 200:
                self.measured.errors[f"{name}: HTTP {status}"] += 1
        writer.close()

    async def _watch(self, until: float) -> None:
        while time.perf_counter() < until:
            self.measured.megabytes.append(sum(_megabytes(process) for process in self._service.processes))
            await asyncio.sleep(EVERY)


async def _status(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = next(line for line in head.split(b"\r\n") if line.startswith(b"content-length:"))
    await reader.readexactly(int(length.partition(b":")[2]))
    return int(head.split()[1])


def _megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024**2


def main() -> int:
    """Measure as the options say, write the page, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--page", type=Path, default=PAGE)
    options = parser.parse_args()
    server = PostgreSQL()
    try:
        with TemporaryDirectory() as folder:
            measured = _measured(server.address, Path(folder), options.clients, options.seconds)
    finally:
        server.stop()
    options.page.write_text(_page(measured, options.clients, options.seconds), encoding="utf-8")
    sys.stdout.write(options.page.read_text(encoding="utf-8"))
    return 1 if measured.errors else 0


def _measured(address: str, folder: Path, clients: int, seconds: float) -> Measured:
    store = Store(address)
    key = open_organization(store)
    administration.set_organization(store, "Acme", daily_quota=None)
    store.close()
    service = KilledService(address, folder / "log")
    service.start()
    try:
        return asyncio.run(Crowd(service, key).run(clients, seconds))
    finally:
        service.stop()


def _page(measured: Measured, clients: int, seconds: float) -> str:
    every = [each for seconds in measured.seconds.values() for each in seconds]
    cuts = statistics.quantiles(every, n=100)
    operations = "\n".join(_row(name, seconds) for name, seconds in sorted(measured.seconds.items()))
    memory = ", ".join(f"{each:.0f}" for each in measured.megabytes[:: max(1, len(measured.megabytes) // 10)])
    return f"""# Load

Written by `make load`: {clients} clients for {seconds:g} seconds, two workers on PostgreSQL,
{os.cpu_count()} processors for service, database and clients together. Each client calls without a pause on
a connection of its own; one call in five writes. The database does not wait for its disk.

| | |
|---|---|
| calls a second | {len(every) / seconds:,.0f} |
| errors | {measured.errors.total():,} |
| half of the calls within | {cuts[49] * 1000:.0f} ms |
| 99 of 100 within | {cuts[98] * 1000:.0f} ms |
| memory of all processes of the service over time, MB | {memory} |

| operation | calls | half within | 99 of 100 within |
|---|---|---|---|
{operations}
"""


def _row(name: str, seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return f"| `{name}` | {len(seconds):,} | {cuts[49] * 1000:.0f} ms | {cuts[98] * 1000:.0f} ms |"


if __name__ == "__main__":
    sys.exit(main())
