"""The peer in single calls: GetAccountByNumber on spyne, with the work of a real service on the same SQLite tables.

Run as a program with a port, a database of ours, and how to get at it: `store` takes our own store, so that both
services send the same statements in the same way and differ in SOAP and HTTP alone; `sqlite3` has statements written
by hand for Python's own sqlite3, the fastest way there. Either way: downtime, the key and its settings, the quota,
the rights, the account, its groups, the log.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal as Amount
from typing import Any

import account_statements as sql
from granian import Granian
from granian.constants import Interfaces
from spyne import Application, Array, Boolean, ComplexModel, DateTime, Decimal, Integer32, Long, Service, Unicode, rpc
from spyne.error import Fault
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from severakit.contract import Field, load_contract
from severakit.service import gate
from severakit.service.access_log import AccessLog
from severakit.store import access
from severakit.store.reading import Lookup
from severakit.store.store import Store

DATABASE_VARIABLE = "SPYNE_BENCHMARK_DATABASE"
WAY_VARIABLE = "SPYNE_BENCHMARK_WAY"

_CONTRACT = load_contract()
_ENTITIES = _CONTRACT.namespaces["entities"]
_OPERATION = _CONTRACT.operations["IAccount.GetAccountByNumber"]
_TYPES = {
    "string": Unicode,
    "boolean": Boolean,
    "decimal": Decimal,
    "dateTime": DateTime(timezone=False),
    "int": Integer32,
    "long": Long,
}
_MEMBERS = _CONTRACT.types["Account"].members

_FROM_TABLE = [member for member in _MEMBERS if member.name != "AccountGroupGUIDs"]


def _model(member: Field) -> Any:
    if member.type.is_list:
        return Array(Unicode).customize(min_occurs=1, nillable=True)
    return _TYPES[member.type.name].customize(min_occurs=1, nillable=True)


Account = type(
    "Account",
    (ComplexModel,),
    {"__namespace__": _ENTITIES, "_type_info": [(member.name, _model(member)) for member in _MEMBERS]},
)


_BY_NUMBER = Lookup("Account", "number")
_local = threading.local()


def _connection() -> sqlite3.Connection:
    if not hasattr(_local, "connection"):
        connection = sqlite3.connect(os.environ[DATABASE_VARIABLE], isolation_level=None, timeout=30)
        for pragma in sql.PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        _local.connection = connection
    return _local.connection  # type: ignore[no-any-return]


def _value(member: Field, stored: Any) -> Any:
    if stored is None or member.type.is_list:
        return stored
    match member.type.name:
        case "boolean":
            return stored in (1, "true")
        case "decimal":
            return Amount(str(stored))
        case "dateTime":
            return datetime.fromisoformat(stored)
    return stored


def by_hand(key: str, number: int) -> Any:
    """Do what one call takes with statements of its own, and return the account."""
    started, connection = time.perf_counter(), _connection()
    now = datetime.now(UTC).replace(microsecond=0, tzinfo=None).isoformat()
    if connection.execute(sql.DOWNTIME, {"now": now}).fetchone():
        raise Fault("Server", "Downtime")
    digest = hashlib.sha256(key.encode()).hexdigest()
    caller = connection.execute(sql.CALLER, {"digest": digest, "now": now}).fetchone()
    if caller is None or not all(caller[3:9]):
        raise Fault("Client", "Access denied")
    known = {"organization": caller[0], "user": caller[1], "shown": caller[2], "now": now}
    used = connection.execute(sql.COUNT, {**known, "day": now[:10]}).fetchone()[0]
    if used > caller[9]:
        raise Fault("Client", "Quota limit reached")
    rights = connection.execute(sql.RIGHTS, known).fetchone()
    if rights[0] in (None, "None"):
        raise Fault("Client", "No permission")
    row = connection.execute(sql.ACCOUNT, {**known, "number": number}).fetchone()
    if row is None:
        return None
    values = {member.name: _value(member, stored) for member, stored in zip(_FROM_TABLE, row, strict=True)}
    groups = [guid for (guid,) in connection.execute(sql.GROUPS, {**known, "account": values["GUID"]})]
    taken = round((time.perf_counter() - started) * 1000)
    connection.execute(sql.LOG, {**known, "milliseconds": taken})
    connection.execute(sql.USED, known)
    return Account(AccountGroupGUIDs=groups, **values)


def through_store() -> Callable[[str, int], Any]:
    """Return what does the same with our store."""
    store = Store(f"sqlite:///{os.environ[DATABASE_VARIABLE]}")
    log = AccessLog(store)

    def account_of(key: str, number: int) -> Any:
        started = time.perf_counter()
        with store.line() as line:
            # That there is no downtime and what the caller may do, too.
            caller = access.find_unbounded_caller(line.connection, key, store.clock())
            if caller is None or not all(gate.checklist(caller).values()):
                raise Fault("Client", "Access denied")
            with line.alone():
                used = access.count_call(line.connection, caller.organization_id, store.clock())
            if used > caller.daily_quota:
                raise Fault("Client", "Quota limit reached")
            with line.read(caller.organization_id) as session:
                row = session.look_up(_BY_NUMBER, number)
        log.add(
            {
                "at": store.clock(),
                "organization_id": caller.organization_id,
                "user_guid": caller.user_guid,
                "key_shown": caller.key_shown,
                "operation": _OPERATION.qualified_name,
                "outcome": "ok",
                "cause": None,
                "bytes": 0,
                "milliseconds": round((time.perf_counter() - started) * 1000),
                "remote": None,
            }
        )
        if row is None:
            return None
        return Account(**{member.name: _value(member, stored) for member, stored in zip(_MEMBERS, row, strict=True)})

    return account_of


def application() -> WsgiApplication:
    """Return the service, in the way that the environment says."""
    account_of = by_hand if os.environ[WAY_VARIABLE] == "sqlite3" else through_store()

    class AccountService(Service):
        @rpc(
            Integer32,
            _returns=Account,
            _in_variable_names={"accountNumber": "accountNumber"},
            _out_variable_name=f"{_OPERATION.name}Result",
        )
        def GetAccountByNumber(ctx: Any, accountNumber: int) -> Any:  # noqa: N802, N803, N805
            return account_of(ctx.in_header_doc[0].text, accountNumber)

    soap = Application([AccountService], tns=_CONTRACT.target_namespace, in_protocol=Soap11(), out_protocol=Soap11())
    soap.interface.get_namespace_prefix(_ENTITIES)
    return WsgiApplication(soap)


if __name__ == "__main__":
    os.environ[DATABASE_VARIABLE], os.environ[WAY_VARIABLE] = sys.argv[2:4]
    Granian(
        "spyne_account:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        log_enabled=False,
    ).serve()
