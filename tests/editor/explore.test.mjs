// Checks in real VS Code: explored from their lens, refuted at their statement, the shortest run as a diagram, again after an edit.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Editor, steps, until } from "./harness.mjs";

const vsix = process.env.EVD_VSIX;
assert.ok(vsix, "EVD_VSIX must name the packed extension; ./dev test-editor sets it");

const spec = `spec counting
param nodes : Set<Loc>
param limit : Int
process P {
  var n : Int = 0
  action tick when n < limit { n += 1 }
}
system S = P at nodes
invariant small = forall i in nodes: n of P at i < 2
invariant natural = forall i in nodes: n of P at i >= 0

check small with nodes = {a}, limit = 3

check natural with nodes = {a, b, c, d}, limit = 1000000

check small, natural with nodes = {a, b}, limit = 1
`;
const line = text => spec.split("\n").findIndex(one => one.includes(text)) + 1;

let editor;
const step = steps(() => editor);
const lens = text => editor.page.locator(".codelens-decoration a", { hasText: text });
const has = (what, test, seconds = 30) => until(what, async () => (await editor.lenses()).some(test), seconds);

before(async () => {
  editor = await Editor.start({ vsix, shots: process.env.EVD_SHOTS, files: { "counting.evd": spec } });
}, { timeout: 120000 });
after(async () => editor?.stop());

step("a click explores a check, and its lens says what refutes it", async () => {
  await editor.open("counting.evd");
  await until("lenses", async () => await lens(/^Explore$/).count() === 3, 30);
  await lens(/^Explore$/).first().click();
  await editor.told("small is refuted by a run of 3 events");
  await has("the verdict", text => text.includes("✗ refuted: small · "));
  await editor.shot("refuted check");
});

step("the refutation is a problem at its statement, with the events that lead there", async page => {
  await editor.quiet();
  await editor.problems();
  await page.locator(".markers-panel .monaco-list-row", { hasText: "`small` is violated" }).waitFor();
  await page.locator(".markers-panel .monaco-list-row", { hasText: "#2 at a: tick" }).waitFor();
  await editor.command("View: Focus Active Editor Group");
});

step("the hover of a check says how much was looked at", async page => {
  await editor.goto(line("check small"), 2);
  await editor.command("Show or Focus Hover");
  await page.locator(".monaco-hover", { hasText: /Explored: \d+ states?, .*refuted/s }).waitFor();
  await page.keyboard.press("Escape");
});

step("the counterexample opens as a diagram, at the violation", async page => {
  await lens(/^Counterexample$/).click();
  const frame = await editor.diagram();
  await frame.locator("form", { hasText: "check small" }).waitFor();
  await frame.locator("caption", { hasText: "3 events of S, a shortest run of check small" }).waitFor();
  await editor.shot("counterexample");
  await page.keyboard.press("Control+1");
  await editor.command("View: Close Editors in Other Groups").catch(() => undefined);
});

step("comments leave verdicts, another meaning is explored in the background", async page => {
  await editor.open("counting.evd");
  await editor.goto(1, 14);
  await page.keyboard.type(" // with a comment");
  await until("the comment", async () => (await editor.text()).includes("// with a comment"), 10);
  await has("still fresh", text => text.includes("✗ refuted: small") && !text.includes("before the last change"));
  await editor.goto(line("invariant small"), spec.split("\n")[line("invariant small") - 1].length + 1);
  await page.keyboard.type("0");   // < 20
  await has("held", text => /✓ explored · \d+ states? · held/.test(text));
  await until("no problem", async () => await editor.errors().count() === 0, 20);
});

step("what takes long says how far it is, and can be stopped from its lens", async () => {
  await editor.quiet();
  await lens(/^Explore$/).first().click();
  await has("progress", text => /exploring · .* states? · .*\/s · stop/.test(text));
  await editor.shot("exploring");
  await lens(/stop$/).click();
  await has("stopped", text => /stopped · .* states? · held so far/.test(text));
});

step("the Testing view lists checks and explores them", async page => {
  await editor.quiet();
  await editor.command("Testing: Focus on Test Explorer View");
  const row = page.locator(".test-explorer .monaco-list-row", { hasText: "check small, natural" });
  await until("the check", async () => {
    if (await row.count() > 0) return true;
    for (const folded of await page.locator(".test-explorer .monaco-tl-twistie.collapsed").all()) await folded.click().catch(() => undefined);
    return false;
  });
  await until("explored", async () => {
    if (await row.locator(".codicon-testing-passed-icon").count() > 0) return true;
    await row.hover();
    await row.locator(".codicon-testing-run-icon").first().click({ timeout: 2000 });
    return false;
  });
  await has("its lens", text => /✓ explored · \d+ states? · held/.test(text));
  await editor.shot("explored in the Testing view");
});
