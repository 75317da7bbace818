# ruff: noqa: INP001  # a program, run by its path
"""Print tokens of the loopback authority as JSON, for the tests of the second reader of time.

Each case is the authority with some of its options set: good ones, and those that it misbehaves by.
"""

import base64
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4]))

from tests.fakes.authority import Authority, der

DATA = b"what is stamped"
MOMENT = datetime(2026, 11, 22, 4, 9, 15, 265452, tzinfo=UTC)

CASES: dict[str, dict[str, object]] = {
    "good": {},
    "rsa": {"key": "rsa", "ess": "v1"},
    "accurate": {"accuracy": (1, 500, 3)},
    "all": {"embed": "all"},
    "leaf": {"embed": "leaf"},
    "unordered": {"embed": "all", "unordered": True},
    "mods": {"mods": True},
    "forged": {"forged": True},
    "none": {"embed": "none"},
    "rejection": {"rejection": True},
    "wrong imprint": {"wrong_imprint": True},
    "tampered": {"tampered": True},
    "wrong name": {"ess": "wrong"},
    "no name": {"ess": "none"},
    "expired": {"leaf": "expired"},
    "future": {"leaf": "future"},
    "no purpose": {"leaf": "no-eku"},
    "other purpose": {"leaf": "wrong-eku"},
    "soft purpose": {"leaf": "soft-eku"},
    "two purposes": {"leaf": "two-ekus"},
    "other usage": {"leaf": "usage"},
}


def text(body: bytes) -> str:
    """Spell bytes for JSON."""
    return base64.b64encode(body).decode("ascii")


def case(options: dict[str, object]) -> dict[str, str]:
    """Stamp once under some options."""
    timed = {} if "leaf" in options else {"gen_time": MOMENT}
    with Authority(**options, **timed) as authority:
        return {
            "token": text(authority.stamp(DATA, nonce=2**64 - 1)),
            "root": text(der(authority.root)),
            "issuer": text(der(authority.issuer)),
        }


if __name__ == "__main__":
    sys.stdout.write(json.dumps({name: case(options) for name, options in CASES.items()}))
