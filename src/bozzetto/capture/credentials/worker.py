"""The worker: reads content credentials by c2pa-python, in a process of its own.

    python worker.py        one JSON value a line in, one a line out, until the input ends
    {"path": "/a.png", "type": "image/png"}
    {"store": {...}}  or  {"error": "..."}  or  {"absent": "..."}

A question may have ``"signatures": true``: the answer then has ``signatures``, the certificates of
each manifest's signer and of its timestamp; and ``"trust"``: certificates, in PEM, that the reader
trusts, against which signers and authorities are held.

The library is native code that reads hostile bytes: what ends this process ends nobody's recording.
It is told to use no network, whatever a file asks for: no manifest from elsewhere, no revocation,
no identity looked up. It has no list of signers to trust but the reader's: whether the bytes are as
they were signed is one thing, who signed them another. This file imports nothing of ours, so
that it is there at once.
"""

# ruff: noqa: T201  # its output is its answer

import importlib
import json
import sys
from typing import Any

MAX_ANSWER = 4 << 20  # bytes of JSON; real ones take ten thousand

# Uses of a certificate with which credentials are signed; the library knows the first by itself,
# and would call the others' certificates invalid
_USES = (
    "1.3.6.1.5.5.7.3.4",  # e-mail protection
    "1.3.6.1.5.5.7.3.36",  # document signing, RFC 9336
    "1.3.6.1.4.1.62558.2.1",  # C2PA's own: claim signing
    "1.3.6.1.4.1.311.76.59.1.9",  # Microsoft's
)
_SETTINGS: dict[str, dict[str, Any]] = {
    "core": {
        "allowed_network_hosts": [],
        "decode_identity_assertions": False,
        "max_decompressed_manifest_size_in_mb": 16,
    },
    "trust": {"trust_config": "\n".join(_USES)},
    "verify": {
        "ocsp_fetch": False,
        "remote_manifest_fetch": False,
        "verify_timestamp_trust": False,
        "verify_trust": False,
    },
}


def _settings(trust: str | None) -> dict[str, dict[str, Any]]:
    """Return the library's settings, with the certificates that the reader trusts."""
    if trust is None:
        return _SETTINGS
    asked = {"verify_timestamp_trust": True, "verify_trust": True}
    return {
        **_SETTINGS,
        "trust": {**_SETTINGS["trust"], "trust_anchors": trust},
        "verify": {**_SETTINGS["verify"], **asked},
    }


def _signatures(reader: Any) -> dict[str, Any]:  # noqa: ANN401  # the library has no types
    """Return what certificates say, by manifest; older versions of the library do not tell."""
    if not hasattr(reader, "crjson"):
        return {}
    told = reader.crjson()
    if len(told) > MAX_ANSWER:
        return {}
    manifests = json.loads(told).get("manifests", [])
    return {each["label"]: each.get("signature") for each in manifests if "label" in each}


def _answer(c2pa: Any, line: str) -> str:  # noqa: ANN401  # the library has no types
    asked = json.loads(line)
    try:
        with (
            c2pa.Context.from_dict(_settings(asked.get("trust"))) as context,
            open(asked["path"], "rb") as file,  # noqa: PTH123  # starts a tenth of a second sooner
            c2pa.Reader(asked["type"], file, context=context) as reader,
        ):
            store = reader.json()
            signatures = _signatures(reader) if asked.get("signatures") else {}
        if len(store) > MAX_ANSWER:
            return json.dumps({"error": "its credentials are too large"})
        return json.dumps({"store": json.loads(store), "signatures": signatures})
    except Exception as error:  # noqa: BLE001  # the library names no closed set of errors
        return json.dumps({"error": f"{type(error).__name__.strip('_')}: {error}"[:500]})


def main() -> None:
    """Answer until nobody asks."""
    try:
        c2pa = importlib.import_module("c2pa")
    except Exception as error:  # noqa: BLE001  # not installed, or a library of the system is not
        print(json.dumps({"absent": str(error)[:500]}), flush=True)
        return
    for line in sys.stdin:
        print(_answer(c2pa, line), flush=True)


if __name__ == "__main__":
    main()
