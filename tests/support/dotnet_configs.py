"""Configs of .NET clients, as the generator of service references writes them and as people change them."""

from __future__ import annotations

from collections.abc import Sequence

from severakit.contract import load_contract

ADDRESS = "https://sync.severa.com/webservice/S3/API.svc"
# What older tools write: every default, the small ones too.
WRITTEN_SIZES = 'maxBufferSize="65536" maxBufferPoolSize="524288" maxReceivedMessageSize="65536"'
WRITTEN_TIMES = 'closeTimeout="00:01:00" openTimeout="00:01:00" receiveTimeout="00:10:00" sendTimeout="00:01:00"'
WRITTEN_QUOTAS = (
    '<readerQuotas maxDepth="32" maxStringContentLength="8192" maxArrayLength="16384"\n'
    '                        maxBytesPerRead="4096" maxNameTableCharCount="16384" />'
)
NO_FRAMEWORK = ""
NET_48 = '<startup><supportedRuntime version="v4.0" sku=".NETFramework,Version=v4.8" /></startup>'


def binding(
    interface: str = "IAccount",
    attributes: str = f'{WRITTEN_TIMES} {WRITTEN_SIZES} transferMode="Buffered"',
    inside: str = f'{WRITTEN_QUOTAS}\n          <security mode="Transport" />',
) -> str:
    """Return a binding; without arguments the one that the vendor shows, in which everything is too small."""
    return f"""        <binding name="Severa.API.{interface}" {attributes}>
          {inside}
        </binding>
"""


def config(
    bindings: str = binding(),
    interfaces: Sequence[str] = ("IAccount",),
    *,
    framework: str = NET_48,
    address: str = ADDRESS,
    behaviors: str = "",
    endpoint: str = "",
) -> str:
    """Return an app.config with these bindings, and an endpoint for each interface."""
    endpoints = "\n".join(
        f'      <endpoint address="{address}" binding="basicHttpBinding" {endpoint}\n'
        f'                bindingConfiguration="Severa.API.{each}" contract="Severa.{each}" name="Severa.API.{each}" />'
        for each in interfaces
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<!-- Written by a tool, changed by hand: Työaika & "laskut" stay as they are. -->
<configuration>
  {framework}
  <appSettings>
    <add key='quoted "so"' value="a > b"/>
  </appSettings>
  <system.serviceModel>
    {behaviors}
    <bindings>
      <basicHttpBinding>
{bindings}      </basicHttpBinding>
    </bindings>
    <client>
{endpoints}
    </client>
  </system.serviceModel>
</configuration>
"""


def of_all_interfaces() -> str:
    """Return a config with 42 bindings, all as the vendor shows them."""
    interfaces = list(load_contract().interfaces)
    return config("".join(binding(each) for each in interfaces), interfaces)
