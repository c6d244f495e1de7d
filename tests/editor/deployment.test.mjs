// Deployment files in real VS Code: what is wrong in them, what can stand there, and names that lead to the spec and follow it.
import assert from "node:assert/strict";
import * as path from "node:path";
import { after, before } from "node:test";
import { Editor, here, steps, until } from "./harness.mjs";

const vsix = process.env.EVD_VSIX;
assert.ok(vsix, "EVD_VSIX must name the packed extension; ./dev test-editor sets it");
const files = { "boss.evd": path.join(here, "workspace/boss.evd"), "boss.toml": path.join(here, "workspace/boss.toml"),
                "Cargo.toml": "[package]\nname = 3\n" };

let editor;
const step = steps(() => editor);

const lineOf = part => editor.file("boss.toml").split("\n").findIndex(line => line.includes(part)) + 1;

before(async () => { editor = await Editor.start({ vsix, shots: process.env.EVD_SHOTS, files }); }, { timeout: 120000 });
after(async () => editor?.stop());

step("a location that does not exist is red where it stands, and gone when it is mended", async page => {
  await editor.open("boss.toml");
  const line = lineOf("nodes");
  const column = editor.file("boss.toml").split("\n")[line - 1].indexOf('"b"') + 2;
  await editor.goto(line, column);
  await page.keyboard.type("x");
  await until("red", async () => await editor.errors().count() > 0, 20);
  await editor.problems();
  await page.locator(".markers-panel .monaco-list-row", { hasText: "`xb` is not a location of this deployment" }).waitFor();
  await editor.shot("deployment wrong");
  await editor.command("View: Focus Active Editor Group");
  await page.keyboard.press("Control+Z");
  await until("nothing red", async () => await editor.errors().count() === 0, 10);
});

step("completion offers locations in a list of them, and the keys of an input", async page => {
  const last = editor.file("boss.toml").split("\n").length;
  await editor.goto(last);
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("[[inputs]]");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Space");
  const rows = page.locator(".suggest-widget .monaco-list-row");
  await until("keys", async () => /after_step/.test((await rows.allTextContents()).join()), 10);
  await editor.shot("deployment completion");
  await page.keyboard.type("to");
  await until("only that key", async () => /^to/.test((await rows.first().textContent()) ?? ""), 10);
  await page.keyboard.press("Enter");
  await until('to = ""', async () => /to = ""/.test(await editor.text()), 10);
  await page.keyboard.press("Control+Space");
  await until("locations", async () => (await rows.allTextContents()).some(text => /^alocation/.test(text)), 10);
  await page.keyboard.press("Escape");
});

step("a parameter leads to its declaration, and follows a renaming while the file is open and not saved", async page => {
  await editor.goto(lineOf("nodes"), 2);
  await page.keyboard.press("F12");
  await editor.tab("boss.evd").waitFor();
  await until("the declaration", async () => /param nodes/.test((await editor.text()).split("\n")[(await editor.cursor())[0] - 1] ?? ""), 10);
  await page.keyboard.press("F2");
  const box = page.locator(".rename-box input");
  await box.waitFor();
  await box.fill("members");
  await page.keyboard.press("Enter");
  await until("the spec", async () => /param members/.test(await editor.text()), 10);
  await editor.open("boss.toml");
  await until("the deployment", async () => /members = /.test(await editor.text()), 10);
  assert.match(await editor.text(), /to = ""/, "what was typed is still there");
});

step("other TOML files are none of our business", async page => {
  await editor.command("View: Close All Editors").catch(() => undefined);
  for (let i = 0; i < 3; i++) {
    const dont = page.locator(".monaco-dialog-box .monaco-button", { hasText: "Don't Save" });
    if (await dont.count() > 0) await dont.first().click();
    await page.waitForTimeout(200);
  }
  await editor.open("Cargo.toml");
  await page.waitForTimeout(1000);
  assert.equal(await editor.errors().count(), 0);
});
