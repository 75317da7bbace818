/** Files that a person drops: which is the picture, and which the program's own file. */

/** Endings of the files that picture programs keep their layers in. */
const PROJECTS: ReadonlySet<string> = new Set([
  "afdesign",
  "afphoto",
  "ai",
  "blend",
  "clip",
  "cpt",
  "csp",
  "invk",
  "kra",
  "krz",
  "lip",
  "mdp",
  "ora",
  "pdn",
  "procreate",
  "psb",
  "psd",
  "sai",
  "sai2",
  "xcf",
]);

/** Programs that alone write files of an ending; what others write as well is not guessed at. */
const WRITERS: ReadonlyMap<string, string> = new Map([
  ["afphoto", "Affinity Photo"],
  ["blend", "Blender"],
  ["clip", "Clip Studio Paint"],
  ["invk", "InvokeAI"],
  ["kra", "Krita"],
  ["krz", "Krita"],
  ["pdn", "Paint.NET"],
  ["procreate", "Procreate"],
  ["sai2", "PaintTool SAI"],
  ["xcf", "GIMP"],
]);

/** What lies in a drop: at most one of each is taken at once. */
export interface Sorted<F> {
  /** Null where only a project file was dropped. */
  readonly picture: F | null;
  readonly project: F | null;
  /** What is left for afterwards. */
  readonly others: readonly F[];
}

/** The picture and the project file of a drop; the first of each counts. */
export function sorted<F extends { readonly name: string }>(files: readonly F[]): Sorted<F> {
  const project = files.find((file) => isProject(file.name)) ?? null;
  const picture = files.find((file) => !isProject(file.name)) ?? null;
  return { picture, project, others: files.filter((one) => one !== project && one !== picture) };
}

export function isProject(name: string): boolean {
  return PROJECTS.has(endingOf(name));
}

/** The program that a project file tells of by its ending; null where several write it. */
export function writerOf(name: string): string | null {
  return WRITERS.get(endingOf(name)) ?? null;
}

function endingOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
}
