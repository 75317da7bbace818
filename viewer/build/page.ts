/**
 * One HTML file out of one script and one style sheet.
 *
 * The file loads nothing: its Content-Security-Policy names the one script and the one style sheet
 * by their SHA-256, forbids every request, and lets pictures come from memory only. The script is
 * a classic one, for browsers load no module from a disk, and stands behind the body's content.
 */

import { createHash } from "node:crypto";
import { Script } from "node:vm";

export interface Parts {
  readonly title: string;
  readonly script: string;
  readonly style: string;
  /** Licences of what was built in, as plain text. */
  readonly licences: string;
}

/** The largest file that may be built, in bytes: one that can be sent by mail without a thought. */
export const LARGEST = 700_000;

/** `sha256-...` as a Content-Security-Policy spells the digest of an inline element's text. */
export function sourceHash(text: string): string {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}

/**
 * The policy of the page. `default-src 'none'` leaves no way to ask a network for anything; Trusted
 * Types let no text become markup but by Svelte's own templates, which are part of the script.
 */
export function policyOf(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    "img-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types svelte-trusted-html",
  ].join("; ");
}

/**
 * A script that may stand inline: no sequence of it ends or hides the element (HTML 4.12.1.3).
 *
 * @throws SyntaxError where such a sequence stood outside of a string or a regular expression
 */
export function inlineScript(code: string): string {
  const lines = code.replace(/\r\n?/g, "\n").trim();
  const text = lines.replace(/<(?=\/script|!--)/gi, "\\x3c");
  compile(text);
  return text;
}

/** Compile, and run nothing: this is what refuses a sequence that could not be rewritten. */
function compile(text: string): Script {
  return new Script(text);
}

/** A style sheet that may stand inline, without its comments. */
export function inlineStyle(css: string): string {
  const text = css.replace(/\r\n?|\/\*[^]*?\*\//g, "\n").trim();
  if (text.includes("</")) throw new Error("a style sheet holds what would end its element");
  return text;
}

function escapeText(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

/** The whole file. Nothing in it depends on when, where or by whom it was built. */
export function assemble(parts: Parts): string {
  const script = inlineScript(parts.script);
  const style = inlineStyle(parts.style);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(parts.title)}</title>
<style>${style}</style>
</head>
<body>
<noscript><p>本页须启用 JavaScript 才能核验。</p><p lang="en">This page needs JavaScript to verify.</p></noscript>
<div id="desk"></div>
<template id="licences">${escapeText(parts.licences)}</template>
<script>${script}</script>
</body>
</html>
`;
}
