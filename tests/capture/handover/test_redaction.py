"""Redaction: no secret gets through, and no word of a prompt is lost."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bozzetto.capture.handover.redaction import REMOVED, redact

KEYS = [
    "sk-abcdefghij0123456789",
    "sk-proj-abc_DEF-0123456789abcdefXYZ",
    "sk-ant-api03-abcdefghijklmnopqrstuvwx",
    "sk_live_0123456789abcdefghij",
    "AIzaSyA0123456789abcdefghijklmnopqrstuv",
    "ya29.a0AfH6SMBabcdefghijkl",
    "hf_abcdefghijklmnopqrstuvwxyz012345",
    "ghp_0123456789abcdefghijklmnopqrstuvwxyz",
    "github_pat_11ABCDEFG0123456789_abcdefghijk",
    "r8_0123456789abcdefghijklmnop",
    "xai-0123456789abcdefghijklmnop",
    "pst-0123456789abcdefghijklmnop",
    "xoxb-0123456789-abcdefghijkl",
    "AKIAIOSFODNN7EXAMPLE",
    "comfyui-0123456789abcdef0123456789abcdef0123456789abcdef",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
]
NAMES = [
    "api_key",
    "apiKey",
    "X-Api-Key",
    "x-goog-api-key",
    "OPENAI_API_KEY",
    "auth_token_comfy_org",
    "api_key_comfy_org",
    "access_token",
    "HF_TOKEN",
    "token",
    "client_secret",
    "secret",
    "password",
    "Authorization",
    "Proxy-Authorization",
    "Cookie",
    "set-cookie",
    "credentials",
    "session",
    "sessionid",
    "private_key",
    "accessKey",
]
PLAIN_NAMES = [
    "max_tokens",
    "token_count",
    "token_normalization",
    "bos_token",
    "tokenizer",
    "Token merging ratio",
    "Secret Sauce LoRA",
    "author",
    "authors_note",
    "key",
    "keyframes",
    "seed",
    "cookies_style and cream",
    "instance_token",
]
PROMPTS = [
    "a standard bearer, marching in the rain",
    "task-management-in-the-office, watercolour",
    "cookie: chocolate chip, macro",
    "the secret: hidden garden",
    "session: three musicians",
    "masterpiece, best quality, (silver cat:1.2), <lora:sk-style:0.8>",
    "https://example.org/a.png?seed=4&size=512",
    "bearer of good news, basic illustration",
    "Token: a coin, embossed",
    "C:\\Users\\ann\\secret\\cat.png",
    "一只银色的猫, 会话, 密码本",
    "Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 16x16, Model hash: 0123456789",
    '{"positive": "a cat", "key": "C major"}',
    "hf_ ghp_ sk- AIza eyJ",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "place",
    [
        "{}",
        "a cat {} on a mat",
        '"{}"',
        "x={}",
        '{{"headers": {{"a": ["{}"]}}}}',
        "https://example.org/v1?n=1&x={}",
        "Bearer {}",
    ],
)
def test_what_looks_like_a_key_is_taken_out(key, place):
    """A key is found in any text, whatever its member is called."""
    value = {"text": [place.format(key)]}
    clean, taken = redact(value)
    assert key not in json.dumps(clean)
    assert taken >= 1
    assert REMOVED in json.dumps(clean)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_named_a_secret_is_taken_out(name):
    """A member's name is enough, at any depth, in JSON within a text, and in a list of headers."""
    for value in (
        {name: "plain words"},
        {"a": [{name: "plain words"}]},
        {"text": json.dumps({name: "plain words"})},
        {name: ["plain words"]},
    ):
        clean, taken = redact(value)
        assert "plain words" not in json.dumps(clean), value
        assert taken == 1


@pytest.mark.parametrize("name", ["Authorization", "X-Api-Key", "Cookie", "proxy-authorization"])
@pytest.mark.parametrize(
    "spell",
    [
        lambda name: [[name, "a=plain"]],
        lambda name: {"name": name, "value": "a=plain"},
        lambda name: f"{name}: a=plain\r\nHost: x",
    ],
    ids=["pairs", "har", "text"],
)
def test_headers_are_taken_out(name, spell):
    """A header's secret is taken out however headers are spelled."""
    clean, taken = redact(spell(name))
    assert "plain" not in json.dumps(clean)
    assert taken == 1


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_plain_names_keep_their_values(name):
    """What only sounds like a secret is kept."""
    assert redact({name: "0.5"}) == ({name: "0.5"}, 0)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_prompts_survive(prompt):
    """No word of a prompt is lost to a pattern."""
    value = {"text": prompt, "list": [prompt, "bad quality"], "layers": ["Secret", "Sky"]}
    assert redact(value) == (value, 0)


def test_numbers_are_taken_only_where_a_name_leaves_no_doubt():
    """A password may be a number; a count of tokens is none."""
    clean, taken = redact({"password": 1234, "token": 320, "session": {"graph": {"a": "b"}}})
    assert clean == {"password": REMOVED, "token": 320, "session": {"graph": {"a": "b"}}}
    assert taken == 1


def test_addresses_lose_user_and_keys():
    """User names, passwords and keys go out of an address; the rest of it stays."""
    clean, taken = redact("see https://ann:pw@h.example/x?key=abc&seed=4&token=zz&sig=qq#f")
    assert clean == (
        f"see https://{REMOVED}@h.example/x?key={REMOVED}&seed=4&token={REMOVED}&sig={REMOVED}#f"
    )
    assert taken == 4


def test_private_keys_are_taken_out():
    """A private key in PEM goes as a whole, also where its end is missing; a certificate stays."""
    pem = "-----BEGIN {0}-----\nMIIB\n-----END {0}-----\n"
    clean, _ = redact("a " + pem.format("RSA PRIVATE KEY") + "b " + pem.format("CERTIFICATE"))
    assert clean == "a " + REMOVED + "\nb " + pem.format("CERTIFICATE")
    assert redact("-----BEGIN PRIVATE KEY-----\nMIIB")[0] == REMOVED


def test_a_workflow_repeats_a_widget_without_its_name():
    """What one place names a secret is taken out of every other place."""
    prompt = {"7": {"class_type": "Upload", "inputs": {"api_key": "my own words", "seed": 4}}}
    nodes = [{"widgets_values": ["my own words", 4]}, {"note": "with my own words in it"}]
    clean, taken = redact({"prompt": prompt, "extra": {"workflow": {"nodes": nodes}}})
    assert "my own words" not in json.dumps(clean)
    assert taken == 3


def test_a_secret_may_come_out_of_another_node():
    """An input that is linked to a node makes that node's texts secret, and keeps the link."""
    prompt = {
        "1": {"class_type": "Call", "inputs": {"api_key": ["2", 0], "text": "a cat"}},
        "2": {"class_type": "String", "inputs": {"value": "plain-hidden"}},
    }
    clean, _ = redact(prompt)
    assert clean["2"]["inputs"]["value"] == REMOVED
    assert clean["1"] == prompt["1"]


def test_widgets_are_found_by_their_place():
    """A page's node says its widgets' names apart from their values."""
    node = {
        "inputs": [
            {"name": "image", "link": 4},
            {"name": "seed", "widget": {"name": "seed"}},
            {"name": "api_key", "widget": {"name": "api_key"}},
        ],
        "widgets_values": [7, "randomize", "plain-hidden"],
    }
    clean, taken = redact({"nodes": [node]})
    assert clean["nodes"][0]["widgets_values"] == [7, "randomize", REMOVED]
    assert taken == 1


def test_the_value_itself_is_not_changed():
    """Redaction copies: a tool's own request goes on as it is."""
    value = {"api_key": "x" * 20, "list": [{"token": "y"}]}
    before = copy.deepcopy(value)
    redact(value)
    assert value == before


def test_what_is_too_deep_to_be_looked_at_is_taken_out():
    """A request that is nested beyond all measure hides nothing."""
    value = "sk-abcdefghij0123456789"
    for _ in range(500):
        value = [value]
    clean, taken = redact(value)
    assert taken == 1
    assert "sk-" not in json.dumps(clean)


def test_a_name_may_be_a_key():
    """A key that is used as a member's name is taken out too, and no member is lost."""
    clean, taken = redact({KEYS[0]: "a", KEYS[1]: "b"})
    assert sorted(clean.values()) == ["a", "b"]
    assert taken == 2


def test_a_name_below_a_secret_may_be_a_key():
    """What is named a secret keeps its form, and no key, be it a name."""
    clean, taken = redact({"password": {KEYS[0]: "abc def", "hint": [1]}})
    assert KEYS[0] not in json.dumps(clean)
    assert (list(clean["password"].values()), taken) == ([REMOVED, [REMOVED]], 3)


def test_large_texts_take_linear_time():
    """16 MB of base64, or of a pattern's beginnings, are read in seconds."""
    for unit in (
        "QUJDREVGR0hJSktMTU5PUFFS",
        "api_key=",
        "https://",
        "eyJ",
        "Bearer ",
        "-----BEGIN ",
    ):
        text = unit * ((1 << 20) // len(unit))
        redact({"image": text})


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30) | st.sampled_from(KEYS),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10) | st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSONS)
def test_redaction_is_done_after_once(value):
    """What was redacted has no secret any more, and redacting it again changes nothing."""
    clean, _ = redact(value)
    spelled = json.dumps(clean, ensure_ascii=False)
    assert not any(key in spelled for key in KEYS)
    assert redact(clean) == (clean, 0)


@given(JSONS)
def test_a_planted_key_is_never_left(value):
    """Wherever a key stands, it does not come out."""
    clean, taken = redact({"deep": [value, {"x": f"a {KEYS[1]} b"}]})
    assert KEYS[1] not in json.dumps(clean)
    assert taken >= 1
