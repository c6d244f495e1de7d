// The panel of the event diagram: gets runs, hands them to the webview, and takes the reader to the source.

import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { runArguments } from "../arguments";
import { explore } from "../explorations";
import { Failure, ofOneSystem, RunAnswer } from "../runs";
import { Server } from "../server";
import { deploymentOf, Target } from "../target";
import { Place, Places, readRun, Run } from "./model";

/** What the webview shows; all it needs to come back after a reload. */
export interface Request {
  uri: string; scenario?: string; check?: string; statement?: string;
  deployment?: string; system?: string; seed?: number; steps?: number; drop?: number; duplicate?: number
}

/** `event`: where the diagram opens. An error leaves the last run in sight. */
export type ToView =
  | { type: "run"; request: Request; run: Run; places: Places; event?: number }
  | { type: "busy" }
  | { type: "stale" | "current" }
  | { type: "error"; request: Request; text: string };

export type FromView =
  | { type: "ready" | "save" }
  | { type: "go"; place: Place }
  | { type: "open"; file: string; line: number; column: number }
  | { type: "again" | "search"; request: Request };

/** How many seeds are tried in search of a run that violates a statement. */
const tries = 200;

interface Answer extends Failure { run: unknown; places?: Places; svg?: string; mermaid?: string; text?: string }

/** An open diagram: one per spec. */
interface Open {
  panel: vscode.WebviewPanel; request: Request; answer?: Answer; event?: number;
  ran?: Map<string, string>;   // the texts that were open when it ran
  stale?: boolean;
}

export class DiagramPanels implements vscode.Disposable {
  private readonly panels = new Map<string, Open>();
  private readonly registration: vscode.Disposable;
  private readonly edits = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    // What an import of the spec says may have changed as well.
    if (contentChanges.length === 0 || !/\.(evd|toml)$/.test(document.fileName)) return;
    for (const open of this.panels.values()) {
      if (!open.ran) continue;
      const texts = vscode.workspace.textDocuments.filter(one => open.ran?.has(one.uri.toString()));
      const stale = !open.ran.has(document.uri.toString()) || texts.some(one => open.ran?.get(one.uri.toString()) !== one.getText());
      if (stale === open.stale) continue;
      open.stale = stale;   // an edit that is undone is none
      void open.panel.webview.postMessage({ type: stale ? "stale" : "current" } satisfies ToView);
    }
  });

  constructor(private readonly context: vscode.ExtensionContext, private readonly server: Server) {
    this.registration = vscode.window.registerWebviewPanelSerializer("evident.diagram", {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state?: { request?: Request }) => {
        if (state?.request) this.attach(panel, state.request);
        else panel.dispose();
      },
    });
  }

  /** Runs the spec and shows the run beside its text, at an event if the target names one; false if the user gave up. */
  async open(document: vscode.TextDocument, target: Target): Promise<boolean> {
    const written = target.scenario !== undefined || target.check !== undefined;   // the instance stands in the spec
    const deployment = written ? undefined : target.deployment ?? await deploymentOf(document.uri);
    if (!written && !deployment) return false;
    const uri = document.uri.toString();
    const before = this.panels.get(uri);
    // The faults that the user has chosen stay, unless another run is wanted.
    const request: Request = written ? { uri, scenario: target.scenario, check: target.check, statement: target.statement }
      : { ...(target.seed === undefined ? before?.request : {}), uri, scenario: undefined, check: undefined, statement: undefined, deployment,
          system: target.system ?? before?.request.system };
    for (const key of ["seed", "steps", "drop", "duplicate"] as const) if (target[key] !== undefined) request[key] = target[key];
    if (before) {
      Object.assign(before, { request, event: target.event });
      before.panel.reveal(undefined, false);
      await this.show(before);
      return true;
    }
    const name = path.basename(document.fileName);
    const twin = [...this.panels.keys()].some(other => path.posix.basename(vscode.Uri.parse(other).path) === name);
    const title = twin ? `Diagram: ${path.basename(path.dirname(document.fileName))}/${name}` : `Diagram: ${name}`;
    const panel = vscode.window.createWebviewPanel("evident.diagram", title,
                                                   { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false }, {});
    this.attach(panel, request, target.event);
    return true;
  }

  private attach(panel: vscode.WebviewPanel, request: Request, event?: number): void {
    const open: Open = { panel, request, event };
    this.panels.set(request.uri, open);
    panel.onDidDispose(() => this.panels.delete(request.uri));
    panel.iconPath = { light: this.file("icons", "file-light.svg"), dark: this.file("icons", "file-dark.svg") };
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.file("out"), this.file("media")] };
    panel.webview.onDidReceiveMessage((message: FromView) => this.handle(open, message).catch(problem => {
      void vscode.window.showErrorMessage(problem instanceof Error ? problem.message : String(problem));
    }));
    panel.webview.html = this.html(panel.webview);
  }

  private async handle(open: Open, message: FromView): Promise<void> {
    switch (message.type) {
      case "again":
      case "search":
        // What is run stays what the user opened; the view chooses the seed and the faults only.
        open.request = { ...message.request, uri: open.request.uri, scenario: open.request.scenario, check: open.request.check,
                         statement: open.request.statement, deployment: open.request.deployment };
        open.event = undefined;
        if (open.request.check !== undefined && !await this.explore(open)) break;
        await (message.type === "again" ? this.show(open) : this.search(open));
        break;
      case "ready": await this.show(open); break;
      case "save": await this.save(open); break;
      case "go": await this.go(message.place); break;
      case "open": {
        const position = { line: message.line - 1, character: message.column - 1 };
        const file = path.isAbsolute(message.file) ? message.file : path.join(path.dirname(vscode.Uri.parse(open.request.uri).fsPath), message.file);
        await this.go({ uri: vscode.Uri.file(file).toString(), range: { start: position, end: position } });
        break;
      }
    }
  }

  private async show(open: Open): Promise<void> {
    const { request } = open;
    const post = (message: ToView) => open.panel.webview.postMessage(message);
    await post({ type: "busy" });
    const texts = vscode.workspace.textDocuments.filter(one => /\.(evd|toml)$/.test(one.fileName));
    open.ran = new Map(texts.map(one => [one.uri.toString(), one.getText()]));
    open.stale = false;
    try {
      const answer = await ofOneSystem(path.basename(vscode.Uri.parse(request.uri).path), async system => {
        if (system) request.system = system;
        return this.run(request);
      }, request.system);
      if (!answer) throw new Error("No system was chosen.");
      if (answer.error) throw new Error(answer.error);
      const run = readRun(answer.run);
      open.answer = answer;
      await post({ type: "run", request, run, places: answer.places ?? {}, event: open.event });
    } catch (problem) {
      await post({ type: "error", request, text: problem instanceof Error ? problem.message : String(problem) });
    }
  }

  /** Explores the check whose counterexample is shown once more; false, after a message, if that cannot be. */
  private async explore({ request }: Open): Promise<boolean> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(request.uri));
    return await explore(this.server, document, request.check) !== undefined;
  }

  /** Tries the seeds after the shown one in search of a run that violates a statement, and shows it. */
  private async search(open: Open): Promise<void> {
    const first = (open.request.seed ?? 0) + 1;
    const seeds = `seeds ${first} to ${first + tries - 1}`;
    const options = { location: vscode.ProgressLocation.Notification, title: `Searching for a violation, ${seeds}`, cancellable: true };
    const answer = await vscode.window.withProgress(options, (_, cancelled) =>
      this.server.ask<RunAnswer | null>("evident/run", { ...open.request, seed: first, tries }, cancelled).catch(problem => {
        if (cancelled.isCancellationRequested) return null;
        throw problem;
      }));
    if (!answer) return;
    if (answer.error) throw new Error(answer.error.split("\n")[0]);
    if (!answer.violation) {
      void vscode.window.showInformationMessage(`No violation in ${tries} runs, ${seeds}.`);
      return;
    }
    open.request = { ...open.request, seed: answer.seed };
    open.event = answer.violation.event;
    await this.show(open);
  }

  /** Writes the run as a file of the kind that its name says. */
  private async save(open: Open): Promise<void> {
    const answer = open.answer;
    if (!answer) throw new Error("There is no run to save yet.");
    const kinds = [
      { label: "SVG", description: "a picture of the run", end: "svg", text: answer.svg },
      { label: "Mermaid", description: "a sequence diagram for Markdown", end: "mmd", text: answer.mermaid },
      { label: "Text", description: "as `evident run` prints it", end: "txt", text: answer.text },
      { label: "Scenario", description: "a scenario at the end of the spec", end: "evd", text: open.request.scenario ?? open.request.check ? undefined : "" },
      { label: "JSON", description: "everything, for tools", end: "json", text: JSON.stringify(answer.run, undefined, 2) },
    ].filter(kind => kind.text !== undefined);
    const kind = await vscode.window.showQuickPick(kinds, { title: "Save Run", placeHolder: "As what?" });
    if (!kind) return;
    if (kind.label === "Scenario") return this.keep(open);
    const spec = vscode.Uri.parse(open.request.uri);
    const which = open.request.scenario ?? (open.request.check === undefined ? `seed-${readRun(answer.run).seed}` : open.request.statement ?? "check");
    const name = `${path.basename(spec.fsPath, ".evd")}-${which}.${kind.end}`;
    const file = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(spec, "..", name), filters: { [kind.label]: [kind.end] } });
    if (file) await vscode.workspace.fs.writeFile(file, Buffer.from(kind.text as string));
  }

  /** Puts the run, with as few events as violate the same, at the end of its spec as a scenario. */
  private async keep(open: Open): Promise<void> {
    const answer = await this.server.ask<Failure & { name?: string; text?: string }>("evident/scenarioOf", open.request);
    if (answer.text === undefined) throw new Error((answer.error ?? "There is no run to save.").split("\n")[0]);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(open.request.uri));
    const end = document.lineAt(document.lineCount - 1).range.end;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, end, `${document.getText().endsWith("\n") ? "" : "\n"}\n${answer.text}`);
    await vscode.workspace.applyEdit(edit);
    const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
    editor.revealRange(new vscode.Range(end, end), vscode.TextEditorRevealType.AtTop);
  }

  /** From the server, which knows unsaved text and the source; from the command line if the server is not there. */
  private async run(request: Request): Promise<Answer> {
    if (this.server.own) {
      return this.server.ask<Answer>("evident/diagram", request);
    }
    if (request.scenario !== undefined) throw new Error("Scenarios play in the server, which is not there.");
    if (request.check !== undefined) throw new Error("Checks are explored in the server, which is not there.");
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(request.uri));
    await document.save();
    const folder = await mkdtemp(path.join(os.tmpdir(), "evident-run-"));
    try {
      const json = path.join(folder, "run.json");
      const { code, stderr } = await this.server.command(
        [...runArguments({ ...request, spec: document.fileName, deployment: request.deployment ?? "", json }), "--quiet"]);
      const text = await readFile(json, "utf8").catch(() => undefined);
      if (text === undefined) throw new Error(stderr.trim() || `evident run ended with exit code ${code}`);
      return { run: JSON.parse(text) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  private async go(place: Place): Promise<void> {
    const uri = this.server.locationToCode(place.uri);
    const range = new vscode.Range(place.range.start.line, place.range.start.character, place.range.end.line, place.range.end.character);
    const column = vscode.window.visibleTextEditors.find(editor => editor.document.uri.toString() === uri.toString())?.viewColumn;
    const editor = await vscode.window.showTextDocument(uri, { viewColumn: column ?? vscode.ViewColumn.One, preserveFocus: true, preview: true });
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  private file(...parts: string[]): vscode.Uri { return vscode.Uri.joinPath(this.context.extensionUri, ...parts); }

  private html(webview: vscode.Webview): string {
    const nonce = randomBytes(16).toString("hex");
    const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${webview.asWebviewUri(this.file("media", "diagram.css"))}">
<title>Event diagram</title>
</head>
<body>
<script nonce="${nonce}" src="${webview.asWebviewUri(this.file("out", "diagram.js"))}"></script>
</body>
</html>`;
  }

  dispose(): void {
    this.registration.dispose();
    this.edits.dispose();
    for (const { panel } of [...this.panels.values()]) panel.dispose();
  }
}
