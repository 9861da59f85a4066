"""Events of the service: one line each, in one piece."""

from __future__ import annotations

import io
import json
import sys

import pytest
import structlog

from severakit.service.event_log import write_events_to_stderr


class Pieces(io.StringIO):
    """A stream that keeps apart what it is given."""

    def __init__(self):
        super().__init__()
        self.pieces = []

    def write(self, text):
        self.pieces.append(text)
        return len(text)


@pytest.fixture(autouse=True)
def configuration():
    yield
    structlog.reset_defaults()


def test_an_event_is_written_in_one_piece(monkeypatch):
    stream = Pieces()
    monkeypatch.setattr(sys, "stderr", stream)
    write_events_to_stderr()
    structlog.get_logger("test").warning("first", reason="two\nlines")
    structlog.get_logger("test").warning("second")
    assert [piece.endswith("\n") and json.loads(piece)["event"] for piece in stream.pieces] == ["first", "second"]
