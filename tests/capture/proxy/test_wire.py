"""One side of a connection: heads, bodies of every sort, and sides that go away."""

import os
import socket
import sys
import threading
from contextlib import suppress

import pytest

from bozzetto.capture.proxy.head import MAX_HEAD, Body, Length
from bozzetto.capture.proxy.splice import CAN_SPLICE
from bozzetto.capture.proxy.wire import Broken, Kept, Unsent, Wire
from bozzetto.errors import FormatError

LARGE = os.urandom(3 << 20)


@pytest.fixture
def pair():
    """Two wires, each with the far end of its connection: (wire, far), (wire, far)."""
    made = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        for _ in range(2):
            far = socket.create_connection(listening.getsockname())
            near, _address = listening.accept()
            made.append((Wire(near), far))
    yield made
    for wire, far in made:
        wire.close()
        far.close()


def collect(sock, size):
    """Read so many bytes in a thread of its own; call what is returned for them."""
    found = bytearray()

    def read():
        with suppress(OSError):  # the test has ended
            while len(found) < size and (piece := sock.recv(1 << 16)):
                found.extend(piece)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()

    def wait():
        thread.join(60)
        return bytes(found)

    return wait


def sending(sock, data):
    """Send in a thread of its own, and return it."""

    def send():
        with suppress(OSError):  # nobody takes it any more
            sock.sendall(data)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("kept", [False, True], ids=["moved", "kept"])
@pytest.mark.parametrize("size", [0, 1, 1000, len(LARGE)], ids=["empty", "byte", "small", "large"])
def test_sized_body_is_copied_to_the_last_byte(pair, size, kept):
    """Whether it goes through the kernel or is looked at, the bytes are the same."""
    (source, giver), (target, taker) = pair
    copy = Kept(1 << 23) if kept else None
    wait = collect(taker, size)
    sender = sending(giver, b"HEAD\r\n\r\n" + LARGE[:size] + b"rest")
    assert source.read_head() == b"HEAD\r\n\r\n"
    assert source.copy(target, Body(Length.SIZED, size), copy)
    assert wait() == LARGE[:size]
    assert copy is None or copy.data == LARGE[:size]
    sender.join(60)
    giver.shutdown(socket.SHUT_WR)
    with pytest.raises(Broken):  # what came behind the body is still there: half a head
        source.read_head()


def test_chunked_body_goes_on_as_it_is(pair):
    """Sizes, extensions and trailers pass; what is kept is the body alone."""
    (source, giver), (target, taker) = pair
    data = b"5;x=1\r\nhello\r\n" + b"%x\r\n" % len(LARGE) + LARGE + b"\r\n0\r\nX-End: 1\r\n\r\n"
    kept = Kept(1 << 23)
    wait = collect(taker, len(data))
    sending(giver, data)
    assert source.copy(target, Body(Length.CHUNKED), kept)
    assert wait() == data
    assert kept.data == b"hello" + LARGE


@pytest.mark.parametrize("line", [b"\r\n", b"-1\r\n", b"0x5\r\n", b"f" * 16 + b"\r\n"])
def test_chunk_out_of_form_is_refused(pair, line):
    """A size that readers could take differently ends the connection."""
    (source, giver), (target, _taker) = pair
    giver.sendall(line)
    with pytest.raises(FormatError):
        source.copy(target, Body(Length.CHUNKED))


def test_body_up_to_the_end_of_the_connection(pair):
    """It is copied until there is no more."""
    (source, giver), (target, taker) = pair
    wait = collect(taker, 4)
    giver.sendall(b"abcd")
    giver.shutdown(socket.SHUT_WR)
    assert source.copy(target, Body(Length.CLOSED))
    assert wait() == b"abcd"


@pytest.mark.parametrize("kept", [None, Kept(1 << 23)], ids=["moved", "kept"])
def test_source_that_goes_away_within_a_body_is_noticed(pair, kept):
    """Half a picture is never taken for a whole one."""
    (source, giver), (target, taker) = pair
    collect(taker, len(LARGE))
    giver.sendall(LARGE[:300_000])
    giver.close()
    with pytest.raises(Broken):
        source.copy(target, Body(Length.SIZED, len(LARGE)), kept)


def test_target_that_goes_away_ends_a_body_that_nobody_keeps(pair):
    """Nobody wants the rest."""
    (source, giver), (target, taker) = pair
    sending(giver, LARGE)
    taker.close()
    with pytest.raises(Broken):
        source.copy(target, Body(Length.SIZED, len(LARGE)))


def test_target_that_goes_away_ends_nothing_that_is_kept(pair):
    """What the tool made is wanted, also where the page is closed meanwhile."""
    (source, giver), (target, taker) = pair
    kept = Kept(1 << 23)
    sending(giver, LARGE)
    taker.close()
    assert not source.copy(target, Body(Length.SIZED, len(LARGE)), kept)
    assert kept.data == LARGE


def test_kept_drops_what_is_too_much():
    """Beyond the limit nothing of it stays in memory."""
    kept = Kept(4)
    for piece in (b"abc", b"de", b"f"):
        kept.add(memoryview(piece))
    assert kept.data is None


def test_head_that_does_not_end_is_refused(pair):
    """A limit bounds what is held."""
    (source, giver), _ = pair
    sending(giver, b"x" * (MAX_HEAD + 100_000))
    with pytest.raises(FormatError):
        source.read_head()


def test_end_before_a_head_is_no_fault(pair):
    """A connection that nobody uses any more."""
    (source, giver), _ = pair
    giver.shutdown(socket.SHUT_WR)
    assert source.read_head() == b""


def test_send_to_nobody_says_which_side_is_gone(pair):
    """A tunnel has to know who left."""
    (_source, _giver), (target, taker) = pair
    taker.close()
    with pytest.raises(Unsent):
        target.send(LARGE * 4)


def test_large_bodies_are_moved_by_the_kernel_on_linux():
    """The one system on which this is measured."""
    assert (sys.platform == "linux") == CAN_SPLICE


def test_small_body_goes_with_its_head_in_one_packet(pair):
    """Each more would wake up the other side once more."""
    (source, giver), (target, taker) = pair
    giver.sendall(b"HEAD\r\n\r\nbody")
    assert source.read_head() == b"HEAD\r\n\r\n"
    assert source.copy(target, Body(Length.SIZED, 4), head=b"OTHER\r\n\r\n")
    assert taker.recv(100) == b"OTHER\r\n\r\nbody"


@pytest.mark.parametrize("length", [Length.NONE, Length.CLOSED], ids=["none", "closed"])
def test_head_goes_also_where_no_body_comes(pair, length):
    """At once: a page may wait for it."""
    (source, giver), (target, taker) = pair
    giver.shutdown(socket.SHUT_WR)
    assert source.copy(target, Body(length), head=b"HEAD\r\n\r\n")
    assert taker.recv(100) == b"HEAD\r\n\r\n"


def test_so_many_bytes_are_read(pair):
    """No more than asked for, and not fewer."""
    (source, giver), _ = pair
    giver.sendall(b"abcdef")
    assert (source.read(4), source.read(2)) == (b"abcd", b"ef")
    giver.shutdown(socket.SHUT_WR)
    with pytest.raises(Broken):
        source.read(1)
