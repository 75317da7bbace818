/** A real studio on this machine, served by the real program, with a folder that a tool writes into. */

import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { PATIENCE } from "./page.ts";
import { freePort } from "./ports.ts";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PYTHON = `${ROOT}/.venv/bin/python`;

/** Real pictures by real tools, with prompts in them. */
export const SAMPLES = process.env.BOZZETTO_SAMPLES ?? join(ROOT, "..", "shared", "samples");

/** The address that a start prints; it lets a browser in once. */
const ADDRESS = /http:\/\/127\.0\.0\.1:\d+\/open\?token=\S+/;

const runs = promisify(execFile);

/** Bytes of a PNG's last chunk, IEND (W3C PNG, 11.2.5). */
const END_LENGTH = 12;

export class Served {
  /** Where the studio stands. */
  readonly folder: string;
  /** Where a tool writes its pictures. */
  readonly out: string;
  #process: ChildProcess | null = null;
  /** That of the first start; later ones take it again, as a person's own setting would. */
  #port: string | null = null;

  /** @param copied a studio that is there already, to be served in a copy; else a new one is made */
  constructor(owner = "Ann Lee", copied?: string) {
    const home = mkdtempSync(join(tmpdir(), "bozzetto-served-"));
    this.folder = join(home, "studio");
    this.out = join(home, "out");
    mkdirSync(this.out);
    if (copied !== undefined) cpSync(copied, this.folder, { recursive: true });
    else this.run("init", "--owner", owner, "--device", "desk", "--no-passphrase");
  }

  /** Run a command on the same studio while other things happen. */
  async meanwhile(...words: string[]): Promise<string> {
    const command = ["-m", "bozzetto", "--studio", this.folder, "--lang", "en", ...words];
    return (await runs(PYTHON, command, { env: environment() })).stdout;
  }

  /** Run a command on the same studio, and give what it prints. */
  run(...words: string[]): string {
    const command = ["-m", "bozzetto", "--studio", this.folder, "--lang", "en", ...words];
    return execFileSync(PYTHON, command, { encoding: "utf8", env: environment() });
  }

  /** Start the server, and give the address that lets a browser in. */
  async start(): Promise<string> {
    const port = (this.#port ??= String(await freePort()));
    const command = ["-m", "bozzetto", "--studio", this.folder, "--lang", "en"];
    const started = spawn(PYTHON, [...command, "serve", "--no-browser", "--port", port], {
      env: environment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#process = started;
    let said = "";
    return new Promise((done, fail) => {
      const late = setTimeout(() => {
        fail(new Error(`the server says no address: ${said}`));
      }, PATIENCE);
      const listen = (data: Buffer): void => {
        said += data.toString();
        const address = ADDRESS.exec(said)?.[0];
        if (address === undefined) return;
        clearTimeout(late);
        done(address);
      };
      started.stdout.on("data", listen);
      started.stderr.on("data", listen);
      started.on("exit", (code) => {
        clearTimeout(late);
        fail(new Error(`the server ended with ${code}: ${said}`));
      });
    });
  }

  /** Another address that lets one more browser in: a second start finds the first. */
  again(): string {
    const address = ADDRESS.exec(this.run("serve", "--no-browser"))?.[0];
    if (address === undefined) throw new Error("the second start gives no address");
    return address;
  }

  stop(): Promise<void> {
    return this.#end("SIGTERM");
  }

  /** As a power cut would: nothing is said and nothing is finished. */
  kill(): Promise<void> {
    return this.#end("SIGKILL");
  }

  async #end(signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    const ended = new Promise<void>((done) => {
      running.removeAllListeners("exit");
      running.once("exit", () => {
        done();
      });
    });
    running.kill(signal);
    await ended;
  }
}

/** The tool's next picture: a real one, written into the watched folder under a name of its own. */
export function writePicture(served: Served, sample: string, name: string): void {
  copyFileSync(join(SAMPLES, sample), join(served.out, name));
}

/**
 * A real PNG picture once more, with a number in a text chunk of its own: another file with the same
 * words and pixels, as a tool writes that is asked for the same thing again.
 */
export function writeNumbered(served: Served, sample: string, name: string, number: number): void {
  writeFileSync(join(served.out, name), withText(sample, `tEXtNumber\0${number}`));
}

/** A real PNG picture with a prompt in it, as A1111 and its kin write one where it is not Latin-1. */
export function writePrompted(served: Served, sample: string, name: string, prompt: string): void {
  const words = `${prompt}\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 1, Size: 256x256`;
  writeFileSync(join(served.out, name), withText(sample, `iTXtparameters\0\0\0\0\0${words}`));
}

/** @param chunk type and data of one chunk (W3C PNG, 5.3) */
function withText(sample: string, chunk: string): Buffer {
  const picture = readFileSync(resolve(SAMPLES, sample));
  const end = picture.length - END_LENGTH;
  const data = Buffer.from(chunk, "utf8");
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length - 4);
  check.writeUInt32BE(crc32(data));
  return Buffer.concat([picture.subarray(0, end), length, data, check, picture.subarray(end)]);
}

/** Names of the sample pictures whose names end so, sorted. */
export function samples(ending: string): readonly string[] {
  return readdirSync(SAMPLES, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(ending))
    .sort();
}

/** What this machine remembers of studios is that of the tests alone. */
const STATE = mkdtempSync(join(tmpdir(), "bozzetto-state-"));

function environment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    XDG_STATE_HOME: STATE,
    BOZZETTO_STUDIO: undefined,
    BOZZETTO_WORK: undefined,
  };
}
