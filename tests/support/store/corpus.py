"""Hostile and damaged files, made from one good file: what the loader is held against.

No file here does harm, also not where it is loaded by something else than the loader: what would
run is a stand-in that does nothing, and paths lead nowhere.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Literal

from support.store.good_table import table_file
from support.store.hostile_archives import hostile_archives
from support.store.hostile_arrays import hostile_arrays
from support.store.hostile_plain import hostile_plain
from support.store.hostile_tables import hostile_tables
from support.store.hostile_texts import (
    broken_json,
    hostile_bases,
    hostile_cards,
    hostile_configs,
    other_models,
)
from support.store.raw_zip import Part, raw_zip

METADATA = "metadata.json"
CONFIG = "config.json"
WEIGHTS = "model.weights.h5"
CARD = "densemodel/card.json"
HISTORY = "densemodel/history.json"

Place = Literal["archive", "card", "arrays", "config", "plain", "table", "base"]


@dataclass(frozen=True)
class Entry:
    """One file of the corpus."""

    name: str
    data: bytes
    where: Place
    """What has to refuse it. "archive": the reader of zips, in opening or in reading a member.
    "arrays": the reader of arrays. "card": the card's own checks. "config": all parts are sound by
    themselves, and the loader refuses the file, or gives the model of the good file, having used
    none of what was changed.
    "plain": the card is gone, as from a file of plain Keras, and the config is not what it writes
    for a network that the language can say. It is refused, or gives the model of the good file.
    "table": the same of a model that takes a table. It is refused.
    "base": the card tells of another base than the file holds. The loader refuses it."""


def corpus(good, base=None):
    """Every hostile file.

    Args:
        good: A saved model's file, with Keras's members and a card.
        base: That of a network of 6 columns with a base, `6 -> 8 tanh`; None for no such files.
    """
    members = _members(good)
    found = [Entry(name, data, "archive") for name, data in hostile_archives(good)]
    found += _changed(members, WEIGHTS, "arrays", "weights", hostile_arrays(members[WEIGHTS]))
    card = json.loads(members[CARD])
    found += _changed(members, CARD, "card", "card", broken_json(members[CARD]))
    found += _changed(members, CARD, "card", "card", hostile_cards(card))
    found += _changed(members, CARD, "config", "card_of_another_model", other_models(card))
    config = json.loads(members[CONFIG])
    for name in (CONFIG, METADATA, HISTORY):
        texts = broken_json(members.get(name, b'{"loss": [1.0]}'))
        found += _changed(members, name, "config", name.split("/")[-1].split(".")[0], texts)
    found += _changed(members, CONFIG, "config", "config", hostile_configs(config))
    found += _without(members)
    plain = {name: members[name] for name in (METADATA, CONFIG, WEIGHTS)}
    found += _changed(plain, CONFIG, "plain", "plain", broken_json(members[CONFIG]))
    found += _changed(plain, CONFIG, "plain", "plain", hostile_configs(config))
    found += _changed(plain, CONFIG, "plain", "plain config", hostile_plain(config))
    found += _changed(_members(table_file()), CONFIG, "table", "table config", hostile_tables())
    if base is not None:
        members = _members(base)
        found += _changed(members, CARD, "base", "base", hostile_bases(json.loads(members[CARD])))
    return found


def _members(good):
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def _zip(members):
    return raw_zip(*(Part(name.encode(), content) for name, content in members.items()))


def _changed(members, member, where, prefix, contents):
    return [
        Entry(f"{prefix}: {name}", _zip(members | {member: content}), where)
        for name, content in contents
    ]


def _without(members):
    for name in (METADATA, CONFIG, WEIGHTS, CARD):
        rest = {other: content for other, content in members.items() if other != name}
        where = "card" if name == CARD else "arrays" if name == WEIGHTS else "config"
        yield Entry(f"without {name}", _zip(rest), where)
