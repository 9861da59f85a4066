"""The trees that phases form: what lies below a phase, and where a user may enter hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from severakit.entities import PhaseTreeNode
from severakit.store.store import Session
from severakit.store.tables import accounts, case_members, cases, phase_members, phases


def below(session: Session, phase: sa.RowMapping) -> set[str]:
    """Return a phase and all below it, by GUID."""
    children = defaultdict(list)
    of_case = session.select(phases, phases.c.guid, phases.c.parent_phase_guid)
    for row in session.all(of_case.where(phases.c.case_guid == phase["case_guid"])):
        children[row["parent_phase_guid"]].append(row["guid"])
    found: set[str] = set()
    waiting = [phase["guid"]]
    while waiting:
        guid = waiting.pop()
        if guid not in found:
            found.add(guid)
            waiting += children[guid]
    return found


def hour_entry_trees(session: Session, user_guid: str) -> list[PhaseTreeNode]:
    """Return a tree for each open case that has a phase on which the user may enter hours.

    Phases that only lead to such a one are there too, locked.
    """
    owned, member = _cases_of(session, user_guid)
    own_phases = set(_guids(session, phase_members, "phase_guid", user_guid))
    children: dict[tuple[str, str | None], list[sa.RowMapping]] = defaultdict(list)
    roots: dict[str, None] = {}
    for row in session.all(_phases_of_open_cases(session, user_guid)):
        children[row["case_guid"], row["parent_phase_guid"]].append(row)
        roots[row["case_guid"]] = None

    def is_open(row: sa.RowMapping) -> bool:
        listed = row["case_guid"] in member if row["uses_case_members"] else row["guid"] in own_phases
        return (listed or row["case_guid"] in owned) and not (row["is_locked"] or row["is_completed"])

    def nodes(case_guid: str, parent: str | None) -> list[PhaseTreeNode]:
        found = []
        for row in children[case_guid, parent]:
            is_usable, inside = is_open(row), nodes(case_guid, row["guid"])
            if is_usable or inside:
                found.append(_node(row, inside, is_locked=not is_usable))
        return found

    return [node for case_guid in roots for node in nodes(case_guid, None)]


def _node(row: sa.RowMapping, inside: list[PhaseTreeNode], *, is_locked: bool) -> PhaseTreeNode:
    return PhaseTreeNode(
        account_guid=row["account_guid"],
        account_name=row["account_name"],
        case_guid=row["case_guid"],
        child_phases=inside,
        guid=row["guid"],
        is_locked=is_locked,
        name=row["name"],
        parent_phase_guid=row["parent_phase_guid"],
        work_type_guid=row["work_type_guid"],
    )


def _cases_of(session: Session, user_guid: str) -> tuple[set[str], set[str]]:
    """Return the cases that a user owns, and those of which the user is a member."""
    owned = session.select(cases, cases.c.guid).where(cases.c.case_owner_user_guid == user_guid)
    return set(session.values(owned)), set(_guids(session, case_members, "case_guid", user_guid))


def _guids(session: Session, links: sa.Table, column: str, user_guid: str) -> Iterable[str]:
    return session.values(session.select(links, links.c[column]).where(links.c.user_guid == user_guid))


def _phases_of_open_cases(session: Session, user_guid: str) -> sa.Select[Any]:
    """SELECT all phases of the open cases that the user owns or takes part in, siblings in their order."""
    phase_of = sa.and_(
        phases.c.organization_id == phase_members.c.organization_id, phases.c.guid == phase_members.c.phase_guid
    )
    of_phases = session.select(phase_members, phases.c.case_guid).select_from(phase_members.join(phases, phase_of))
    of_cases = session.select(case_members, case_members.c.case_guid)
    takes_part = sa.or_(
        cases.c.case_owner_user_guid == user_guid,
        cases.c.guid.in_(of_cases.where(case_members.c.user_guid == user_guid)),
        cases.c.guid.in_(of_phases.where(phase_members.c.user_guid == user_guid)),
    )
    case_of = sa.and_(cases.c.organization_id == phases.c.organization_id, cases.c.guid == phases.c.case_guid)
    account_of = sa.and_(accounts.c.organization_id == cases.c.organization_id, accounts.c.guid == cases.c.account_guid)
    joined = phases.join(cases, case_of).join(accounts, account_of)
    # Who may enter hours on a case need not be one who sees customers.
    account_name = sa.case((sa.and_(sa.true(), *session.seen(accounts)), accounts.c.name)).label("account_name")
    columns = (*phases.c, cases.c.account_guid, account_name)
    statement = session.select(phases, *columns).select_from(joined).where(takes_part, ~cases.c.is_closed)
    return statement.order_by(cases.c.case_number, phases.c.sort_order, phases.c.guid)
