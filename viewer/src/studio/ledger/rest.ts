/** Work in the background of the page: in short slices, when the page has nothing better to do. */

/** Milliseconds of work between two rests: half a frame, so that nothing on the page halts. */
const SLICE = 8;
/** Milliseconds after which a rest ends though the page is busy. */
const PATIENCE = 250;

/** Wait until the page is idle; where a browser does not tell, for its next turn. */
export function idle(): Promise<void> {
  return new Promise((done) => {
    if (typeof requestIdleCallback === "function") {
      requestIdleCallback(
        () => {
          done();
        },
        { timeout: PATIENCE },
      );
    } else {
      setTimeout(done, 0);
    }
  });
}

/** Milliseconds of work that a reader waits for: longer slices, as there is nothing to use yet. */
const URGENT_SLICE = 30;

/** Wait for the page's next turn. A timer would be held back for 4 ms each time. */
function turn(): Promise<void> {
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}

/** Tells when a slice of work is over. */
export class Slice {
  readonly #isUrgent: boolean;
  #began = performance.now();

  /** `urgent`: somebody waits for it, so that it rests no longer than the page has to draw. */
  constructor({ urgent = false } = {}) {
    this.#isUrgent = urgent;
  }

  /** Rest if it is time to. */
  async rest(): Promise<void> {
    const most = this.#isUrgent ? URGENT_SLICE : SLICE;
    if (performance.now() - this.#began < most) return;
    await (this.#isUrgent ? turn() : idle());
    this.#began = performance.now();
  }
}
