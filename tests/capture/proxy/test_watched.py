"""An exchange that somebody looks at."""

from bozzetto.capture.proxy.head import Request
from bozzetto.capture.proxy.watched import Watched
from bozzetto.capture.proxy.wire import Kept

REQUEST = Request.parse(b"POST /prompt HTTP/1.1\r\nHost: a\r\n\r\n")


def test_who_looks_is_told_of_the_request_and_of_the_end():
    """Each once, with what is known by then."""
    told = []
    watched = Watched(
        REQUEST,
        Kept(10),
        Kept(10),
        on_sent=lambda each: told.append(("sent", each.reached, each.status)),
        on_ended=lambda each: told.append(("ended", each.reached, each.status)),
    )
    assert not watched.ended.is_set()
    watched.sent_whole()
    watched.end(200)
    watched.end(None)
    assert watched.ended.is_set()
    assert told == [("sent", True, None), ("ended", True, 200)]


def test_two_exchanges_are_two():
    """Also where all of them is equal: a job is given twice."""
    one, two = (Watched(REQUEST, Kept(1), Kept(1)) for _ in range(2))
    assert len({one, two}) == 2
