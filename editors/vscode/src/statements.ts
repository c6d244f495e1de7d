// The Testing view: one item per statement and check of a spec, with what its last run and explorations say.

import * as path from "node:path";
import * as vscode from "vscode";
import { manySeeds } from "./arguments";
import { explore } from "./explorations";
import { play, simulate } from "./runs";
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
  /** Of a check: how commands call it. */
  check?: string;
  explored?: { verdict: "checked" | "checked_up_to_bound" | "refuted" | "vacuous" | "unknown" | "out_of_budget"; text: string; fresh: boolean };
}

/** What is said of a statement, for one item: what is so before what was, what is wrong before the rest, explorations before runs. */
function told({ name, verdict, text, fresh, explored }: Statement): { state: "passed" | "failed" | "errored" | "skipped"; text: string } | undefined {
  const states = { held: "passed", checked: "passed", checked_up_to_bound: "passed", violated: "failed", refuted: "failed", unknown: "errored",
                   vacuous: "skipped", not_evaluated: "skipped", out_of_budget: "skipped" } as const;
  const all = [
    ...(explored ? [{ state: states[explored.verdict], fresh: explored.fresh, text: `${name} ${explored.text}` }] : []),
    ...(verdict ? [{ state: states[verdict], fresh: fresh === true, text: `${name} is ${text ?? verdict}` }] : []),
  ];
  const current = all.some(one => one.fresh) ? all.filter(one => one.fresh) : all;
  return current.find(one => one.state === "failed") ?? current.find(one => one.state !== "skipped") ?? current[0];
}

const explorable = new vscode.TestTag("explorable");
const evaluated = new vscode.TestTag("evaluated");
/** So many specs of a workspace are listed without being opened. */
const filesMost = 500;

export class Statements implements vscode.Disposable {
  private readonly controller = vscode.tests.createTestController("evident", "Evident");
  private readonly parts: vscode.Disposable[] = [this.controller];

  constructor(private readonly server: Server) {
    this.controller.createRunProfile(`Run ${manySeeds} Seeds`, vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true, evaluated);
    this.controller.createRunProfile("Explore Checks", vscode.TestRunProfileKind.Run, (request, token) => this.explore(request, token), true, explorable);
    this.controller.refreshHandler = () => this.readAll();
    const files = vscode.workspace.createFileSystemWatcher("**/*.evd");
    this.parts.push(
      files,
      files.onDidCreate(uri => this.read(uri)),
      files.onDidChange(uri => this.read(uri)),
      files.onDidDelete(uri => this.controller.items.delete(uri.toString())),
      vscode.workspace.onDidOpenTextDocument(document => { if (document.languageId === "evident") void this.read(document.uri); }),
      vscode.workspace.onDidSaveTextDocument(document => { if (document.languageId === "evident") void this.read(document.uri); }),
      vscode.workspace.onDidCloseTextDocument(document => {
        if (document.isUntitled || !vscode.workspace.getWorkspaceFolder(document.uri)) this.controller.items.delete(document.uri.toString());
      }),
      server.onVerdicts(uri => this.verdicts(uri)),
      server.onReady(() => this.readAll()));
  }

  /** The specs of the workspace, and what else is open. */
  private async readAll(): Promise<void> {
    const found = await vscode.workspace.findFiles("**/*.evd", "**/{node_modules,build}/**", filesMost);
    const open = vscode.workspace.textDocuments.filter(document => document.languageId === "evident").map(document => document.uri);
    const all = new Map([...found, ...open].map(uri => [uri.toString(), uri]));
    for (const uri of all.values()) await this.read(uri);
  }

  private async ask(uri: vscode.Uri): Promise<Statement[]> {
    if (!this.server.own) return [];
    return this.server.ask<Statement[] | null>("evident/statements", { textDocument: { uri: uri.toString() } })
      .then(list => list ?? [], () => []);
  }

  /** The items of one spec, as its text is now. */
  private async read(uri: vscode.Uri): Promise<Statement[]> {
    const list = await this.ask(uri);
    const key = uri.toString();
    if (list.length === 0) {
      this.controller.items.delete(key);
      return list;
    }
    const inside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    const label = inside ? vscode.workspace.asRelativePath(uri) : path.join(path.basename(path.dirname(uri.fsPath)), path.basename(uri.fsPath));
    const spec = this.controller.items.get(key) ?? this.controller.createTestItem(key, label, uri);
    spec.tags = [...(list.some(statement => statement.evaluated) ? [evaluated] : []), ...(list.some(statement => statement.check) ? [explorable] : [])];
    spec.children.replace(list.map(statement => {
      const item = this.controller.createTestItem(Statements.id(statement),
        `${Statements.id(statement)}${statement.evaluated || statement.check ? "" : ", not evaluated by runs"}`, uri);
      const { start, end } = statement.range;
      item.range = new vscode.Range(start.line, start.character, end.line, end.character);
      // No description: a screen reader would read it instead of the name. What no run evaluates cannot be run.
      if (statement.evaluated) item.tags = [evaluated];
      else if (statement.check) item.tags = [explorable];
      else item.sortText = `~${statement.name}`;
      return item;
    }));
    this.controller.items.add(spec);
    return list;
  }

  private static id({ kind, name, check }: Statement): string { return `${kind} ${check ?? name}`; }

  /** Takes over what a run or an exploration has found, whoever asked for it. */
  private async verdicts(uri: string): Promise<void> {
    const own = this.server.locationToCode(uri);
    const list = await this.read(own);
    const spec = this.controller.items.get(own.toString());
    if (!spec || !list.some(statement => told(statement))) return;
    const run = this.controller.createTestRun(new vscode.TestRunRequest(), undefined, false);
    for (const statement of list) {
      const item = spec.children.get(Statements.id(statement)), what = told(statement);
      if (!item || !what) continue;
      if (what.state === "passed") run.passed(item);
      else if (what.state === "skipped") run.skipped(item);
      else {
        const message = new vscode.TestMessage(what.text);
        if (what.state === "errored") run.errored(item, message);
        else {
          message.location = item.range && new vscode.Location(own, item.range);
          run.failed(item, message);
        }
      }
    }
    run.end();
  }

  private async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const chosen = request.include ?? [...this.controller.items].map(([, item]) => item);
    const specs = new Map(chosen.map(item => item.parent ?? item).map(item => [item.id, item]));
    for (const spec of specs.values()) {
      if (token.isCancellationRequested || !spec.uri) continue;
      // The verdicts come with the notification that follows every run.
      const document = await vscode.workspace.openTextDocument(spec.uri);
      const wanted = chosen.filter(item => item === spec || item.parent === spec);
      const isScenario = (item: vscode.TestItem): boolean => item.id.startsWith("scenario ");
      const kinds = wanted.flatMap(item => item === spec ? [...spec.children].map(([, child]) => child) : [item])
        .filter(item => item.tags.includes(evaluated));
      if (kinds.some(isScenario)) await play(this.server, document);
      if (!kinds.some(item => !isScenario(item))) continue;
      const target: Target = { uri: spec.id, tries: manySeeds };
      await simulate(this.server, document, target);
    }
  }

  /** Explores the chosen checks, or all of the chosen specs. The verdicts come with notifications. */
  private async explore(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const chosen = request.include ?? [...this.controller.items].map(([, item]) => item);
    const checks = chosen.flatMap(item => item.parent ? [item] : [...item.children].map(([, child]) => child)).filter(item => item.tags.includes(explorable));
    for (const item of checks) {
      if (token.isCancellationRequested || !item.uri) return;
      const document = await vscode.workspace.openTextDocument(item.uri);
      if (!await explore(this.server, document, item.id.slice("check ".length), token)) return;
    }
  }

  dispose(): void { for (const part of this.parts) part.dispose(); }
}
