// Writes the settings of the server into package.json, or with --check compares: `node scripts/settings.mjs SERVER [--check]`.
// The server's option table (request evident/options) is the authority; the settings of the client alone are below.
import { readFileSync, writeFileSync } from "node:fs";
import { ask } from "./ask.mjs";

const own = {
  "evident.server.path": { type: "string", default: "", scope: "machine-overridable", order: 1,
                           markdownDescription: "Path of `evident`. Empty: the one in this extension, otherwise the one on the search path." },
  "evident.server.args": { type: "array", items: { type: "string" }, default: [], scope: "machine-overridable", order: 2,
                           markdownDescription: "Further options of `evident lsp`, such as `--log` and a file." },
  "evident.trace.server": { type: "string", enum: ["off", "messages", "verbose"], default: "off", scope: "window", order: 3,
                            enumDescriptions: ["No trace.", "Names of the messages.", "Messages with their content."],
                            description: "What is written to the output channel Evident Trace." },
};

/** The settings of package.json for a server's answer to evident/options. */
export function properties(options) {
  const result = { ...own };
  for (const { key, type, default: value, enum: values, minimum, maximum, description } of options) {
    result[key] = { type, default: value, ...(values ? { enum: values } : {}), ...(minimum === undefined ? {} : { minimum }),
                    ...(maximum === undefined ? {} : { maximum }), scope: "resource", description };
  }
  return result;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const file = new URL("../package.json", import.meta.url);
  const manifest = JSON.parse(readFileSync(file, "utf8"));
  const { options } = await ask(process.argv[2] ?? "evident", "evident/options");
  const fresh = properties(options);
  if (process.argv.includes("--check")) {
    if (JSON.stringify(fresh) !== JSON.stringify(manifest.contributes.configuration.properties)) {
      console.error("package.json is not up to date: npm run settings -- SERVER");
      process.exit(1);
    }
  } else {
    manifest.contributes.configuration.properties = fresh;
    writeFileSync(file, JSON.stringify(manifest, null, 2) + "\n");
  }
}
