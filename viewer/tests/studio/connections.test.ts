import { afterEach, beforeAll, describe, expect, it } from "vitest";
import * as api from "../../src/studio/api.ts";
import type { Connection, Finding } from "../../src/studio/api-types.ts";
import { connectionLamp, Connections } from "../../src/studio/connections.svelte.ts";
import { json, refused, served, type Server } from "./server.ts";

const FINDING: Finding = { code: "spool.good", weight: "ok", words: "in order", to_do: null };
const ONE: Connection = {
  id: "0123456789abcdef",
  sort: "comfyui",
  label: "ComfyUI",
  work: `sha256:${"ab".repeat(32)}`,
  title: "Cat",
  person: null,
  state: "receiving",
  recorded: 0,
  waiting: 0,
  heard: null,
  problem: null,
  tool: null,
  reporter: null,
  findings: [FINDING],
  coverage: {
    id: "comfyui",
    title: "ComfyUI",
    page: "comfyui.md",
    command: null,
    tried: "on a host",
    captured: [{ aspect: "choices", title: "choices", extent: "no", words: "Say it." }],
  },
};

let server: Server | null = null;

beforeAll(async () => {
  await import("../../src/texts/studio.ts");
});

afterEach(() => {
  server?.end();
  server = null;
});

describe("the lamp of a connection", () => {
  const worst = (weight: Finding["weight"]): Connection => ({
    ...ONE,
    findings: [FINDING, { ...FINDING, weight }],
  });

  it("shows the worst of what was found", () => {
    expect(connectionLamp(ONE, true)).toBe("receiving");
    expect(connectionLamp(worst("warning"), true)).toBe("amiss");
    expect(connectionLamp(worst("failed"), true)).toBe("trouble");
  });

  it("shows trouble with receiving before all, and says nothing while nobody answers", () => {
    expect(connectionLamp({ ...worst("warning"), state: "trouble" }, true)).toBe("trouble");
    expect(connectionLamp({ ...ONE, state: "starting" }, true)).toBe("starting");
    expect(connectionLamp(worst("failed"), false)).toBe("unknown");
  });
});

describe("connections", () => {
  it("are read as the server tells them, and one that was tested takes its place", async () => {
    server = served(() => json([ONE, { ...ONE, id: "fedcba9876543210" }]));
    const connections = new Connections();
    expect(connections.list).toBeNull();
    await connections.refresh();
    connections.put({ ...ONE, waiting: 3 });
    expect(connections.list?.map(({ waiting }) => waiting)).toEqual([3, 0]);
  });

  it("keep what was told where an answer cannot be had, and say why", async () => {
    server = served(() => json([ONE]));
    const connections = new Connections();
    await connections.refresh();
    server.end();
    server = served(() => refused(422, "format", "the list is damaged", "move it away"));
    await connections.refresh();
    expect(connections.problem?.message).toBe("the list is damaged");
    expect(connections.list).toEqual([ONE]);
  });

  it("are tested by their id, and an answer of another form is refused", async () => {
    server = served(() => json({ ...ONE, findings: [{ ...FINDING, weight: "good" }] }));
    await expect(api.testConnection(ONE.id)).rejects.toThrow();
    expect(server.calls[0]?.url).toContain(`/api/connections/${ONE.id}/test`);
  });
});
