import { describe, expect, it } from "vitest";
import { excerpt, oneLine, widthOf } from "../../src/views/excerpt.ts";

describe("excerpt", () => {
  it("leaves what fits as it is", () => {
    expect(excerpt("a cat", 10)).toBe("a cat");
    expect(excerpt("", 10)).toBe("");
  });

  it("cuts what does not fit, and says so", () => {
    const cut = excerpt("a crystal cat pendant on white", 10);
    expect(cut).toMatch(/^a crystal.*…$/);
    expect(widthOf(cut)).toBeLessThanOrEqual(10 + 1);
  });

  it("counts Chinese letters as wide as they are", () => {
    expect(widthOf("猫")).toBe(1);
    expect(widthOf("a")).toBeLessThan(1);
    expect(excerpt("猫形水晶吊坠", 4)).toBe("猫形水…");
  });

  it("never cuts an emoji in two", () => {
    expect(excerpt("🐈🐈🐈🐈🐈", 3)).toBe("🐈🐈…");
  });

  it("is one line, whatever lines the text has", () => {
    expect(oneLine("  one\n\n\ttwo\r\nthree ")).toBe("one two three");
  });

  it("shows what would turn a line around instead of obeying it", () => {
    expect(oneLine("abc\u202edef")).toBe("abc⟨U+202E⟩def");
    expect(oneLine("a\u0000b")).toBe("a⟨U+0000⟩b");
  });

  it("shows markup as the text that it is", () => {
    expect(oneLine("<img src=x onerror=alert(1)>")).toBe("<img src=x onerror=alert(1)>");
  });

  it("reads only the beginning of a text of 100 kB", () => {
    const line = oneLine("猫".repeat(100_000));
    expect(line.length).toBeLessThan(500);
    expect(line.endsWith("…")).toBe(true);
    expect(excerpt(" ".repeat(100_000) + "x", 10)).toBe("…");
  });
});
