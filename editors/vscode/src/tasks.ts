// Tasks: `evident check`, `run` and `build` in a terminal, for those who want the text and for `tasks.json`. The process is ours,
// not the terminal's: an exit code that says "I found something" is no failure to launch.

import { ChildProcess, spawn } from "node:child_process";
import * as path from "node:path";
import * as vscode from "vscode";
import { manySeeds } from "./arguments";
import { Server } from "./server";
import { onlyDeployment } from "./target";

export interface Definition extends vscode.TaskDefinition { type: "evident"; command: "check" | "run" | "build"; file?: string; args?: string[] }

/** Shows what a program writes, and its exit code in words. */
class Output implements vscode.Pseudoterminal {
  private readonly written = new vscode.EventEmitter<string>();
  private readonly closed = new vscode.EventEmitter<number>();
  readonly onDidWrite = this.written.event;
  readonly onDidClose = this.closed.event;
  private process?: ChildProcess;

  constructor(private readonly program: string | undefined, private readonly args: string[], private readonly cwd?: string) {}

  open(): void {
    if (!this.program) return this.end("There is no `evident` program; see the setting evident.server.path.");
    this.write(`> evident ${this.args.join(" ")}\n`);
    this.process = spawn(this.program, this.args, { cwd: this.cwd, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) stream?.setEncoding("utf8").on("data", (text: string) => this.write(text));
    this.process.on("error", problem => this.end(`evident cannot be started: ${problem.message}`));
    this.process.on("close", code => this.end(code === 0 ? "Done." : code === 1 ? "Done; see what was found above." : `evident ended with exit code ${code}.`));
  }

  private write(text: string): void { this.written.fire(text.replaceAll("\n", "\r\n")); }

  private end(text: string): void {
    this.write(`\n${text}\n`);
    this.closed.fire(0);
  }

  close(): void { this.process?.kill(); }
}

export function makeTask(server: Server, definition: Definition, scope: vscode.WorkspaceFolder, files: string[]): vscode.Task {
  const tries = definition.args?.includes("--tries") ? " many seeds" : "";
  const name = definition.file ? `${definition.command} ${path.basename(definition.file)}${tries}` : `${definition.command} all specs`;
  const args = [definition.command, ...files, ...(definition.args ?? [])];
  const task = new vscode.Task(definition, scope, name, "evident",
                               new vscode.CustomExecution(async () => new Output(server.program?.path, args, scope.uri.fsPath)), ["$evident"]);
  task.group = definition.command === "build" ? vscode.TaskGroup.Build : vscode.TaskGroup.Test;
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, panel: vscode.TaskPanelKind.Dedicated, clear: true, focus: false };
  return task;
}

async function specs(folder: vscode.WorkspaceFolder): Promise<string[]> {
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, "**/*.evd"), "**/{node_modules,build}/**", 2000);
  return found.map(uri => path.relative(folder.uri.fsPath, uri.fsPath)).sort();
}

async function resolve(server: Server, definition: Definition, scope: vscode.WorkspaceFolder): Promise<vscode.Task> {
  return makeTask(server, definition, scope, definition.file ? [definition.file] : await specs(scope));
}

export function registerTasks(server: Server): vscode.Disposable {
  return vscode.tasks.registerTaskProvider("evident", {
    async provideTasks(): Promise<vscode.Task[]> {
      const folders = vscode.workspace.workspaceFolders ?? [];
      const definitions: [Definition, vscode.WorkspaceFolder][] = folders.map(folder => [{ type: "evident", command: "check" }, folder]);
      const active = vscode.window.activeTextEditor?.document;
      const own = active?.languageId === "evident" ? vscode.workspace.getWorkspaceFolder(active.uri) : undefined;
      if (active && own) {
        const file = path.relative(own.uri.fsPath, active.uri.fsPath);
        for (const command of ["check", "build"] as const) definitions.push([{ type: "evident", command, file }, own]);
        const { chosen } = await onlyDeployment(active.uri);
        if (chosen) {
          const args = ["--with", path.relative(own.uri.fsPath, chosen)];
          definitions.push([{ type: "evident", command: "run", file, args }, own],
                           [{ type: "evident", command: "run", file, args: [...args, "--tries", String(manySeeds)] }, own]);
        }
      }
      return Promise.all(definitions.map(([definition, scope]) => resolve(server, definition, scope)));
    },
    async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
      const scope = typeof task.scope === "object" ? task.scope : vscode.workspace.workspaceFolders?.[0];
      return scope && resolve(server, task.definition as Definition, scope);
    },
  });
}
