"""Row-level security of PostgreSQL: the second line that keeps organizations apart.

The first line is the store, which has the organization in every statement. Here the database itself compares each row
with the scope that its session or transaction has stated, so that a statement that forgets the organization neither
sees nor changes rows of another. Without a scope there are no rows at all.

Superusers, and roles with BYPASSRLS, are not held by it; the owner of the tables is, for it is forced.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

SETTING = "severakit.organization"
"""The setting that holds the scope."""

ALL: Literal["all"] = "all"
"""The scope of work on all organizations: of operators, of migrations, and of what finds an organization by name."""

GATE: Literal["gate"] = "gate"
"""The scope of what every call asks before its organization is known: whose key it is, and its place in the quota.

Connections have it outside of transactions."""

Scope = int | Literal["all", "gate"]
"""An organization, by its number, or one of the scopes with a name."""

_GATE_READS = ("api_keys", "organizations", "users")
_GATE_WRITES = ("quota_days",)


def scoped(scope: Scope) -> str:
    """Return the statement that gives a connection its scope outside of transactions."""
    return f"SET {SETTING} = '{scope}'"


def scoped_locally(scope: Scope) -> str:
    """Return the statement that gives a transaction its scope, until it ends."""
    return f"SET LOCAL {SETTING} = '{scope}'"


def protection(table: str, column: str = "organization_id") -> Iterator[str]:
    """Yield the statements that protect a table by the column that names the organization: for migrations."""
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"CREATE POLICY organization ON {table} USING ({_within(column)})"
    if table in _GATE_READS:
        yield f"CREATE POLICY gate ON {table} FOR SELECT USING ({_is(GATE)})"
    if table in _GATE_WRITES:
        yield f"CREATE POLICY gate ON {table} USING ({_is(GATE)})"


def _within(column: str) -> str:
    # In this form the planner takes it to hold for all rows but a few, so that statements, which have the organization
    # themselves, are planned as they were without it. An equality would count the organization twice, and of many
    # organizations expect next to no rows. Asking for the setting row by row is cheaper than a subquery for each table.
    return f"(CASE WHEN {column}::text = {_SCOPE} THEN true WHEN {_is(ALL)} THEN true END) IS NOT NULL"


def _is(scope: str) -> str:
    return f"{_SCOPE} = '{scope}'"


_SCOPE = f"current_setting('{SETTING}', true)"
