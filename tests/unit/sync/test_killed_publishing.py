"""A run that is killed at any step of its publishing leaves a folder's mirror as it was or as it is, and usable."""

from __future__ import annotations

from typing import Any

import pytest

from severakit.entities import Currency
from severakit.sync import delta_folder, open_destination
from severakit.sync.asking import asking
from support.currencies_mirror import merge, place
from support.mirrored import asked, by_its_sql

WRITING = {"makedirs", "put_file", "pipe_file", "mv", "rm_file", "rm"}


class Killed(BaseException):
    """Ends a run at this place."""


class Steps:
    """Counts the steps by which a folder is changed, and ends the run at one of them."""

    def __init__(self, last: int | None) -> None:
        self._left = last
        self.taken = 0

    def take(self, step):
        def counted(*arguments: Any, **options: Any) -> Any:
            if self._left == self.taken:
                raise Killed
            self.taken += 1
            return step(*arguments, **options)

        return counted


class Filesystem:
    """A filesystem of fsspec whose changes are steps."""

    def __init__(self, filesystem: Any, steps: Steps) -> None:
        self._filesystem = filesystem
        self._steps = steps

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._filesystem, name)
        return self._steps.take(found) if name in WRITING else found


def write(address, codes, last=None):
    """Let a run find these currencies, keep their number as the place to go on from, and be killed at a step."""
    mirror = open_destination(address)
    merge(mirror, [Currency(guid=code, iso_code=code) for code in codes])
    steps = Steps(last)
    mirror._connection._filesystem = Filesystem(mirror._connection._filesystem, steps)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(delta_folder, "write_deltalake", steps.take(delta_folder.write_deltalake))
        patched.setattr(delta_folder.DeltaTable, "vacuum", steps.take(delta_folder.DeltaTable.vacuum))
        try:
            mirror.close()
        except Killed:
            assert last is not None
    return steps.taken


def rows(query):
    return query('SELECT count(*) AS n FROM "currencies" WHERE _deleted_at IS NULL')[0]["n"]


def published_rows(address):
    with asking(address) as query:
        return rows(query)


@pytest.mark.parametrize("kind", ["", "delta:"], ids=["parquet", "delta"])
def test_killed_at_each_step_rows_and_the_place_to_go_on_from_are_of_one_run(tmp_path, kind):
    address = f"{kind}file://{tmp_path}/mirror"
    write(address, ["EUR"])
    codes = ["EUR"]
    whole = write(address, ["EUR", "SEK"])
    write(address, codes)
    ends = []
    for step in range(whole):
        there, coming = codes, [*codes, f"C{step:02}"]
        write(address, coming, step)
        found = published_rows(address)
        assert rows(by_its_sql(address)) in {len(there), len(coming)}
        assert place(address) == published_rows(address) == rows(by_its_sql(address)) == found
        ends.append(found == len(coming))
        codes = coming if ends[-1] else there
    assert ends == sorted(ends)
    assert set(ends) == {False, True}
    write(address, ["SEK"])
    assert (rows(asked(address)), rows(by_its_sql(address)), place(address)) == (1, 1, 1)
    files = {file.relative_to(tmp_path) for file in tmp_path.glob("mirror/*/*.parquet")}
    assert len(files) == len({file.parent for file in files}) + (1 if kind else 0)
