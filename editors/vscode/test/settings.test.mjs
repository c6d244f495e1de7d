// The settings of package.json against the documented option table; `./dev test-editor` compares with the server itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { properties } from "../scripts/settings.mjs";

const read = name => readFileSync(new URL(name, import.meta.url), "utf8");
const manifest = JSON.parse(read("../package.json"));
const settings = manifest.contributes.configuration.properties;

test("the manifest has exactly the documented settings of the server, with their types and defaults", () => {
  const table = read("../../../docs/lsp.md").split("## Settings")[1];
  const rows = [...table.matchAll(/^\| `(evident\.[\w.]+)` \| (\w+)(?: (\d+)–(\d+))? \| (\S+) \|/gm)];
  assert.ok(rows.length >= 10);
  for (const [, key, type, minimum, maximum, value] of rows) {
    const setting = settings[key];
    assert.ok(setting, key);
    assert.equal(setting.type, type, key);
    assert.equal(String(setting.default), value, key);
    if (minimum !== undefined) assert.deepEqual([setting.minimum, setting.maximum], [Number(minimum), Number(maximum)], key);
  }
  assert.deepEqual(Object.keys(settings).sort(), [...Object.keys(properties([])), ...rows.map(row => row[1])].sort());
});

test("every setting has a description and a scope, every enum value an explanation", () => {
  for (const [key, setting] of Object.entries(settings)) {
    assert.ok(setting.description ?? setting.markdownDescription, key);
    assert.ok(setting.scope, key);
    if (setting.enum) assert.equal(setting.enumDescriptions?.length, setting.enum.length, key);
  }
});

test("every command of a menu or of the walkthrough exists, and every file the manifest names too", () => {
  const commands = new Set(manifest.contributes.commands.map(command => command.command));
  for (const menu of Object.values(manifest.contributes.menus)) for (const { command } of menu) assert.ok(commands.has(command), command);
  const source = read("../src/commands.ts");
  for (const command of commands) assert.ok(source.includes(`add("${command.replace("evident.", "")}"`), command);
  for (const step of manifest.contributes.walkthroughs[0].steps) {
    for (const [, command] of step.description.matchAll(/command:([\w.]+)/g)) assert.ok(commands.has(command), command);
    read(`../${step.media.markdown}`);
  }
  for (const { path } of manifest.contributes.grammars) JSON.parse(read(`../${path}`));
  read(`../${manifest.icon}`);
});

test("the problem matcher understands what `evident check` writes", () => {
  const [{ pattern: [first, second] }] = manifest.contributes.problemMatchers;
  const lines = ["error[EVD2001]: expected Int, found Str", " --> ring/w.evd:2:27"];
  assert.deepEqual(new RegExp(first.regexp).exec(lines[0]).slice(1), ["error", "EVD2001", "expected Int, found Str"]);
  assert.deepEqual(new RegExp(second.regexp).exec(lines[1]).slice(1), ["ring/w.evd", "2", "27"]);
});
