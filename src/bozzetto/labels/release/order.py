"""Orders: what a release is to be, as a person asked for it, checked before anything is written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bozzetto.anchor import Authority
from bozzetto.errors import StudioError
from bozzetto.labels.credentials import Region, Signer
from bozzetto.labels.iptc import SourceType
from bozzetto.labels.release.preset import CONTENTS, Contents, Preset
from bozzetto.labels.release.writing import Propagator
from bozzetto.labels.visible import Visible
from bozzetto.record import Digest, Key

__all__ = ["Order"]

_GENERATED = frozenset(
    (SourceType.TRAINED, SourceType.COMPOSITE_TRAINED, SourceType.COMPOSITE_SYNTHETIC)
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted.

    Attributes:
        asset: The picture, as the work has it.
        presets: For whom; a copy each.
        place: Where it is published, in the person's own words.
        licence: On what terms, in the person's own words.
        source_type: How it came about, as the person confirmed.
        creators: Who declare to be its creators.
        visible: The visible label; None where a preset that has one takes the usual.
        declines_visible: No copy gets one, whatever the preset.
        provider: Who provides the AI service: a name, or China's code of 27 characters.
        identifier: What names the picture and no other; None makes it from the record's digests.
        propagator: Who spreads it, for the implicit label.
        with_root: Whether the implicit label carries the record's root.
        with_prompts: Whether the words that the tool was given go into the copies.
        bundle: The digest of the evidence bundle that goes with it.
        signer: Who signs the credentials; None makes none.
        authority: Whom to ask for a timestamp; None asks nobody.
        pause: Called before an authority is asked: some want a pause between two queries.
        regions: Where edits changed a picture, by the digests before and after.
        person: Whose act it is; None for the owner.
    """

    asset: Digest
    presets: tuple[Preset, ...]
    place: str
    licence: str
    source_type: SourceType
    creators: tuple[str, ...] = ()
    visible: Visible | None = None
    declines_visible: bool = False
    provider: str | None = None
    identifier: str | None = None
    propagator: Propagator | None = None
    with_root: bool = False
    with_prompts: bool = False
    bundle: Digest | None = None
    signer: Signer | None = None
    authority: Authority | None = None
    pause: Callable[[], None] | None = None
    regions: Mapping[tuple[Digest, Digest], tuple[Region, ...]] = field(default_factory=dict)
    person: Key | None = None

    def label_of(self, contents: Contents) -> Visible | None:
        """Return the visible label of a copy."""
        if self.declines_visible:
            return None
        return self.visible or (Visible() if contents.visible else None)

    def check(self, *, has_label: bool, has_credentials: bool) -> None:
        """Refuse what cannot be done, or would say what is not so.

        Args:
            has_label: Whether the picture carries an implicit label already.
            has_credentials: Whether it carries content credentials already.

        Raises:
            StudioError: see above; the hint says what to give.
        """
        if not self.presets or len(set(self.presets)) < len(self.presets):
            raise StudioError("a release has one preset or several, each once")
        for preset in self.presets:
            self._check_preset(preset, CONTENTS[preset], has_label=has_label)
        if has_credentials and self.signer is None:
            raise StudioError(
                "the picture has content credentials, which labels would break",
                hint="give a signer, and they are carried on: --sign or --self-made",
            )
        self._check_rest(has_label=has_label)

    def _check_rest(self, *, has_label: bool) -> None:
        """Refuse what was asked for and would stand nowhere."""
        labels = any(CONTENTS[preset].aigc for preset in self.presets)
        if self.propagator is not None and not has_label and not labels:
            raise StudioError(
                "a propagator is added to an implicit label, and no copy has one",
                hint="take the preset cn, or leave out --propagator",
            )
        if self.with_root and (has_label or not labels):
            raise StudioError(
                "the record's root stands in a new implicit label, and no copy gets one",
                hint="take the preset cn, or leave out --with-root",
            )
        if self.bundle is not None and self.signer is None:
            raise StudioError(
                "a bundle's digest stands in content credentials, and nobody signs",
                hint="give a signer: --sign or --self-made",
            )
        if self.authority is not None and self.signer is None:
            raise StudioError(
                "a timestamp is over a signature, and nobody signs",
                hint="give a signer: --sign or --self-made",
            )

    def _check_preset(self, preset: Preset, contents: Contents, *, has_label: bool) -> None:
        generated = contents.aigc or contents.disclosure
        if generated and self.source_type not in _GENERATED:
            raise StudioError(
                "the preset {preset} says that a picture is generated, and this one is {code}",
                hint="take the preset plain, or say otherwise with --source-type",
                preset=preset.value,
                code=self.source_type.code,
            )
        wants = contents.disclosure or (contents.aigc and not has_label)
        if wants and self.provider is None:
            raise StudioError(
                "the preset {preset} names who provides the AI service, and the record does not",
                hint="give it with --provider, or BOZZETTO_PROVIDER: a name, or China's code",
                preset=preset.value,
            )
        if contents.credentials and self.signer is None:
            raise StudioError(
                "the preset {preset} has content credentials, and nobody signs",
                hint="give a certificate with --sign, or take one of your own: --self-made",
                preset=preset.value,
            )
        if contents.timed and self.authority is None:
            raise StudioError(
                "the preset {preset} has a timestamp, and no authority is named",
                hint="name one with --timestamp; it is asked once for each picture",
                preset=preset.value,
            )
