// Starts real VS Code (code-server) with the packed extension on a copy of a workspace, and drives it in a headless browser.
import { spawn, execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { test } from "node:test";
import { chromium } from "playwright-core";

export const here = path.dirname(new URL(import.meta.url).pathname);
export const root = path.resolve(here, "../..");
const codeServer = path.join(process.env.EVD_CODE_SERVER ?? path.join(root, ".cache/code-server"), "node_modules/code-server/out/node/entry.js");

function freePort() {
  return new Promise(resolve => {
    const probe = createServer().listen(0, "127.0.0.1", () => { const { port } = probe.address(); probe.close(() => resolve(port)); });
  });
}

const wait = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/** Waits until `probe` gives something true, and gives it back; throws with `what` when time is up. */
export async function until(what, probe, seconds = 20) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try { const value = await probe(); if (value) return value; } catch (problem) { last = problem; }
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s${last ? ` (${last.message})` : ""}`);
    await wait(60);
  }
}

/** Makes the tests of one editor, which is there when they run; a failed one leaves a screenshot. */
export const steps = editor => (name, body) => test(name, { timeout: 90000 }, async () => {
  try { await body(editor().page); } catch (problem) {
    await editor().shot(`failed ${name.replace(/\W+/g, "_")}`).catch(() => undefined);
    throw problem;
  }
});

export class Editor {
  /** `files`: what the workspace holds, as { name: text or absolute path of a file or folder to copy }; `settings`: further ones. */
  static async start({ vsix, files, shots, settings = {} }) {
    const editor = new Editor();
    editor.shots = shots;
    if (shots) mkdirSync(shots, { recursive: true });
    editor.folder = mkdtempSync(path.join(os.tmpdir(), "evident-editor-"));
    const at = name => path.join(editor.folder, name);
    editor.workspace = at("work");
    mkdirSync(editor.workspace);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(editor.workspace, name)), { recursive: true });
      if (path.isAbsolute(content)) cpSync(content, path.join(editor.workspace, name), { recursive: true });
      else writeFileSync(path.join(editor.workspace, name), content);
    }
    const port = await freePort();
    writeFileSync(at("config.yaml"), `bind-addr: 127.0.0.1:${port}\nauth: none\ncert: false\n`);
    for (const scope of ["User", "Machine"]) mkdirSync(at(`data/${scope}`), { recursive: true });
    writeFileSync(at("data/Machine/settings.json"), JSON.stringify(settings));   // settings of the machine are read here first
    writeFileSync(at("data/User/settings.json"), JSON.stringify({
      "workbench.startupEditor": "none", "workbench.tips.enabled": false, "chat.commandCenter.enabled": false,
      "workbench.secondarySideBar.defaultVisibility": "hidden",
      "editor.minimap.enabled": false, "security.workspace.trust.enabled": false, "files.autoSave": "off", "editor.hover.delay": 100,
      "workbench.colorTheme": process.env.EVD_THEME ?? "Default Dark Modern", "editor.fontSize": 13, "telemetry.telemetryLevel": "off", "git.enabled": false,
      "editor.occurrencesHighlight": "off", "breadcrumbs.enabled": false, "terminal.integrated.gpuAcceleration": "off",
      "terminal.integrated.enablePersistentSessions": false, "editor.stickyScroll.enabled": false, ...settings,
    }));
    const environment = { ...process.env, EXTENSIONS_GALLERY: "{}" };
    const common = [codeServer, "--config", at("config.yaml"), "--user-data-dir", at("data"), "--extensions-dir", at("extensions")];
    execFileSync(process.execPath, [...common, "--install-extension", vsix, "--force"], { env: environment, stdio: "pipe" });
    editor.server = spawn(process.execPath, [...common, "--disable-telemetry", "--disable-update-check", "--disable-workspace-trust",
                                             "--disable-getting-started-override", editor.workspace], { env: environment, stdio: "pipe", detached: true });
    editor.log = "";
    editor.server.stdout.on("data", chunk => { editor.log += chunk; });
    editor.server.stderr.on("data", chunk => { editor.log += chunk; });
    const url = `http://127.0.0.1:${port}/`;
    await until("code-server answers", async () => (await fetch(`${url}healthz`)).ok, 30);
    editor.context = await chromium.launchPersistentContext(at("browser"), {
      executablePath: process.env.EVD_CHROMIUM ?? "/usr/bin/chromium", headless: true,
      viewport: { width: 1440, height: 900 }, permissions: ["clipboard-read", "clipboard-write"],
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"],
    });
    editor.page = editor.context.pages()[0] ?? await editor.context.newPage();
    editor.page.setDefaultTimeout(15000);
    await editor.page.goto(`${url}?folder=${encodeURIComponent(editor.workspace)}`);
    await editor.page.locator(".monaco-workbench").waitFor({ timeout: 60000 });
    await editor.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor({ timeout: 60000 });
    return editor;
  }

  async stop() {
    await this.context?.close().catch(() => undefined);
    // The whole group: the language server and the extension host are children of the server this test started.
    if (this.server?.pid) { try { process.kill(-this.server.pid, "SIGTERM"); } catch { /* ended already */ } await wait(500); }
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Chooses a colour theme as a user does. */
  async theme(name) {
    await this.command("Preferences: Color Theme");
    await this.type(name);
    await this.pick(name);
  }

  file(name) { return readFileSync(path.join(this.workspace, name), "utf8"); }

  async shot(name) { if (this.shots) await this.page.screenshot({ path: path.join(this.shots, `${name}.png`) }); }

  /** Runs a command of the palette by its title. */
  async command(title) {
    await this.ask("F1", `>${title}`);
    await this.pick(title);
  }

  /** Opens a quick input by its keys and types into it. A notification or a view that takes the focus closes it: then once more. */
  async ask(keys, text) {
    for (let tries = 3; ; --tries) {
      await this.page.keyboard.press(keys);
      try {
        return await this.type(text, tries > 0 ? 3000 : 15000);
      } catch (error) {
        if (tries === 0) throw error;
        await this.page.mouse.click(150, 700);   // where nothing stands: a page that shows a walkthrough may keep the keys
      }
    }
  }

  /** Types into the quick input that is open. */
  async type(text, timeout = 15000) {
    await this.page.locator(".quick-input-widget input").fill(text, { timeout });
  }

  async open(name) {
    const opened = this.page.locator(".editor-group-container.active .tab.active", { hasText: path.basename(name) });
    // The list of files may change under the click, so that another one is opened.
    for (let tries = 2; ; --tries) {
      await this.ask("Control+P", name);
      await this.accept(path.basename(name));
      try {
        return await opened.waitFor({ timeout: tries > 0 ? 5000 : 15000 });
      } catch (error) {
        if (tries === 0) throw error;
      }
    }
  }

  tab(name) { return this.page.locator(".tabs-container .tab", { hasText: name }); }

  /** Puts the cursor at a line and column, both counted from 1. */
  async goto(line, column = 1) {
    await this.ask("Control+G", `:${line}:${column}`);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: `line ${line}` }).waitFor();
    await this.page.locator(".quick-input-widget input").press("Enter");
    await until("cursor", async () => (await this.cursor())?.join() === [line, column].join(), 5);
  }

  /** [line, column] of the cursor, from the status bar. */
  async cursor() {
    const text = await this.page.locator('[id="status.editor.selection"]').textContent({ timeout: 2000 });
    const found = /Ln (\d+), Col (\d+)/.exec(text ?? "");
    return found && [Number(found[1]), Number(found[2])];
  }

  /** What the active editor shows; blanks are plain. */
  async text() {
    const lines = await this.page.locator(".editor-group-container.active .monaco-editor .view-line").evaluateAll(
      all => all.map(line => [line.style.top, line.textContent]).map(([top, text]) => [parseFloat(top), text]));
    return lines.sort((a, b) => a[0] - b[0]).map(([, text]) => text.replaceAll("\u00a0", " ")).join("\n");
  }

  /** Takes what a quick input proposes first, if it is this; else clicks, though the list may still change under that. */
  async accept(text) {
    const rows = this.page.locator(".quick-input-list .monaco-list-row", { hasText: text });
    await rows.first().waitFor();
    if (!await rows.and(this.page.locator(".focused")).count()) return this.pick(text);
    await this.page.keyboard.press("Enter");
    await this.page.mouse.move(150, 700);
  }

  /** Chooses in a list that has opened. */
  async pick(text) {
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().click();
    await this.page.mouse.move(150, 700);   // away from everything that has a hover of its own
  }

  /** Waits for a notification. */
  async told(what, seconds = 20) {
    const toast = this.page.locator(".notification-toast", { hasText: what });
    await until(`a message ${what}`, async () => await toast.count() > 0, seconds);
  }

  /** Waits for a notification that may have come, and gone out of sight, before anybody looked. */
  async noted(what, seconds = 20) {
    await this.command("Notifications: Show Notifications");
    const all = this.page.locator(".notifications-center .notification-list-item", { hasText: what });
    await until(`a message ${what}`, async () => await all.count() > 0, seconds);
  }

  /** Takes away all notifications. */
  async quiet() {
    await this.command("Notifications: Clear All Notifications");
    await until("no notification", async () => await this.page.locator(".notification-toast").count() === 0, 10);
  }

  /** What the lenses of the active editor say. */
  lenses() { return this.page.locator(".editor-group-container.active .codelens-decoration").allTextContents(); }

  /** Shows the Problems view. */
  async problems() {
    await this.command("View: Focus Problems");
    await this.page.locator(".markers-panel").waitFor();
  }

  errors() { return this.page.locator(".squiggly-error"); }

  /** The frame of the event diagram. */
  async diagram() {
    const outer = this.page.frameLocator("iframe.webview.ready");
    const frame = outer.frameLocator("iframe#active-frame");
    await frame.locator("svg.run").waitFor({ timeout: 30000 });
    return frame;
  }
}
