"""Tables as commands print them: data is never markup, and nothing of it is cut."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime

import pytest

from severakit.cli import output
from severakit.cli.administering import show_one
from severakit.cli.doctor import _print as print_report
from severakit.doctor import Finding, Report

GUID = "01a06661-ca8e-7d8e-a1b6-3d26f6bd0a11"


@pytest.mark.parametrize("name", ["Acme [/Helsinki] Oy", "[red]Acme", "Acme :smile: [link=x]Oy[/link]", "[/]"])
def test_what_stands_in_brackets_is_printed_as_it_is(name, capsys):
    output.print_table(f"Invoices of {name}", [{"customer": name}])
    output.print_table(name, [])
    printed = capsys.readouterr().out
    assert printed.count(name) == 3
    assert printed.endswith(f"{name}: none.\n")


def test_a_finding_of_the_doctor_is_printed_as_it_is(capsys):
    finding = Finding("API access right", "failed", "The user [/x] has none.", "Open [bold]Users.", "key [/]")
    print_report(Report([finding, Finding("Key", "ok", "It opens.", "", "")]))
    printed = capsys.readouterr().out
    assert all(text in printed for text in ("The user [/x] has none.", "→ Open [bold]Users."))


def test_in_a_pipe_nothing_is_cut(capsys):
    row = {f"column {number}": f"{GUID}-{number}" for number in range(9)}
    output.print_table("Rows", [row])
    assert any(all(value in line for value in row.values()) for line in capsys.readouterr().out.splitlines())


def test_on_a_narrow_terminal_columns_fold(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    output.print_table("Rows", [{"guid": GUID, "customer": "Nordlys Consulting", "email": "api@nordlys.example"}])
    printed = re.sub(r"\x1b\[\d*m", "", capsys.readouterr().out)
    assert max(map(len, printed.splitlines())) <= 60
    cells = [line.split("│")[1].strip() for line in printed.splitlines() if "│" in line]
    assert "".join(cells) == GUID
    assert "…" not in printed


def test_moments_are_printed_to_the_second(capsys):
    output.print_table("Rows", [{"at": datetime(2026, 1, 31, 12, 30, 1, 123456, tzinfo=UTC)}])
    assert " 2026-01-31 12:30:01+00:00 " in capsys.readouterr().out


def test_values_by_name_are_printed_on_lines_of_their_own(capsys):
    show_one({"used": 7, "history": {"2026-01-30": 5, "2026-01-31": None}, "open": True}, json=False)
    assert capsys.readouterr().out == "used: 7\nhistory:\n  2026-01-30: 5\n  2026-01-31: \nopen: yes\n"
