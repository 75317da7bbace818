"""C2PA's own rubric, as functions: which of its checks a file's credentials fail.

From "C2PA Asset Conformance 0.2 Spec 2.4 Rubric", 2026-08-06, of
https://github.com/c2pa-org/conformance-public (asset-rubrics, CC BY 4.0), over the JSON that its
reader gives (crJSON). The names are the rubric's; each function is true where its check passes.
"""

# ruff: noqa: SIM905  # as lists of one word a line these tables would be three pages long

__all__ = ["CHECKS", "failed"]

CHECKS = {}
BEGINNING = {"c2pa.created", "c2pa.opened"}
UNSEEN = {
    "c2pa.converted",
    "c2pa.published",
    "c2pa.repackaged",
    "c2pa.transcoded",
    "c2pa.resized.proportional",
    "c2pa.enhanced",
    "c2pa.edited.metadata",
    "c2pa.watermarked",
    "c2pa.watermarked.bound",
    "c2pa.watermarked.unbound",
    "c2pa.redacted",
}
ASSERTIONS = {
    f"c2pa.{name}"
    for name in (
        "hash.data hash.data.part actions.v2 ingredient.v3 hash.boxes hash.bmff.v3"
        " hash.collection.data soft-binding cloud-data embedded-data metadata certificate-status"
        " asset-ref asset-type.v2 hash.multi-asset thumbnail.claim thumbnail.ingredient"
        " depthmap.GDepth icon alternative-content-representation external-reference session-keys"
        " environmental-sustainability repository-receipt ai-disclosure assertion.metadata"
        " time-stamp"
    ).split()
}
ACTIONS = {
    f"c2pa.{name}"
    for name in (
        "addedText adjustedColor changedSpeed color_adjustments converted created cropped deleted"
        " drawing dubbed edited edited.metadata enhanced filtered mastered mixed opened"
        " orientation placed published redacted remixed removed repackaged resized"
        " resized.proportional transcoded translated trimmed unknown watermarked"
        " watermarked.bound watermarked.unbound"
    ).split()
}
OLD_ASSERTIONS = {
    f"c2pa.{name}"
    for name in "claim hash.bmff.v2 asset-type ingredient ingredient.v2 actions".split()
}
OLD_ACTIONS = {
    f"c2pa.{name}"
    for name in (
        "copied formatted version_updated printed managed produced saved color_adjustments"
        " watermarked"
    ).split()
}
PARAMETERS = set(
    "redacted ingredients ingredient description relatedAssertions sourceLanguage targetLanguage"
    " multipleInstances ranges weight width italic slant optical-size".split()
)
MALFORMED = (
    "action bmffHash boxesHash collectionHash dataHash external-reference ingredient"
    " alternativeContentRepresentation multiAssetHash"
).split()
BROKEN = {f"assertion.{name}.malformed" for name in MALFORMED} | set(
    "assertion.external-reference.labelMismatch assertion.external-reference.created"
    " assertion.alternativeContentRepresentation.missing assertion.cbor.invalid"
    " assertion.json.invalid claim.cbor.invalid claim.hardBindings.missing claim.malformed"
    " claim.missing claim.multiple hashedURI.missing ingredient.manifest.missing"
    " assertion.boxesHash.unknownBox assertion.multipleHardBindings manifest.compressed.invalid"
    " manifest.inaccessible manifest.multipleParents manifest.timestamp.invalid"
    " manifest.timestamp.wrongParents manifest.update.invalid manifest.update.wrongParents".split()
)
FALSE = set(
    "assertion.action.ingredientMismatch assertion.action.redactionMismatch"
    " assertion.bmffHash.mismatch assertion.boxesHash.mismatch assertion.collectionHash.mismatch"
    " assertion.dataHash.mismatch assertion.external-reference.hashMismatch"
    " assertion.alternativeContentRepresentation.hashMismatch assertion.multiAssetHash.mismatch"
    " assertion.hashedURI.mismatch assertion.hardBinding.redacted hashedURI.mismatch"
    " ingredient.manifest.mismatch ingredient.claimSignature.missing"
    " ingredient.claimSignature.mismatch claimSignature.missing".split()
)


def failed(crjson):
    """Name the checks that a file fails."""
    return [name for name, check in CHECKS.items() if not check(Manifest(crjson["manifests"][0]))]


class Manifest:
    """The parts of the newest manifest that the checks look at."""

    def __init__(self, manifest):
        self.raw = manifest
        self.assertions = manifest.get("assertions", {})
        self.values = [each for each in self.assertions.values() if isinstance(each, dict)]
        self.said = [each for each in self.values if each.get("actions") is not None]
        self.actions = [action for each in self.said for action in each["actions"]]
        self.claim = manifest["claim.v2"]
        self.created = [each["url"] for each in self.claim.get("created_assertions", [])]
        self.ingredients = [each for each in self.values if each.get("relationship") is not None]
        self.results = manifest.get("validationResults")
        self.failures = {each["code"] for each in (self.results or {}).get("failure", [])}


def check(function):
    """Count a check."""
    CHECKS[function.__name__] = function
    return function


def each_check(checks):
    """Count checks that are one line."""
    CHECKS.update(checks)


@check
def mandatory_spec_version(m):
    """Of the 2.4 that is expected."""
    info = m.claim["claim_generator_info"]
    info = info[0] if isinstance(info, list) else info
    return str(info.get("specVersion")).split(".")[:2] == ["2", "4"]


@check
def mandatory_dst_for_perceptible_transformations(m):
    """What is seen says how it came about."""
    spared = BEGINNING | UNSEEN | {"c2pa.placed"}
    return all(
        each.get("digitalSourceType") is not None
        for each in m.actions
        if each["action"].startswith("c2pa.") and each["action"] not in spared
    )


@check
def inception_action_position(m):
    """The beginning comes first, and the signer says it."""
    first = next((url for url in m.created if "c2pa.actions" in url), "")
    names = [each["action"] for each in m.actions]
    return first.endswith("c2pa.actions.v2") and (
        "c2pa.created" not in names or names[0] in BEGINNING
    )


@check
def no_unsupported_assertions(m):
    """C2PA's own are those of this specification."""
    return all(
        key.split("__")[0] in ASSERTIONS | OLD_ASSERTIONS
        for key in m.assertions
        if key.startswith("c2pa.")
    )


@check
def no_unrecognized_custom_action_parameters(m):
    """One's own have a dot."""
    named = {key for each in m.actions for key in each.get("parameters") or {}}
    return all(key in PARAMETERS or "." in key for key in named)


@check
def discouraged_legacy_action_parameters(m):
    """Descriptions and ingredients are where they belong."""
    return not any(
        {"description", "ingredient"} & set(each.get("parameters") or {}) for each in m.actions
    )


@check
def all_actions_included_opened(m):
    """What was opened and no more is all there is."""
    only = len(m.actions) == 1 and m.actions[0]["action"] == "c2pa.opened"
    return not only or m.assertions["c2pa.actions.v2"].get("allActionsIncluded") is True


@check
def opened_action_ingredient_reference(m):
    """What was opened is one ingredient."""
    opened = [each for each in m.actions if each["action"] == "c2pa.opened"]
    return all(len((each.get("parameters") or {}).get("ingredients", ())) == 1 for each in opened)


@check
def review_ratings_datasource(m):
    """No ratings beside what a person entered."""
    return not any(
        each.get("reviewRatings") is not None
        and str((each.get("dataSource") or {}).get("type")).startswith("humanEntry.")
        for each in m.values
    )


@check
def alternative_content_representation_choice(m):
    """One of two parameters, where a picture's original is kept."""
    originals = [each for each in m.values if each.get("type") == "exif.originalPreservationImage"]
    names = ("multiAssetPartIndex", "embeddedOriginalPreservationImage")
    return all(sum(name in each.get("parameters", {}) for name in names) == 1 for each in originals)


@check
def forbidden_labels_in_external_references(m):
    """Nothing of these is kept elsewhere."""
    forbidden = (
        "c2pa.actions",
        "c2pa.cloud-data",
        "c2pa.external-reference",
        "c2pa.hash",
        "c2pa.ingr",
    )
    return not any(
        str(each.get("label")).startswith(forbidden)
        and each.get("url")
        and not each.get("relationship")
        for each in m.values
    )


each_check(
    {
        "mandatory_all_actions_included": lambda m: all(
            each.get("allActionsIncluded") is not None for each in m.said
        ),
        "no_dst_for_opened_action": lambda m: (
            not any(
                each.get("digitalSourceType")
                for each in m.actions
                if each["action"] == "c2pa.opened"
            )
        ),
        "well_formed_data_present": lambda m: m.results is not None,
        "well_formed_success": lambda m: m.results is not None and not m.failures & BROKEN,
        "valid_data_present": lambda m: m.results is not None,
        "valid_success": lambda m: m.results is not None and not m.failures & FALSE,
        "no_deprecated_assertions": lambda m: (
            not any(key.startswith("stds.") or key in OLD_ASSERTIONS for key in m.assertions)
        ),
        "no_deprecated_actions": lambda m: (
            not any(each["action"] in OLD_ACTIONS for each in m.actions)
        ),
        "no_unsupported_actions": lambda m: all(
            each["action"] in ACTIONS for each in m.actions if each["action"].startswith("c2pa.")
        ),
        "no_unrecognized_custom_assertions": lambda m: all("." in key for key in m.assertions),
        "no_unrecognized_custom_actions": lambda m: all(
            "." in each["action"] for each in m.actions
        ),
        "active_manifest_urn": lambda m: m.raw["label"].startswith("urn:c2pa:"),
        "ingredient_v3_no_active_manifest": lambda m: (
            not any(
                each.get("activeManifest") is None and each.get("validationResults") is not None
                for each in m.ingredients
            )
        ),
        "ingredient_v3_mandatory_validation_results": lambda m: (
            not any(
                each.get("activeManifest") is not None and each.get("validationResults") is None
                for each in m.ingredients
            )
        ),
        "ingredient_relationship_values": lambda m: all(
            each["relationship"] in {"parentOf", "inputTo", "componentOf"} for each in m.ingredients
        ),
        "mandatory_dst_for_created_action": lambda m: all(
            each.get("digitalSourceType") for each in m.actions if each["action"] == "c2pa.created"
        ),
        "no_deprecated_claim_fields": lambda m: m.claim.get("specVersion") is None,
        "ingredient_v3_choice": lambda m: (
            not any(
                each.get("activeManifest") and each.get("digitalSourceType")
                for each in m.ingredients
            )
        ),
        "no_url_in_hashes": lambda m: (
            not any(
                (m.assertions.get(key) or {}).get("url")
                for key in ("c2pa.hash.data", "c2pa.hash.bmff.v3")
            )
        ),
        "no_box_hash_for_tiff": lambda m: (
            "c2pa.hash.boxes" not in m.assertions
            or (m.assertions.get("c2pa.asset-type.v2") or {}).get("dc:format") != "image/tiff"
        ),
    }
)
