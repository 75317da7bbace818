import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tell } from "../../../src/story/story.ts";
import { Player } from "../../../src/views/replay/player.svelte.ts";
import { replayed, sceneAt, shownBy } from "../../../src/views/replay/scenes.ts";
import { REST, Rest } from "../../../src/views/rest.svelte.ts";
import { samples } from "../../story/sample.ts";

describe("scenes", () => {
  const { told, entries, pictures } = samples();
  const story = tell(told);
  const steps = replayed(story);

  function sceneOf(name: string) {
    const scene = sceneAt(
      story,
      steps,
      steps.findIndex((step) => step.digest === entries[name]),
    );
    if (scene === null) throw new Error("no scene");
    return scene;
  }

  it("are the steps of the work, in the order of the record", () => {
    expect(steps.every((step) => step.chain === "work")).toBe(true);
    const lines = steps.map((step) => step.line);
    expect(lines).toEqual([...lines].sort((one, other) => one - other));
  });

  it("show what came back", () => {
    const scene = sceneOf("first output");
    expect(scene.shown).toHaveLength(4);
    expect(scene.shown.every((shown) => shown.mark === null)).toBe(true);
    expect(scene.carried).toBe(false);
  });

  it("show a choice with what it said itself, and its reason", () => {
    const scene = sceneOf("first choice");
    expect(scene.shown.map((shown) => shown.mark)).toEqual([
      "rejected",
      "rejected",
      "chosen",
      "rejected",
    ]);
    expect(scene.words.map((words) => words.said.text)).toContain(
      "第三张轮廓最接近草图，其余耳朵太圆。",
    );
  });

  it("show an edit before and after", () => {
    const scene = sceneOf("edit");
    expect(scene.shown.map((shown) => shown.picture.asset.digest)).toEqual([
      pictures["three-1"]?.digest,
      pictures.edited?.digest,
    ]);
  });

  it("keep the pictures of the step before where a step brings none, and say so", () => {
    const scene = sceneOf("second");
    expect(scene.carried).toBe(true);
    expect(scene.shown).toEqual(sceneOf("first choice").shown);
    expect(scene.words[0]?.label).toBe("replay.words.prompt");
  });

  it("have no picture before the first", () => {
    expect(sceneOf("opened")).toMatchObject({ shown: [], carried: false });
  });

  it("show pictures that are not here as not here", () => {
    const presences = sceneOf("second choice").shown.map((shown) => shown.picture.presence);
    expect(presences).toContain("withheld");
    expect(presences).toContain("erased");
  });

  it("keep withheld words as withheld", () => {
    const reasons = sceneOf("second choice").words.map((words) => words.said.absence);
    expect(reasons).toContain("withheld");
  });

  it("end where the record ends", () => {
    expect(sceneAt(story, steps, steps.length)).toBeNull();
    expect(sceneAt(story, [], 0)).toBeNull();
  });

  it("show nothing of a kind that nobody knows", () => {
    const odd = steps.find((step) => step.digest === entries.odd);
    if (odd === undefined) throw new Error("no step");
    expect(shownBy(story, odd)).toEqual([]);
  });
});

describe("the player", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function playing(count: number) {
    const visited: number[] = [];
    const player = new Player(
      () => count,
      (at) => visited.push(at),
    );
    return { player, visited };
  }

  it("does not begin by itself", () => {
    const { player, visited } = playing(5);
    vi.advanceTimersByTime(60_000);
    expect(player.playing).toBe(false);
    expect(visited).toEqual([]);
  });

  it("moves on at its pace and stops at the end", () => {
    const { player, visited } = playing(3);
    player.toggle();
    vi.advanceTimersByTime(2999);
    expect(visited).toEqual([]);
    vi.advanceTimersByTime(3002);
    expect(visited).toEqual([1, 2]);
    expect(player.playing).toBe(false);
  });

  it("pauses where it is, and goes on from there", () => {
    const { player } = playing(10);
    player.toggle();
    vi.advanceTimersByTime(3000);
    player.toggle();
    vi.advanceTimersByTime(60_000);
    expect(player.at).toBe(1);
    player.toggle();
    vi.advanceTimersByTime(3000);
    expect(player.at).toBe(2);
  });

  it("begins anew where it is played at the end", () => {
    const { player, visited } = playing(2);
    player.goTo(1);
    player.toggle();
    expect(player.at).toBe(0);
    vi.advanceTimersByTime(3000);
    expect(visited).toEqual([1, 0, 1]);
  });

  it("takes another pace at once", () => {
    const { player } = playing(10);
    player.toggle();
    player.setPace(0.5);
    vi.advanceTimersByTime(1500);
    expect(player.at).toBe(3);
    expect(player.pace).toBe(0.5);
  });

  it("is held within its places", () => {
    const { player } = playing(3);
    player.step(-1);
    expect(player.at).toBe(0);
    player.goTo(99);
    expect(player.at).toBe(2);
    expect(player.atEnd).toBe(true);
  });

  it("does not play what has no next place", () => {
    for (const count of [0, 1]) {
      const { player } = playing(count);
      player.toggle();
      expect(player.playing).toBe(false);
      expect(player.at).toBe(0);
    }
  });

  it("says nothing of a place where it already is", () => {
    const { player, visited } = playing(3);
    player.goTo(0);
    expect(visited).toEqual([]);
  });
});

describe("rest", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("comes once nothing has moved for a while", () => {
    const rest = new Rest();
    expect(rest.moving).toBe(false);
    rest.touch();
    vi.advanceTimersByTime(REST - 1);
    expect(rest.moving).toBe(true);
    rest.touch();
    vi.advanceTimersByTime(REST - 1);
    expect(rest.moving).toBe(true);
    vi.advanceTimersByTime(1);
    expect(rest.moving).toBe(false);
  });

  it("can be waited for no more", () => {
    const rest = new Rest();
    rest.touch();
    rest.stop();
    expect(rest.moving).toBe(false);
  });
});
