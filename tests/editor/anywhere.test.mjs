// Commands work, or say a sentence, from wherever they are offered: without an open spec, from the walkthrough, with a broken spec, with
// one that was never saved, without a server.
import assert from "node:assert/strict";
import * as path from "node:path";
import { after, before } from "node:test";
import { Editor, here, steps, until } from "./harness.mjs";

const vsix = process.env.EVD_VSIX;
assert.ok(vsix, "EVD_VSIX must name the packed extension; ./dev test-editor sets it");
const files = { "a/boss.evd": path.join(here, "workspace/boss.evd"), "a/boss.toml": path.join(here, "workspace/boss.toml"),
                "b/numbers.evd": path.join(here, "workspace/numbers.evd"), "notes.txt": "nothing\n",
                "c/duo.toml": path.join(here, "workspace/boss.toml"),
                "c/duo.evd": "spec duo\n\nparam nodes : Set<Loc>\ninput go(n: Int)\n\n" +
                  "process A {\n  var x : Int = 0\n  on go(n) { x := n }\n}\nprocess B {\n  var y : Int = 0\n  on go(n) { y := n }\n}\n\n" +
                  "system SA = A at nodes\nsystem SB = B at nodes\n\ninvariant b_small = forall i in nodes: y of B at i < 5\n" };

let editor;
const step = steps(() => editor);

/** No message of the editor itself stands in for one of ours. */
async function noRaw() {
  const said = (await editor.page.locator(".notification-toast").allTextContents()).join("\n");
  assert.doesNotMatch(said, /not found|ENOENT|failed to launch|undefined|Error:|connection got disposed|cannot read/i);
}

before(async () => { editor = await Editor.start({ vsix, shots: process.env.EVD_SHOTS, files }); }, { timeout: 120000 });
after(async () => editor?.stop());

step("without an open spec, a run asks which one", async page => {
  await until("the server", async () => await page.locator(".explorer-folders-view .monaco-list-row").count() > 0);
  await editor.command("Evident: Run in the Simulator");
  await editor.pick("boss.evd");
  await editor.told(/small is violated after event #\d+, for i = b \(seed 1\)/);
  await noRaw();
  await page.locator(".notification-toast a, .notification-toast .monaco-button", { hasText: "Show Diagram" }).first().click();
  const frame = await editor.diagram();
  await frame.locator("#violation").waitFor();
  await editor.quiet();
  await editor.command("View: Close All Editors");
});

step("the walkthrough's steps work while it is the active editor, and are ticked when they have worked", async page => {
  await editor.open("boss.evd");
  await editor.command("Welcome: Open Walkthrough");
  await editor.pick("Get started with Evident");
  const steps = page.locator(".getting-started-step");
  await steps.first().waitFor();
  await page.locator(".getting-started-step", { hasText: "Run it" }).first().click();
  await page.locator(".getting-started-step", { hasText: "Run it" }).locator(".monaco-button", { hasText: "Run" }).first().click();
  await editor.told(/small is violated/);
  await until("a tick", async () => await page.locator(".getting-started-step", { hasText: "Run it" }).locator(".codicon-getting-started-step-checked.complete")
    .count() > 0, 10);
  assert.equal(await page.locator(".getting-started-step", { hasText: "Build it" }).locator(".codicon-getting-started-step-checked.complete").count(), 0);
  await editor.shot("walkthrough");
  await editor.quiet();
});

step("examples are folders with a spec, and what was changed in one stays", async page => {
  await editor.command("Evident: Open Example");
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await rows.first().waitFor();
  const names = (await rows.allTextContents()).join("\n");
  assert.match(names, /lock_server/);
  assert.doesNotMatch(names, /embed/, "it has no spec");
  await editor.pick("lock_server");
  await editor.tab("lock_server.evd").waitFor();
  await editor.goto(1);
  await page.keyboard.type("// mine");
  await page.keyboard.press("Enter");
  await editor.command("File: Save");
  await editor.command("View: Close All Editors");
  await editor.command("Evident: Open Example");
  await editor.pick("lock_server");
  await until("my change", async () => /^\/\/ mine/.test(await editor.text()), 10);
  await noRaw();
});

step("a broken spec is answered with its mistake, one that was never saved with what to do", async page => {
  await editor.open("boss.evd");
  await editor.goto(10, 1);
  await page.keyboard.type("nonsense ");
  await editor.command("Evident: Run in the Simulator");
  await editor.told(/EVD\d{4}/);
  await noRaw();
  await editor.quiet();
  await editor.command("Evident: Build Native Program");
  await editor.told(/EVD\d{4}/);
  await editor.quiet();
  await editor.command("File: Revert File");
  await editor.command("File: New Untitled Text File");
  await editor.command("Change Language Mode");
  await editor.type("Evident");
  await editor.pick(/^Evident/);
  await page.keyboard.type("spec s");
  for (const command of ["Run in the Simulator", "Build Native Program", "Create Deployment File"]) {
    await editor.command(`Evident: ${command}`);
    await editor.told(/Save the spec first/);
    await noRaw();
    await editor.quiet();
  }
});

step("of several systems one is chosen: by a run, by the diagram, by a build", async page => {
  await editor.command("View: Close All Editors").catch(() => undefined);
  await page.locator(".monaco-dialog-box .monaco-button", { hasText: "Don't Save" }).first().click({ timeout: 2000 }).catch(() => undefined);
  await editor.open("duo.evd");
  await editor.command("Evident: Run in the Simulator");
  await editor.pick("SB");
  await editor.told(/b_small is violated after event #\d+, for i = b/);
  await editor.quiet();
  await editor.command("Evident: Run in the Simulator");
  await editor.pick("SA");
  await editor.told(/b_small was not evaluated/);
  await editor.quiet();
  await editor.command("Evident: Show Event Diagram");
  await editor.pick("SB");
  const frame = await editor.diagram();
  await frame.locator("#violation").waitFor();
  // A menu closes at Escape and at a click elsewhere, and the keys work for who comes back.
  await frame.locator("#messages summary").click();
  await frame.locator("#messages[open]").waitFor();
  await page.keyboard.press("Escape");
  await until("a closed menu", async () => await frame.locator("#messages[open]").count() === 0, 5);
  await frame.locator("#messages summary").click();
  await frame.locator(".details").click();
  await until("a closed menu", async () => await frame.locator("#messages[open]").count() === 0, 5);
  const counter = () => frame.locator(".counter").textContent();
  await frame.locator('[data-step="first"]').click();
  const first = await counter();
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+2");
  await page.waitForTimeout(300);
  await page.keyboard.press("ArrowDown");
  await until("a step", async () => await counter() !== first, 5);
  await editor.shot("two systems");
  await editor.command("View: Close All Editors");
  await editor.open("duo.evd");
  await editor.command("Evident: Build Native Program");
  await editor.pick("SA");
  await editor.told(/Built duo/);
  await noRaw();
  await editor.quiet();
});

step("without a server every command says that there is none", async () => {
  await editor.stop();
  editor = await Editor.start({ vsix, shots: process.env.EVD_SHOTS, files, settings: { "evident.server.path": "/nowhere/evident" } });
  await editor.open("boss.evd");
  await editor.noted(/Cannot start evident/);
  await editor.quiet();
  for (const command of ["Run in the Simulator", "Run 100 Seeds", "Build Native Program", "Show LLVM IR", "Check Workspace", "Show Automaton at Cursor"]) {
    await editor.command(`Evident: ${command}`);
    await editor.told(/language server of Evident is not running/);
    await editor.quiet();
  }
  await editor.command("Evident: Show Event Diagram");
  const outer = editor.page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame");
  await outer.locator(".problem", { hasText: /no `evident` program/ }).waitFor({ timeout: 20000 });
});

step("the extension's page shows its picture", async page => {
  await page.locator(".activitybar .action-item a[aria-label^=Extensions]").first().click();
  await page.locator(".extensions-list .monaco-list-row", { hasText: "Evident" }).first().click();
  const shown = page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame").locator("img");
  await until("the picture", async () => (await shown.evaluateAll(all => all.map(one => one.naturalWidth))).some(width => width > 1000), 20);
  await editor.shot("page");
});
