"""Who belongs to a case and its phases: those who may enter hours there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from severakit.store.store import Session
from severakit.store.tables import case_members, cases, phase_members, phases, users


def add_case_member(session: Session, case_guid: str, user_guid: str) -> None:
    """Make a user a member of a case; one who is already stays one."""
    if session.find(case_members, case_guid=case_guid, user_guid=user_guid) is None:
        session.append(case_members, "case_guid", case_guid, user_guid=user_guid)


def phase_member_guids(session: Session, phase: sa.RowMapping) -> sa.Select[Any]:
    """Return the SELECT of a phase's members in their order: the case's, or its own where it has a list."""
    if phase["uses_case_members"]:
        members = session.select(case_members, case_members.c.user_guid)
        return members.where(case_members.c.case_guid == phase["case_guid"]).order_by(case_members.c.position)
    members = session.select(phase_members, phase_members.c.user_guid)
    return members.where(phase_members.c.phase_guid == phase["guid"]).order_by(phase_members.c.position)


def set_phase_members(session: Session, phase_guid: str, user_guids: Sequence[str] | None) -> None:
    """Give a phase a list of members of its own; None makes it use the case's."""
    members = [{"user_guid": guid} for guid in dict.fromkeys(user_guids or ())]
    session.replace(phase_members, "phase_guid", phase_guid, members)
    session.update(phases, phase_guid, uses_case_members=user_guids is None)


def may_enter_hours(session: Session, phase: sa.RowMapping, user_guid: str) -> bool:
    """Whether a user is a member of the phase, or owns its case."""
    if session.find(cases, guid=phase["case_guid"], case_owner_user_guid=user_guid) is not None:
        return True
    members = phase_member_guids(session, phase).subquery()
    return session.count(users, users.c.guid == user_guid, users.c.guid.in_(sa.select(members.c.user_guid))) == 1


def all_known(session: Session, user_guids: Sequence[str]) -> bool:
    """Whether each of these is a user of the organization."""
    wanted = set(user_guids)
    # No more than there are users are asked for, whatever a caller sends.
    if len(wanted) > session.count(users):
        return False
    return session.count(users, users.c.guid.in_(wanted)) == len(wanted)
