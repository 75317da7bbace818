import { describe, expect, test } from "vitest";
import type { Asset, Digest } from "../../src/record/format/values.ts";
import { fit, Pictures, type Engine } from "../../src/views/pictures.ts";

const PNG = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x02\0\b\x06\0\0\0";
const HUGE = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x75\x30\0\0\x75\x30\b\x06\0\0\0";

const blobOf = (text: string): Blob => new Blob([new Uint8Array(Buffer.from(text, "latin1"))]);

function asset(name: string, type = "image/png"): Asset {
  return { digest: `sha256:${name}`, size: 1, type };
}

/** A browser that decodes whatever does not begin with `bad`, and tells what it was asked. */
class Fake implements Engine {
  readonly opened: string[] = [];
  readonly closed: string[] = [];
  readonly types: string[] = [];
  readonly options: ImageBitmapOptions[] = [];
  running = 0;
  most = 0;
  broken = false;

  async decode(blob: Blob, options: ImageBitmapOptions = {}): Promise<ImageBitmap> {
    this.types.push(blob.type);
    this.options.push(options);
    this.running += 1;
    this.most = Math.max(this.most, this.running);
    await new Promise((next) => setTimeout(next, 1));
    this.running -= 1;
    if (this.broken) throw new Error("cannot decode");
    return { width: 1024, height: 512, close: () => undefined };
  }

  scaled(): Promise<Blob> {
    return Promise.resolve(blobOf("small"));
  }

  open(blob: Blob): string {
    this.types.push(blob.type);
    const url = `blob:${this.opened.length}`;
    this.opened.push(url);
    return url;
  }

  close(url: string): void {
    this.closed.push(url);
  }
}

function picturesOf(files: Record<string, string>): [Pictures, Fake] {
  const engine = new Fake();
  const blobs = new Map(Object.entries(files).map(([name, text]) => [name, blobOf(text)]));
  const source = (digest: Digest): Blob | null => blobs.get(digest.slice(7)) ?? null;
  return [new Pictures(source, engine), engine];
}

describe("a picture", () => {
  test("whose bytes are what its type says has an address, under that type", async () => {
    const [pictures, engine] = picturesOf({ a: PNG });
    expect(await pictures.url(asset("a"))).toBe("blob:0");
    expect(await pictures.trouble(asset("a"))).toBeNull();
    expect(await pictures.size(asset("a"))).toEqual({ width: 1024, height: 512 });
    expect(engine.types).toEqual(["image/png"]);
  });

  test.each([
    ["is not in the bundle", asset("other"), "absent"],
    ["is called SVG", asset("svg", "image/svg+xml"), "type"],
    ["is called HTML", asset("a", "text/html"), "type"],
    ["is called TIFF, which browsers do not draw", asset("a", "image/tiff"), "type"],
    ["is SVG and called PNG", asset("svg"), "content"],
    ["is PNG and called JPEG", asset("a", "image/jpeg"), "content"],
    ["is empty", asset("empty"), "content"],
    ["claims nine hundred million pixels", asset("huge"), "size"],
  ])("that %s is not drawn", async (_what, wanted, trouble) => {
    const [pictures, engine] = picturesOf({ a: PNG, svg: "<svg/>", empty: "", huge: HUGE });
    expect(await pictures.url(wanted)).toBeNull();
    expect(await pictures.thumbnail(wanted, 100)).toBeNull();
    expect(await pictures.bitmap(wanted)).toBeNull();
    expect(await pictures.trouble(wanted)).toBe(trouble);
    expect(engine.opened).toEqual([]);
  });

  test("of one digest under two types is judged by each", async () => {
    const [pictures] = picturesOf({ a: PNG });
    expect(await pictures.trouble(asset("a", "image/gif"))).toBe("content");
    expect(await pictures.trouble(asset("a"))).toBeNull();
  });

  test("that the browser cannot decode is told so, and is none", async () => {
    const [pictures, engine] = picturesOf({ a: PNG });
    engine.broken = true;
    expect(await pictures.thumbnail(asset("a"), 100)).toBeNull();
    expect(await pictures.trouble(asset("a"))).toBe("decoder");
  });

  test("whose file went away after it was dropped is told so", async () => {
    const gone: Partial<Blob> = {
      slice: () => {
        throw new DOMException("gone", "NotReadableError");
      },
    };
    const pictures = new Pictures(() => Object.assign(new Blob(), gone), new Fake());
    expect(await pictures.trouble(asset("a"))).toBe("unreadable");
  });

  test("of any type gives its bytes, to be saved", async () => {
    const [pictures] = picturesOf({ svg: "<svg/>" });
    const svg = asset("svg", "image/svg+xml");
    expect((await pictures.bytes(svg))?.size).toBe(6);
    expect(pictures.has(svg)).toBe(true);
    expect(await pictures.bytes(asset("other"))).toBeNull();
    expect(pictures.has(asset("other"))).toBe(false);
  });
});

describe("thumbnails", () => {
  test("are made once a size, by the decoder's own scaling of the longer side", async () => {
    const [pictures, engine] = picturesOf({ a: PNG });
    const [one, other] = await Promise.all([
      pictures.thumbnail(asset("a"), 100),
      pictures.thumbnail(asset("a"), 100),
    ]);
    expect(one).toBe(other);
    expect(engine.options).toEqual([{ resizeWidth: 100, resizeQuality: "high" }]);
    await pictures.thumbnail(asset("a"), 2000);
    expect(engine.options[1]).toEqual({});
  });

  test("are made two at a time", async () => {
    const names = Array.from({ length: 9 }, (_, number) => String(number));
    const [pictures, engine] = picturesOf(Object.fromEntries(names.map((name) => [name, PNG])));
    await Promise.all(names.map((name) => pictures.thumbnail(asset(name), 10)));
    expect(engine.most).toBe(2);
  });

  test("and addresses are given back, the oldest first, when there are too many", async () => {
    const names = Array.from({ length: 258 }, (_, number) => String(number));
    const [pictures, engine] = picturesOf(Object.fromEntries(names.map((name) => [name, PNG])));
    for (const name of names) await pictures.url(asset(name));
    await new Promise((next) => setTimeout(next));
    expect(engine.closed).toEqual(["blob:0", "blob:1"]);
  });

  test("and addresses are all given back at the end", async () => {
    const [pictures, engine] = picturesOf({ a: PNG });
    await pictures.url(asset("a"));
    await pictures.thumbnail(asset("a"), 10);
    pictures.clear();
    await new Promise((next) => setTimeout(next));
    expect(engine.closed.sort()).toEqual(engine.opened.sort());
  });

  test("keep the shape, are never larger, and never without a pixel", () => {
    expect(fit({ width: 400, height: 200 }, 100)).toEqual({ width: 100, height: 50 });
    expect(fit({ width: 40, height: 20 }, 100)).toEqual({ width: 40, height: 20 });
    expect(fit({ width: 9000, height: 1 }, 100)).toEqual({ width: 100, height: 1 });
  });
});

describe("pictures that are fetched", () => {
  function fetched(files: Record<string, string>): {
    pictures: Pictures;
    engine: Fake;
    asked: string[];
  } {
    const engine = new Fake();
    const asked: string[] = [];
    const source = (digest: Digest): Promise<Blob | null> => {
      asked.push(digest);
      const text = files[digest.slice(7)];
      if (text === "away") return Promise.reject(new Error("nobody answers"));
      return Promise.resolve(text === undefined ? null : blobOf(text));
    };
    const pictures = new Pictures(source, engine, {
      small: (wanted, side) => {
        asked.push(`${wanted.digest} ${side}`);
        if (files[wanted.digest.slice(7)] === "away") return Promise.reject(new Error("away"));
        return Promise.resolve(wanted.type === "image/png" ? blobOf("small") : null);
      },
      absent: (digest) => digest === "sha256:erased",
    });
    return { pictures, engine, asked };
  }

  test("have thumbnails that the server made, and are fetched whole only to be shown so", async () => {
    const { pictures, asked } = fetched({ a: PNG });
    expect(await pictures.thumbnail(asset("a"), 256)).toBe("blob:0");
    expect(await pictures.thumbnail(asset("a"), 256)).toBe("blob:0");
    expect(asked).toEqual(["sha256:a 256"]);
    expect(await pictures.url(asset("a"))).toBe("blob:1");
    expect(asked).toEqual(["sha256:a 256", "sha256:a"]);
  });

  test("of a type that is not drawn are not fetched to be told so", async () => {
    const { pictures, asked } = fetched({ a: "8BPS" });
    const project = asset("a", "image/vnd.adobe.photoshop");
    expect(await pictures.thumbnail(project, 128)).toBeNull();
    expect(await pictures.trouble(project)).toBe("type");
    expect(asked).toEqual(["sha256:a 128"]);
  });

  test("that are known not to be there are not asked for", async () => {
    const { pictures, asked } = fetched({});
    expect(pictures.has(asset("erased"))).toBe(false);
    expect(pictures.has(asset("a"))).toBe(true);
    expect(await pictures.thumbnail(asset("erased"), 128)).toBeNull();
    expect(asked).toEqual([]);
  });

  test("that could not be fetched are asked for again", async () => {
    const { pictures, asked } = fetched({ a: "away" });
    expect(await pictures.thumbnail(asset("a"), 128)).toBeNull();
    expect(await pictures.url(asset("a"))).toBeNull();
    expect(await pictures.trouble(asset("a"))).toBe("unreadable");
    expect(asked).toEqual(["sha256:a 128", "sha256:a", "sha256:a"]);
    await expect(pictures.bytes(asset("a"))).rejects.toThrow("nobody answers");
  });
});
