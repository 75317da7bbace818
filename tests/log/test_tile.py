from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.errors import FormatError
from bozzetto.log.edge import Edge
from bozzetto.log.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from bozzetto.log.shape import MAX_TREE_SIZE
from bozzetto.log.tile import (
    Tile,
    TileReader,
    changed_tiles,
    grow_tiles,
    tiles_for_consistency,
    tiles_for_inclusion,
    tiles_for_root,
)
from tests.log.reference import data

LARGEST = 65_537
HASHES = [leaf_hash(leaf) for leaf in data(LARGEST)]

sizes = st.sampled_from([1, 2, 255, 256, 257, 258, 511, 512, 513, 65_535, 65_536, 65_537])
places = sizes.flatmap(lambda size: st.tuples(st.integers(0, size - 1), st.just(size)))


@cache
def levels():
    """Hash every complete node of the largest tree, level by level."""
    _, runs = Edge().extend(HASHES)
    return [run.hashes for run in runs]


def read(level, index):
    """Read a node out of them."""
    return levels()[level][index]


def tile_data(tile):
    """Cut a tile's data out of them, by the definition in tlog-tiles."""
    start = tile.index * 256
    row = levels()[8 * tile.level]
    return b"".join(row[start : start + tile.width])


def watched(size):
    """Make a reader, and the list of the tiles that it fetches."""
    fetched = []

    def read_tile(tile):
        fetched.append(tile)
        return tile_data(tile)

    return TileReader(read_tile, size), fetched


PATHS = [
    pytest.param(Tile(0, 0), "tile/0/000", id="first"),
    pytest.param(Tile(0, 273, 112), "tile/0/273.p/112", id="partial"),
    pytest.param(Tile(1, 1, 17), "tile/1/001.p/17", id="partial one level up"),
    pytest.param(Tile(0, 1000, 1), "tile/0/x001/000.p/1", id="two groups"),
    pytest.param(Tile(0, 1_234_067), "tile/0/x001/x234/067", id="three groups"),
    pytest.param(Tile(6, 0, 31), "tile/6/000.p/31", id="top of the largest tree"),
]


@pytest.mark.parametrize(("tile", "path"), PATHS)
def test_path_known(tile, path):
    """A tile's path is spelled as tlog-tiles spells it, and parses back."""
    assert tile.path() == path
    assert Tile.parse_path(path) == tile


@given(st.integers(0, 5), st.integers(0, 2**45), st.integers(1, 256))
def test_path_round_trip(level, index, width):
    """Every tile's path parses to that tile."""
    try:
        tile = Tile(level, index, width)
    except FormatError:
        assert (index * 256 + width) << (8 * level) > MAX_TREE_SIZE
        return
    assert Tile.parse_path(tile.path()) == tile


@given(
    st.text()
    | st.from_regex(r"\Atile/[0-9]{1,2}/(x[0-9]{3}/){0,6}x?[0-9]{3}(\.p/[0-9]{0,3})?\n?\Z")
)
def test_path_has_one_spelling(text):
    """Whatever parses is exactly what would be written."""
    try:
        tile = Tile.parse_path(text)
    except FormatError:
        return
    assert tile.path() == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("tile/00/000", id="level with a leading zero"),
        pytest.param("tile/0/x000/001", id="needless group of zeros"),
        pytest.param("tile/0/1", id="index without padding"),
        pytest.param("tile/0/001/067", id="group without x"),
        pytest.param("tile/0/x001", id="last group with x"),
        pytest.param("tile/0/000.p/256", id="full width spelled out"),
        pytest.param("tile/0/000.p/0", id="no hashes"),
        pytest.param("tile/0/000.p/01", id="width with a leading zero"),
        pytest.param("tile/0/000.p/", id="width missing"),
        pytest.param("tile/entries/000", id="entry bundle"),
        pytest.param("tile/-1/000", id="negative level"),
        pytest.param("tile/0/\u0660\u0660\u0660", id="digits of another script"),
        pytest.param("tile/6/000.p/32", id="beyond the largest tree"),
        pytest.param("tile/99/000.p/1", id="level beyond the largest tree"),
        pytest.param("/tile/0/000", id="absolute path"),
        pytest.param("tile/0/000\n", id="trailing newline"),
        pytest.param("tile/0/../000", id="parent folder"),
    ],
)
def test_path_refuses(text):
    """Any other spelling is refused."""
    with pytest.raises(FormatError):
        Tile.parse_path(text)


@pytest.mark.parametrize(
    ("level", "index", "width"),
    [
        pytest.param(-1, 0, 256, id="negative level"),
        pytest.param(0, -1, 256, id="negative index"),
        pytest.param(0, 0, 0, id="no hashes"),
        pytest.param(0, 0, 257, id="too wide"),
        pytest.param(10**9, 0, 1, id="absurd level"),
    ],
)
def test_tile_refuses(level, index, width):
    """A tile that no tree has cannot be made."""
    with pytest.raises(FormatError, match="no tree has a tile"):
        Tile(level, index, width)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 258])
def test_reader_every_node(size):
    """Every complete node of a tree can be read out of its tiles, each fetched once."""
    reader, fetched = watched(size)
    for level in range(size.bit_length()):
        for index in range(size >> level):
            assert reader(level, index) == read(level, index)
    assert len(fetched) == len(set(fetched))


@pytest.mark.parametrize("size", [65_535, 65_536, 65_537])
def test_reader_large_tree(size):
    """Around the first full tile of level 1, nodes near every edge read right."""
    reader, _ = watched(size)
    for level in range(size.bit_length()):
        last = (size >> level) - 1
        for index in {0, last // 2, max(0, last - 1), last}:
            assert reader(level, index) == read(level, index)


@pytest.mark.parametrize(
    ("level", "index"),
    [
        pytest.param(0, 257, id="leaf beyond the end"),
        pytest.param(9, 0, id="node not yet complete"),
        pytest.param(0, -1, id="negative index"),
        pytest.param(-1, 0, id="negative level"),
    ],
)
def test_reader_refuses_node(level, index):
    """A node that the tree has not, or not complete, is refused and nothing is fetched."""
    reader, fetched = watched(257)
    with pytest.raises(FormatError, match="has no complete node"):
        reader(level, index)
    assert fetched == []


@pytest.mark.parametrize("change", [-32, -1, 1, 32])
def test_reader_refuses_length(change):
    """A tile that is not as long as its width says is refused."""
    reader = TileReader(lambda tile: bytes(tile.size + change), 3)
    with pytest.raises(FormatError, match=r"tile/0/000\.p/3 must be 96 bytes long"):
        reader(0, 0)


@pytest.mark.parametrize("size", [-1, MAX_TREE_SIZE + 1])
def test_reader_refuses_size(size):
    """There is no reader of a tree that cannot be."""
    with pytest.raises(FormatError, match="not the size of a tree"):
        TileReader(tile_data, size)


@given(places)
def test_tiles_for_inclusion_exact(place):
    """The proof is computed from exactly the tiles that were announced, and verifies."""
    index, size = place
    reader, fetched = watched(size)
    proof = inclusion_proof(index, size, reader)
    assert frozenset(fetched) == tiles_for_inclusion(index, size)
    verify_inclusion(HASHES[index], index, size, proof, root(size, read))


@given(places)
def test_tiles_for_consistency_exact(place):
    """The proof is computed from exactly the tiles that were announced, and verifies."""
    old, size = place
    reader, fetched = watched(size)
    proof = consistency_proof(old, size, reader)
    assert frozenset(fetched) == tiles_for_consistency(old, size)
    verify_consistency(old, root(old, read), size, root(size, read), proof)


@given(sizes)
def test_tiles_for_root_exact(size):
    """The root is computed from exactly the tiles that were announced."""
    reader, fetched = watched(size)
    assert root(size, reader) == root(size, read)
    assert frozenset(fetched) == tiles_for_root(size)


def test_tiles_for_small_trees():
    """A tree of one leaf needs no tile, and the empty tree has none."""
    assert tiles_for_inclusion(0, 1) == tiles_for_consistency(1, 1) == tiles_for_root(0) == set()


def test_tiles_of_the_specification_example():
    """A tree of 70,000 leaves has the tiles that tlog-tiles counts."""
    paths = [tile.path() for tile in changed_tiles(0, 70_000)]
    assert paths[:273] == [f"tile/0/{number:03}" for number in range(273)]
    assert paths[273:] == ["tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"]


def test_tiles_of_a_full_tile():
    """A tree of 256 leaves has one full tile, and one hash above it."""
    assert changed_tiles(0, 256) == [Tile(0, 0), Tile(1, 0, 1)]


@given(st.lists(st.integers(0, 600), max_size=6))
def test_growth_rebuilds_every_tile(counts):
    """Tiles kept as rows and grown append by append are the tiles of the whole tree."""
    edge, rows = Edge(), {}
    for count in counts:
        before = edge.size
        edge, runs = edge.extend(HASHES[before : before + count])
        grown = grow_tiles(runs)
        for tile, kept, added in grown:
            row = rows.get((tile.level, tile.index), b"")
            assert len(row) == kept * 32
            rows[tile.level, tile.index] = row + added
        assert [growth.tile for growth in grown] == changed_tiles(before, edge.size)
    whole = {(tile.level, tile.index): tile_data(tile) for tile in changed_tiles(0, edge.size)}
    assert rows == whole


@pytest.mark.parametrize(("old", "size"), [(2, 1), (-1, 1), (0, MAX_TREE_SIZE + 1)])
def test_changed_tiles_refuses(old, size):
    """Sizes that no growing tree has change no tiles."""
    with pytest.raises(FormatError):
        changed_tiles(old, size)
