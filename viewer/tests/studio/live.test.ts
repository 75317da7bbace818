import { describe, expect, it, vi } from "vitest";
import { Live, type Source } from "../../src/studio/live.svelte.ts";

const DIGEST = `sha256:${"ef".repeat(32)}`;
const CLOSED = 2;

/** An EventSource that a test speaks through. */
class Spoken implements Source {
  readonly hears = new Map<string, (event: { readonly data?: unknown }) => void>();
  readyState = 1;

  addEventListener(name: string, hears: (event: { readonly data?: unknown }) => void): void {
    this.hears.set(name, hears);
  }

  close(): void {
    this.readyState = CLOSED;
  }

  say(name: string, data?: unknown): void {
    this.hears.get(name)?.({ data: data === undefined ? "" : JSON.stringify(data) });
  }
}

function listening(): { live: Live; sources: Spoken[] } {
  const sources: Spoken[] = [];
  const live = new Live(() => {
    const source = new Spoken();
    sources.push(source);
    return source;
  });
  live.start();
  return { live, sources };
}

describe("what is new", () => {
  it("is told to all who hear, until they leave", () => {
    const { live, sources } = listening();
    const heard: number[] = [];
    const end = live.onchange(({ size }) => heard.push(size));
    sources[0]?.say("change", { size: 7, works: [DIGEST], studio: true, anchors: false });
    end();
    sources[0]?.say("change", { size: 8, works: [], studio: false, anchors: false });
    expect(heard).toEqual([7]);
    expect(live.size).toBe(8);
  });

  it("is passed over where it is not of its form", () => {
    const { live, sources } = listening();
    const heard = vi.fn();
    live.onchange(heard);
    live.onjob(heard);
    sources[0]?.say("change", { size: "many" });
    sources[0]?.say("job", { id: 1 });
    sources[0]?.hears.get("change")?.({ data: "{" });
    sources[0]?.hears.get("change")?.({});
    expect(heard).not.toHaveBeenCalled();
  });

  it("says when the line breaks, and takes it up again by itself", () => {
    vi.useFakeTimers();
    try {
      const { live, sources } = listening();
      sources[0]?.say("open");
      expect(live.online).toBe(true);
      sources[0]?.say("error");
      expect(live.online).toBe(false);
      expect(sources).toHaveLength(1); // the browser itself tries again
      sources[0]?.close();
      sources[0]?.say("error");
      vi.advanceTimersByTime(499);
      expect(sources).toHaveLength(1);
      vi.advanceTimersByTime(1);
      expect(sources).toHaveLength(2);
      sources[1]?.say("open");
      expect(live.online).toBe(true);
      live.stop();
    } finally {
      vi.useRealTimers();
    }
  });

  it("is asked for at once where a person wants it", () => {
    const { live, sources } = listening();
    sources[0]?.say("error");
    live.retry();
    expect(sources).toHaveLength(2);
    expect(sources[0]?.readyState).toBe(CLOSED);
    live.start();
    expect(sources).toHaveLength(2);
  });

  it("tells of states without a word", () => {
    const { live, sources } = listening();
    const heard = vi.fn();
    live.onstate(heard);
    sources[0]?.say("state", {});
    expect(heard).toHaveBeenCalledOnce();
  });
});
