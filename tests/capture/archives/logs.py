"""Logs of Fooocus, as its versions write them, and pictures beside them."""

import json
from urllib.parse import quote

from tests.capture.watched import picture

SPLIT = "<!--fooocus-log-split-->"
HEAD = "<p>Fooocus Log 2024-03-01 (private)</p>\n"


def name(second, number, ending="png"):
    """The name of a picture."""
    return f"2024-03-01_10-00-{second:02}_{number}.{ending}"


def pairs(seed, expansion="a cat, intricate", **more):
    """What a log says of a picture."""
    return {
        "Prompt": "a cat",
        "Negative Prompt": "fog",
        "Fooocus V2 Expansion": expansion,
        "Styles": "['Fooocus V2']",
        "Base Model": "juggernaut.safetensors",
        "Refiner Model": "None",
        "Seed": str(seed),
        "LoRA 1": "offset.safetensors : 0.1",
        "Version": "Fooocus v2.5.5",
        **more,
    }


def lines(told, single=3):
    """The lines that versions before 2.1.85 write."""
    said = ""
    for number, (label, value) in enumerate(told.items()):
        if number < single:
            said += f"<p>{label}: <b>{value}</b> </p>\n"
        elif (number - single) % 2 == 0:
            said += f"<p>{label}: <b>{value}</b>, "
        else:
            said += f"{label}: <b>{value}</b></p>\n"
    return said


def first(items):
    """A log of version 1.0: the newest last."""
    return HEAD + "".join(
        f'<hr>\n<p>{file}</p>\n{lines(told)}<p><img src="{file}" width=512></img></p>\n'
        for file, told in items
    )


def boxed(items):
    """A log of version 1.0.33 to 2.1.77: the newest last, each in a box."""
    return HEAD + "".join(
        f'<div id="{file.replace(".", "_")}"><hr>\n<p>{file}</p>\n{lines(told)}'
        f'<p><img src="{file}" width=512 onerror="document"></img></p></div>\n'
        for file, told in items
    )


def topped(items):
    """A log of version 2.1.82: the newest first, a table, and its own head at the end."""
    return (
        "".join(
            f'<div id="{file.replace(".", "_")}">\n<table><tr><td><img src="{file}" width=auto '
            f'onerror="document"></img></p></td><td><p>{file}</p>\n{lines(told)}</td></tr></table>'
            "<hr></div>\n"
            for file, told in reversed(items)
        )
        + HEAD
    )


def tabled(items, css="key", button=None, full=False):
    """A log of version 2.1.85 and later; from 2.2 on with a button, from 2.3 on with labels."""
    begin = f"<!DOCTYPE html><html><body>{HEAD}{SPLIT}\n\n"
    said = ""
    for file, told in reversed(items):
        rows = "".join(
            f"<tr><td class='{css}'>{label}</td><td class='value'>"
            + value.replace("\n", " </br> ")
            + "</td></tr>\n"
            for label, value in told.items()
        )
        if full:
            rows += (
                f"<tr><td class='{css}'>Full raw prompt</td><td class='value'>"
                "<details><summary>Positive</summary>cinematic still a cat</details>\n"
                "        <details><summary>Negative</summary>anime, fog</details></td></tr>\n"
            )
        said += (
            f'<div id="{file.replace(".", "_")}" class="image-container"><hr><table><tr>\n'
            f'<td><a href="{file}" target="_blank"><img src=\'{file}\' onerror="this.closest" '
            f"loading='lazy'/></a><div>{file}</div></td><td><table class='metadata'>{rows}</table>"
        )
        if button is not None:
            data = quote(json.dumps(button(told), indent=0), safe="")
            said += f"</br><button onclick=\"to_clipboard('{data}')\">Copy to Clipboard</button>"
        said += "</td></tr></table></div>\n\n"
    return f"{begin}{said}\n{SPLIT}</body></html>"


def keyed(told):
    """What a button of version 2.5 holds: the values by their keys."""
    return {label.lower().replace(" ", "_"): value for label, value in told.items()}


VERSIONS = {
    "1.0": first,
    "1.0.33": boxed,
    "2.1.82": topped,
    "2.1.85": tabled,
    "2.2": lambda items: tabled(items, button=dict),
    "2.5": lambda items: tabled(items, css="label", button=keyed, full=True),
}


def day(folder, log, *named):
    """A day's folder: a log, and pictures without any words in them."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "log.html").write_text(log, encoding="utf-8")
    for number, file in enumerate(named, start=1):
        (folder / file).write_bytes(picture(number, None))
