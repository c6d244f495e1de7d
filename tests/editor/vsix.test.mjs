// The packed extension: holds what it needs, nothing else, and its server runs from where it is unpacked.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { here } from "./scratch.mjs";

test("the package", { timeout: 60000 }, () => {
  assert.ok(process.env.EVD_VSIX, "EVD_VSIX must name the packed extension");
  const folder = mkdtempSync(path.join(os.tmpdir(), "evident-vsix-"));
  try {
    const list = execFileSync("python3", ["-m", "zipfile", "-l", process.env.EVD_VSIX], { encoding: "utf8" });
    execFileSync("unzip", ["-q", process.env.EVD_VSIX, "-d", folder]);
    const at = name => path.join(folder, "extension", name);
    const manifest = JSON.parse(readFileSync(at("package.json"), "utf8"));
    for (const name of [manifest.main, manifest.icon, "out/diagram.js", "media/diagram.css", "language-configuration.json",
                      "examples/ring_election/ring_election.evd",
                        "server/share/evident/stdlib/quorum.evd", "server/share/evident/diagnostics/EVD2007.md",
                      ...manifest.contributes.grammars.map(g => g.path)]) {
      assert.ok(existsSync(at(name)), name);
    }
    assert.doesNotMatch(list, /node_modules|\.map\b|\.ts\b|package-lock|\/test\//);
    assert.match(readFileSync(path.join(folder, "extension.vsixmanifest"), "utf8"), /TargetPlatform="linux-(x64|arm64)"/);
    assert.ok(statSync(process.env.EVD_VSIX).size < 40e6, "small enough to be downloaded gladly");
    const server = at("server/bin/evident");
    accessSync(server, constants.X_OK);
    // Its own standard library: the one of the source tree must not be needed.
    const spec = path.join(folder, "q.evd");
    execFileSync("cp", [path.join(here, "../../examples/two_thirds/two_thirds.evd"), spec]);
    execFileSync(server, ["check", spec], { stdio: "pipe" });
    assert.match(execFileSync(server, ["explain", "EVD2007"], { encoding: "utf8" }), /EVD2007/);
  } finally { rmSync(folder, { recursive: true, force: true }); }
});
