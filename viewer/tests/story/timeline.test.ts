import { describe, expect, test } from "vitest";

import type { Stretch, Timeline } from "../../src/story/model.ts";
import { tell } from "../../src/story/story.ts";
import { SESSION_PAUSE } from "../../src/story/timeline.ts";
import { Book } from "./build.ts";
import { pauseRun, samples, startRun, stopRun } from "./sample.ts";

function timeline(book: Book): Timeline {
  return tell(book.verification()).timeline;
}

function stretches(book: Book, sort: Stretch["sort"]): Stretch[] {
  return timeline(book).stretches.filter((stretch) => stretch.sort === sort);
}

function work(book: Book): void {
  book.say("work.opened", { title: book.text("Cat"), people: [book.owner] });
}

/** A live entry of the work. */
function live(book: Book): string {
  book.say("output.received", { instruction: null, assets: [book.asset("x.png")] });
  return book.now();
}

describe("runs", () => {
  test("go from the recorder's start to its stop, by name", () => {
    const book = new Book();
    const start = startRun(book, "one");
    const from = book.now();
    book.wait(5);
    const stop = stopRun(book, "one");
    expect(stretches(book, "run")).toEqual([
      { sort: "run", from, until: book.now(), entries: [start, stop], what: "one" },
    ]);
  });

  test("that do not end have no end", () => {
    const book = new Book();
    startRun(book, "one");
    expect(stretches(book, "run")).toMatchObject([{ until: null }]);
  });

  test("may lie over one another", () => {
    const book = new Book();
    startRun(book, "one");
    startRun(book, "two");
    stopRun(book, "one");
    const [one, two] = stretches(book, "run");
    expect([one?.until === null, two?.until === null]).toEqual([false, true]);
  });

  test("that a later run finds unfinished end where the recorder was last heard of", () => {
    const book = new Book();
    startRun(book, "one");
    book.wait(10);
    const from = book.now();
    book.wait(60);
    startRun(book, "two");
    book.say("recorder.found", { what: "unfinished", from, until: book.now(), run: "one" });
    expect(stretches(book, "run").map((run) => run.until)).toEqual([from, null]);
  });

  test("never end before they begin, whatever a clock says", () => {
    const book = new Book();
    startRun(book, "one");
    const from = book.now();
    book.wait(-60);
    stopRun(book, "one");
    expect(stretches(book, "run")).toMatchObject([{ from, until: from }]);
  });

  test("that stop without having started are none", () => {
    const book = new Book();
    stopRun(book, "one");
    expect(timeline(book).stretches).toEqual([]);
  });
});

describe("pauses", () => {
  test("go from the pause to the next start, and end the run", () => {
    const book = new Book();
    startRun(book, "one");
    const pause = pauseRun(book, "one");
    const from = book.now();
    book.wait(20);
    const start = startRun(book, "two");
    expect(stretches(book, "pause")).toEqual([
      { sort: "pause", from, until: book.now(), entries: [pause, start], what: "one" },
    ]);
    expect(stretches(book, "run")[0]?.until).toBe(from);
  });

  test("after which nothing starts have no end", () => {
    const book = new Book();
    startRun(book, "one");
    pauseRun(book, "one");
    expect(stretches(book, "pause")).toMatchObject([{ until: null }]);
  });
});

describe("gaps", () => {
  test("are what the recorder found, with the times that it gives, open ones too", () => {
    const book = new Book();
    const until = book.now();
    const gap = book.say("recorder.found", { what: "gap", from: null, until });
    book.say("recorder.found", { what: "clock jump", from: until, until: null });
    expect(stretches(book, "gap")).toEqual([
      { sort: "gap", from: null, until, entries: [gap], what: "gap" },
      expect.objectContaining({ from: until, until: null, what: "clock jump" }),
    ]);
  });

  test("of another work are left out, those of this one are not", () => {
    const book = new Book();
    work(book);
    const own = book.verification().report.subject.work;
    const found = { what: "lost event" as const, from: null, until: null };
    book.say("recorder.found", { ...found, work: book.digest() });
    if (own !== null) book.say("recorder.found", { ...found, work: own });
    expect(stretches(book, "gap")).toHaveLength(1);
  });
});

describe("unwatched stretches", () => {
  test("hold the live entries of the work while no run was open", () => {
    const book = new Book();
    work(book);
    const from = live(book);
    const until = live(book);
    startRun(book, "one");
    live(book);
    stopRun(book, "one");
    const alone = live(book);
    expect(
      stretches(book, "unwatched").map((one) => [one.from, one.until, one.entries.length]),
    ).toEqual([
      [from, until, 2],
      [alone, alone, 1],
    ]);
  });

  test("do not count the work's first entry, nor what was imported or stated", () => {
    const book = new Book();
    const title = book.text("Cat");
    book.say("work.opened", { title, people: [book.owner] }, { seen: "live" });
    for (const seen of ["imported", "stated"] as const) {
      book.say("comment.made", { text: book.text("x"), about: [] }, { seen });
    }
    expect(stretches(book, "unwatched")).toEqual([]);
  });
});

describe("anchors", () => {
  test("are those of the report, with the recorder's own time", () => {
    const { told } = samples();
    const { anchors } = tell(told).timeline;
    expect(anchors.map((anchor) => anchor.line)).toEqual(
      told.report.anchors.map((anchor) => anchor.line),
    );
    expect(anchors[0]).toMatchObject({ state: "anchored", authorities: ["TSA One"] });
    expect(anchors[0]?.interval?.before).toBe(anchors[0]?.at);
  });
});

describe("sessions", () => {
  test("are parted by a wait that is longer than the limit", () => {
    const book = new Book();
    work(book);
    book.wait(SESSION_PAUSE - 1);
    live(book);
    book.wait(SESSION_PAUSE);
    live(book);
    expect(timeline(book).sessions.map((session) => session.steps.length)).toEqual([2, 1]);
  });

  test("hold every step of the work once, and lie within their bounds", () => {
    const story = tell(samples().told);
    const steps = story.timeline.sessions.flatMap((session) => session.steps);
    expect(steps).toEqual(story.steps.filter((step) => step.chain === "work"));
    for (const { from, until, steps: own } of story.timeline.sessions) {
      expect(own.every((step) => from <= step.at && step.at <= until)).toBe(true);
    }
  });

  test("are parted by a clock that was set back far", () => {
    const book = new Book();
    work(book);
    book.wait(-SESSION_PAUSE * 2);
    live(book);
    expect(timeline(book).sessions).toHaveLength(2);
  });
});

describe("the ends of a timeline", () => {
  test("are the earliest and the latest time, though a clock went backwards", () => {
    const book = new Book();
    work(book);
    const last = book.now();
    book.wait(-600);
    const first = live(book);
    const found = timeline(book);
    expect([found.first, found.last]).toEqual([first, last]);
    expect(found.work).toEqual({ first, last });
  });

  test("are not there where the record has no steps", () => {
    const { lines, ...told } = new Book().verification();
    expect(lines).toHaveLength(2);
    const { timeline: found } = tell({ ...told, lines: [] });
    expect(found).toMatchObject({ first: null, last: null, work: null, sessions: [], steps: [] });
  });
});
