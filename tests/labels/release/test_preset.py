"""Presets: what each is for."""

from bozzetto.labels.release import CONTENTS, Contents, Preset


def test_contents():
    """Each preset has what its law names, and plain has nothing but IPTC."""
    assert set(CONTENTS) == set(Preset)
    assert CONTENTS[Preset.CN] == Contents(visible=True, aigc=True)
    assert CONTENTS[Preset.EU] == Contents(credentials=True, timed=True)
    assert CONTENTS[Preset.US] == Contents(disclosure=True, credentials=True)
    assert CONTENTS[Preset.PLAIN] == Contents()
