"""Findings and their limits."""

import gzip
import io
import zlib

import pytest

from bozzetto.capture.charset import Decoded
from bozzetto.capture.findings import (
    GZIP,
    MAX_CARRIER,
    MAX_CARRIERS,
    MAX_TOTAL,
    ZLIB,
    Findings,
)
from bozzetto.capture.picture import Carrier
from bozzetto.capture.source import Source


def source(data):
    """Some bytes as a source."""
    return Source.of_file(io.BytesIO(data))


def test_take_and_keep():
    """A value within the limits is read and kept, with its text."""
    findings = Findings()
    raw = findings.take(source(b"value"), "xmp", "name")
    findings.keep("xmp", "name", 7, raw, Decoded("val�", exact=False))
    assert findings.carriers == (Carrier("xmp", "name", 7, b"value", "val�", exact=False),)
    assert findings.problems == ()


def test_take_too_large():
    """A value above the limit is named with its size, and not read."""
    findings = Findings()
    assert findings.take(source(bytes(MAX_CARRIER + 1)), "png:tEXt", "workflow") is None
    (carrier,) = findings.carriers
    assert (carrier.name, carrier.raw, carrier.text) == ("workflow (16777217 bytes)", b"", None)
    assert findings.problems == ("carrier.too-large",)


def test_take_total_too_large():
    """Values that are each small enough stop being read where they are too many together."""
    findings = Findings()
    large = source(bytes(MAX_CARRIER))
    for _ in range(MAX_TOTAL // MAX_CARRIER):
        assert findings.take(large, "xmp", "") is not None
    assert findings.take(source(b"x"), "xmp", "") is None
    assert findings.carriers[0].name == "(1 bytes)"


def test_keep_too_many():
    """Carriers beyond the limit are left out, and that is said."""
    findings = Findings()
    for _ in range(MAX_CARRIERS + 5):
        findings.take_raw(source(b""), "jpeg:APP9")
    assert len(findings.carriers) == MAX_CARRIERS
    findings.keep("xmp", "", 0, b"", None)
    assert len(findings.carriers) == MAX_CARRIERS
    assert findings.problems == ("carrier.too-many",)


def test_carriers_in_file_order():
    """Carriers come in the order of the file, and what is hidden in pixels comes last."""
    findings = Findings()
    for place, offset in (("stealth:alpha", 0), ("xmp", 9), ("c2pa", 3)):
        findings.keep(place, "", offset, b"", None)
    assert [carrier.place for carrier in findings.carriers] == ["c2pa", "xmp", "stealth:alpha"]


def test_report_each_once():
    """A problem is told once, however often it was met."""
    findings = Findings()
    for code in ("b", "a", "b"):
        findings.report(code)
    assert findings.problems == ("b", "a")


@pytest.mark.parametrize(
    ("raw", "window"),
    [(zlib.compress(b"text"), ZLIB), (gzip.compress(b"text"), GZIP)],
    ids=["zlib", "gzip"],
)
def test_inflate(raw, window):
    """Both kinds of compressed value are inflated."""
    assert Findings().inflate(raw, window) == b"text"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        pytest.param(zlib.compress(bytes(MAX_CARRIER + 1)), "decode.bomb", id="bomb"),
        pytest.param(zlib.compress(b"text")[:-3], "carrier.damaged", id="cut"),
        pytest.param(b"no zlib", "carrier.damaged", id="not compressed"),
        pytest.param(b"", "carrier.damaged", id="empty"),
    ],
)
def test_inflate_refuses(raw, problem):
    """A bomb or a damaged stream gives nothing but its problem."""
    findings = Findings()
    assert findings.inflate(raw, ZLIB) is None
    assert findings.problems == (problem,)


def test_inflate_many_bombs():
    """Bombs are paid from one budget: after a few, nothing more is inflated for their file."""
    findings = Findings()
    bomb = zlib.compress(bytes(MAX_CARRIER + 1))
    for _ in range(MAX_TOTAL // MAX_CARRIER):
        findings.inflate(bomb, ZLIB)
    assert findings.inflate(zlib.compress(b"text"), ZLIB) is None
