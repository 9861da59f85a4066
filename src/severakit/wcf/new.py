"""A config that works: for the interfaces that given operations belong to."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import quoteattr

from severakit.contract import Operation
from severakit.wcf.mending import BEHAVIOR
from severakit.wcf.settings import MAX_ITEMS, MAX_RECEIVED, QUOTAS, SEND_TIMEOUT, is_strict, span_text

BINDING = "Severa"


def new_config(endpoint: str, operations: Iterable[Operation], framework: str, namespace: str) -> str:
    """Return an app.config for calls of these operations: one binding, and an endpoint for each interface.

    ``namespace`` is where the proxies lie that svcutil made, empty where in none.
    """
    interfaces = dict.fromkeys(operation.interface for operation in operations)
    quotas = " ".join(f'{limit.setting}="{limit.recommended}"' for limit in QUOTAS)
    mode = "Transport" if endpoint.startswith("https:") else "None"
    behavior = f' behaviorConfiguration="{BEHAVIOR}"' if is_strict(framework) else ""
    endpoints = "\n".join(_endpoint(endpoint, each, namespace, behavior=behavior) for each in interfaces)
    # From .NET 4.5 on nothing bounds the graph of objects unless something says so.
    behaviors = _BEHAVIORS if is_strict(framework) else ""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <startup>
    <supportedRuntime version="v4.0" sku=".NETFramework,Version=v{framework}" />
  </startup>
  <system.serviceModel>
    <bindings>
      <basicHttpBinding>
        <binding name="{BINDING}" sendTimeout="{span_text(SEND_TIMEOUT)}"
                 maxReceivedMessageSize="{MAX_RECEIVED.recommended}" maxBufferSize="{MAX_RECEIVED.recommended}">
          <readerQuotas {quotas} />
          <security mode="{mode}" />
        </binding>
      </basicHttpBinding>
    </bindings>
{behaviors}    <client>
{endpoints}
    </client>
  </system.serviceModel>
</configuration>
"""


_BEHAVIORS = f"""    <behaviors>
      <endpointBehaviors>
        <behavior name="{BEHAVIOR}">
          <dataContractSerializer {MAX_ITEMS.setting}="{MAX_ITEMS.recommended}" />
        </behavior>
      </endpointBehaviors>
    </behaviors>
"""


def _endpoint(endpoint: str, interface: str, namespace: str, *, behavior: str) -> str:
    contract = f"{namespace}.{interface}" if namespace else interface
    return (
        f'      <endpoint name="Severa.API.{interface}" address={quoteattr(endpoint)} binding="basicHttpBinding"\n'
        f'                bindingConfiguration="{BINDING}"{behavior} contract="{contract}" />'
    )
