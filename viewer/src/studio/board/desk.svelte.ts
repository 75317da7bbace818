/** The board at work: keys and time go in, requests go out, and the page draws what comes of it. */

import { recorded as recordedAnswer } from "../answers.ts";
import { undo } from "../api.ts";
import { readJson } from "../../record/format/canonical.ts";
import type { Digest, Key } from "../../record/format/values.ts";
import type { Story } from "../../story/model.ts";
import { send } from "../request.ts";
import { wordsOf } from "../notices.svelte.ts";
import { act as actAs } from "../session.svelte.ts";
import { noRecipes } from "./batches.ts";
import type { Batch } from "./batches.ts";
import { browserKeeper, keep, left } from "./kept.ts";
import type { Keeper } from "./kept.ts";
import type { Command } from "./keys.ts";
import type { Message } from "./messages.ts";
import { reduce } from "./reduce.ts";
import { batchIn, GROUPING, START } from "./state.ts";
import type { Act, State, View } from "./state.ts";
import { NOTHING, viewOf } from "./view.ts";

/** How often time is looked at while something waits for it, in milliseconds. */
const TICK = 200;

/** What the desk needs of the page that it serves. */
export interface Surroundings {
  readonly work: Digest;
  /** Fetch what is new in the record. */
  refresh(): Promise<void>;
}

export class Desk {
  #state = $state.raw<State>(START);
  #view = $state.raw<View>(NOTHING);
  #now = $state(0);
  /** Whose act it is; null for the owner's. */
  person = $state.raw<Key | null>(null);
  /** Pictures in a row, as they are drawn now. */
  columns = 1;
  readonly #around: Surroundings;
  readonly #keeper: Keeper | null;
  readonly #recipes = noRecipes();
  #timer: ReturnType<typeof setInterval> | null = null;
  #isRead = false;

  constructor(around: Surroundings, keeper: Keeper | null = browserKeeper()) {
    this.#around = around;
    this.#keeper = keeper;
  }

  get state(): State {
    return this.#state;
  }

  get batches(): readonly Batch[] {
    return this.#view.batches;
  }

  get batch(): Batch | null {
    return batchIn(this.#state, this.#view);
  }

  /** Milliseconds until the marks are recorded; null where they wait for Enter, or there are none. */
  get left(): number | null {
    const due = this.#state.pending?.due ?? null;
    return due === null ? null : Math.min(GROUPING, Math.max(0, due - this.#now));
  }

  /** The record was read again. */
  tell(story: Story): void {
    this.#view = viewOf(story, this.columns, this.#recipes);
    this.#send({ sort: "told", now: this.#clock() });
    if (this.#isRead || this.#view.batches.length === 0) return;
    this.#isRead = true;
    const pending = left(this.#around.work, this.#view.batches, this.#keeper);
    if (pending !== null) this.#send({ sort: "kept", pending });
  }

  /** @param on the picture whose own button it was; null for a key and for the legend */
  do(command: Command, on: Digest | null = null): void {
    this.#send({ sort: "command", command, on, now: this.#clock() });
  }

  point(on: Digest): void {
    this.#send({ sort: "cursor", on, now: this.#clock() });
  }

  show(batch: Digest): void {
    this.#send({ sort: "show", batch, now: this.#clock() });
  }

  say(text: string): void {
    this.#send({ sort: "say", text, now: this.#clock() });
  }

  unsay(): void {
    this.#send({ sort: "unsay", now: this.#clock() });
  }

  /** The page goes away: what counts down is recorded, what waits is kept. */
  leave(): void {
    this.#send({ sort: "leave", now: this.#clock() });
  }

  close(): void {
    this.leave();
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  #clock(): number {
    this.#now = performance.now();
    return this.#now;
  }

  #send(message: Message): void {
    const view = { ...this.#view, columns: this.columns };
    const { state, acts } = reduce(this.#state, message, view);
    if (state !== this.#state) {
      this.#state = state;
      if (this.#isRead) keep(state, this.#around.work, this.#keeper);
    }
    this.#watchTime();
    for (const act of acts) void this.#do(act);
  }

  /** Time is looked at only while something waits for it. */
  #watchTime(): void {
    const { pending, follows, shown } = this.#state;
    const counts = pending !== null && pending.due !== null;
    const waits = counts || (follows && this.#view.batches.at(-1)?.id !== shown);
    if (waits && this.#timer === null) {
      this.#timer = setInterval(() => {
        this.#send({ sort: "tick", now: this.#clock() });
      }, TICK);
    } else if (!waits && this.#timer !== null) {
      clearInterval(this.#timer);
      this.#timer = null;
    }
  }

  async #do(act: Act): Promise<void> {
    const whose = this.person === null ? {} : { person: this.person };
    try {
      if (act.sort === "undo") {
        await actAs(() => undo(this.#around.work, { choice: act.choice, ...whose }), this.person);
        this.#send({ sort: "undone", now: this.#clock() });
      } else {
        const entry = await actAs(() => this.#record(act, whose), this.person);
        this.#send({ sort: "recorded", entry, now: this.#clock() });
      }
      await this.#around.refresh();
    } catch (error) {
      const why = wordsOf(error);
      const sort = act.sort === "undo" ? "not undone" : "refused";
      this.#send({ sort, why, now: this.#clock() });
    }
  }

  /** Sent so that the browser goes on with it where the page goes away. */
  async #record(act: Extract<Act, { sort: "record" }>, whose: object): Promise<Digest> {
    const { among, chosen, rejected, reason, leaving } = act;
    const body = { among, chosen, rejected, ...(reason === null ? {} : { reason }), ...whose };
    const response = await send("POST", `/api/works/${this.#around.work}/choices`, {
      body: JSON.stringify(body),
      headers: { "Content-Type": "application/json" },
      keepalive: leaving,
    });
    return recordedAnswer(readJson(await response.text())).digest;
  }
}
