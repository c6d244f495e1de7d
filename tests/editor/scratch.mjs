// A copy of the test workspace, and the server's program, for clients that are tried from the command line.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export const here = path.dirname(new URL(import.meta.url).pathname);
export const root = path.resolve(here, "../..");

/** The server to test; ./dev test-editor sets EVD_SERVER. */
export function server() {
  if (!process.env.EVD_SERVER) throw new Error("EVD_SERVER must name the program `evident`");
  return path.resolve(process.env.EVD_SERVER);
}

/** A folder with the workspace; `remove` when done. */
export function scratch() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evident-client-"));
  cpSync(path.join(here, "workspace"), folder, { recursive: true });
  return { folder, at: name => path.join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** A program with a mistake in line 15 (`greatest` for `greater`), for tests of diagnostics. */
export const mistake = { line: 15, wrong: "greatest" };
