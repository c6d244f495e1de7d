// Writes the README of the extension with its pictures in it: the page of an installed extension shows no files of the package.
// Usage: node scripts/readme.mjs OUTPUT
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

const folder = path.dirname(import.meta.dirname);
const text = readFileSync(path.join(folder, "README.md"), "utf8");
writeFileSync(process.argv[2], text.replace(/\]\((images\/[^)]+\.png)\)/g, (_, file) =>
  `](data:image/png;base64,${readFileSync(path.join(folder, file)).toString("base64")})`));
