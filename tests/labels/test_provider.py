"""Provider codes: every part is checked, and the error names the part."""

import pytest

from bozzetto.errors import FormatError
from bozzetto.labels.provider import ProviderCode, looks_like_code

# Codes that companies publish in their files
PUBLISHED = [
    "001191110102MACQD9K64010000",
    "001191440300708461136T1XGW3",
    "001191110102MAD55U9H0F10002",
]


@pytest.mark.parametrize("text", [*PUBLISHED, "001191110102MACQD9K64000000"])
def test_parse(text):
    """A code is parsed and written the same."""
    assert str(ProviderCode.parse(text)) == text
    assert looks_like_code(text)


def test_parts():
    """The parts stand where the guide has them."""
    code = ProviderCode.parse(PUBLISHED[1])
    assert code == ProviderCode("91440300708461136T", "1", "XGW3")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        pytest.param("00119111", "27 characters", id="short"),
        pytest.param("01" + PUBLISHED[0][2:], "begins with 00", id="format"),
        pytest.param("002" + PUBLISHED[0][3:], "character 3 ", id="individual"),
        pytest.param("0012" + PUBLISHED[0][4:], "character 4 ", id="binding"),
        pytest.param(PUBLISHED[0].replace("MACQ", "MACO"), "5 to 22", id="letter"),
        pytest.param(PUBLISHED[0].replace("91110102", "91110103"), "mistyped", id="check letter"),
        pytest.param(PUBLISHED[0][:22] + "30000", "character 23", id="service"),
        pytest.param(PUBLISHED[0][:23] + "00a0", "24 to 27", id="extension"),
        pytest.param(PUBLISHED[0][:22] + "00001", "ends with 00000", id="nothing extended"),
    ],
)
def test_parse_refuses(text, part):
    """Each wrong part has an error of its own."""
    with pytest.raises(FormatError, match=part):
        ProviderCode.parse(text)


@pytest.mark.parametrize("text", ["", "doubao", "91110102MACQD9K640", "00-studio", "007"])
def test_names(text):
    """What does not begin as a code does is a name."""
    assert not looks_like_code(text)
