// The Testing view: one item per statement of an open spec, with the verdict of its last run.

import * as vscode from "vscode";
import { manySeeds } from "./arguments";
import { simulate } from "./runs";
import { Server } from "./server";
import { Target } from "./target";

/** A row of `evident/statements` (docs/lsp.md). */
interface Statement {
  kind: string;
  name: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
  evaluated: boolean;
  why?: string;
  verdict?: "held" | "vacuous" | "unknown" | "violated" | "not_evaluated";
  text?: string;
  fresh?: boolean;
}

export class Statements implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController("evident", "Evident");
  private readonly parts: vscode.Disposable[] = [this.controller];

  constructor(private readonly server: Server) {
    this.controller.createRunProfile(`Run ${manySeeds} Seeds`, vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true);
    this.controller.refreshHandler = async () => { for (const document of vscode.workspace.textDocuments) await this.read(document); };
    this.parts.push(
      vscode.workspace.onDidOpenTextDocument(document => this.read(document)),
      vscode.workspace.onDidSaveTextDocument(document => this.read(document)),
      vscode.workspace.onDidCloseTextDocument(document => this.controller.items.delete(document.uri.toString())),
      server.onVerdicts(uri => this.verdicts(uri)),
      server.onReady(() => { for (const document of vscode.workspace.textDocuments) void this.read(document); }));
  }

  private async ask(document: vscode.TextDocument): Promise<Statement[]> {
    if (document.languageId !== "evident" || !this.server.own) return [];
    return this.server.ask<Statement[] | null>("evident/statements", { textDocument: { uri: document.uri.toString() } })
      .then(list => list ?? [], () => []);
  }

  /** The items of one spec, as its text is now. */
  private async read(document: vscode.TextDocument): Promise<Statement[]> {
    const list = await this.ask(document);
    const key = document.uri.toString();
    if (list.length === 0) {
      this.controller.items.delete(key);
      return list;
    }
    const spec = this.controller.items.get(key) ?? this.controller.createTestItem(key, vscode.workspace.asRelativePath(document.uri), document.uri);
    spec.children.replace(list.map(statement => {
      const item = this.controller.createTestItem(`${statement.kind} ${statement.name}`, statement.name, document.uri);
      const { start, end } = statement.range;
      item.range = new vscode.Range(start.line, start.character, end.line, end.character);
      item.description = statement.evaluated ? statement.kind : `${statement.kind}, not evaluated by runs`;
      return item;
    }));
    this.controller.items.add(spec);
    return list;
  }

  /** Takes over what a run has found, whoever asked for it. */
  private async verdicts(uri: string): Promise<void> {
    const own = this.server.locationToCode(uri).toString();
    const document = vscode.workspace.textDocuments.find(one => one.uri.toString() === own);
    if (!document) return;
    const list = await this.read(document);
    const spec = this.controller.items.get(document.uri.toString());
    if (!spec || !list.some(statement => statement.verdict)) return;
    const run = this.controller.createTestRun(new vscode.TestRunRequest(), undefined, false);
    for (const statement of list) {
      const item = spec.children.get(`${statement.kind} ${statement.name}`);
      if (!item || !statement.verdict) continue;
      if (statement.verdict === "held") run.passed(item);
      else if (statement.verdict === "violated") {
        const message = new vscode.TestMessage(`${statement.name} is ${statement.text}`);
        message.location = item.range && new vscode.Location(document.uri, item.range);
        run.failed(item, message);
      } else if (statement.verdict === "unknown") run.errored(item, new vscode.TestMessage(statement.text ?? "its formula faulted"));
      else run.skipped(item);
    }
    run.end();
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const chosen = request.include ?? [...this.controller.items].map(([, item]) => item);
    const specs = new Map(chosen.map(item => item.parent ?? item).map(item => [item.id, item]));
    for (const spec of specs.values()) {
      if (token.isCancellationRequested || !spec.uri) continue;
      // The verdicts come with the notification that follows every run.
      const target: Target = { uri: spec.id, tries: manySeeds };
      await simulate(this.server, await vscode.workspace.openTextDocument(spec.uri), target);
    }
  }

  dispose(): void { for (const part of this.parts) part.dispose(); }
}
