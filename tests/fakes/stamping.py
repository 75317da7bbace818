"""A timestamp authority whose certificates follow C2PA's profile, as those of public ones do."""

from unittest.mock import patch

from cryptography import x509

from tests.fakes import authority

__all__ = ["StampingAuthority"]


class _Maker(authority.Maker):
    def certificate(self, title, issuer, *, years=(-9, 10), extra=(), page=""):
        """Certify as the base does, and name the keys."""
        own = authority.new_key(self.kind)
        named = [x509.SubjectKeyIdentifier.from_public_key(own.public_key())]
        if issuer is not None:
            above = issuer.key.public_key()
            named.append(x509.AuthorityKeyIdentifier.from_issuer_public_key(above))
        more = tuple((each, False) for each in named)
        with patch.object(authority, "new_key", lambda _kind: own):
            return super().certificate(title, issuer, years=years, extra=(*extra, *more), page=page)


class StampingAuthority(authority.Authority):
    """The loopback authority, with key identifiers in what it signs with.

    Readers of content credentials call a signature invalid whose timestamp is by a certificate
    that does not name its issuer's key; one of them reads no fractions of more than three digits.
    """

    def __enter__(self):
        """Begin to serve."""
        with patch.object(authority, "Maker", _Maker):
            return super().__enter__()

    def _info(self, query):
        info = super()._info(query)
        info["gen_time"] = info["gen_time"].native.replace(microsecond=0)
        return info
