import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { afterDrawing, Slice } from "../../../src/studio/ledger/rest.ts";

describe("what waits until the page was drawn", () => {
  const frames = new Map<number, () => void>();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("requestAnimationFrame", (does: () => void) => {
      frames.set(frames.size + 1, does);
      return frames.size;
    });
    vi.stubGlobal("cancelAnimationFrame", (frame: number) => frames.delete(frame));
  });

  afterEach(() => {
    frames.clear();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  const draw = (): void => {
    for (const does of frames.values()) does();
    frames.clear();
  };

  it("is done after a frame, and not in it", async () => {
    const does = vi.fn();
    afterDrawing(does);
    await vi.runAllTimersAsync();
    expect(does).not.toHaveBeenCalled();
    draw();
    expect(does).not.toHaveBeenCalled();
    await vi.runAllTimersAsync();
    expect(does).toHaveBeenCalledOnce();
  });

  it("is called off before the frame and behind it", async () => {
    const does = vi.fn();
    afterDrawing(does)();
    draw();
    const end = afterDrawing(does);
    draw();
    end();
    await vi.runAllTimersAsync();
    expect(does).not.toHaveBeenCalled();
  });
});

describe("a slice of work", () => {
  it("is over after its time, and begins anew after a rest", async () => {
    let now = 0;
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now);
    const slice = new Slice({ urgent: true });
    expect(slice.isOver).toBe(false);
    now += 1000;
    expect(slice.isOver).toBe(true);
    await slice.rest();
    expect(slice.isOver).toBe(false);
    clock.mockRestore();
  });
});
