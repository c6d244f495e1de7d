// End to end in real VS Code: a user opens a spec, breaks and repairs it, finds the way around, runs it and reads the diagram.
// EVD_VSIX names the packed extension; EVD_SHOTS a folder for screenshots. Steps build on each other, as a user's do.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { after, before, test } from "node:test";
import { Editor, here, root, until } from "./harness.mjs";

const vsix = process.env.EVD_VSIX;
assert.ok(vsix, "EVD_VSIX must name the packed extension; ./dev test-editor sets it");
const example = (folder, file) => path.join(root, "examples", folder, file);

/** Opens what is folded in the Testing view; false, so that the caller looks again. */
async function expandAll(page) {
  for (const twistie of await page.locator(".test-explorer .monaco-list-row .monaco-tl-twistie.collapsed").all()) await twistie.click().catch(() => undefined);
  return false;
}

let editor;
before(async () => {
  editor = await Editor.start({
    vsix, shots: process.env.EVD_SHOTS,
    files: {
      "ring/ring_election.evd": example("ring_election", "ring_election.evd"), "ring/cluster.toml": example("ring_election", "cluster.toml"),
      "lock/first_version.evd": example("lock_server", "first_version.evd"), "lock/cluster.toml": example("lock_server", "cluster.toml"),
      "keeper/high_water.evd": path.join(here, "workspace/high_water.evd"), "keeper/numbers.evd": path.join(here, "workspace/numbers.evd"),
    },
  });
}, { timeout: 120000 });
after(async () => editor?.stop());

/** A step; what the editor showed is kept when it fails. */
function step(name, body) {
  test(name, { timeout: 90000 }, async context => {
    try { await body(editor.page, context); } catch (problem) {
      await editor.shot(`failed ${name.replace(/\W+/g, "_")}`).catch(() => undefined);
      // The steps after a failed one start from the text on disk.
      await editor.page.keyboard.press("Escape").catch(() => undefined);
      await editor.command("File: Revert File").catch(() => undefined);
      throw problem;
    }
  });
}

step("the ring example opens without mistakes, and the server says it is ready", async page => {
  await editor.open("ring_election.evd");
  const status = page.locator('.statusbar-item[id="evident-lang.evident.evident.status"]');
  await status.waitFor({ timeout: 20000 });
  await until("ready", async () => await status.locator(".codicon-check").count() > 0);
  assert.equal(await editor.errors().count(), 0);
  assert.match(await editor.text(), /process Node \{/);
  await editor.shot("1 open");
});

step("a misspelt name gets a squiggle and a problem with its code", async (page, context) => {
  await editor.goto(20, 18);
  await page.keyboard.press("Backspace");
  const typed = Date.now();
  await page.keyboard.type("t");
  await editor.errors().first().waitFor({ timeout: 10000 });
  context.diagnostic(`edit to visible squiggle: ${Date.now() - typed} ms`);
  await page.keyboard.press("Escape");
  assert.match(await editor.text(), /send vote\(uit\(self\)\)/);
  await page.keyboard.press("Control+Shift+M");
  const problem = page.locator(".markers-panel .monaco-list-row", { hasText: "uit" });
  await problem.first().waitFor({ timeout: 10000 });
  assert.match(await problem.first().textContent(), /EVD\d{4}/);
  await editor.shot("2 broken");
  await page.keyboard.press("Control+Shift+M");
});

step("the quick fix repairs it", async page => {
  await page.locator(".tabs-container .tab.active").click();
  await editor.goto(20, 16);
  await page.keyboard.press("Control+.");
  const action = page.locator(".action-widget .monaco-list-row", { hasText: "uid" });
  await action.first().waitFor({ timeout: 10000 });
  await editor.shot("3 quick fix");
  await page.keyboard.press("Enter");
  await until("repaired", async () => /send vote\(uid\(self\)\)/.test(await editor.text()), 10);
  await until("no squiggle", async () => await editor.errors().count() === 0, 10);
});

step("hovering over a process shows what it is", async page => {
  await editor.goto(31, 24);
  await page.keyboard.press("Control+K");
  await page.keyboard.press("Control+I");
  const hover = page.locator(".monaco-resizable-hover .hover-row").first();
  await hover.waitFor({ timeout: 10000 });
  await until("text of the hover", async () => /process Node/.test(await hover.textContent()), 10);
  await editor.shot("4 hover");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
});

step("go to definition crosses files", async page => {
  await editor.open("high_water.evd");
  await editor.goto(15, 15);
  await page.keyboard.press("F12");
  await editor.tab("numbers.evd").waitFor({ timeout: 10000 });
  await until("cursor at the declaration", async () => (await editor.cursor())?.join() === "5,4", 10);
});

step("rename crosses files", async page => {
  await editor.open("high_water.evd");
  await editor.goto(15, 15);
  await page.keyboard.press("F2");
  const input = page.locator(".rename-box input");
  await input.waitFor({ timeout: 10000 });
  await input.fill("larger");
  await page.keyboard.press("Enter");
  await until("renamed here", async () => /best := larger\(best, x\)/.test(await editor.text()), 10);
  await editor.command("File: Save All");
  await until("renamed on disk", () => /fn larger\(a: Int/.test(editor.file("keeper/numbers.evd")) &&
    /larger\(best, x\)/.test(editor.file("keeper/high_water.evd")), 10);
  assert.doesNotMatch(editor.file("keeper/numbers.evd"), /fn greater/);
  assert.equal(await editor.errors().count(), 0);
});

step("completion offers the messages after `send`", async page => {
  await editor.open("ring_election.evd");
  await editor.goto(20, 1);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("send vo", { delay: 60 });
  await page.keyboard.press("Control+Space");
  const offer = page.locator(".suggest-widget .monaco-list-row", { hasText: "vote" });
  await offer.first().waitFor({ timeout: 10000 });
  await page.keyboard.press("Escape");
  await editor.command("File: Revert File");
  await until("no squiggle", async () => await editor.errors().count() === 0, 10);
});

step("formatting lays the text out and changes nothing else", async page => {
  await editor.open("high_water.evd");
  const before = editor.file("keeper/high_water.evd");
  await editor.goto(15, 1);
  await page.keyboard.type("        ");
  await editor.command("Format Document");
  await editor.command("File: Save");
  await until("the text on disk", () => editor.file("keeper/high_water.evd") === before, 10);
});

step("the server can be restarted", async page => {
  const status = page.locator('.statusbar-item[id="evident-lang.evident.evident.status"]');
  await editor.command("Evident: Restart Server");
  await until("ready again", async () => await status.locator(".codicon-check").count() > 0);
  await editor.open("ring_election.evd");
  await editor.goto(31, 24);
  await page.keyboard.press("F12");
  await until("definition", async () => (await editor.cursor())?.join() === "13,9", 15);
});

step("a run is answered with a sentence, and its verdict stands at the statement", async page => {
  await editor.open("ring_election.evd");
  await editor.command("Evident: Run in the Simulator");
  await editor.told(/Nothing more can happen/);
  await until("the verdict", async () => (await editor.lenses()).some(text => /✓ held in \d+ states · seed 1/.test(text)), 10);
  await editor.shot("5 run");
  await editor.quiet();
});

step("the Testing view has the statements with their verdicts", async page => {
  await editor.command("Testing: Focus on Test Explorer View");
  const rows = page.locator(".test-explorer .monaco-list-row");
  await until("the statements", async () => /one_leader/.test((await rows.allTextContents()).join()) || await expandAll(page), 20);
  await until("a passed one", async () => await page.locator(".test-explorer .codicon-testing-passed-icon").count() > 0, 10);
  await editor.shot("5 testing");
  await editor.command("View: Show Explorer");
});

step("the same run is a task in the terminal, and what it finds is no failure to launch", async page => {
  await editor.open("first_version.evd");
  await editor.command("Tasks: Run Task");
  await editor.pick("evident");
  await editor.pick("run first_version.evd many seeds");
  const terminal = page.locator(".terminal-wrapper.active .xterm-rows");
  await until("output of the run", async () => /no statement was violated|is violated/.test((await terminal.textContent()).replaceAll("\u00a0", " ")), 20);
  assert.equal(await page.locator(".notification-toast", { hasText: /failed to launch|exit code/ }).count(), 0);
  await editor.shot("5 task");
  await page.keyboard.press("Control+J");
});

step("the code lens builds a native program", async page => {
  await editor.open("ring_election.evd");
  await editor.goto(31, 1);
  await page.locator(".codelens-decoration a", { hasText: "Build" }).first().click();
  const program = path.join(editor.workspace, "ring/ring_election");
  await until("the program", () => existsSync(program), 60);
  await until("that it runs", () => /--at/.test(execFileSync(program, ["--help"], { encoding: "utf8" })), 10);
  await editor.told(/Built ring_election/);
  await editor.quiet();
});

step("a lens that was clicked right after a peek was closed still does what it says", async page => {
  await editor.goto(1);
  for (let i = 0; i < 4; i++) {
    await page.locator(".codelens-decoration a", { hasText: /senders?,|reactions?/ }).first().click();
    await page.locator(".peekview-widget").waitFor({ timeout: 10000 });
    await page.keyboard.press("Escape");
    await page.locator(".peekview-widget").waitFor({ state: "detached", timeout: 10000 });
    await page.locator(".codelens-decoration a", { hasText: /^Run$/ }).first().click();
    await editor.told(/Nothing more can happen/);
    await editor.quiet();
  }
});

step("the diagram opens, and keys and buttons step through it", async page => {
  await page.locator(".tabs-container .tab", { hasText: "ring_election.evd" }).click();
  await page.keyboard.press("Control+B");
  await editor.command("Evident: Show Event Diagram");
  const frame = await editor.diagram();
  const counter = frame.locator(".counter");
  assert.match(await counter.textContent(), /^1 of \d+$/);
  assert.equal(await frame.locator(".event.faded").count(), 0, "nothing is faded before something is chosen");
  const count = Number(/of (\d+)/.exec(await counter.textContent())[1]);
  assert.equal(await frame.locator(".event").count(), count);
  assert.equal(await frame.locator(".list tbody tr").count(), count);
  const scroller = frame.locator(".scroller");
  for (let at = 2; at <= 9; at++) {
    await scroller.press("ArrowDown");
    assert.equal(await counter.textContent(), `${at} of ${count}`);
  }
  assert.equal(await frame.locator(".list tr[aria-current]").getAttribute("data-event"), "8");
  await frame.locator('button[data-step="previous"]').click();
  assert.equal(await counter.textContent(), `8 of ${count}`);
  await frame.locator('button[data-step="last"]').click();
  assert.equal(await counter.textContent(), `${count} of ${count}`);
  await scroller.press("ArrowDown");
  assert.equal(await counter.textContent(), `${count} of ${count}`);
  await scroller.press("Home");
  assert.equal(await counter.textContent(), `1 of ${count}`);
});

step("a receipt shows its cause, its values before and after, and what it sends", async () => {
  const frame = await editor.diagram();
  const receipts = frame.locator(".list tbody tr", { hasText: /Node\.seen: false → true/ });
  await receipts.first().click();
  const details = frame.locator(".details");
  assert.match(await details.locator("h2").textContent(), /vote\(9\)/);
  const cells = await details.locator("tr.changed").first().locator("th, td").allTextContents();
  assert.deepEqual(cells, ["Node.seen", "false", "true"]);
  const here = await frame.locator(".counter").textContent();
  await frame.locator(".scroller").press("ArrowLeft");
  assert.notEqual(await frame.locator(".counter").textContent(), here);
  await frame.locator(".scroller").press("ArrowRight");
  assert.equal(await frame.locator(".counter").textContent(), here);
  await editor.shot("6 diagram");
  await frame.locator(".list tbody tr", { hasText: "action propose" }).first().click();
  assert.ok(await frame.locator(".event.faded").count() > 0, "unrelated events are faded");
  await frame.locator("#all").check();
  assert.equal(await frame.locator(".event.faded").count(), 0);
  await frame.locator("#all").uncheck();
});

step("an event leads to its handler in the source", async () => {
  const frame = await editor.diagram();
  await frame.locator(".list tbody tr", { hasText: "action win" }).first().click();
  await frame.locator("button.source").click();
  await editor.page.keyboard.press("Control+1");
  await until("cursor in the action", async () => (await editor.cursor())?.[0] === 26, 10);
});

step("another seed is another run", async () => {
  const frame = await editor.diagram();
  const order = () => frame.locator(".list tbody tr td:nth-child(3)").allTextContents();
  const first = (await order()).join();
  await frame.locator("#seed").fill("7");
  await frame.locator("form button[type=submit]").click();
  await until("another order", async () => (await order()).join() !== first, 15);
  assert.match(await frame.locator("caption").textContent(), /seed 7/);
});

step("the picture can be zoomed, thinned out and made wider", async () => {
  const frame = await editor.diagram();
  const height = async () => Number(await frame.locator("svg.run").getAttribute("height"));
  const before = await height();
  await frame.locator("#larger").click();
  assert.ok(await height() > before);
  await frame.locator("#fit").click();
  await frame.locator(".scroller").press("-");
  assert.ok(await height() < before);
  await frame.locator(".scroller").press("0");
  const arrows = await frame.locator(".arrow").count();
  await frame.locator("#messages summary").click();
  await frame.locator("#message-vote").uncheck();
  assert.ok(await frame.locator(".arrow").count() < arrows);
  await frame.locator("#message-vote").check();
  assert.equal(await frame.locator(".arrow").count(), arrows);
  await frame.locator("#messages summary").click();
  const splitter = frame.locator(".splitter");
  const share = Number(await splitter.getAttribute("aria-valuenow"));
  await splitter.press("ArrowLeft");
  assert.equal(Number(await splitter.getAttribute("aria-valuenow")), share - 2);
  await splitter.press("ArrowRight");
});

step("the table is one Tab stop, and the arrow keys go from row to row", async () => {
  const frame = await editor.diagram();
  assert.equal(await frame.locator('.list tbody tr[tabindex="0"]').count(), 1);
  await frame.locator(".scroller").press("Home");
  await frame.locator('.list tbody tr[tabindex="0"]').press("ArrowDown");
  assert.equal(await frame.locator(".counter").textContent().then(text => text.split(" ")[0]), "2");
  assert.equal(await frame.locator(".list tbody tr:focus").getAttribute("data-event"), "1");
});

step("a step shows the states of all locations", async () => {
  const frame = await editor.diagram();
  await frame.locator(".scroller").press("End");
  const places = await frame.locator(".values tr.location th:first-child").allTextContents();
  assert.equal(new Set(places).size, 5);
});

step("an edit marks the picture as old, a failed run keeps it and says why with a link", async page => {
  const frame = await editor.diagram();
  const events = await frame.locator(".event").count();
  await editor.page.locator('.tabs-container .tab[data-resource-name="ring_election.evd"]').click();
  await editor.goto(20, 18);
  await page.keyboard.press("Backspace");
  await page.keyboard.type("t");
  await frame.locator(".notice", { hasText: "The text has changed" }).waitFor({ timeout: 10000 });
  await frame.locator("#again").click();
  await frame.locator(".notice.bad", { hasText: "EVD" }).waitFor({ timeout: 15000 });
  assert.equal(await frame.locator(".event").count(), events);
  await editor.shot("6 failed run");
  await frame.locator(".notice.bad button.link").first().click();
  await editor.page.keyboard.press("Control+1");
  await until("cursor at the mistake", async () => (await editor.cursor())?.[0] === 20, 10);
  await editor.command("File: Revert File");
  await frame.locator("#again").click();
  await until("no notice", async () => await frame.locator(".notice").textContent() === "", 15);
});

step("the diagram comes back when the window is reloaded", async page => {
  const frame = await editor.diagram();
  await frame.locator(".scroller").press("End");
  const shown = await frame.locator(".counter").textContent();
  await editor.command("Developer: Reload Window");
  await until("new window", async () => await page.locator("iframe.webview.ready").count() === 0, 30);
  await page.locator(".monaco-workbench").waitFor({ timeout: 60000 });
  await page.locator(".tabs-container .tab", { hasText: "Diagram" }).click();
  const again = await editor.diagram();
  await until("same event", async () => await again.locator(".counter").textContent() === shown, 20);
  assert.match(await again.locator("caption").textContent(), /seed 7/);
});

step("a violated invariant is said and marked", async page => {
  await editor.command("View: Close All Editors");
  await editor.open("first_version.evd");
  await editor.command("Evident: Show Event Diagram");
  const frame = await editor.diagram();
  await frame.locator("#duplicate").fill("0.3");
  await frame.locator("#search").click();
  await frame.locator(".event.violation").waitFor({ timeout: 60000 });
  assert.equal(await frame.locator(".event.faded").count(), 0);
  const at = (await frame.locator("#violation").textContent()).slice(1);
  assert.equal(await frame.locator(".list tr[aria-current]").getAttribute("data-event"), at, "it opens at the violation");
  await frame.locator(".scroller").press("Home");
  await frame.locator("#violation").click();
  assert.equal(await frame.locator(".list tr[aria-current]").getAttribute("data-event"), at);
  assert.equal(await frame.locator(".event.violation").count(), 1);
  assert.match(await frame.locator('[role="alert"]').textContent(), /Violates/);
  assert.match(await frame.locator(".details .bad").textContent(), /Violates one_holder/);
  await until("no notification", async () => await page.locator(".notification-toast").count() === 0, 20);
  await editor.shot("7 violation");
  await page.keyboard.press("Control+1");
});

step("the violation is a problem with its witness, and the lens at the statement leads to the event", async page => {
  await editor.problems();
  const problem = page.locator(".markers-panel .monaco-list-row", { hasText: "EVD7010" });
  await problem.first().waitFor({ timeout: 10000 });
  assert.equal(await problem.count(), 1, "once");
  assert.match(await problem.first().textContent(), /is violated/);
  await editor.shot("7 problem");
  await page.keyboard.press("Control+Shift+M");
  await page.keyboard.press("Control+1");
  await page.keyboard.press("Control+End");
  const lens = page.locator(".codelens-decoration a", { hasText: "✗ violated after event" });
  await lens.first().waitFor({ timeout: 10000 });
  const frame = await editor.diagram();
  await frame.locator(".scroller").press("Home");
  await page.keyboard.press("Control+1");
  await lens.first().click();
  const number = /event #(\d+)/.exec(await lens.first().textContent())[1];
  await until("the event", async () => await frame.locator(".list tr[aria-current]").getAttribute("data-event") === number, 15);
  assert.equal(await page.locator(".tabs-container .tab", { hasText: "Diagram" }).count(), 1, "one tab per spec");
  await page.keyboard.press("Control+1");
});

step("the diagram follows the theme", async () => {
  const frame = await editor.diagram();
  const colours = () => frame.locator("body").evaluate(body => {
    const text = getComputedStyle(body.querySelector(".event.selected text")).fill;
    return [getComputedStyle(body).backgroundColor, text].join(" ");
  });
  const seen = new Set([await colours()]);
  for (const theme of ["Light Modern", "Dark High Contrast"]) {
    const before = await colours();
    await editor.theme(theme);
    await until(theme, async () => await colours() !== before, 10);
    seen.add(await colours());
    await editor.shot(`7 ${theme}`);
  }
  assert.equal(seen.size, 3);
  await editor.theme("Dark Modern");
});

step("the automaton and the LLVM IR can be looked at", async page => {
  await editor.command("View: Close All Editors");
  await editor.open("ring_election.evd");
  await editor.goto(13, 10);
  await editor.command("Evident: Show Automaton at Cursor");
  await editor.tab("Node.automaton").waitFor({ timeout: 15000 });
  await editor.shot("8 automaton");
  await page.keyboard.press("Control+1");
  await editor.command("Evident: Show LLVM IR");
  await editor.tab("ring_election.ll").waitFor({ timeout: 30000 });
});

test("the settings in the manifest are those of the server", { timeout: 30000 }, async () => {
  const server = process.env.EVD_SERVER;
  assert.ok(server, "EVD_SERVER must name the server in the package");
  execFileSync(process.execPath, [path.join(root, "editors/vscode/scripts/settings.mjs"), server, "--check"], { stdio: "pipe" });
});
