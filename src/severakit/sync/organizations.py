"""The mirrors of many organizations: a file that names them, and one run of each."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import msgspec

from severakit.client import Client, SeveraError
from severakit.client.plan import chosen
from severakit.sync.destination import AlreadyRunning, MirrorError, Moved
from severakit.sync.opening import open_destination
from severakit.sync.reading import Reader, TableReader
from severakit.sync.run import Reconcile, Settings, bring_up_to_date

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_PAUSE = 0.5


class OrganizationsError(Exception):
    """What is wrong with a file of organizations. It never repeats a key."""


@dataclass(frozen=True)
class Organization:
    """One organization to mirror, and where its key is found: the key itself is read where it is used.

    ``key`` is `env:VARIABLE` or `keyring:SERVICE/USER`. ``to`` is a mirror's address, ``tables`` are all where empty.
    """

    name: str
    endpoint: str
    to: str
    key: str
    tables: tuple[str, ...] = ()
    reconcile: Reconcile = Reconcile.DAILY
    history: bool = False
    quota_reserve: int = 0
    calls_at_once: int = 4

    @property
    def calls_left(self) -> int:
        """How many calls of the day's quota are left. The last always is: refused, it would tell nothing, and count."""
        return max(1, self.quota_reserve)


@dataclass(frozen=True)
class Result:
    """How the run of an organization ended.

    ``outcome`` is `complete`, `stopped` by the quota or `failed`, ``message`` says why it is not complete, and
    ``resumes_at`` when the quota lets it go on.
    """

    name: str
    outcome: str
    message: str
    seconds: float
    resumes_at: datetime | None = None
    tables: Mapping[str, Moved] = field(default_factory=dict)


# --- the file --------------------------------------------------------------------------------


class _Entry(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    key: str
    endpoint: str = ""
    to: str = ""
    tables: list[str] = []
    reconcile: Reconcile = Reconcile.DAILY
    history: bool = False
    quota_reserve: Annotated[int, msgspec.Meta(ge=0)] = 0
    calls_at_once: Annotated[int, msgspec.Meta(ge=1, le=32)] = 4


class _File(msgspec.Struct, forbid_unknown_fields=True):
    organization: list[_Entry]
    endpoint: str = ""
    to: str = ""


def read_organizations(path: Path) -> list[Organization]:
    """Return the organizations of a TOML file (docs/how-to/many-organizations.md). Raises OrganizationsError."""
    try:
        read = msgspec.toml.decode(path.read_bytes(), type=_File)
    except OSError as error:
        raise OrganizationsError(f"{path} cannot be read: {error.strerror}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise OrganizationsError(f"{path} is no file of organizations: {error}.") from None
    organizations = [_organization(entry, read) for entry in read.organization]
    for what in ("name", "to"):
        values = [getattr(each, what) for each in organizations]
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise OrganizationsError(f"Two organizations have the same {what}, {twice[0]}: each needs one of its own.")
    return organizations


def _organization(entry: _Entry, file: _File) -> Organization:
    name = entry.name
    if not _NAME.fullmatch(name):
        raise OrganizationsError(f"{name!r} is no name here: a small letter, then up to 39 more, digits and _.")
    if not entry.key.startswith(("env:", "keyring:")):
        raise OrganizationsError(
            f"The key of {name} must not stand in the file: write env:VARIABLE or keyring:SERVICE/USER for where it is."
        )
    endpoint, to = entry.endpoint or file.endpoint, entry.to or file.to
    for what, value in (("endpoint", endpoint), ("to", to)):
        if not value:
            raise OrganizationsError(f"{name} has no {what}; write it there, or once at the top for all.")
    try:
        chosen(entry.tables or None)
    except ValueError as error:
        raise OrganizationsError(f"{name}: {error}") from None
    return Organization(
        name, endpoint, to.replace("{name}", name) if "{name}" in to else _of_its_own(to, name), entry.key,
        tuple(entry.tables), entry.reconcile, entry.history, entry.quota_reserve, entry.calls_at_once,
    )  # fmt: skip


def _of_its_own(to: str, name: str) -> str:
    """Return a PostgreSQL database's address with the schema of an organization; other addresses stay as they are."""
    if not to.startswith(("postgresql://", "postgres://")):
        return to
    return f"{to}{'&' if '?' in to else '?'}options={quote(f'-c search_path={name}')}"


# --- runs ------------------------------------------------------------------------------------


def api_key(organization: Organization) -> str:
    """Return an organization's key from where the file says that it is. Raises OrganizationsError."""
    kind, _, place = organization.key.partition(":")
    if kind == "env":
        found = os.environ.get(place)
    else:
        import keyring  # noqa: PLC0415 - only who uses it needs a backend

        service, _, user = place.partition("/")
        try:
            found = keyring.get_password(service, user)
        except keyring.errors.KeyringError as error:
            raise OrganizationsError(f"The keyring of {organization.name}'s key cannot be read: {error}") from None
    if not found:
        raise OrganizationsError(f"There is no key for {organization.name} at {organization.key}.")
    return found


Reading = Callable[[Organization], AbstractContextManager[TableReader]]
"""What opens a way to read an organization's tables."""


@contextmanager
def _here(organization: Organization) -> Iterator[TableReader]:
    key = api_key(organization)
    with Client(organization.endpoint, key, quota_reserve=organization.calls_left) as client:
        yield Reader(client)


def mirror(organization: Organization, patience: float = 0.0, reading: Reading = _here) -> Result:
    """Bring the mirror of one organization up to date and return how that ended; nothing is raised.

    What a scheduler calls: it takes and returns plain values, and may be called again at any time. While another run
    has the mirror open it waits for ``patience`` seconds: one that was killed lets go of it in a moment.
    """
    began = time.monotonic()
    until = began + patience
    while True:
        try:
            result = _mirror(organization, began, reading)
        except AlreadyRunning as error:
            if time.monotonic() >= until:
                return failed(organization, error, began)
            time.sleep(_PAUSE)
        except (OrganizationsError, SeveraError, MirrorError, ValueError, OSError) as error:
            return failed(organization, error, began)
        else:
            return result


def _mirror(organization: Organization, began: float, reading: Reading) -> Result:
    _make_schema(organization)
    at_once = organization.calls_at_once
    settings = Settings(organization.reconcile, calls_at_once=at_once, tables_at_once=at_once)
    with (
        reading(organization) as reader,
        closing(open_destination(organization.to, history=organization.history)) as destination,
    ):
        summary = bring_up_to_date(reader, destination, chosen(list(organization.tables) or None), settings)
    seconds = round(time.monotonic() - began, 1)
    return Result(
        organization.name, summary.outcome, summary.message, seconds, summary.resumes_at, dict(summary.tables)
    )


def failed(organization: Organization, error: BaseException, began: float) -> Result:
    """Return the result of a run that began at a moment of `time.monotonic` and ended with an error."""
    return Result(organization.name, "failed", str(error), round(time.monotonic() - began, 1))


def _make_schema(organization: Organization) -> None:
    if not organization.to.startswith(("postgresql://", "postgres://")):
        return
    import psycopg  # noqa: PLC0415 - only for PostgreSQL

    try:
        with psycopg.connect(organization.to, autocommit=True) as connection:
            (path,) = connection.execute("SHOW search_path").fetchone() or ("",)
            if path == organization.name:
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {organization.name}".encode())
    except psycopg.Error as error:
        raise MirrorError(f"The mirror's PostgreSQL database cannot be opened: {error}") from None


Mirror = Callable[[Iterable[Organization]], Iterator[Result]]
"""What mirrors organizations and returns the results as they come, in whatever order."""


def locally(at_once: int) -> Mirror:
    """Return what mirrors organizations here, some at once."""

    def mirrored(organizations: Iterable[Organization]) -> Iterator[Result]:
        pool = ThreadPoolExecutor(at_once, "severakit-sync-all")
        try:
            for each in as_completed([pool.submit(mirror, organization) for organization in organizations]):
                yield each.result()
        finally:
            pool.shutdown(cancel_futures=True)

    return mirrored
