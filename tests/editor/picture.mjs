// Makes the picture of the extension's page: EVD_VSIX=… node tests/editor/picture.mjs
import * as path from "node:path";
import { Editor, here } from "./harness.mjs";

const root = path.join(here, "../..");
const editor = await Editor.start({ vsix: process.env.EVD_VSIX, shots: path.join(root, "editors/vscode/images"), files: {
  "first_version.evd": path.join(root, "examples/lock_server/first_version.evd"),
  "cluster.toml": path.join(root, "examples/lock_server/cluster.toml"),
} });
try {
  const { page } = editor;
  await editor.open("first_version.evd");
  await page.keyboard.press("Control+B");
  await editor.command("Evident: Show Event Diagram");
  const frame = await editor.diagram();
  await frame.locator("#seed").fill("6");
  await frame.locator("#duplicate").fill("0.3");
  await frame.locator("button.primary").click();
  await frame.locator("#violation").waitFor();
  await page.waitForTimeout(1500);
  await editor.shot("diagram");
} finally { await editor.stop(); }
