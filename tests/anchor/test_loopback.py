"""The authority on loopback as a program, the way a demonstration runs it."""

import hashlib
import signal
import subprocess
import sys
from pathlib import Path

from bozzetto.anchor import Authority, read_certificates, request_token, trust_token

PROGRAM = Path(__file__).parents[1] / "fakes" / "authority.py"


def test_program_serves_until_stopped(tmp_path):
    """It tells its address, writes its root, stamps, and stops when interrupted."""
    root, url = tmp_path / "root.pem", tmp_path / "url"
    command = [sys.executable, str(PROGRAM), "--root", str(root), "--url", str(url)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        try:
            address = program.stdout.readline().strip()
            assert url.read_text() == address + "\n"
            authority = Authority("demo", "Demo", address, min_interval=0)
            token = request_token(authority, hashlib.sha256(b"x").digest(), now=None)
            program.send_signal(signal.SIGINT)
            assert program.wait(60) == 0
        finally:
            program.kill()
    assert trust_token(token.raw, b"x", read_certificates(root.read_bytes())).token == token
