"""Builds FlatBuffers and projects of Draw Things, as its own program writes them."""

import sqlite3
import struct
from contextlib import closing

_SIZES = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "f": 4, "q": 8, "d": 8}


class Pair(tuple):
    """A structure of two 32-bit numbers."""

    __slots__ = ()


def table(fields):
    """A table as a whole buffer.

    ``fields``: by number, each ``(form, value)`` for a number, else a string, bytes, a `Pair`, or
    a list of tables' fields.
    """
    data = bytearray(4)
    struct.pack_into("<I", data, 0, _put(data, fields))
    return bytes(data)


def _pad(data):
    data.extend(b"\0" * (-len(data) % 8))


def _put(data, fields):
    """Append a table, after its vtable and before what it refers to; returns where it stands."""
    count = max(fields, default=-1) + 1
    _pad(data)
    vtable = len(data)
    data.extend(b"\0" * (4 + 2 * count))
    _pad(data)
    at = len(data)
    data.extend(struct.pack("<i", at - vtable) + b"\0" * 4)
    later = []
    for number, value in fields.items():
        _pad(data)
        struct.pack_into("<H", data, vtable + 4 + 2 * number, len(data) - at)
        if isinstance(value, Pair):
            data.extend(struct.pack("<ii", *value))
        elif isinstance(value, tuple):
            data.extend(struct.pack("<" + value[0], value[1]))
        else:
            later.append((len(data), value))
            data.extend(b"\0" * 4)
    struct.pack_into("<HH", data, vtable, 4 + 2 * count, len(data) - at)
    for place, value in later:
        _refer(data, place, value)
    return at


def _refer(data, place, value):
    _pad(data)
    start = len(data)
    struct.pack_into("<I", data, place, start - place)
    if isinstance(value, list):
        data.extend(struct.pack("<I", len(value)) + b"\0" * 4 * len(value))
        for index, fields in enumerate(value):
            slot = start + 4 + 4 * index
            struct.pack_into("<I", data, slot, _put(data, fields) - slot)
    else:
        coded = value.encode() if isinstance(value, str) else value
        data.extend(struct.pack("<I", len(coded)) + coded + b"\0")


def state(lineage=0, time=1, clock=0, preview=0, **more):
    """The fields of a state of the canvas."""
    names = {
        "seed": (4, "I"),
        "steps": (5, "I"),
        "guidance": (6, "f"),
        "tensor": (9, "q"),
        "mask": (10, "q"),
        "edits": (12, "q"),
        "line": (13, "q"),
        "generated": (23, "B"),
        "sampler": (15, "b"),
        "reason": (108, "i"),
    }
    texts = {"model": 8, "positive": 98, "negative": 99}
    fields = {0: ("q", lineage), 1: ("q", time), 11: ("q", clock), 41: ("q", preview)}
    for name, value in more.items():
        if name in names:
            number, form = names[name]
            fields[number] = (form, value)
        elif name in texts:
            fields[texts[name]] = value
        else:
            fields[{"loras": 30, "controls": 27}[name]] = value
    return fields


def project(path, states, previews, texts=(), lines=()):
    """A project's database: states' fields, previews by number, rows of edits, lines gone on."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            """
            CREATE TABLE tensorhistorynode (rowid INTEGER PRIMARY KEY AUTOINCREMENT,
                __pk0 INTEGER, __pk1 INTEGER, p BLOB, UNIQUE(__pk0, __pk1));
            CREATE TABLE thumbnailhistorynode (rowid INTEGER PRIMARY KEY AUTOINCREMENT,
                __pk0 INTEGER, p BLOB, UNIQUE(__pk0));
            CREATE TABLE texthistorynode (rowid INTEGER PRIMARY KEY AUTOINCREMENT,
                __pk0 INTEGER, __pk1 INTEGER, p BLOB, UNIQUE(__pk0, __pk1));
            CREATE TABLE textlineagenode (rowid INTEGER PRIMARY KEY AUTOINCREMENT,
                __pk0 INTEGER, p BLOB, UNIQUE(__pk0));
            """
        )
        for fields in states:
            row = (fields[0][1], fields[1][1], table(fields))
            database.execute(
                "INSERT INTO tensorhistorynode (__pk0, __pk1, p) VALUES (?, ?, ?)", row
            )
        for number, data in previews.items():
            row = (number, table({0: ("q", number), 1: data}))
            database.execute("INSERT INTO thumbnailhistorynode (__pk0, p) VALUES (?, ?)", row)
        for line, time, fields in texts:
            row = (line, time, table(fields))
            database.execute("INSERT INTO texthistorynode (__pk0, __pk1, p) VALUES (?, ?, ?)", row)
        for line, goal in lines:
            row = (line, table({0: ("q", line), 1: ("q", goal)}))
            database.execute("INSERT INTO textlineagenode (__pk0, p) VALUES (?, ?)", row)
        database.commit()
    return path
