import { afterEach, describe, expect, it } from "vitest";
import {
  has,
  lang,
  languageOf,
  say,
  sentence,
  speak,
  t,
  turn,
} from "../../src/texts/language.svelte.ts";

afterEach(() => {
  speak("en");
});

describe("language", () => {
  it("is that of the address, before that of the browser", () => {
    expect(languageOf("?lang=zh", ["en-GB"])).toBe("zh");
    expect(languageOf("#lang=en", ["zh-CN"])).toBe("en");
    expect(languageOf("?x=1&lang=ZH#top", ["en"])).toBe("zh");
  });

  it("passes over an address that asks for a language that there is not", () => {
    expect(languageOf("?lang=de", ["zh-TW", "en"])).toBe("zh");
    expect(languageOf("?lang=zhuang", ["en"])).toBe("en");
    expect(languageOf("?slang=zh", ["en"])).toBe("en");
  });

  it("is the first of the browser's that is Chinese or English, or else English", () => {
    expect(languageOf("", ["fr", "zh-Hans-CN", "en"])).toBe("zh");
    expect(languageOf("", ["fr", "en-US", "zh"])).toBe("en");
    expect(languageOf("", ["fr", "de"])).toBe("en");
    expect(languageOf("", [])).toBe("en");
  });

  it("turns, and everything is said in the other one", () => {
    speak("zh");
    expect(t("judge.copy")).toBe("复制");
    expect(sentence("verdicts", "altered")).toContain("已被改动");
    turn();
    expect(lang()).toBe("en");
    expect(t("judge.copy")).toBe("Copy");
    expect(say("not a key: {text}", { text: "x" })).toBe("not a key: x");
  });

  it("knows which ids there are", () => {
    expect(has("judge.title")).toBe(true);
    expect(has("judge.toString")).toBe(false);
  });
});
