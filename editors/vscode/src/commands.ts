// The commands of the palette and of code lenses.

import * as path from "node:path";
import * as vscode from "vscode";
import { manySeeds } from "./arguments";
import { DiagramPanels } from "./diagram/panel";
import { Place } from "./diagram/model";
import { explore, tellExplored } from "./explorations";
import { complainOfSpec, Failure, ofOneSystem, play, simulate, tell, tellScenarios } from "./runs";
import { Server } from "./server";
import { onlyDeployment, optionsOf, specOf, Target } from "./target";
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

  add("restartServer", () => server.restart());
  add("showOutput", async () => output.show());

  /** A step of the walkthrough is done when it has worked. Its completion event comes too late if the step is not known yet. */
  const done = async (step: string) => {
    await vscode.commands.executeCommand("setContext", `evident.did.${step}`, true);
    await vscode.commands.executeCommand("welcome.markStepComplete", `${context.extension.id}#start#${step}`).then(undefined, () => undefined);
  };

  add("check", async () => {
    await vscode.workspace.saveAll(false);
    await server.ask("workspace/executeCommand", { command: "evident.server.check", arguments: [] });
    await server.ask("evident/idle");
    const found = vscode.languages.getDiagnostics().flatMap(([, list]) => list).filter(one => one.source === "evident");
    const errors = found.filter(one => one.severity === vscode.DiagnosticSeverity.Error).length;
    const specs = await vscode.workspace.findFiles("**/*.evd", "**/node_modules/**", 5000);
    const count = (n: number, one: string) => `${n} ${one}${n === 1 ? "" : "s"}`;
    if (specs.length === 0 && found.length === 0) {
      void vscode.window.showInformationMessage("There is no spec (.evd) in this workspace: nothing was checked.");
      return;
    }
    if (found.length > 0) await vscode.commands.executeCommand("workbench.actions.view.problems");
    const what = found.length === 0 ? "nothing to complain about" : `${count(errors, "error")}, ${count(found.length - errors, "other remark")}`;
    void vscode.window.showInformationMessage(`${count(specs.length, "spec")} checked: ${what}.`);
  });

  const run = async (target: Target | vscode.Uri | undefined, tries?: number) => {
    const document = await specOf(target);
    if (!document) return;
    const found = await simulate(server, document, { tries, ...optionsOf(target) });
    if (!found) return;
    await done("run");
    await tell(found);
  };
  add("run", (target?: Target | vscode.Uri) => run(target));
  add("play", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    const answer = document && await play(server, document, optionsOf(target).scenario);
    if (answer) await tellScenarios(answer, document.uri.toString());
  });
  add("explore", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    const answer = document && await explore(server, document, optionsOf(target).check);
    if (answer) await tellExplored(answer, document.uri.toString());
  });
  add("stopExploring", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (!document) return;
    const answer = await server.ask<{ ok: boolean; text: string }>("workspace/executeCommand", {
      command: "evident.server.stopExploring", arguments: [{ uri: document.uri.toString(), check: optionsOf(target).check }] });
    if (!answer.ok) void vscode.window.showInformationMessage(answer.text);
  });
  add("runSeeds", (target?: Target | vscode.Uri) => run(target, manySeeds));

  add("build", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (!document) return;
    if (!vscode.workspace.isTrusted) throw new Error("Building runs a linker; trust the workspace first.");
    if (document.isUntitled) throw new Error("Save the spec first: the program is built beside it.");
    const name = path.basename(document.fileName), uri = document.uri.toString();
    const answer = await ofOneSystem(name, async system => vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: `Building ${name}` },
      () => server.ask<Failure & { output?: string } | null>(
        "workspace/executeCommand", { command: "evident.server.build", arguments: [{ uri, system }] })), optionsOf(target).system);
    if (!answer) return;
    if (!answer.output) {
      await complainOfSpec(answer.error ?? "The server built nothing.");
      return;
    }
    await done("build");
    const terminal = "Open in Terminal";
    const choice = await vscode.window.showInformationMessage(`Built ${path.basename(answer.output)}.`, terminal);
    if (choice === terminal) {
      const shell = vscode.window.createTerminal({ name: path.basename(answer.output), cwd: path.dirname(answer.output) });
      shell.show();
      shell.sendText(`./${path.basename(answer.output)} --help`);
    }
  });

  add("showDiagram", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (document && await diagrams.open(document, optionsOf(target))) await done("diagram");
  });

  add("showAutomaton", async () => {
    const editor = vscode.window.activeTextEditor;
    if (editor?.document.languageId !== "evident") {
      void vscode.window.showInformationMessage("Put the cursor on a process, class, state or system of a spec first.");
      return;
    }
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
    if (answer.error) return complainOfSpec(answer.error);
    await views.show(`${path.basename(document.fileName, ".evd")}.ll`, answer.text, answer.languageId);
  });

  add("createDeployment", async (target?: Target | vscode.Uri) => {
    const document = await specOf(target);
    if (!document) return;
    if (document.isUntitled) throw new Error("Save the spec first: the deployment file stands beside it.");
    let { chosen } = await onlyDeployment(document.uri);
    if (!chosen) {
      const answer = await server.ask<{ text?: string; uri?: string; error?: string } | null>(
        "workspace/executeCommand", { command: "evident.server.deploy", arguments: [{ uri: document.uri.toString() }] });
      if (!answer?.uri || answer.text === undefined) {
        await complainOfSpec(answer?.error ?? "The server made no deployment.");
        return;
      }
      chosen = document.fileName.replace(/\.evd$/, ".toml");
      await vscode.workspace.fs.writeFile(vscode.Uri.file(chosen), Buffer.from(answer.text));
    }
    const shown = vscode.window.visibleTextEditors.find(editor => editor.document.uri.fsPath === chosen);
    await vscode.window.showTextDocument(vscode.Uri.file(chosen), { viewColumn: shown?.viewColumn ?? vscode.ViewColumn.Beside });
  });

  add("openExample", async (wanted?: string) => {
    const list = async (folder: vscode.Uri) => (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name).sort();
    const root = vscode.Uri.file(context.asAbsolutePath("examples"));
    const folders = await Promise.all((await list(root)).map(async name => ({ name, files: await list(vscode.Uri.joinPath(root, name)) })));
    const items = folders.map(({ name, files }) => ({ label: name, specs: files.filter(file => file.endsWith(".evd")) }))
      .filter(({ specs }) => specs.length > 0)
      .map(item => ({ ...item, description: item.label === "ring_election" ? "a good first one" : undefined }));
    const choice = items.find(item => item.label === wanted) ??
      await vscode.window.showQuickPick(items, { title: "Open Example", placeHolder: "Which example?" });
    if (!choice) return;
    // A copy, made once: what a user has changed stays as it is.
    const folder = vscode.Uri.joinPath(context.globalStorageUri, "examples", context.extension.packageJSON.version, choice.label);
    const exists = await vscode.workspace.fs.stat(folder).then(() => true, () => false);
    if (!exists) await vscode.workspace.fs.copy(vscode.Uri.joinPath(root, choice.label), folder);
    const spec = choice.specs.find(file => file === `${choice.label}.evd`) ?? choice.specs[0];
    await vscode.window.showTextDocument(vscode.Uri.joinPath(folder, spec), { preview: false });
    await done("open");
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
