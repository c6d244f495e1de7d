// The configuration in editors/neovim in real Neovim, without a screen.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { here, mistake, root, scratch, server } from "./scratch.mjs";

test("Neovim: diagnostics arrive and go, hover and definition work", { timeout: 60000 }, () => {
  const work = scratch();
  try {
    const plugin = path.join(root, "editors/neovim");
    const out = work.at("out.json");
    execFileSync("nvim", ["--headless", "--clean", "--cmd", `set runtimepath^=${plugin} | filetype plugin on | syntax on`,
                          "--cmd", `lua require("evident").cmd = { ${JSON.stringify(server())}, "lsp" }`, "-c", `luafile ${path.join(here, "neovim.lua")}`],
                 { cwd: work.folder, env: { ...process.env, EVD_OUT: out }, stdio: "pipe", timeout: 50000 });
    const found = JSON.parse(readFileSync(out, "utf8"));
    assert.equal(found.problem, undefined, JSON.stringify(found));
    assert.equal(found.filetype, "evident");
    assert.equal(found.syntax, "evidentKeyword");
    assert.match(JSON.stringify(found.hover.contents), /greater.*The greater of two numbers/s);
    const place = [found.definition].flat()[0];
    assert.match(place.uri ?? place.targetUri, /numbers\.evd$/);
    assert.equal((place.range ?? place.targetSelectionRange).start.line, 4);
    assert.equal(found.before, 0);
    assert.equal(found.diagnostic.line, mistake.line);
    assert.match(found.diagnostic.message, new RegExp(mistake.wrong));
    assert.match(found.diagnostic.code, /^EVD\d{4}$/);
    assert.equal(found.after, 0);
    assert.match(found.violation, /`small` is violated/);
    assert.ok(found.lenses.some(lens => /^✗ violated after event #\d+, for i = b · seed 1$/.test(lens.command.title)), JSON.stringify(found.lenses));
    assert.match(found.refutation, /`few` is violated/);
    assert.ok(found.checked.some(lens => /^✗ refuted: few · \d+ states$/.test(lens.command.title)), JSON.stringify(found.checked));
    assert.match(found.run, /invariant small is violated after event #\d+, for i = b/);
  } finally { work.remove(); }
});
