"""The errors themselves: their tree, their sentences, what they carry."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime

import pytest

from severakit.client import errors
from severakit.contract import load_contract

SENT_AT = datetime(2026, 11, 26, tzinfo=UTC)


def test_the_tree_at_the_top_of_the_module_is_the_tree() -> None:
    def drawn(error: type, depth: int = 0) -> list[tuple[int, str]]:
        children = sorted(error.__subclasses__(), key=lambda each: lines.index(each.__name__))
        return [(depth, error.__name__), *(line for child in children for line in drawn(child, depth + 1))]

    picture = errors.__doc__.split("```")[1].strip().splitlines()
    positions = [next(index for index, character in enumerate(line) if character.isalpha()) for line in picture]
    lines = [line[start:].split()[0] for line, start in zip(picture, positions, strict=True)]
    assert drawn(errors.SeveraError) == [(start // 4, name) for start, name in zip(positions, lines, strict=True)]


def test_every_fault_of_the_contract_has_its_error() -> None:
    assert set(errors.FAULT_ERRORS) == set(load_contract().faults)


@pytest.mark.parametrize(
    "error",
    [
        errors.ConnectError("IAPI.GetVersion", "There is no connection."),
        errors.ServiceUnavailable("IAPI.GetVersion", 120),
        errors.ServiceUnavailable("IAPI.GetVersion", None),
        errors.CallTimeoutError("IAPI.GetVersion", "Waited 5 seconds.", "connect"),
        errors.OutcomeUnknown(
            "ICase.AddNewCase", "It broke.", datetime(2026, 11, 26, tzinfo=UTC), ("ICase.GetAllCases",)
        ),
        errors.QuotaReserveReached("ICase.GetAllCases", 100_000, 90_000, 10_000),
        errors.DamagedResponseError("IAPI.GetVersion", "It is no XML."),
        errors.QuotaLimitExceededError("IAPI.GetVersion", "s:Client", "Quota limit reached", "Quota limit", None),
        errors.ProtocolError("IAPI.GetVersion", "A web page came.", 404),
        errors.TruncatedResponseError("IAPI.GetVersion", "It was cut off."),
        errors.FaultError("IAPI.GetVersion", "a:InternalServiceFault", "Incident id: 7", None, None),
        errors.NotFoundError("ICase.GetCaseByGUID", "s:Client", "No case", "No case", "Cases"),
    ],
)
def test_errors_survive_being_sent_between_processes(error: errors.SeveraError) -> None:
    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - made in this line
    assert (type(copy), str(copy), vars(copy)) == (type(error), str(error), vars(error))
    assert str(error).startswith(f"{error.operation}: ")
    assert str(error).endswith(".")


@pytest.mark.parametrize(
    ("text", "incident"),
    [
        ("Internal error. Incident id: 4f1c", "4f1c"),
        ("The server was unable to process the request.", None),
    ],
)
def test_the_incident_is_found_in_the_text(text: str, incident: str | None) -> None:
    assert errors.FaultError("IAPI.GetVersion", "a:InternalServiceFault", text, None, None).incident_id == incident


@pytest.mark.parametrize(
    ("text", "description", "source", "said"),
    [
        ("Invalid.", "Name is too long.", "Case", "Invalid. Name is too long (Case). Change"),
        ("Invalid.", "Invalid.", None, "Invalid. Change"),
        ("", "Name is too long", None, "Name is too long. Change"),
        ("", None, None, "s:Client. Change"),
    ],
)
def test_a_fault_says_everything_once(text: str, description: str | None, source: str | None, said: str) -> None:
    error = errors.ValidationError("ICase.AddNewCase", "s:Client", text, description, source)
    assert str(error) == f"ICase.AddNewCase: {said} what the text names and call again."
