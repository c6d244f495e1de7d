// The commands of the palette and of code lenses.

import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { runArguments } from "./arguments";
import { DiagramPanels } from "./diagram/panel";
import { Place } from "./diagram/model";
import { Server } from "./server";
import { deploymentOf, optionsOf, specOf, Target } from "./target";
import { makeTask } from "./tasks";
import { Views } from "./views";

interface Parts { server: Server; views: Views; diagrams: DiagramPanels; output: vscode.LogOutputChannel }

export function registerCommands(context: vscode.ExtensionContext, parts: Parts): void {
  const { server, views, diagrams, output } = parts;

  /** Registers a command whose failure becomes a message instead of a silent rejection. */
  const add = (name: string, body: (...args: never[]) => Promise<unknown>): void => {
    context.subscriptions.push(vscode.commands.registerCommand(`evident.${name}`, async (...args: unknown[]) => {
      try {
        return await (body as (...args: unknown[]) => Promise<unknown>)(...args);
      } catch (problem) {
        const text = problem instanceof Error ? problem.message : String(problem);
        output.error(`evident.${name}: ${text}`);
        void vscode.window.showErrorMessage(text);
        return undefined;
      }
    }));
  };

  const scopeOf = (uri: vscode.Uri) => vscode.workspace.getWorkspaceFolder(uri) ?? vscode.TaskScope.Workspace;

  add("restartServer", () => server.restart());
  add("showOutput", async () => output.show());

  add("check", async () => {
    await vscode.workspace.saveAll(false);
    if (server.own) await server.ask("workspace/executeCommand", { command: "evident.server.check", arguments: [] });
    await vscode.commands.executeCommand("workbench.actions.view.problems");
  });

  add("run", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (!document) return;
    const options = optionsOf(target);
    const deployment = options.deployment ?? await deploymentOf(document.uri);
    if (!deployment) return;
    await document.save();
    const args = runArguments({ spec: document.fileName, deployment, system: options.system, seed: options.seed }).slice(2);
    await vscode.tasks.executeTask(makeTask(server, { type: "evident", command: "run", file: document.fileName, args },
                                            scopeOf(document.uri), [document.fileName]));
  });

  add("build", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (!document) return;
    if (!vscode.workspace.isTrusted) throw new Error("Building runs a linker; trust the workspace first.");
    await document.save();
    const { system } = optionsOf(target);
    const args = ["-o", document.fileName.replace(/\.evd$/, ""), ...(system ? ["--system", system] : [])];
    await vscode.tasks.executeTask(makeTask(server, { type: "evident", command: "build", file: document.fileName, args },
                                            scopeOf(document.uri), [document.fileName]));
  });

  add("showDiagram", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (document) await diagrams.open(document, optionsOf(target));
  });

  add("showAutomaton", async () => {
    const editor = vscode.window.activeTextEditor;
    if (!editor || editor.document.languageId !== "evident") return;
    const position = { line: editor.selection.active.line, character: editor.selection.active.character };
    const answer = await server.ask<{ name: string; text: string } | null>(
      "evident/automaton", { textDocument: { uri: editor.document.uri.toString() }, position });
    if (answer) await views.show(`${answer.name}.automaton`, answer.text, "evident-automaton");
    else void vscode.window.showInformationMessage("There is no process, class, state or system at the cursor.");
  });

  add("showLlvm", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (!document) return;
    const { system, deployment } = optionsOf(target);
    const answer = await server.ask<{ text: string; languageId: string; error?: string }>(
      "evident/ir", { uri: document.uri.toString(), kind: "llvm", system, deployment });
    if (answer.error) throw new Error(answer.error);
    await views.show(`${path.basename(document.fileName, ".evd")}.ll`, answer.text, answer.languageId);
  });

  add("createDeployment", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (!document) return;
    const file = vscode.Uri.file(path.join(path.dirname(document.fileName), "cluster.toml"));
    const exists = await vscode.workspace.fs.stat(file).then(() => true, () => false);
    if (!exists) {
      await document.save();
      const { code, stderr } = await server.command(["deploy", document.fileName, "-o", file.fsPath]);
      if (code !== 0) throw new Error(stderr.trim().split("\n")[0] || "The deployment file could not be written.");
    }
    await vscode.window.showTextDocument(file, { viewColumn: vscode.ViewColumn.Beside });
  });

  add("openExample", async () => {
    const folder = context.asAbsolutePath("examples");
    const names = (await vscode.workspace.fs.readDirectory(vscode.Uri.file(folder)))
      .filter(([, type]) => type === vscode.FileType.Directory).map(([name]) => name).sort();
    const name = await vscode.window.showQuickPick(names, { title: "Open Example", placeHolder: "ring_election is a good first one" });
    if (!name) return;
    // A copy: what a user breaks must not be the original.
    const target = vscode.Uri.file(path.join(os.tmpdir(), "evident-examples", name));
    await vscode.workspace.fs.copy(vscode.Uri.file(path.join(folder, name)), target, { overwrite: true });
    await vscode.window.showTextDocument(vscode.Uri.joinPath(target, `${name}.evd`));
  });

  add("copyBugReport", async () => {
    const document = vscode.window.activeTextEditor?.document;
    const memory = server.own ? await server.ask<object>("evident/memoryUsage").catch(problem => String(problem)) : "not asked";
    const lines = [
      "## What happened", "", "(please describe)", "", "## Versions", "",
      `- extension ${context.extension.packageJSON.version}, VS Code ${vscode.version}, ${process.platform} ${process.arch}`,
      `- server: ${server.program ? `${server.program.version}` : "none"}, ${server.running ? "running" : "not running"}`,
      `- memory: ${JSON.stringify(memory)}`, "",
    ];
    if (document?.languageId === "evident") {
      const found = vscode.languages.getDiagnostics(document.uri).map(d => {
        const code = typeof d.code === "object" ? d.code.value : d.code;
        return `- ${d.range.start.line + 1}:${d.range.start.character + 1} ${code ?? ""} ${d.message.split("\n")[0]}`;
      });
      lines.push("## Diagnostics", "", ...(found.length > 0 ? found : ["none"]), "", "## Spec", "", "```evident", document.getText(), "```", "");
    }
    await vscode.env.clipboard.writeText(lines.join("\n"));
    void vscode.window.showInformationMessage("A bug report is on the clipboard. It contains the open spec: read it before you send it.");
  });

  // Code lenses of the server: its arguments are plain data of the protocol.
  add("showReferences", async (uri: string, position: { line: number; character: number }, locations: Place[]) => {
    const range = (place: Place) => new vscode.Range(place.range.start.line, place.range.start.character, place.range.end.line, place.range.end.character);
    await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), new vscode.Position(position.line, position.character),
                                         locations.map(place => new vscode.Location(vscode.Uri.parse(place.uri), range(place))));
  });
}
