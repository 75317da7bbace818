/** Ports of this machine that stay free until they are taken. */

import { createServer } from "node:net";

/** Below those that systems give out by themselves, to whoever connects or asks for any. */
const [FIRST, COUNT] = [20_000, 10_000];

/** A free port that nobody else is given by chance meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once("error", () => {
      done(false);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        done(true);
      });
    });
  });
}
