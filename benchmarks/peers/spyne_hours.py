"""The peer in serving: the same operation on spyne, its hour entries ready as objects in memory.

Run as a program with a port and a file that holds one response of ours, from which it takes its entities. Its
answer is the same document, member for member, under the same server with the same number of workers.
"""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from granian import Granian
from granian.constants import Interfaces
from spyne import Application, Array, Boolean, ComplexModel, DateTime, Decimal, Service, Unicode, rpc
from spyne.protocol.soap import Soap11
from spyne.server.wsgi import WsgiApplication

from severakit.contract import Field, load_contract
from severakit.soap.columns import EntityListReader

RESPONSE_VARIABLE = "SPYNE_BENCHMARK_RESPONSE"

_CONTRACT = load_contract()
_OPERATION = _CONTRACT.operations["IHourEntry.GetHourEntriesChangedSince"]
_TYPES = {"string": Unicode, "boolean": Boolean, "decimal": Decimal, "dateTime": DateTime(timezone=False)}


def _model(member: Field) -> Any:
    # min_occurs=1 is what makes spyne write nil for an absent value, as a data contract serializer does.
    return _TYPES[member.type.name].customize(min_occurs=1, nillable=True)


_MEMBERS = _CONTRACT.types["HourEntry"].members
HourEntry = type(
    "HourEntry",
    (ComplexModel,),
    {
        "__namespace__": _CONTRACT.namespaces["entities"],
        "_type_info": [(member.name, _model(member)) for member in _MEMBERS],
    },
)


def application() -> WsgiApplication:
    """Return the service, its entities taken from the response that the environment names."""
    entries = _entries(Path(os.environ[RESPONSE_VARIABLE]).read_bytes())

    class HourEntryService(Service):
        @rpc(
            DateTime,
            _returns=Array(HourEntry),
            _in_variable_names={"startDate": "startDate"},
            _out_variable_name=f"{_OPERATION.name}Result",
        )
        def GetHourEntriesChangedSince(ctx: Any, startDate: datetime) -> Any:  # noqa: N802, N803, N805, ARG002
            return entries

    soap = Application([HourEntryService], tns=_CONTRACT.target_namespace, in_protocol=Soap11(), out_protocol=Soap11())
    # Otherwise spyne declares the entities' namespace anew in every entity, which takes it longer.
    soap.interface.get_namespace_prefix(HourEntry.get_namespace())
    return WsgiApplication(soap)


def _entries(response: bytes) -> list[Any]:
    reader = EntityListReader(_OPERATION)
    entities = [*reader.feed(response), *reader.close()]
    return [HourEntry(**{member.name: getattr(each, member.python_name) for member in _MEMBERS}) for each in entities]


if __name__ == "__main__":
    os.environ[RESPONSE_VARIABLE] = sys.argv[2]
    Granian(
        "spyne_hours:application",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        log_enabled=False,
    ).serve()
