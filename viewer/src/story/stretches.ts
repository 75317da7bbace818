/** Stretches of time: when a recorder ran, paused, or missed something. */

import type { Digest, Moment } from "../record/format/values.ts";
import { later } from "../record/time/moment.ts";
import { bodyIf } from "./body.ts";
import type { Step, Stretch } from "./model.ts";

/** A stretch whose end may still come. */
interface Open extends Stretch {
  readonly from: Moment;
  readonly entries: Digest[];
  until: Moment | null;
}

/**
 * All stretches by the recorder's own clock, in the order in which they are first told of.
 *
 * A run ends where the recorder stops or pauses, or where a later run finds it unfinished; what has
 * no end goes on at the end of the record. Unwatched are live entries of the work while no run was
 * open (report.md, `entries.unwatched`).
 *
 * @param work the work's chain: what the recorder found of another work is left out
 */
export function stretchesOf(steps: readonly Step[], work: Digest | null): Stretch[] {
  const teller = new Teller(work);
  for (const step of steps) teller.hear(step);
  return teller.stretches;
}

class Teller {
  readonly stretches: Stretch[] = [];
  readonly #work: Digest | null;
  /** Runs that did not end, by name. */
  readonly #runs = new Map<string, Open>();
  #pause: Open | null = null;
  #unwatched: Open | null = null;
  /** Runs that neither stopped nor paused, as the verification counts them. */
  readonly #watching = new Set<string>();

  constructor(work: Digest | null) {
    this.#work = work;
  }

  hear(step: Step): void {
    if (step.chain === "work") this.#act(step);
    if (step.chain === "studio") {
      this.#start(step);
      this.#end(step);
      this.#find(step);
    }
  }

  #start(step: Step): void {
    const started = bodyIf(step, "recorder.started");
    if (started === null) return;
    this.#unwatched = null;
    if (this.#pause !== null) {
      this.#pause.until = later(this.#pause.from, step.at);
      this.#pause.entries.push(step.digest);
      this.#pause = null;
    }
    this.#watching.add(started.run);
    if (this.#runs.has(started.run)) return;
    this.#runs.set(started.run, this.#begin("run", step.at, [step.digest], started.run));
  }

  #end(step: Step): void {
    const paused = bodyIf(step, "recorder.paused");
    const ended = bodyIf(step, "recorder.stopped") ?? paused;
    if (ended === null) return;
    this.#close(ended.run, step.at, step.digest);
    this.#watching.delete(ended.run);
    if (paused !== null) {
      this.#pause = this.#begin("pause", step.at, [step.digest], ended.run);
    }
  }

  #find(step: Step): void {
    const found = bodyIf(step, "recorder.found");
    if (found === null) return;
    if (found.work !== undefined && found.work !== this.#work) return;
    const { what, from, until, run } = found;
    if (what === "unfinished" && run !== undefined) this.#close(run, from ?? step.at, step.digest);
    this.stretches.push({ sort: "gap", from, until, entries: [step.digest], what });
  }

  #act(step: Step): void {
    // The work's first entry is not counted: somebody opens a work before anything watches it.
    if (step.seen !== "live" || this.#watching.size > 0 || step.number === 0) return;
    this.#unwatched ??= this.#begin("unwatched", step.at, [], null);
    this.#unwatched.until = later(this.#unwatched.until ?? step.at, step.at);
    this.#unwatched.entries.push(step.digest);
  }

  #begin(sort: Stretch["sort"], from: Moment, entries: Digest[], what: string | null): Open {
    const open: Open = { sort, from, until: null, entries, what };
    this.stretches.push(open);
    return open;
  }

  #close(name: string, at: Moment, entry: Digest): void {
    const run = this.#runs.get(name);
    if (run === undefined) return;
    run.until = later(run.from, at);
    run.entries.push(entry);
    this.#runs.delete(name);
  }
}
