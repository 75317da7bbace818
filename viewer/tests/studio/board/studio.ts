/** A studio made of a book, and boards that work on it as pages do on a server. */

import { instruction, SETTINGS } from "../../story/sample.ts";
import { Book } from "../../story/build.ts";
import type { How } from "../../story/build.ts";
import type { Asset, Digest } from "../../../src/record/format/values.ts";
import type { Story } from "../../../src/story/model.ts";
import { tell } from "../../../src/story/story.ts";
import type { Batch } from "../../../src/studio/board/batches.ts";
import { historyOf } from "../../../src/studio/board/history.ts";
import { commandOf } from "../../../src/studio/board/keys.ts";
import type { Message } from "../../../src/studio/board/messages.ts";
import { reduce } from "../../../src/studio/board/reduce.ts";
import { batchIn, START, statusOf } from "../../../src/studio/board/state.ts";
import type { Act, State, View } from "../../../src/studio/board/state.ts";
import { viewOf } from "../../../src/studio/board/view.ts";

export class Studio {
  readonly book = new Book();
  #count = 0;

  constructor() {
    this.book.say("work.opened", { title: this.book.text("cats"), people: [this.book.owner] });
  }

  /** An instruction with so many pictures. */
  attempt(pictures: number, words = "a cat", seed = String((this.#count += 1))): Asset[] {
    const given = this.ask(words, seed);
    return this.give(given, pictures);
  }

  ask(words: string, seed: string, how: How = {}): Digest {
    const prompts = [{ role: "positive", text: this.book.text(words), by: "person" as const }];
    const settings = { ...SETTINGS, seed };
    return this.book.say("instruction.given", instruction({ prompts, settings }), how);
  }

  give(given: Digest | null, pictures: number): Asset[] {
    const assets = Array.from({ length: pictures }, () =>
      this.book.asset(`${(this.#count += 1)}.png`),
    );
    this.book.say("output.received", { instruction: given, assets });
    return assets;
  }

  choose(among: readonly Digest[], chosen: readonly Digest[], rejected: readonly Digest[]): Digest {
    return this.book.say("choice.made", { among, chosen, rejected });
  }

  /** What the server does. */
  undo(choice: Digest): Digest {
    const past = historyOf(this.story()).find((one) => one.step.digest === choice);
    if (past === undefined) throw new RangeError("no such choice");
    this.book.say("entry.corrected", { corrects: choice, text: this.book.text("undone") });
    const list = (mark: string): Digest[] =>
      [...past.before].filter(([, decision]) => decision === mark).map(([digest]) => digest);
    return this.choose([...past.before.keys()], list("chosen"), list("rejected"));
  }

  story(): Story {
    return tell(this.book.verification());
  }
}

/** One page: it sees the record only when it is told. */
export class Page {
  state: State = START;
  now = 100_000;
  view: View;
  /** Acts that the server has not done yet. */
  readonly acts: Act[] = [];
  /** All acts, in order. */
  readonly all: Act[] = [];
  readonly studio: Studio;
  readonly columns: number;

  constructor(studio: Studio, columns = 3) {
    this.studio = studio;
    this.columns = columns;
    this.view = viewOf(studio.story(), columns, new Map());
    this.send({ sort: "told", now: this.now });
  }

  send(message: Message): void {
    const { state, acts } = reduce(this.state, message, this.view);
    this.state = state;
    this.acts.push(...acts);
    this.all.push(...acts);
  }

  /** Keys such as `3`, `Shift+X`, `ArrowLeft`, `Space`. */
  press(...keys: readonly string[]): this {
    for (const name of keys) {
      const shift = name.startsWith("Shift+");
      const bare = shift ? name.slice(6) : name;
      const key = bare === "Space" ? " " : bare;
      const command = commandOf({ key, shift, other: false });
      if (command === null) throw new RangeError(`no command: ${name}`);
      this.now += 50;
      this.send({ sort: "command", command, on: null, now: this.now });
    }
    return this;
  }

  /** Time goes by. */
  wait(milliseconds: number): this {
    const until = this.now + milliseconds;
    while (this.now < until) {
      this.now = Math.min(until, this.now + 250);
      this.send({ sort: "tick", now: this.now });
    }
    return this;
  }

  /** The server does what was asked, in order. */
  serve(): this {
    for (const act of this.acts.splice(0)) {
      if (act.sort === "undo") {
        this.studio.undo(act.choice);
        this.send({ sort: "undone", now: this.now });
        continue;
      }
      const { book } = this.studio;
      const why = act.reason === null ? {} : { reason: book.text(act.reason) };
      const { among, chosen, rejected } = act;
      const entry = book.say("choice.made", { among, chosen, rejected, ...why });
      this.send({ sort: "recorded", entry, now: this.now });
    }
    return this;
  }

  /** The page reads the record again. */
  look(): this {
    this.view = viewOf(this.studio.story(), this.columns, new Map());
    this.send({ sort: "told", now: this.now });
    return this;
  }

  get batch(): Batch {
    const batch = batchIn(this.state, this.view);
    if (batch === null) throw new RangeError("no batch");
    return batch;
  }

  /** What is seen: `c`hosen, `r`ejected or `.`, in order; capitals for what the record says. */
  get marks(): string {
    return this.batch.candidates
      .map(({ asset }) => {
        const { mark, by } = statusOf(this.state, this.batch, asset.digest);
        const sign = mark === "undecided" ? "." : mark.charAt(0);
        return by === "record" ? sign.toUpperCase() : sign;
      })
      .join("");
  }

  get cursor(): number {
    return this.batch.candidates.findIndex(({ asset }) => asset.digest === this.state.cursor);
  }

  get notice(): string | null {
    return this.state.notice?.text ?? null;
  }
}
