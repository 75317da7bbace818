"""Sealing: what goes under an outside time, what waits, and whom it waits for."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

from bozzetto.anchor import Authority, Interval, verify_token
from bozzetto.anchor import client as client_module
from bozzetto.errors import AnchorError, FormatError, RecordingError, StudioError
from bozzetto.log import Checkpoint, KeyKind, Note, NoteKey, open_checkpoint
from bozzetto.record import assets_in, key_bytes
from bozzetto.studio import Assets, Studio
from bozzetto.studio import sealing as sealing_module
from bozzetto.studio.heads import read_head
from bozzetto.studio.sealing import INTERVAL, PAUSE, Sealer
from tests.fakes.authority import Authority as Loopback
from tests.studio.clocks import SetClock
from tests.studio.drafts import remarks
from tests.studio.whole import check_whole


@pytest.fixture
def clock():
    """A clock that begins at the present: the loopback authority has no other."""
    return SetClock(datetime.now(UTC))


def ask(studio, *authorities):
    """Let a studio ask these: (name, address, seconds between), or further lines."""
    tables = [
        f'[[authority]]\nname = "{name}"\ntitle = "{name}"\nurl = "{url}"\n{more}\n'
        for name, url, more in authorities
    ]
    studio.layout.authorities.write_text("".join(tables), encoding="utf-8")


@pytest.fixture
def asking(studio, loopback):
    """A studio that asks the loopback authority."""
    ask(studio, ("loopback", loopback.url, "min_interval = 0"))
    return studio


def anchors(studio):
    """Return the anchor chain's entries, without its opening."""
    return [entry for _, entry in studio.anchors()[1:]]


def test_no_authorities(studio, work):
    """A studio that names nobody asks nobody, and says so."""
    assert studio.sealer.authorities() == ()
    with pytest.raises(AnchorError, match="asks no timestamp authority") as caught:
        studio.seal()
    assert "authority add" in caught.value.hint
    assert work.studio.sealer.waiting().count == 2
    assert not studio.sealer.is_due(studio.clock.now() + timedelta(days=1))


@pytest.mark.parametrize(
    ("content", "error"),
    [
        pytest.param(b"[[authority", FormatError, id="not TOML"),
        pytest.param(b"\xff\xfe", FormatError, id="not UTF-8"),
        pytest.param(b"[[authority]]\nname = 'x'\n", FormatError, id="half"),
    ],
)
def test_authorities_malformed(studio, content, error):
    """A file of authorities that is none is refused in one way."""
    studio.layout.authorities.write_bytes(content)
    with pytest.raises(error):
        studio.sealer.authorities()


def test_authorities_unreadable(studio, monkeypatch):
    """A file that cannot be read is a matter of the studio."""

    def refuse(*_arguments):
        raise PermissionError(13, "Permission denied")

    studio.layout.authorities.touch()
    monkeypatch.setattr(type(studio.layout.authorities), "read_text", refuse)
    with pytest.raises(StudioError, match="Permission denied"):
        studio.sealer.authorities()


def test_authority_password(studio, loopback, clock, monkeypatch):
    """A password comes out of the environment, and never out of the file."""
    loopback.user, loopback.password = "ann", "secret"
    login = 'min_interval = 0\nuser = "ann"\npassword_env = "TSA_PASSWORD"'
    ask(studio, ("loopback", loopback.url, login))
    (failure,) = studio.seal().failures
    assert "password is not given" in str(failure.error)
    monkeypatch.setenv("TSA_PASSWORD", "secret")
    clock.run(timedelta(seconds=16))
    assert studio.seal().recorded is not None


def test_seal_covers(asking, loopback):
    """Sealing signs the log's state, has it stamped, and records the anchor."""
    work = asking.open_work("Cat")
    size = asking.database.size()
    before = asking.checkpoint()
    sealed = asking.seal()
    assert sealed.size == size == asking.sealer.covered()
    assert (sealed.failures, sealed.postponed, sealed.missed) == ((), (), ())
    ((name, token),) = sealed.tokens
    assert name == "loopback"
    assert verify_token(token.raw, sealed.note.encode()).gen_time == token.gen_time
    assert Checkpoint.parse(Note.parse(sealed.note).text) == before
    (anchor,) = anchors(asking)
    assert anchor.digest == sealed.recorded.digest
    assert anchor.event.body["checkpoint"] == sealed.note
    assert loopback.requests == 1
    work.state_intent("a cat")
    assert work.entries()[-1][1].event.after == anchor.digest


def test_seal_keeps_tokens(asking, loopback):
    """Tokens, and what they need in twenty years, are kept as assets of the anchor's entry."""
    sealed = asking.seal()
    (anchor,) = anchors(asking)
    (value,) = anchor.event.body["tokens"]
    assert (value["authority"], value["sort"]) == ("loopback", "rfc3161")
    assert value["token"]["type"] == "application/timestamp-reply"
    kept = {asset.digest: asset for asset in assets_in(anchor.event.body)}
    assert len(kept) == 1 + len(value["kept"])
    with asking.assets.open(value["token"]["digest"]) as file:
        assert file.read() == sealed.tokens[0][1].raw
    contents = {asking.assets.path(digest).read_bytes() for digest in kept}
    assert {loopback.pages["/ca.crl"], loopback.pages["/root.crl"]} <= contents


def test_seal_without_lists(asking, loopback):
    """Lists that cannot be had are named, and do not keep the anchor from being recorded."""
    loopback.pages.clear()
    sealed = asking.seal()
    assert sealed.recorded is not None
    assert f"{loopback.base}/ca.crl" in sealed.missed


def test_note_signed_twice(asking):
    """Both keys of the log sign its state, and what was signed is remembered outside."""
    size, note = asking.sealer.sign(asking.clock.now())
    keys = [
        NoteKey(asking.origin, KeyKind.ED25519, key_bytes(asking.log_keys.ed25519)),
        NoteKey(asking.origin, KeyKind.MLDSA44, key_bytes(asking.log_keys.ml_dsa_44)),
    ]
    checkpoint, verified = open_checkpoint(note, keys)
    assert len(verified) == 2
    assert checkpoint.tree_size == size
    head = read_head(asking.digest)
    assert (head.size, head.root) == (size, checkpoint.root_hash)


def test_same_state_signed_once(studio, folder, clock):
    """A state of the log has one signed note, in this process and in the next."""
    _, note = studio.sealer.sign(clock.now())
    clock.run(timedelta(hours=1))
    assert studio.sealer.sign(clock.now())[1] == note
    with Studio.open(folder, clock=clock) as again:
        assert again.sealer.sign(clock.now())[1] == note
    studio.open_work("Cat")
    size, other = studio.sealer.sign(clock.now())
    assert (size, other != note) == (3, True)


def test_nothing_to_seal(asking):
    """Once all is covered, nothing waits: an anchor does not wait for another one."""
    asking.open_work("Cat")
    assert asking.sealer.waiting().count == 2
    asking.seal()
    waiting = asking.sealer.waiting()
    assert (waiting.count, waiting.since, waiting.newest) == (0, None, None)
    assert not asking.sealer.is_due(asking.clock.now() + timedelta(days=1))


def test_waiting_told(studio, work, clock):
    """What waits is counted, with the times of the oldest and the newest."""
    clock.run(timedelta(minutes=3))
    work.state_intent("a cat")
    waiting = studio.sealer.waiting()
    times = [entry.event.at for _, entry in [*studio.entries(studio.digest), *work.entries()]]
    assert (waiting.count, waiting.since, waiting.newest) == (3, min(times), max(times))


FAULTS = [
    pytest.param({"down": True}, "not reached", id="down"),
    pytest.param({"status": 503}, "HTTP status 503", id="out of order"),
    pytest.param({"delay": 5.0}, "takes too long", id="late"),
    pytest.param({"rejection": True}, "granted no timestamp", id="rejected"),
    pytest.param({"wrong_imprint": True}, "the token stamps", id="of something else"),
    pytest.param({"wrong_nonce": True}, "another query", id="to another query"),
    pytest.param({"tampered": True}, "signature is false", id="false signature"),
    pytest.param({"leaf": "expired"}, "valid from", id="expired signer"),
    pytest.param({"offset": timedelta(days=2)}, "its time is", id="two days off"),
    pytest.param({"replay": b"<html>"}, "not a timestamp token", id="a page"),
]


@pytest.fixture
def impatient(monkeypatch, options):
    """Let queries time out soon where the answer is late; a busy machine may need a second."""
    real = sealing_module.request_token
    patience = 0.4 if "delay" in options else client_module.TIMEOUT
    monkeypatch.setattr(
        sealing_module,
        "request_token",
        lambda authority, digest, *, now: real(authority, digest, now=now, timeout=patience),
    )
    assert client_module.TIMEOUT > 1


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(("options", "message"), FAULTS)
def test_fault_leaves_queue(asking, loopback, clock, monkeypatch, options, message):
    """Whatever goes wrong, nothing is recorded, all waits, and the authority is left alone."""
    asking.open_work("Cat")
    for option, value in options.items():
        setattr(loopback, option, value)
    before = asking.checkpoint()
    sealed = asking.seal()
    assert (sealed.recorded, sealed.tokens) == (None, ())
    (failure,) = sealed.failures
    assert failure.authority == "loopback"
    assert message in str(failure.error)
    assert failure.again > clock.now()
    assert asking.checkpoint() == before
    assert asking.sealer.waiting().count == 2
    again = asking.seal()
    assert (again.postponed, again.failures) == (("loopback",), ())
    for option in options:
        setattr(loopback, option, getattr(Loopback(), option))
    clock.run(timedelta(seconds=16))
    monkeypatch.setattr(sealing_module, "request_token", client_module.request_token)
    assert asking.seal().recorded is not None
    assert asking.sealer.waiting().count == 0


def test_backoff_doubles(asking, loopback, clock):
    """The wait doubles with every failure, up to an hour, and is spread by the dice."""
    asking.sealer = Sealer(asking, dice=lambda: 1.0)
    loopback.down = True
    waits = []
    for _ in range(11):
        now = clock.wall
        (failure,) = asking.seal().failures
        waits.append(round((failure.again - now).total_seconds()))
        clock.run(timedelta(seconds=waits[-1] - 2))
        assert asking.seal().postponed == ("loopback",)
        clock.run(timedelta(seconds=3))
    assert waits == [15, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]
    loopback.down = False
    assert asking.seal().recorded is not None
    assert asking.seal().postponed == ()


@pytest.mark.parametrize(("dice", "seconds"), [(0.0, 60), (0.5, 90), (1.0, 120)])
def test_backoff_spread(asking, loopback, clock, dice, seconds):
    """What the dice said holds until the next query, in other processes too."""
    loopback.down = True
    asking.sealer = Sealer(asking, dice=lambda: dice)
    for _ in range(4):
        (failure,) = asking.seal().failures
        clock.run(timedelta(hours=2))
    clock.run(timedelta(hours=-2))
    assert round((failure.again - clock.wall).total_seconds()) == seconds
    clock.run(timedelta(seconds=seconds - 1))
    assert Sealer(asking, dice=lambda: 0.0).seal().postponed == ("loopback",)
    clock.run(timedelta(seconds=1))
    assert Sealer(asking, dice=lambda: 0.0).seal().postponed == ()


def test_clock_set_back_asks(asking, loopback, clock):
    """A clock that was set back does not silence an authority until the old time returns."""
    loopback.down = True
    asking.seal()
    clock.set(timedelta(days=-1) + timedelta(minutes=1))
    loopback.down = False
    assert asking.seal().recorded is not None


def test_several_one_down(studio, loopback, clock):
    """Where one of several is down, the others' tokens make the anchor."""
    with Loopback(label="Second") as second, Loopback(label="Third", down=True) as third:
        ask(
            studio,
            ("first", loopback.url, "min_interval = 0"),
            ("third", third.url, "min_interval = 0"),
            ("second", second.url, "min_interval = 0"),
        )
        sealed = studio.seal()
        assert [name for name, _ in sealed.tokens] == ["first", "second"]
        assert [failure.authority for failure in sealed.failures] == ["third"]
        (anchor,) = anchors(studio)
        tokens = anchor.event.body["tokens"]
        assert [token["authority"] for token in tokens] == ["first", "second"]
        clock.run(timedelta(seconds=1))
        studio.open_work("Cat")
        assert studio.seal().postponed == ("third",)
        assert third.requests == 1


def test_spacing_kept(studio, clock, monkeypatch):
    """An authority elsewhere is asked every fifteen seconds at most, whatever it says."""
    asked = []

    def refuse(authority, _digest, *, now):
        asked.append((authority.name, now))
        raise AnchorError("{authority}: not now", authority=authority.name)

    monkeypatch.setattr(sealing_module, "request_token", refuse)
    studio.sealer = Sealer(studio, dice=lambda: 0.0)  # half of 15 seconds: less than the spacing
    ask(studio, ("far", "http://tsa.example.com", ""), ("near", "http://127.0.0.1:9/", ""))
    studio.seal()
    clock.run(timedelta(seconds=14))
    assert studio.seal().postponed == ("far", "near")
    clock.run(timedelta(seconds=1))
    studio.seal()
    assert [name for name, _ in asked] == ["far", "near"] * 2


def test_spacing_after_success(asking, clock, monkeypatch):
    """The spacing is kept after a token too."""
    (known,) = asking.sealer.authorities()
    far = Authority(known.name, known.title, known.url, min_interval=15)
    monkeypatch.setattr(asking.sealer, "authorities", lambda: (far,))
    assert asking.seal().recorded is not None
    asking.open_work("Cat")
    assert asking.seal().postponed == ("loopback",)
    assert not asking.sealer.is_due(clock.now())
    clock.run(timedelta(seconds=15))
    assert asking.seal().recorded is not None


@pytest.mark.parametrize(
    ("since", "newest", "due"),
    [
        pytest.param(timedelta(0), timedelta(0), False, id="just now"),
        pytest.param(timedelta(0), PAUSE - timedelta(seconds=1), False, id="almost a pause"),
        pytest.param(timedelta(0), PAUSE, True, id="a pause"),
        pytest.param(INTERVAL - timedelta(seconds=1), timedelta(0), False, id="almost long"),
        pytest.param(INTERVAL, timedelta(0), True, id="long"),
    ],
)
def test_due(asking, clock, since, newest, due):
    """It is time when work pauses, and when it has gone on for some minutes."""
    asking.seal()
    work = asking.open_work("Cat")
    step = since / 10
    for _ in range(10):
        clock.run(step)
        work.state_intent("a cat")
    assert asking.sealer.is_due(clock.wall + newest) is due


def test_due_clock_set_back(asking, clock):
    """What was recorded under a clock that ran ahead is sealed all the same."""
    asking.seal()
    clock.set(timedelta(hours=20))
    asking.open_work("Cat")
    clock.set(timedelta(hours=-20))
    assert asking.sealer.is_due(clock.now())


def test_covered_never_falls(asking, monkeypatch):
    """A slower process that sealed less does not uncover what was covered."""
    late = asking.sealer.sign(asking.clock.now())
    asking.open_work("Cat")
    asking.seal()
    assert asking.sealer.covered() == 3
    monkeypatch.setattr(asking.sealer, "sign", lambda _now: late)
    assert asking.seal().size == 2
    assert asking.sealer.covered() == 3


def test_seal_many(asking):
    """A log of several tiles is sealed as it is."""
    work = asking.open_work("Cat")
    asking.record(*remarks(asking, work, 700))
    assert asking.seal().size == 703
    assert asking.sealer.waiting().count == 0


def test_intervals_bracket(asking, loopback):
    """Each entry lies between the token that it names and the one that covers it."""
    start = datetime.now(UTC)
    loopback.gen_time = start
    first = asking.seal()
    work = asking.open_work("Cat")
    loopback.gen_time = start + timedelta(minutes=5)
    second = asking.seal()
    _, entry = work.entries()[0]
    by_digest = {first.recorded.digest: first, second.recorded.digest: second}
    before = by_digest[entry.event.after].tokens[0][1]
    place = work.entries()[0][0]
    after = next(sealed for sealed in (first, second) if sealed.size > place).tokens[0][1]
    interval = Interval(before.earliest, after.latest)
    assert interval.width == timedelta(minutes=5, seconds=2)
    assert interval.after < start < interval.before


def test_token_not_kept(asking, monkeypatch):
    """A token that cannot be kept is an error of recording, and all still waits."""

    def refuse(*_arguments):
        raise RecordingError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(Assets, "take_bytes", refuse)
        with pytest.raises(RecordingError):
            asking.seal()
    assert anchors(asking) == []
    assert asking.sealer.covered() == 0
    assert asking.seal().recorded is not None


def test_old_note_read(asking, loopback):
    """A note about an authority that has no dice in it is read all the same."""
    now = asking.clock.read().moment
    asking.recorder.record(
        memory=sealing_module.Memory(
            notes={"authority loopback": json.dumps({"last": now, "failures": 1})}
        )
    )
    assert asking.seal().postponed == ("loopback",)
    assert loopback.requests == 0


def test_digest_of_whole_note(asking):
    """What is stamped is the note with its signatures, as anybody can hash it by hand."""
    sealed = asking.seal()
    assert sealed.tokens[0][1].imprint == hashlib.sha256(sealed.note.encode()).digest()
    assert sealed.note.count("\u2014 ") == 2


def test_whole_after_all(asking, folder):
    """Sealing between entries leaves a whole log."""
    for number in range(3):
        asking.open_work(f"Cat {number}")
        asking.seal()
    assert len(check_whole(folder)) == 2 + 3 + 3
