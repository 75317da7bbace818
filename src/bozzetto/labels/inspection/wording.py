"""Wording: every sentence of an inspection, in English, by its code.

Rules in data: what a statement is about (`NAMES`), what is said (`SENTENCES`), and what each sort
of statement proves and does not (`WORTHS`, one sentence a sort). Whoever shows them translates.
Sources: the actions of C2PA 2.2, section 18.14; IPTC's digital source types,
https://cv.iptc.org/newscodes/digitalsourcetype/; the departures are those of `labels.finding`.
"""

from bozzetto.capture.dialects import NOTES

__all__ = ["ACTIONS", "NAMES", "SENTENCES", "SOURCES", "WORTHS"]

NAMES = {
    # content credentials
    "signer": "signer",
    "organisation": "organisation",
    "issuer": "certified by",
    "signed": "signed at",
    "stamp": "time by",
    "generator": "written by",
    "action": "what was done",
    "ingredient": "made from",
    "author": "author",
    "binding": "tie to its looks",
    "record": "tie to a record",
    "problem": "does not hold",
    "certificate problem": "wrong certificate",
    "more": "more",
    # words of a tool
    "program": "program",
    "prompt.positive": "prompt",
    "prompt.negative": "negative prompt",
    "prompt.region": "regional prompt",
    "prompt.style": "style",
    "prompt.system": "system prompt",
    "model": "model file",
    "input": "made from",
    "job": "job",
    "account": "account",
    "time": "time",
    "setting": "setting",
    "note": "note",
    # the label of GB 45438-2025
    "label": "label",
    "producer": "producer",
    "producer code": "its code says",
    "number": "number",
    "security": "security data",
    "propagator": "spread by",
    "propagator code": "that code says",
    "propagation number": "number there",
    "propagation security": "its security data",
    "departure": "against the standard",
    "text": "text",
    # IPTC and words of programs
    "source type": "how it came about",
    "system": "AI system",
    "creator": "creator",
    "prompt": "prompt",
    "prompt writer": "prompt written by",
    "rights": "rights",
    "credit": "credit",
    "provenance": "its credentials",
    "device": "device",
    "provider": "provider",
    "identifier": "picture's number",
    "saved": "last saved",
    # of any
    "watermark": "watermark claimed",
}
"""What a statement is about."""

SOURCES = {
    "trainedAlgorithmicMedia": "made by a trained model alone",
    "compositeWithTrainedAlgorithmicMedia": "a composite, in part made by a trained model",
    "compositeSynthetic": "a composite with synthetic parts",
    "composite": "a composite of several elements",
    "compositeCapture": "a composite of captured elements",
    "algorithmicMedia": "made by an algorithm that was not trained",
    "algorithmicallyEnhanced": "improved by an algorithm",
    "dataDrivenMedia": "drawn out of data",
    "digitalCreation": "made by a person with digital tools",
    "digitalArt": "made by a person with digital tools",
    "humanEdits": "edited by a person",
    "minorHumanEdits": "edited a little by a person",
    "digitalCapture": "captured by a camera",
    "computationalCapture": "captured, and put together by the camera's computer",
    "screenCapture": "captured from a screen",
    "virtualRecording": "recorded from a virtual event",
    "negativeFilm": "digitised from a negative",
    "positiveFilm": "digitised from a slide",
    "print": "digitised from a print",
    "empty": "begun as an empty canvas",
    "trainedAlgorithmicData": "data made by a trained model",
}
"""Digital source types in plain words, by IPTC's code and C2PA's."""

ACTIONS = {
    "addedText": "text added",
    "adjustedColor": "colours changed",
    "color_adjustments": "colours changed",
    "converted": "converted to another format",
    "created": "created",
    "cropped": "cropped",
    "deleted": "something in it deleted",
    "drawing": "drawn in",
    "edited": "edited",
    "edited.metadata": "metadata edited",
    "enhanced": "enhanced",
    "filtered": "filtered",
    "opened": "opened an earlier picture",
    "orientation": "turned",
    "placed": "another picture placed in it",
    "published": "published",
    "redacted": "something left out of the credentials",
    "removed": "another picture taken out of it",
    "repackaged": "repackaged",
    "resized": "resized",
    "resized.proportional": "resized",
    "transcoded": "coded anew",
    "unknown": "something that the signer does not know",
    "watermarked": "watermarked",
    "watermarked.bound": "watermarked, with a tie to these credentials",
    "watermarked.unbound": "watermarked, without a tie to these credentials",
}
"""C2PA's actions in plain words."""

WORTHS = {
    "signed": (
        "Content credentials are what their signer says; it was not watched. Whether the bytes are"
        " as they were signed is checked; whether the signer and the timestamp can be trusted is"
        " not."
    ),
    "signed.listed": (
        "The signer is on the list that you gave, so it is whom that list takes it for. What it"
        " says of the picture is its word all the same: nobody watched how the picture was made."
    ),
    "signed.unlisted": (
        "The signer is not on the list that you gave: anybody can make a certificate in any name."
        " That the bytes are as they were signed is checked, and nothing else is."
    ),
    "credentials.altered": (
        "Something was changed after the signing, so what was signed is not this file. Who changed"
        " what, and why, is not told: a program that only saves the file anew does that, too."
    ),
    "credentials.broken": (
        "Credentials that are not of their form, or that do not cover the file, say nothing about"
        " it that could be relied on."
    ),
    "credentials.unread": (
        "The file has content credentials, and what they say is not known here. That is not the"
        " same as having none."
    ),
    "earlier": (
        "These were signed before, for an earlier file that is not here. That this picture was made"
        " from it is the later signer's word."
    ),
    "tool.signed": (
        "NovelAI's own signature holds: NovelAI made exactly these pixels from exactly these"
        " parameters. It does not say for whom, or when."
    ),
    "tool.forged": (
        "NovelAI's signature is there and does not hold: the pixels or the parameters were changed"
        " after NovelAI made them, or the signature was put there by somebody else."
    ),
    "tool.unchecked": (
        "NovelAI's signature is there and was not checked: until it is, these are words that"
        " anybody could have written."
    ),
    "written": (
        "Anybody can write such words into a file, and take them out. They are a lead, not a proof:"
        " neither that the file was made so, nor by whom, nor when."
    ),
    "time": "A time that words state is nobody's clock: it proves no time.",
    "label": (
        "A label is a statement that nobody signs: anybody can put it in, change it and take it"
        " out. It proves neither how the picture was made nor who made it, and a picture without"
        " one may be made by AI all the same."
    ),
    "security": (
        "Security data is checked by whoever made it: what it fits, and whether it does, is not"
        " known here."
    ),
    "IPTC": (
        "Such metadata is what somebody declared, and nobody signed it: any program can write it,"
        " and most platforms take it out."
    ),
    "creator": (
        "A name in this field is a declaration. It proves neither authorship nor that the person"
        " knows of it."
    ),
    "prompt writer": (
        "Who wrote a prompt is not thereby the picture's creator: the standard itself says so."
    ),
    "provenance": (
        "What is elsewhere was not fetched: reading a file asks nobody. Where the file itself has"
        " none, they may have been taken out."
    ),
    "watermark": (
        "That there is an invisible watermark is a claim: nobody but who put it there can look for"
        " it, and nothing was looked for here."
    ),
    "binding": (
        "It lets a service find these credentials by how the picture looks. It was not asked, and"
        " it proves nothing about this file."
    ),
    "record": (
        "It names a record by its digest, and holds nothing of it. Whether that record is there,"
        " and what it says, is told by its evidence bundle: bozzetto verify."
    ),
    "program": (
        "Programs write such words by themselves, and anybody can: they may tell of the last"
        " program that saved the file, and not of who made the picture."
    ),
    "nothing": (
        "That a file says nothing proves nothing: many programs and platforms remove such words."
    ),
}
"""What each sort of statement proves, and what it does not."""

_DEPARTURES = {
    "place.other": "it stands in no XMP, where the standard's guide wants it",
    "place.extended": "it stands in a JPEG's extended XMP, which few readers look into",
    "place.part": "it stands in a part of the file: another page, or another picture in it",
    "namespace.other": "its property is of another namespace",
    "form.structure": "its property is no text",
    "json.broken": "it is no JSON object",
    "json.wrapped": "it is wrapped in one more object, which is not for XMP",
    "json.spelling": "it has spaces or escapes that the standard does not have",
    "keys.case": "a key is in other capitals",
    "keys.order": "its keys are in another order",
    "keys.missing": "keys are missing",
    "keys.unknown": "it has keys that the standard does not have",
    "keys.twice": "it has a key twice; the first one is taken",
    "values.kind": "it has numbers, or something else, instead of texts",
    "values.refused": "what it says cannot be",
}

SENTENCES = {
    "joined": "{first}; {rest}",
    "plain": "{words}",
    "nobody named": "nobody whom they name",
    "quoted": "“{words}”",
    # heads: a voice in one sentence
    "head.signed": "Content credentials in the name of {who} fit it.",
    "head.signed.source": (
        "Content credentials in the name of {who} fit it, and say how it came about: {what}."
    ),
    "head.altered": (
        "Content credentials in the name of {who} do not fit it: something was changed after the"
        " signing."
    ),
    "head.broken": "It has content credentials that are not of their form, or do not cover it.",
    "head.unread": "It has content credentials, and they could not be read.",
    "head.unchecked": (
        "It has content credentials, and they were not checked: c2pa-python is not installed."
    ),
    "head.too-large": "It has content credentials, and they are larger than is read.",
    "head.earlier": "It rests on earlier content credentials in the name of {who}.",
    "head.tool": "Words that anybody can write say that {who} made it.",
    "head.tool.signed": "{who}'s own signature says that {who} made it, and holds.",
    "head.tool.forged": "Words in it say that {who} made it, and {who}'s signature does not hold.",
    "head.tool.unchecked": "Words in it say that {who} made it; its signature was not checked.",
    "head.label.1": "A label says that it was made by AI, and names {who}.",
    "head.label.2": "A label says that it was possibly made by AI, and names {who}.",
    "head.label.3": "A label says that it is suspected to be made by AI, and names {who}.",
    "head.label.unclear": "It carries a label that departs from the standard: what it says is not"
    " plain.",
    "head.IPTC": "Its metadata says how it came about: {what}.",
    "head.IPTC.plain": "Its metadata names people or systems.",
    "head.program": "It carries words of programs: {who}.",
    "head.program.missing": "It names content credentials of its own, and has none.",
    "head.program.plain": "It carries words of no tool that is known here.",
    "head.nothing": "It says nothing of how it was made.",
    "head.unknown": "It is of a kind that is not read here: what it says is not known.",
    # protections
    "shield.nothing": "nothing",
    "shield.tool.intact": "the tool's own signature, which holds",
    "shield.tool.altered": "nothing: the tool's own signature does not hold",
    "shield.tool.not checked": "the tool's own signature, which was not checked",
    "shield.intact": "a signature over the file, which is as it was signed",
    "shield.altered": "nothing any more: the file, or what was signed, was changed",
    "shield.broken": "nothing: the signature is not of its form, or does not cover the file",
    "shield.not read": "not known: the credentials could not be read",
    "shield.not checked": "not known: the credentials were not checked",
    "shield.earlier": "a signature over an earlier file; the later credentials hold it",
    "trust.on the list": "the signer is on the list that you gave",
    "trust.not on the list": "the signer is not on the list that you gave",
    "trust.no list given": "the signer was not held against a list",
    "stamp.timestamp.on the list": "the time is a timestamp's, of an authority on your list",
    "stamp.timestamp.not on the list": "the time is a timestamp's, of an authority not on your"
    " list",
    "stamp.timestamp.no list given": (
        "the time is a timestamp's, of an authority that was not held against a list"
    ),
    "stamp.claim": "the time is nobody's but the signer's",
    # credentials
    "certificate.own": "issued by its own holder: it identifies nobody",
    "stamp.by": "a timestamp of {who}",
    "stamp.nobody": "nobody but the signer",
    "action.source": "how it came about: {what}",
    "action.agent": "with {program}",
    "action.when": "at {time}, by its own clock",
    "ingredient.parentOf": "an earlier state: {title}",
    "ingredient.componentOf": "a part: {title}",
    "ingredient.inputTo": "given to a tool: {title}",
    "ingredient.other": "{title}",
    "ingredient.untitled": "a picture without a title",
    "ingredient.signed": "with credentials of its own, by {who}",
    "ingredient.problems": "does not hold: {codes}",
    "record.origin": "the log {words}",
    "record.root": "root {words}",
    "record.size": "{words} entries in it",
    "record.bundle": "bundle {words}",
    "record.counts": "counted: {words}",
    "record.nothing": "a record that it does not name",
    "more.manifests": "{count} more sets of credentials, which are not shown",
    # the label
    "label.1": "made by AI",
    "label.2": "possibly made by AI",
    "label.3": "suspected to be made by AI",
    "label.several": "it is one of {count} labels, and the standard allows one",
    "code.credit": "credit code {credit} of an organisation",
    "code.own": "{extension} by its own choice",
    "code.service.0": "no service named",
    "code.service.1": "generates",
    "code.service.2": "spreads",
    # IPTC and others
    "source.bare": "{meaning}; written as {text}, and the standard wants the full address",
    "source.other": "{text}, which is no digital source type that is known here",
    "provenance.inside": "in the file itself, and there are none",
    "provenance.elsewhere": "elsewhere: {address}",
    "watermark.claimed": "{words}",
    # what was not looked at
    # who speaks
    "voice.signer": "content credentials in the name of {who}",
    "voice.signer.unnamed": "content credentials",
    "voice.earlier signer": "earlier content credentials in the name of {who}",
    "voice.earlier signer.unnamed": "earlier content credentials",
    "voice.tool": "words of {who}",
    "voice.label": "a label of China's standard, in the name of {who}",
    "voice.label.unnamed": "a label of China's standard",
    "voice.IPTC": "metadata by IPTC",
    "voice.program": "words of programs and people",
    "unread.labels": "Labels could not be read in full: {why}",
    "unread.xmp": "A packet of XMP could not be read: {why}",
    "unread.pixels": (
        "The pixels were not decoded: what is hidden in them, their digest and a tool's own"
        " signature were not looked at."
    ),
    "unread.changed": "The file was changed while it was read: say it again.",
    **{f"source.{code}": words for code, words in SOURCES.items()},
    **{f"action.{code}": words for code, words in ACTIONS.items()},
    **{f"departs.{code}": words for code, words in _DEPARTURES.items()},
    **{f"note.{code}": words for code, words in NOTES.items()},
}
"""What is said."""
