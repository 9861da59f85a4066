"""What an operator of the service can set, each by a variable of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated

import msgspec

from severakit import tracing

_ABOVE_ZERO = msgspec.Meta(gt=0)


class SettingsError(ValueError):
    """A variable of the environment that sets nothing; the text says what it should be."""


@dataclass(frozen=True)
class Settings:
    """Limits of the service; a variable such as ``SEVERAKIT_REQUEST_TIMEOUT`` sets another.

    ``max_request_bytes``: the largest request body, answered with 413 beyond it.
    ``request_timeout``: seconds in which a request body must have arrived, answered with 408 after them.
    ``response_timeout``: seconds in which a client must take the next part of a response, or is cut off.
    ``database_retry_after``: seconds that a client is told to wait while the database is away.
    ``max_calls``: calls that a worker has under way at once; those beyond are answered with 503 before they begin.
    ``overload_retry_after``: seconds that a client is told to wait then.
    ``max_refusals``: calls of one source in a minute that a worker refuses for their key; more of them get 503.
    ``traces``: whether calls are traced by OpenTelemetry, to where its own variables say; needs the extra ``tracing``.
    ``console_https``: whether the console is reached by HTTPS alone, so that its cookie never travels without.
    """

    max_request_bytes: Annotated[int, _ABOVE_ZERO] = 16 * 1024 * 1024
    request_timeout: Annotated[float, _ABOVE_ZERO] = 60.0
    response_timeout: Annotated[float, _ABOVE_ZERO] = 60.0
    database_retry_after: Annotated[int, _ABOVE_ZERO] = 30
    max_calls: Annotated[int, _ABOVE_ZERO] = 256
    overload_retry_after: Annotated[int, _ABOVE_ZERO] = 2
    max_refusals: Annotated[int, _ABOVE_ZERO] = 120
    traces: bool = False
    console_https: bool = False


def settings_from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings, with what the environment sets of them. Raises SettingsError for what is no number."""
    variables = {setting.name: f"SEVERAKIT_{setting.name.upper()}" for setting in fields(Settings)}
    given = {name: environment[variable] for name, variable in variables.items() if variable in environment}
    try:
        settings = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(f"A setting of the environment, {', '.join(variables.values())}: {error}") from error
    if settings.traces and not tracing.is_installed():
        raise SettingsError(f"{variables['traces']} needs more: pip install 'severakit[server,tracing]'.")
    return settings
