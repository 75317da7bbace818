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

type Looked = { readonly blob: Blob; readonly size: Size | null } | { readonly trouble: Trouble };

export class Pictures {
  readonly #source: (digest: Digest) => Blob | null;
  readonly #engine: Engine;
  readonly #gate = new Gate(DECODERS);
  readonly #looks = new Map<string, Promise<Looked>>();
  readonly #failed = new Set<Digest>();
  readonly #originals: Shelf<string>;
  readonly #thumbnails: Shelf<string>;

  /** `source` gives the bytes of an asset that is in the bundle and unaltered, and null of any other. */
  constructor(source: (digest: Digest) => Blob | null, engine: Engine = BROWSER) {
    this.#source = source;
    this.#engine = engine;
    const close = (url: string): void => {
      engine.close(url);
    };
    this.#originals = new Shelf(ORIGINALS, close);
    this.#thumbnails = new Shelf(THUMBNAILS, close);
  }

  /** The exact bytes of any asset, drawn or not; null where they are not here. */
  bytes(asset: Asset): Blob | null {
    return this.#source(asset.digest);
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

  #look(asset: Asset): Promise<Looked> {
    // By digest and type: two entries may call the same bytes by different types.
    const name = `${asset.digest} ${asset.type}`;
    const looking = this.#looks.get(name) ?? look(asset, this.#source(asset.digest));
    this.#looks.set(name, looking);
    return looking;
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
