"""Time from outside: timestamp authorities, their tokens, and the intervals these leave."""

from bozzetto.anchor.authority import Authority, builtin_authorities, load_authorities
from bozzetto.anchor.chain import read_certificates
from bozzetto.anchor.client import Fetcher, fresh_nonce, request_token
from bozzetto.anchor.interval import Interval, State
from bozzetto.anchor.revocation import Evidence, Kept, Missed, fetch_evidence
from bozzetto.anchor.schedule import backoff, next_allowed
from bozzetto.anchor.token import (
    Token,
    TrustedChain,
    parse_token,
    trust_imprint,
    trust_token,
    verify_imprint,
    verify_token,
)

__all__ = [
    "Authority",
    "Evidence",
    "Fetcher",
    "Interval",
    "Kept",
    "Missed",
    "State",
    "Token",
    "TrustedChain",
    "backoff",
    "builtin_authorities",
    "fetch_evidence",
    "fresh_nonce",
    "load_authorities",
    "next_allowed",
    "parse_token",
    "read_certificates",
    "request_token",
    "trust_imprint",
    "trust_token",
    "verify_imprint",
    "verify_token",
]
