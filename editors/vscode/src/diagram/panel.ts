// The panel of the event diagram: gets runs, hands them to the webview, and takes the reader to the source.

import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as vscode from "vscode";
import { runArguments } from "../arguments";
import { Server } from "../server";
import { deploymentOf, Target } from "../target";
import { Place, Places, readRun, Run } from "./model";

/** What the webview shows; all it needs to come back after a reload. */
export interface Request { uri: string; deployment?: string; system?: string; seed?: number; steps?: number; drop?: number; duplicate?: number }

export type ToView =
  | { type: "run"; request: Request; run: Run; places: Places }
  | { type: "busy" }
  | { type: "error"; request: Request; text: string };

export type FromView = { type: "ready" } | { type: "go"; place: Place } | { type: "again" | "search"; request: Request };

/** How many seeds are tried in search of a run that violates an invariant. */
const tries = 200;

interface Answer { run: unknown; places?: Places; error?: string }

export class DiagramPanels implements vscode.Disposable {
  private readonly panels = new Map<string, vscode.WebviewPanel>();
  private readonly registration: vscode.Disposable;

  constructor(private readonly context: vscode.ExtensionContext, private readonly server: Server) {
    this.registration = vscode.window.registerWebviewPanelSerializer("evident.diagram", {
      deserializeWebviewPanel: async (panel: vscode.WebviewPanel, state?: { request?: Request }) => {
        if (state?.request) this.attach(panel, state.request);
        else panel.dispose();
      },
    });
  }

  /** Runs the spec and shows the run beside its text; a panel per spec and system. */
  async open(document: vscode.TextDocument, target: Target): Promise<void> {
    const request: Request = { uri: document.uri.toString(), system: target.system, deployment: target.deployment, seed: target.seed };
    request.deployment ??= await deploymentOf(document.uri);
    if (!request.deployment) return;
    const key = this.key(request);
    const open = this.panels.get(key);
    if (open) {
      open.reveal(undefined, true);
      await this.show(open, request);
      return;
    }
    const panel = vscode.window.createWebviewPanel("evident.diagram", `Diagram: ${path.basename(document.fileName)}`,
                                                   { viewColumn: vscode.ViewColumn.Beside, preserveFocus: false }, {});
    this.attach(panel, request);
  }

  private key(request: Request): string { return `${request.uri} ${request.system ?? ""}`; }

  private attach(panel: vscode.WebviewPanel, request: Request): void {
    const key = this.key(request);
    this.panels.set(key, panel);
    panel.onDidDispose(() => this.panels.delete(key));
    panel.iconPath = { light: this.file("icons", "file-light.svg"), dark: this.file("icons", "file-dark.svg") };
    panel.webview.options = { enableScripts: true, localResourceRoots: [this.file("out"), this.file("media")] };
    panel.webview.onDidReceiveMessage(async (message: FromView) => {
      // What is run stays what the user opened; the view chooses the seed and the faults only.
      if (message.type === "again" || message.type === "search") request = { ...message.request, uri: request.uri, deployment: request.deployment };
      if (message.type === "ready" || message.type === "again") await this.show(panel, request);
      if (message.type === "search") {
        try { request = await this.search(panel, request); } catch (problem) { void vscode.window.showErrorMessage(String(problem)); }
      }
      if (message.type === "go") await this.go(message.place);
    });
    panel.webview.html = this.html(panel.webview);
  }

  private async show(panel: vscode.WebviewPanel, request: Request): Promise<void> {
    const post = (message: ToView) => panel.webview.postMessage(message);
    await post({ type: "busy" });
    try {
      const answer = await this.run(request);
      await post({ type: "run", request, run: readRun(answer.run), places: answer.places ?? {} });
    } catch (problem) {
      await post({ type: "error", request, text: problem instanceof Error ? problem.message : String(problem) });
    }
  }

  /** Tries the seeds after the shown one until a run violates an invariant; the request of the run that is shown then. */
  private async search(panel: vscode.WebviewPanel, request: Request): Promise<Request> {
    const first = (request.seed ?? 0) + 1;
    const options = { location: vscode.ProgressLocation.Notification, title: "Searching for a violation", cancellable: true };
    const found = await vscode.window.withProgress(options, async (progress, cancelled) => {
      for (let seed = first; seed < first + tries && !cancelled.isCancellationRequested; seed++) {
        progress.report({ message: `seed ${seed}`, increment: 100 / tries });
        const answer = await this.run({ ...request, seed });
        if (readRun(answer.run).violation) return { ...request, seed };
      }
      const seeds = `seeds ${first} to ${first + tries - 1}`;
      if (!cancelled.isCancellationRequested) void vscode.window.showInformationMessage(`No violation in ${tries} runs, ${seeds}.`);
      return undefined;
    });
    if (found) await this.show(panel, found);
    return found ?? request;
  }

  /** From the server, which knows unsaved text and the source; from the command line if the server is not there. */
  private async run(request: Request): Promise<Answer> {
    if (this.server.own) {
      const answer = await this.server.ask<Answer>("evident/diagram", request);
      if (answer.error) throw new Error(answer.error);
      return answer;
    }
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
    for (const panel of [...this.panels.values()]) panel.dispose();
  }
}
