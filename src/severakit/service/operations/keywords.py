"""Keywords: the texts of tags, which are made when they are first used."""

from __future__ import annotations

from collections.abc import Iterable

from severakit.entities import Tag
from severakit.service.call import Call
from severakit.store.tables import tags
from severakit.store.texts import is_among

_UNIQUE = ("context", "keyword")


def tag_guids(call: Call, context: str, keywords: Iterable[str]) -> list[str]:
    """Return the tags that a context has for some keywords, in their order, making those that it has not."""
    wanted = list(dict.fromkeys(stripped for keyword in keywords if (stripped := (keyword or "").strip())))
    known = call.session.select(tags, tags.c.keyword, tags.c.guid).where(
        tags.c.context == context, is_among(tags.c.keyword, wanted)
    )
    guids = {row["keyword"]: row["guid"] for row in call.session.all(known)}
    # In one order always, so that two callers who make the same tags at once do not wait for each other.
    for keyword in sorted(set(wanted).difference(guids)):
        made = call.session.insert_once(tags, _UNIQUE, context=context, keyword=keyword, is_active=True)
        guids[keyword] = made["guid"]
    return [guids[keyword] for keyword in wanted]


def put_tag(call: Call, context: str, sent: Tag) -> str:
    """Return the tag that a context has for a keyword, active from now on; a new one has the weight sent."""
    keyword = {"context": context, "keyword": (sent.keyword or "").strip()}
    tag = call.session.insert_once(tags, _UNIQUE, **keyword, weight=sent.weight or 0, is_active=True)
    if not tag["is_active"]:
        call.session.update(tags, tag["guid"], is_active=True)
    return str(tag["guid"])
