// What somebody waits for in real VS Code: how long red stays under correct text after fast typing, and the event diagram of a
// run with hundreds of undelivered messages. Prints Markdown. Usage: EVD_VSIX=… node bench/vscode.mjs
import { Editor } from "../tests/editor/harness.mjs";

/** A spec of so many processes; the last one is where somebody types. */
function long(processes) {
  let text = "spec long\n\nparam nodes : Set<Loc>\n\noutput o(n: Int)\n\n";
  for (let i = 0; i < processes; i++)
    text += `message m${i}(a: Int, b: Str)\n\nfn f${i}(x: Int) : Int = x + ${i}\n\nprocess P${i} {\n  var v : Int = 0\n\n  on m${i}(a, b) when a > v {\n` +
            `    v := f${i}(a) + size(b)\n    emit o(v)\n  }\n}\n\n`;
  return text + "process Last {\n  var v : Int = 0\n\n  on m0(a, b) {\n    v := a\n  }\n}\n\nsystem S = (" +
         [...Array(processes).keys()].map(i => `P${i}`).join(" || ") + " || Last) at nodes\n";
}

/** Eight locations that tell each other everything: most of it is still on its way when the run ends. */
const gossip = "spec gossip\n\nparam nodes : Set<Loc>\n\nmessage news(n: Int, from_whom: Loc)\n\nprocess P {\n  var heard : Int = 0\n\n" +
  "  on start { send news(0, self) to nodes }\n  on news(n, p) when n < 99 {\n    heard += 1\n    send news(n + 1, self) to nodes\n  }\n}\n\n" +
  "invariant counted = forall i in nodes: heard of P at i >= 0\n\nsystem S = P at nodes\n";
const eight = () => {
  const names = [...Array(8).keys()].map(i => `n${i + 1}`);
  return "[locations]\n" + names.map((name, i) => `${name} = "127.0.0.1:${7101 + i}"\n`).join("") +
         `\n[params]\nnodes = [${names.map(name => `"${name}"`).join(", ")}]\n`;
};

const typed = "if v > 3 and size(b) < 100 { v := v + 1 } if v > 4 and size(b) < 101 { v := v + 2 } " +
              "if v > 5 and size(b) < 102 { v := v + 3 } if v > 6 and size(b) < 103 { v := v + 4 } " +
              "if v > 7 and size(b) < 104 { v := v + 5 }";

const texts = { "short.evd": long(3).replace("spec long", "spec short"), "long.evd": long(283) };
const median = list => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

const editor = await Editor.start({
  vsix: process.env.EVD_VSIX,
  files: { ...texts, "eight/gossip.evd": gossip, "eight/gossip.toml": eight() },
});
try {
  const { page } = editor;
  console.log(`${typed.length} keys at 20 ms each, then nothing: how long red stays under correct text after the last key\n`);
  console.log("| text | lines | median of 5 | longest |\n|---|---|---|---|");
  for (const [name, text] of Object.entries(texts)) {
    const lines = text.split("\n");
    const at = lines.lastIndexOf("    v := a");
    const waits = [];
    for (let round = 0; round < 5; round++) {
      await editor.open(name);
      await editor.goto(at + 1, lines[at].length + 1);
      await page.keyboard.press("Enter");
      await page.waitForTimeout(1500);
      // The page itself notes when the last red goes, so that the way to this script does not count.
      await page.evaluate(() => {
        globalThis.redWatch = { last: performance.now(), key: 0, stop: false };
        const watch = globalThis.redWatch;
        document.addEventListener("keydown", () => { watch.key = performance.now(); }, true);
        const look = () => {
          if (document.querySelector(".squiggly-error")) watch.last = performance.now();
          if (!watch.stop) requestAnimationFrame(look);
        };
        look();
      });
      await page.keyboard.type(typed, { delay: 20 });
      await page.waitForTimeout(4000);
      const { last, key } = await page.evaluate(() => { globalThis.redWatch.stop = true; return globalThis.redWatch; });
      waits.push(Math.max(0, last - key));
      await page.keyboard.press("Escape");
      await editor.command("File: Revert File");
    }
    console.log(`| ${name} | ${lines.length} | ${median(waits).toFixed(0)} ms | ${Math.max(...waits).toFixed(0)} ms |`);
  }

  await editor.open("gossip.evd");
  await page.keyboard.press("Control+B");
  const opened = performance.now();
  await editor.command("Evident: Show Event Diagram");
  const frame = await editor.diagram();
  const painted = performance.now() - opened;
  const events = await frame.locator(".event").count();
  const undelivered = await frame.locator(".list tbody td:nth-child(6)").evaluateAll(
    cells => cells.map(cell => (cell.textContent.match(/still on its way/g) ?? []).length).reduce((a, b) => a + b, 0));
  const open = await frame.locator("body").evaluate(body => [...body.querySelectorAll(".event text.open")].length);
  const steps = await frame.locator(".scroller").evaluate(async scroller => {
    const out = [];
    for (let i = 0; i < 50; i++) {
      const begin = performance.now();
      scroller.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
      await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      out.push(performance.now() - begin);
    }
    return out;
  });
  console.log(`\nEvent diagram of 8 locations: ${events} events, ${undelivered} undelivered messages, told at ${open} events\n`);
  console.log("| what | time |\n|---|---|");
  console.log(`| from the command to the picture | ${painted.toFixed(0)} ms |`);
  console.log(`| a step, to the second frame after it, median of 50 | ${median(steps).toFixed(0)} ms |`);
  if (process.env.EVD_SHOTS) { editor.shots = process.env.EVD_SHOTS; await editor.shot("bench diagram"); }
} finally {
  await editor.stop();
}
