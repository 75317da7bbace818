"""News: events reach every page, and no page keeps the others waiting."""

import asyncio
import threading

from bozzetto.web.news import MOST_LISTENERS, MOST_WAITING, Event, News


def heard(listener):
    """Take what waits."""
    said = list(listener.waiting)
    listener.waiting.clear()
    return said


def test_news_without_listeners_is_no_fault():
    """Before the server runs, and after it ended, nobody listens."""
    news = News()
    news.publish("state", {})
    loop = asyncio.new_event_loop()
    news.attach(loop)
    loop.close()
    news.publish("state", {})


def test_news_reaches_every_listener():
    """What a thread tells is heard by all pages, in order."""

    async def scene():
        news = News()
        news.attach(asyncio.get_running_loop())
        with news.listening() as one, news.listening() as two:
            thread = threading.Thread(
                target=lambda: [news.publish("job", {"number": number}) for number in range(3)]
            )
            thread.start()
            while len(two.waiting) < 3:
                await two.wait(5)
            thread.join()
            wanted = [Event("job", {"number": number}) for number in range(3)]
            assert heard(one) == heard(two) == wanted

    asyncio.run(scene())


def test_slow_listener_is_told_to_look_anew():
    """A page that is too far behind loses what waits; the others lose nothing."""

    async def scene():
        news = News()
        news.attach(asyncio.get_running_loop())
        with news.listening() as slow, news.listening() as fast:
            for number in range(MOST_WAITING + 2):
                news.publish("job", {"number": number})
                await asyncio.sleep(0)
                assert len(heard(fast)) == 1
            assert slow.is_behind
            assert not fast.is_behind
            assert heard(slow) == []

    asyncio.run(scene())


def test_waiting_ends_by_itself():
    """A page that hears nothing wakes up in time to show that it lives."""

    async def scene():
        news = News()
        with news.listening() as listener:
            await listener.wait(0.01)
            assert heard(listener) == []

    asyncio.run(scene())


def test_closing_sends_listeners_home():
    """At the end every page is woken; who comes later is sent home at once."""

    async def scene():
        news = News()
        with news.listening() as early:
            news.close()
            await early.wait(5)
            assert early.is_over
            with news.listening() as late:
                assert late.is_over

    asyncio.run(scene())


def test_listeners_are_bounded():
    """So many pages, and no more; who leaves makes room."""
    news = News()
    rooms = [news.listening() for _ in range(MOST_LISTENERS)]
    for room in rooms:
        room.__enter__()
    assert news.is_full
    rooms[0].__exit__(None, None, None)
    assert not news.is_full
