import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { licencesOf, licenceText, packageOf } from "../../build/licences.ts";
import { assemble, inlineScript, inlineStyle, policyOf, sourceHash } from "../../build/page.ts";

const PARTS = { title: "T", script: "let a = 1;", style: "a{b:c}", licences: "<MIT> & co" };

describe("the one page", () => {
  it("lets its own script and style run, and nothing else", () => {
    const policy = policyOf("x", "y");
    expect(policy.startsWith("default-src 'none'; ")).toBe(true);
    const digest = createHash("sha256").update("x").digest("base64");
    expect(policy).toContain(`script-src 'sha256-${digest}'`);
    expect(policy).toContain(`style-src '${sourceHash("y")}'`);
    expect(policy).not.toMatch(/unsafe|connect-src|http|data:|\*/);
  });

  it("has its policy in front of what it rules, and its script behind the body", () => {
    const page = assemble(PARTS);
    expect(page.indexOf("Content-Security-Policy")).toBeLessThan(page.indexOf("<style"));
    expect(page.indexOf('id="desk"')).toBeLessThan(page.indexOf("<script>"));
    expect(page).toContain(sourceHash("let a = 1;"));
  });

  it("holds licences as text", () => {
    expect(assemble(PARTS)).toContain("&lt;MIT&gt; &amp; co");
  });

  it("is the same for the same parts", () => {
    expect(assemble(PARTS)).toBe(assemble({ ...PARTS }));
  });
});

describe("an inline script", () => {
  it("cannot end its element from inside of a string or an expression", () => {
    const text = inlineScript('let a = "</script><!-- x"; let b = /<\\/SCRIPT/;\r\nb.test(a);');
    expect(text).not.toMatch(/<\/script|<!--|\r/i);
    expect(runInNewContext(`${text} a;`)).toBe("</script><!-- x");
  });

  it("is refused where such a sequence stood in the code itself", () => {
    expect(() => inlineScript("let a = 1; let b = a <!--a;")).toThrow(SyntaxError);
  });
});

describe("an inline style sheet", () => {
  it("loses its comments", () => {
    expect(inlineStyle("/* a */a{b:c}/* d\n */")).toBe("a{b:c}");
  });

  it("is refused where it could end its element", () => {
    expect(() => inlineStyle('a{content:"</style>"}')).toThrow("would end");
  });
});

describe("licences", () => {
  it("are found from a module of a package, and not from one of the project", () => {
    const module = `${import.meta.dirname}/../../node_modules/@noble/hashes/sha2.js`;
    expect(packageOf(module)?.endsWith("node_modules/@noble/hashes")).toBe(true);
    expect(packageOf(import.meta.filename)).toBeNull();
  });

  it("name package, version and licence, with the text, sorted and each once", () => {
    const folder = `${import.meta.dirname}/../../node_modules`;
    const found = licencesOf([
      `${folder}/svelte/src/index-client.js`,
      `${folder}/@noble/hashes/sha2.js`,
      `${folder}/@noble/hashes/utils.js`,
    ]);
    expect(found.map(({ name, licence }) => [name, licence])).toEqual([
      ["@noble/hashes", "MIT"],
      ["svelte", "MIT"],
    ]);
    expect(licenceText("Own", found)).toContain("Permission is hereby granted");
  });
});
