/** What the studio says beside the verifier: one file studio-*.json a part, whose ids begin with the part. */

import { addTexts } from "./catalogue.ts";
import type { Text } from "./catalogue.ts";

const PARTS: Readonly<Record<string, Readonly<Record<string, Text>>>> = import.meta.glob(
  "./studio-*.json",
  { eager: true, import: "default" },
);

addTexts(Object.values(PARTS));
