"""Manifests: a stranger's JSON is read, one signer after the other, whatever stands in it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bozzetto.capture.credentials import Store
from bozzetto.labels.inspection.credentials import credential_voices
from bozzetto.labels.inspection.manifests import MAX_MANIFESTS, manifests_of
from bozzetto.labels.inspection.statement import Trust

LABELS = st.sampled_from(("urn:a", "urn:b", "urn:c"))
KEYS = st.sampled_from(
    (
        *("active_manifest", "manifests", "ingredients", "relationship", "title", "assertions"),
        *("label", "data", "actions", "action", "alg", "author", "root", "counts", "urn:a", "url"),
        *("validation_results", "activeManifest", "failure", "success", "code", "signature_info"),
        *("time", "common_name", "issuer", "certificateInfo", "subject", "timeStampInfo", "CN"),
    )
)
LEAVES = st.one_of(
    LABELS,
    st.none(),
    st.integers(),
    st.sampled_from(("c2pa.actions.v2", "com.bozzetto.process", "timeStamp.validated", "\ud800")),
)
ANY = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner), max_leaves=20
)


def chained(count):
    """So many manifests, each made from the one before."""
    return {
        f"urn:{number}": {
            "ingredients": [{"relationship": "parentOf", "active_manifest": f"urn:{number + 1}"}]
        }
        for number in range(count)
    }


def stamped(explanation):
    """A manifest whose timestamp holds, and how the library says that it is trusted."""
    url = "self#jumbf=/c2pa/urn:a/c2pa.signature"
    good = [
        {"code": "timeStamp.validated", "url": url, "explanation": "timestamp message digest"
         " matched: Cat TSA"},
        {"code": "timeStamp.trusted", "url": url, "explanation": explanation},
    ]  # fmt: skip
    return Store(
        {
            "active_manifest": "urn:a",
            "manifests": {"urn:a": {"signature_info": {"time": "2026-01-01T00:00:00Z"}}},
            "validation_results": {"activeManifest": {"success": good}},
        }
    )


def test_long_chains_are_cut():
    """A chain of edits is told as far as one reads, and how much more there is."""
    found, more = manifests_of(
        Store({"active_manifest": "urn:0", "manifests": chained(30)}), asked=False
    )
    assert (len(found), more) == (MAX_MANIFESTS, 30 - MAX_MANIFESTS)


def test_circles_end():
    """A manifest that names itself is told once."""
    value = {"ingredients": [{"active_manifest": "urn:a", "relationship": "parentOf"}]}
    found, more = manifests_of(
        Store({"active_manifest": "urn:a", "manifests": {"urn:a": value}}), asked=False
    )
    assert (len(found), more) == (1, 0)


def test_a_library_that_trusts_by_itself_is_no_list():
    """Old timestamps are called trusted without any list: that is not the reader's trust."""
    ((old,), _), ((new,), _) = (
        manifests_of(stamped(words), asked=True)
        for words in ("legacy timestamp cert trusted: Cat TSA", "timestamp cert trusted: Cat TSA")
    )
    assert (old.stamped_by, old.stamp_trust) == ("Cat TSA", Trust.NOT_LISTED)
    assert new.stamp_trust is Trust.LISTED
    assert manifests_of(stamped("x"), asked=False)[0][0].stamp_trust is Trust.NO_LIST


@settings(max_examples=20)
@given(st.dictionaries(KEYS, ANY), ANY)
def test_any_store(value, signatures):
    """Whatever stands there, there is an answer."""
    value = {"active_manifest": "urn:a", "manifests": {"urn:a": value}, **value}
    voices, _read = credential_voices(Store(value, signatures), asked=True)
    assert voices
