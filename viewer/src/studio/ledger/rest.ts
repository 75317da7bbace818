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

/**
 * Do something once what the page looks like now was drawn, and the page has nothing better to do.
 * On a page that nobody sees, nothing is drawn, nor done. Gives back what calls it off.
 */
export function afterDrawing(does: () => void): () => void {
  let isOff = false;
  // Called right before the page is drawn.
  const frame = requestAnimationFrame(() => {
    void idle().then(() => {
      if (!isOff) does();
    });
  });
  return () => {
    isOff = true;
    cancelAnimationFrame(frame);
  };
}

/** Milliseconds of work that a reader waits for: longer slices, as there is nothing to use yet. */
const URGENT_SLICE = 30;

/** Who waits for the page's next turn, in order. */
const waiting: (() => void)[] = [];
/** One for all, and never let go: a channel that nothing holds may be collected, with its message. */
let channel: MessageChannel | null = null;

/** Wait for the page's next turn. A timer would be held back for 4 ms each time. */
function turn(): Promise<void> {
  if (channel === null) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  const { port2 } = channel;
  return new Promise((done) => {
    waiting.push(done);
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

  /** Whether it is time to rest. */
  get isOver(): boolean {
    return performance.now() - this.#began >= (this.#isUrgent ? URGENT_SLICE : SLICE);
  }

  /** Begin anew: what was waited for was no work. */
  begin(): void {
    this.#began = performance.now();
  }

  /** Rest if it is time to. */
  async rest(): Promise<void> {
    if (!this.isOver) return;
    await (this.#isUrgent ? turn() : idle());
    this.#began = performance.now();
  }
}
