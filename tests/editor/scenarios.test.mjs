// Scenarios in real VS Code: played where they stand, wrong ones at their step, drawn, and runs kept as one.
import assert from "node:assert/strict";
import * as path from "node:path";
import { after, before } from "node:test";
import { Editor, here, steps, until } from "./harness.mjs";

const vsix = process.env.EVD_VSIX;
assert.ok(vsix, "EVD_VSIX must name the packed extension; ./dev test-editor sets it");

const spec = `spec relay
param nodes : Set<Loc>
input go(x: Int)
message pass(x: Int)
process Node {
  var x : Int = 0
  on go(n) { send pass(n) to nodes }
  on pass(n) { x := n }
}
system S = Node at nodes
invariant never_one_again = forall i in nodes: not (happened pass(2) at i and x of Node at i == 1)

scenario in_order with nodes = {a, b} {
  go(1) to a
  go(2) to a
  b receives pass(1)
  b receives pass(2)
  expect x of Node at b == 2
}
scenario no_third with nodes = {a, b} {
  go(1) to a
  b receives pass(3)
}
`;
const deployment = `[locations]
a = "127.0.0.1:7101"
b = "127.0.0.1:7102"
[params]
nodes = ["a", "b"]
[[inputs]]
to = "a"
message = "go(1)"
[[inputs]]
to = "a"
message = "go(2)"
`;

let editor;
const step = steps(() => editor);
const lens = text => editor.page.locator(".codelens-decoration a", { hasText: text });

before(async () => {
  editor = await Editor.start({ vsix, shots: process.env.EVD_SHOTS, files: { "relay.evd": spec, "relay.toml": deployment,
                                                                             "boss.evd": path.join(here, "workspace/boss.evd") } });
}, { timeout: 120000 });
after(async () => editor?.stop());

step("a click plays a scenario, and a tick says that it holds", async () => {
  await editor.open("relay.evd");
  await until("lenses", async () => await lens(/^Play$/).count() === 2, 30);
  await lens(/^Play$/).first().click();
  await editor.told("in_order holds");
  await until("verdicts", async () => (await editor.lenses()).some(text => text.includes("✓ holds (6 events)")), 20);
  await editor.shot("scenarios");
});

step("why one fails stands at its step", async page => {
  await editor.quiet();
  await until("a cross", async () => (await editor.lenses()).some(text => text.includes("✗ fails: no `pass(3)` is on its way to b")), 20);
  await editor.problems();
  await page.locator(".markers-panel .monaco-list-row", { hasText: "no `pass(3)` is on its way to b" }).waitFor();
  await editor.command("View: Focus Active Editor Group");
});

step("an edit makes verdicts old, and playing again renews them", async page => {
  await editor.goto(spec.split("\n").findIndex(line => line.includes("pass(3)")) + 1, 19);
  await page.keyboard.press("Delete");
  await page.keyboard.type("1");
  await until("old", async () => (await editor.lenses()).some(text => text.includes("before the last change")), 20);
  await lens(/^Play$/).first().click();
  await until("both hold", async () => (await editor.lenses()).filter(text => text.includes("✓ holds")).length === 2, 20);
});

step("the diagram shows the run of a scenario", async page => {
  await editor.quiet();
  await lens(/^Diagram$/).nth(1).click();
  const frame = await editor.diagram();
  await frame.locator("form", { hasText: "scenario in_order" }).waitFor();
  await editor.shot("scenario diagram");
  await page.keyboard.press("Control+1");
  await editor.command("View: Close Editors in Other Groups").catch(() => undefined);
});

step("a run is kept as a scenario, shrunk, at the end of the spec", async page => {
  await editor.open("relay.evd");
  await editor.goto(1);   // the lens of the system is the first one then
  await lens(/^Diagram$/).first().click();
  const frame = await editor.diagram();
  await frame.locator("#search").click();
  await frame.locator("text=never_one_again").first().waitFor();
  await frame.locator("#save").click();
  await editor.pick("Scenario");
  await until("the scenario", async () => (await editor.text()).includes("scenario never_one_again_violated"), 20);
  await page.keyboard.press("Control+End");
  await until("two receipts", async () => /(\w) receives pass\(2\)[^]*\1 receives pass\(1\)/.test(await editor.text()), 20);
  await editor.shot("kept scenario");
});
