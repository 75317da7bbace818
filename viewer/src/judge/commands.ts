/**
 * The commands of data/README.txt, for one bundle: other people's programs come to the same.
 *
 * What goes into a command is a line number or hex digits, both of which this program has checked. The
 * bundle's own name does not: a file can be called anything, and a reader pastes what stands here.
 */

/** Unpack, and hold every file to the manifests. */
export const FILES_COMMANDS = [
  "unzip -q bundle.zip -d bundle",
  "cd bundle",
  "sha256sum --check --strict tagmanifest-sha256.txt",
  "sha256sum --check --strict manifest-sha256.txt",
].join("\n");

/**
 * Hold one token to the checkpoint that it stamps.
 *
 * @param line of the `time.anchored` entry in the record, from 1
 * @param token the SHA-256 of the token's file, 64 hex digits
 * @param seconds the token's time since 1970: OpenSSL judges a certificate by it, instead of today
 * @throws RangeError where a value is not of its form
 */
export function tokenCommands(line: number, token: string, seconds: number): string {
  if (!Number.isSafeInteger(line) || line < 1) throw new RangeError("not a line");
  if (!/^[0-9a-f]{64}$/.test(token)) throw new RangeError("not a SHA-256");
  if (!Number.isSafeInteger(seconds)) throw new RangeError("not a time in seconds");
  return [
    `sed -n '${line}p' data/record.jsonl > ../anchor.json`,
    `printf '%b' "$(sed 's/.*"checkpoint":"\\([^"]*\\)".*/\\1/' ../anchor.json)" > ../note.txt`,
    `openssl ts -verify -in data/time/${token}.tsr -data ../note.txt \\`,
    `    -CAfile ../root.pem -untrusted data/time/${token}.pem -attime ${seconds}`,
  ].join("\n");
}
