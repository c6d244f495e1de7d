// Bundles the extension and its webview; with --test also the modules that unit tests import.
import { build } from "esbuild";

const production = process.argv.includes("--production");
const common = { bundle: true, sourcemap: production ? false : "inline", minify: production, logLevel: "warning" };

await build({ ...common, entryPoints: ["src/extension.ts"], outfile: "out/extension.js", platform: "node", format: "cjs",
              target: "node20", external: ["vscode"] });
await build({ ...common, entryPoints: ["src/diagram/view.ts"], outfile: "out/diagram.js", platform: "browser", format: "iife",
              target: "es2022" });
if (process.argv.includes("--test")) {
  await build({ ...common, entryPoints: ["src/diagram/model.ts", "src/arguments.ts"], outbase: "src", outdir: "out/test", platform: "node",
                format: "esm", outExtension: { ".js": ".mjs" } });
}
