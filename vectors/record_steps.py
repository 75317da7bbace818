"""Who may sign, case by case: a table for `make_record`.

Nearly every case begins where a studio was opened by OWNER with DEVICE. A step is a kind, its
body, who acted and who signed; in a refused case it is the last step that is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bozzetto.record import JSONObject, Signer
from vectors.record_bodies import (
    BODIES,
    DEVICE,
    FULL,
    OWNER,
    PARTNER,
    SECOND_DEVICE,
    STRANGER,
    Draft,
    said,
)
from vectors.record_story import PROGRAM, person

__all__ = ["STEPS", "Case", "Step"]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry."""

    kind: str
    draft: Mapping[str, Draft]
    by: JSONObject
    signers: Sequence[Signer]


@dataclass(frozen=True, slots=True)
class Case:
    """What is told, from the opening on."""

    desc: str
    holds: bool
    steps: tuple[Step, ...]


def _opens(device: Signer, *signers: Signer) -> Step:
    draft: dict[str, Draft] = {
        **FULL["studio.opened"],
        "device": {"key": device.key, "name": said("a machine")},
    }
    return Step("studio.opened", draft, person(OWNER, **PROGRAM), signers)


_OPENED = _opens(DEVICE, OWNER, DEVICE)


def _ok(desc: str, *steps: Step) -> Case:
    return Case(desc, holds=True, steps=(_OPENED, *steps))


def _bad(desc: str, *steps: Step) -> Case:
    return Case(desc, holds=False, steps=(_OPENED, *steps))


def _joins(*signers: Signer, who: Signer = PARTNER) -> Step:
    draft: dict[str, Draft] = {**FULL["person.joined"], "key": who.key}
    return Step("person.joined", draft, person(OWNER if OWNER in signers else who), signers)


def _adds(*signers: Signer, who: Signer = SECOND_DEVICE) -> Step:
    by = person(OWNER) if OWNER in signers else PROGRAM
    return Step("device.joined", {**FULL["device.joined"], "key": who.key}, by, signers)


def _leaves(who: Signer, by: Signer, *signers: Signer) -> Step:
    return Step("person.left", {"key": who.key}, person(by), signers or [by])


def _removes(who: Signer, by: JSONObject, *signers: Signer) -> Step:
    return Step("device.left", {"key": who.key}, by, signers)


def _replaces(old: Signer, new: Signer, by: JSONObject, *signers: Signer) -> Step:
    draft: dict[str, Draft] = {"new": new.key, "old": old.key, "reason": said("a new computer")}
    return Step("key.replaced", draft, by, signers)


def _says(who: Signer, *signers: Signer, **program: str) -> Step:
    return Step("source.added", BODIES["source.added"][0], person(who, **program), signers)


def _observes(*signers: Signer) -> Step:
    return Step("recorder.started", BODIES["recorder.started"][0], PROGRAM, signers)


_BY_KRITA = {"tool": "Krita", "version": "5.2.9"}
_JOINED = _joins(OWNER, PARTNER)
_ADDED = _adds(OWNER)

STEPS: dict[str, Case] = {
    "opened": _ok("the owner and the first device"),
    "opened-by-owner-alone": Case(
        "the first device signs", holds=False, steps=(_opens(DEVICE, OWNER),)
    ),
    "opened-by-device-alone": Case("the owner signs", holds=False, steps=(_opens(DEVICE, DEVICE),)),
    "opened-with-stranger": Case(
        "nobody else signs", holds=False, steps=(_opens(DEVICE, OWNER, DEVICE, STRANGER),)
    ),
    "opened-with-one-key": Case(
        "owner and device are two keys", holds=False, steps=(_opens(OWNER, OWNER),)
    ),
    "owner-says": _ok("the owner acts and signs", _says(OWNER, OWNER)),
    "device-observes": _ok("a program acts and a device signs", _observes(DEVICE)),
    "device-and-owner": _ok("a person vouches for what a device saw", _observes(DEVICE, OWNER)),
    "through-program": _ok(
        "a person acts through a program and a device signs", _says(OWNER, DEVICE, **_BY_KRITA)
    ),
    "through-program-alone": _ok(
        "a person acts through a program and signs", _says(OWNER, OWNER, **_BY_KRITA)
    ),
    "person-joins": _ok("somebody joins, and acts", _JOINED, _says(PARTNER, PARTNER)),
    "person-joins-by-another": _ok(
        "whoever is in lets others in",
        _JOINED,
        Step(
            "person.joined",
            {**FULL["person.joined"], "key": STRANGER.key},
            person(PARTNER),
            [PARTNER, STRANGER],
        ),
    ),
    "device-joins": _ok("a device joins, and observes", _ADDED, _observes(SECOND_DEVICE)),
    "device-joins-signing": _ok("a joining device may sign too", _adds(OWNER, SECOND_DEVICE)),
    "person-leaves": _ok("somebody leaves by their own key", _JOINED, _leaves(PARTNER, PARTNER)),
    "person-removed": _ok("somebody leaves by the owner's key", _JOINED, _leaves(PARTNER, OWNER)),
    "device-removed": _ok(
        "the owner removes a device", _ADDED, _removes(SECOND_DEVICE, person(OWNER), OWNER)
    ),
    "device-leaves": _ok(
        "a device leaves by its own key", _ADDED, _removes(SECOND_DEVICE, PROGRAM, SECOND_DEVICE)
    ),
    "owner-replaced": _ok(
        "the owner's key is replaced, and owns",
        _replaces(OWNER, STRANGER, person(OWNER), OWNER, STRANGER),
        _says(STRANGER, STRANGER),
    ),
    "person-replaced": _ok(
        "a person's key is replaced by both keys",
        _JOINED,
        _replaces(PARTNER, STRANGER, person(PARTNER), PARTNER, STRANGER),
        _says(STRANGER, STRANGER),
    ),
    "person-replaced-lost": _ok(
        "an old key is lost: the owner signs for it",
        _JOINED,
        _replaces(PARTNER, STRANGER, person(OWNER), OWNER, STRANGER),
    ),
    "device-replaced": _ok(
        "a device's key stays a device's key",
        _replaces(DEVICE, SECOND_DEVICE, PROGRAM, DEVICE, SECOND_DEVICE),
        _observes(SECOND_DEVICE),
    ),
    "stranger-says": _bad("nobody introduced the one who acted", _says(STRANGER, STRANGER)),
    "stranger-signs-too": _bad("a signature that nobody introduced", _says(OWNER, OWNER, STRANGER)),
    "stranger-acts-for-owner": _bad("the one who acted did not sign", _says(OWNER, STRANGER)),
    "device-for-owner": _bad("a device does not sign for a person", _says(OWNER, DEVICE)),
    "device-acts-as-person": _bad("a device is no person", _says(DEVICE, DEVICE)),
    "owner-observes": _bad("no device signed what a program did", _observes(OWNER)),
    "stranger-observes": _bad("nobody introduced the device", _observes(SECOND_DEVICE)),
    "partner-for-owner": _bad("a person does not sign for another", _JOINED, _says(OWNER, PARTNER)),
    "partner-for-owner-through-program": _bad(
        "nor through a program", _JOINED, _says(OWNER, PARTNER, **_BY_KRITA)
    ),
    "stranger-through-program": _bad(
        "nobody introduced the person, whoever signs", _says(STRANGER, DEVICE, **_BY_KRITA)
    ),
    "person-joins-alone": _bad("nobody lets themselves in", _joins(PARTNER)),
    "person-joins-by-device": _bad(
        "a device lets nobody in",
        Step("person.joined", FULL["person.joined"], PROGRAM, [DEVICE, PARTNER]),
    ),
    "person-joins-unsigned": _bad("who joins signs too", _joins(OWNER)),
    "person-joins-twice": _bad("a key is introduced once", _JOINED, _JOINED),
    "person-joins-as-device": _bad("a device is no person", _joins(OWNER, DEVICE, who=DEVICE)),
    "device-joins-alone": _bad("no device lets itself in", _adds(SECOND_DEVICE)),
    "device-joins-by-device": _bad("no device lets another in", _adds(DEVICE)),
    "device-joins-as-person": _bad("a person's key is no device's", _adds(OWNER, who=OWNER)),
    "person-leaves-by-another": _bad(
        "only the owner makes others leave",
        _JOINED,
        _joins(OWNER, STRANGER, who=STRANGER),
        _leaves(PARTNER, STRANGER),
    ),
    "owner-leaves": _bad("the owner's key does not leave", _leaves(OWNER, OWNER)),
    "stranger-leaves": _bad("who was never in does not leave", _leaves(PARTNER, OWNER)),
    "device-leaves-as-person": _bad("a device is no person that leaves", _leaves(DEVICE, OWNER)),
    "person-leaves-as-device": _bad(
        "a person is no device that leaves", _JOINED, _removes(PARTNER, person(OWNER), OWNER)
    ),
    "device-removed-by-partner": _bad(
        "only the owner removes a device", _JOINED, _removes(DEVICE, person(PARTNER), PARTNER)
    ),
    "gone-says": _bad(
        "who left does not act any more",
        _JOINED,
        _leaves(PARTNER, PARTNER),
        _says(PARTNER, PARTNER),
    ),
    "gone-signs-too": _bad(
        "nor sign", _JOINED, _leaves(PARTNER, PARTNER), _says(OWNER, OWNER, PARTNER)
    ),
    "gone-returns": _bad("nor come back", _JOINED, _leaves(PARTNER, PARTNER), _JOINED),
    "gone-device-observes": _bad(
        "a device that was removed observes nothing",
        _ADDED,
        _removes(SECOND_DEVICE, person(OWNER), OWNER),
        _observes(SECOND_DEVICE),
    ),
    "replaced-says": _bad(
        "a replaced key signs no more",
        _replaces(OWNER, STRANGER, person(OWNER), OWNER, STRANGER),
        _says(OWNER, OWNER),
    ),
    "replaced-owner-owns": _bad(
        "a replaced owner's key removes nobody",
        _JOINED,
        _replaces(OWNER, STRANGER, person(OWNER), OWNER, STRANGER),
        _leaves(PARTNER, OWNER),
    ),
    "replaced-unsigned-new": _bad(
        "the new key signs", _replaces(OWNER, STRANGER, person(OWNER), OWNER)
    ),
    "replaced-unsigned-old": _bad(
        "the old key or the owner signs",
        _JOINED,
        _replaces(PARTNER, STRANGER, PROGRAM, DEVICE, STRANGER),
    ),
    "replaced-by-itself": _bad(
        "a new key does not put itself in an old one's place",
        _JOINED,
        _replaces(PARTNER, STRANGER, person(STRANGER), STRANGER),
    ),
    "replaced-by-same": _bad(
        "a key is not replaced by itself", _replaces(OWNER, OWNER, person(OWNER), OWNER)
    ),
    "replaced-by-known": _bad(
        "nor by a known one",
        _JOINED,
        _replaces(OWNER, PARTNER, person(OWNER), OWNER, PARTNER),
    ),
    "replaced-by-retired": _bad(
        "nor by one that was retired",
        _JOINED,
        _leaves(PARTNER, PARTNER),
        _replaces(OWNER, PARTNER, person(OWNER), OWNER, PARTNER),
    ),
    "replaced-unknown": _bad(
        "nobody knows the old key",
        _replaces(PARTNER, STRANGER, person(OWNER), OWNER, STRANGER),
    ),
}
