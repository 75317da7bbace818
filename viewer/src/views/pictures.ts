/**
 * The pictures of a record, as the views may draw them.
 *
 * Bytes come from one source, which hands out only what has been held to its digest. They are
 * drawn only where the record's media type is one of five and the file begins as that type does;
 * everything else is `null`, and `trouble` says why.
 */

import type { Asset, Digest } from "../record/format/values.ts";
import { Gate } from "./gate.ts";
import { HEADER_BYTES, isDrawn, sizeOf, typeOf, type DrawnType, type Size } from "./header.ts";
import { Shelf } from "./shelf.ts";

/** Thumbnails that are kept: some 4 kB each, as many as a tree shows at once on a wide screen. */
const THUMBNAILS = 2048;
/** Addresses of whole files that are kept; each is a pointer into the dropped file. */
const ORIGINALS = 256;
/** Files that were looked at and are kept in mind. */
const LOOKS = 4096;
/** Of files that are fetched: each is whole in the browser's memory, or on its disk. */
const FETCHED = 48;
/** Decoders that run at once: each holds one whole picture. */
const DECODERS = 2;
/** Pixels of a picture that is drawn: beyond, a browser's memory is gone, as docs/formats/pixels.md has it. */
const MOST_PIXELS = 200_000_000;

/**
 * Why a picture is not drawn: its bytes are not here; its type is none of the five; its bytes are
 * not of its type; it is too large; the file on disk can no longer be read; the browser could not
 * decode it.
 */
export type Trouble = "absent" | "type" | "content" | "size" | "unreadable" | "decoder";

/** What the pictures ask of a browser. */
export interface Engine {
  /** Throws where the bytes cannot be decoded. */
  decode(blob: Blob, options?: ImageBitmapOptions): Promise<ImageBitmap>;
  /** The picture drawn at this size, as a file. */
  scaled(picture: ImageBitmap, size: Size): Promise<Blob>;
  open(blob: Blob): string;
  close(url: string): void;
}

/** Gives the bytes of an asset, held to their digest; null where they are not here. */
export type Source = (digest: Digest) => Blob | null | Promise<Blob | null>;

/** What a server knows of pictures that are fetched from it. */
export interface Remote {
  /** Scaled to fit a square of `side` pixels at least; null where it can draw none. May reject. */
  small(asset: Asset, side: number): Promise<Blob | null>;
  /** Whether it is known, without asking, that the bytes are not there. */
  absent(digest: Digest): boolean;
}

type Looked = { readonly blob: Blob; readonly size: Size | null } | { readonly trouble: Trouble };

export class Pictures {
  readonly #source: Source;
  readonly #engine: Engine;
  readonly #remote: Remote | null;
  readonly #gate = new Gate(DECODERS);
  readonly #looks: Shelf<Looked>;
  readonly #failed = new Set<Digest>();
  readonly #originals: Shelf<string>;
  readonly #thumbnails: Shelf<string>;

  /**
   * `source` gives the bytes of an asset that is there and unaltered, and null of any other. Where
   * they have to be fetched, `remote` gives thumbnails, so that no card fetches a whole picture.
   */
  constructor(source: Source, engine: Engine = BROWSER, remote: Remote | null = null) {
    this.#source = source;
    this.#engine = engine;
    this.#remote = remote;
    this.#looks = new Shelf(remote === null ? LOOKS : FETCHED, () => undefined);
    const close = (url: string): void => {
      engine.close(url);
    };
    this.#originals = new Shelf(remote === null ? ORIGINALS : FETCHED, close);
    this.#thumbnails = new Shelf(THUMBNAILS, close);
  }

  /** Whether there are bytes to be had, as far as is known without fetching them. */
  has(asset: Asset): boolean {
    if (this.#remote !== null) return !this.#remote.absent(asset.digest);
    return this.#source(asset.digest) !== null;
  }

  /** The exact bytes of any asset, drawn or not; null where they are not here. May reject. */
  async bytes(asset: Asset): Promise<Blob | null> {
    return await this.#source(asset.digest);
  }

  /** Why it is not drawn, as far as is known before and after decoding; null where it can be. */
  async trouble(asset: Asset): Promise<Trouble | null> {
    const looked = await this.#look(asset);
    if ("trouble" in looked) return looked.trouble;
    return this.#failed.has(asset.digest) ? "decoder" : null;
  }

  /** An address of the whole file, for an `img`; it lives as long as it is among the newest. */
  async url(asset: Asset): Promise<string | null> {
    const looked = await this.#look(asset);
    if ("trouble" in looked) return null;
    return this.#originals.get(asset.digest, () => Promise.resolve(this.#engine.open(looked.blob)));
  }

  /** An address of the picture scaled to fit a square of `side` pixels; small ones stay as they are. */
  async thumbnail(asset: Asset, side: number): Promise<string | null> {
    const remote = this.#remote;
    if (remote !== null) return this.#fetched(asset, side, remote);
    const looked = await this.#look(asset);
    if ("trouble" in looked) return null;
    return this.#thumbnails.get(`${asset.digest} ${side}`, () =>
      this.#gate.run(() => this.#scale(asset, looked.blob, looked.size, side)),
    );
  }

  /** The decoded picture, upright; whoever asks closes it. */
  async bitmap(asset: Asset, options: ImageBitmapOptions = {}): Promise<ImageBitmap | null> {
    const looked = await this.#look(asset);
    if ("trouble" in looked) return null;
    return this.#gate.run(() => this.#decode(asset, looked.blob, options));
  }

  /** The size that the file's own header gives, before anything is decoded. */
  async size(asset: Asset): Promise<Size | null> {
    const looked = await this.#look(asset);
    return "trouble" in looked ? null : looked.size;
  }

  /** Give all addresses back; the pictures may be used again. */
  clear(): void {
    this.#originals.clear();
    this.#thumbnails.clear();
    this.#looks.clear();
    this.#failed.clear();
  }

  async #look(asset: Asset): Promise<Looked> {
    // What is not drawn is not fetched to be told so.
    if (this.#remote !== null && !isDrawn(asset.type)) return { trouble: "type" };
    // By digest and type: two entries may call the same bytes by different types.
    const looked = await this.#looks
      .get(`${asset.digest} ${asset.type}`, async () =>
        look(asset, await this.#source(asset.digest)),
      )
      .catch(whereNotRead);
    return looked ?? { trouble: "absent" };
  }

  /** A thumbnail that a server made; one that it did not make now may be there later. */
  async #fetched(asset: Asset, side: number, remote: Remote): Promise<string | null> {
    if (remote.absent(asset.digest)) return null;
    const name = `${asset.digest} ${side}`;
    try {
      return await this.#thumbnails.get(name, async () => {
        const small = await remote.small(asset, side);
        return small === null ? null : this.#engine.open(small);
      });
    } catch (error) {
      whereNotRead(error);
      return null;
    }
  }

  async #decode(
    asset: Asset,
    blob: Blob,
    options: ImageBitmapOptions,
  ): Promise<ImageBitmap | null> {
    try {
      return await this.#engine.decode(blob, options);
    } catch (error) {
      // What a browser throws here differs; that it could not decode is all there is to say.
      if (!(error instanceof Error)) throw error;
      this.#failed.add(asset.digest);
      return null;
    }
  }

  async #scale(asset: Asset, blob: Blob, size: Size | null, side: number): Promise<string | null> {
    const picture = await this.#decode(asset, blob, smaller(size, side));
    if (picture === null) return null;
    try {
      const scaled = await this.#engine.scaled(picture, fit(picture, side));
      return this.#engine.open(scaled);
    } finally {
      picture.close();
    }
  }
}

/** Bytes that could not be fetched: whoever asks again tries again. */
function whereNotRead(error: unknown): Looked {
  if (!(error instanceof Error)) throw error;
  return { trouble: "unreadable" };
}

async function look(asset: Asset, blob: Blob | null): Promise<Looked> {
  if (blob === null) return { trouble: "absent" };
  if (!isDrawn(asset.type)) return { trouble: "type" };
  const head = await headOf(blob);
  if (head === null) return { trouble: "unreadable" };
  if (typeOf(head) !== asset.type) return { trouble: "content" };
  const size = sizeOf(head, asset.type);
  if (size !== null && size.width * size.height > MOST_PIXELS) return { trouble: "size" };
  return { blob: typed(blob, asset.type), size };
}

/** Null where the file that was dropped has gone or changed since, which a browser tells by throwing. */
async function headOf(blob: Blob): Promise<Uint8Array | null> {
  try {
    return new Uint8Array(await blob.slice(0, HEADER_BYTES).arrayBuffer());
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** The same bytes under the one type that was checked: a browser then guesses nothing. */
function typed(blob: Blob, type: DrawnType): Blob {
  return blob.slice(0, blob.size, type);
}

/** Scaled into a square of `side`, never enlarged, never less than a pixel. */
export function fit(size: Size, side: number): Size {
  const share = Math.min(1, side / Math.max(size.width, size.height));
  return {
    width: Math.max(1, Math.round(size.width * share)),
    height: Math.max(1, Math.round(size.height * share)),
  };
}

/**
 * Let the decoder scale, which needs less memory. Only the longer side is given: the decoder keeps
 * the shape itself, also of a picture that its camera says is lying on its side.
 */
function smaller(size: Size | null, side: number): ImageBitmapOptions {
  if (size === null || Math.max(size.width, size.height) <= side) return {};
  const longer = size.width >= size.height ? { resizeWidth: side } : { resizeHeight: side };
  return { ...longer, resizeQuality: "high" };
}

/** The engine of the browser that this runs in. */
const BROWSER: Engine = {
  decode: (blob, options) => createImageBitmap(blob, options ?? {}),
  scaled: drawScaled,
  open: (blob) => URL.createObjectURL(blob),
  close: (url) => {
    URL.revokeObjectURL(url);
  },
};

async function drawScaled(picture: ImageBitmap, size: Size): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = size.width;
  canvas.height = size.height;
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("no canvas");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, size.width, size.height);
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, "image/webp", 0.85);
  });
  if (blob === null) throw new Error("no picture came of the canvas");
  return blob;
}
