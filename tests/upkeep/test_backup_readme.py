"""The text in a folder of backups."""

from bozzetto.upkeep.backup_readme import README


def test_says_the_same_in_both_languages():
    """Both halves have the same commands, and none is without the warning about keys."""
    english, chinese = README.split("\n中文\n")
    for half in (english, chinese):
        assert half.count("sha256sum --check --quiet ") == 1
        assert half.count("bozzetto restore ") == 1
    assert "keys" in english
    assert "密钥" in chinese
