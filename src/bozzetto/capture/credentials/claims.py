"""Claims: what content credentials say, as names and values of an output's entry.

Each name begins with ``credentials``. It is what the signer says, and was not watched: that the
bytes are as they were signed is checked, the signer is not, and no list of trusted signers is used.
"""

from collections.abc import Iterator

from bozzetto.capture.credentials.manifest import Action, Credentials, State

__all__ = ["CLAIMS", "claim_code", "claims_of"]

CLAIMS = {
    "credentials": "whether the file and they are as they were signed",
    "credentials problems": "what does not hold in them",
    "credentials made with": "the program that wrote them",
    "credentials signer": "who signed them, as the certificate says",
    "credentials organisation": "whose certificate that is, as it says itself",
    "credentials signer checked": "whether the signer was held against a list of trusted ones",
    "credentials signed at": "when they were signed",
    "credentials time by": "who vouches for that time",
    "credentials action": "what was done, as the signer says",
}
"""Every claim, with its meaning; actions have a number behind the name, from 1."""

NOBODY = "nobody but the signer"
UNCHECKED = "no"


def claim_code(name: str) -> str:
    """Return the name under which `CLAIMS` explains a claim."""
    return "credentials action" if name.startswith("credentials action ") else name


def claims_of(found: Credentials) -> dict[str, str]:
    """Return what credentials say, in the order of `CLAIMS`."""
    claims: dict[str, str | None] = {
        "credentials": found.state.value,
        "credentials problems": ", ".join(found.problems),
        "credentials made with": found.generator,
        "credentials signer": found.signer,
        "credentials organisation": found.organisation,
    }
    if found.state is not State.UNREAD:
        refused = "".join(f"; {code}" for code in found.refused)
        claims["credentials signer checked"] = UNCHECKED + refused
    if found.signed is not None:
        stamped = found.stamped_by
        claims["credentials signed at"] = found.signed
        claims["credentials time by"] = NOBODY if stamped is None else f"timestamp: {stamped}"
    for number, action in enumerate(found.actions, 1):
        claims[f"credentials action {number}"] = "; ".join(_words(action))
    return {name: words for name, words in claims.items() if words}


def _words(action: Action) -> Iterator[str]:
    yield action.name
    told = {
        "source type": action.source_type,
        "with": action.agent,
        "at": action.when,
        "described as": action.description,
        "said by": action.earlier,
    }
    yield from (f"{name} {words}" for name, words in told.items() if words)
