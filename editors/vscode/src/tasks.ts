// Tasks: `evident check`, `run` and `build` in the terminal, with problems linked by the matcher `$evident`.

import * as path from "node:path";
import * as vscode from "vscode";
import { Server } from "./server";

export interface Definition extends vscode.TaskDefinition { type: "evident"; command: "check" | "run" | "build"; file?: string; args?: string[] }

export function makeTask(server: Server, definition: Definition, scope: vscode.WorkspaceFolder | vscode.TaskScope, files: string[]): vscode.Task {
  const name = definition.file ? `${definition.command} ${path.basename(definition.file)}` : `${definition.command} all specs`;
  const args = [definition.command, ...files, ...(definition.args ?? [])];
  const cwd = typeof scope === "object" ? scope.uri.fsPath : files[0] ? path.dirname(files[0]) : undefined;
  // The server has shown the mistakes of a run or build already; `check` may be about files it was told to leave out.
  const matchers = definition.command === "check" || !server.running ? ["$evident"] : [];
  const task = new vscode.Task(definition, scope, name, "evident",
                               new vscode.ProcessExecution(server.program?.path ?? "evident", args, { cwd }), matchers);
  task.group = definition.command === "build" ? vscode.TaskGroup.Build : definition.command === "check" ? vscode.TaskGroup.Test : undefined;
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
      const whole = folders.map(folder => resolve(server, { type: "evident", command: "check" }, folder));
      const active = vscode.window.activeTextEditor?.document;
      const own = active?.languageId === "evident" ? vscode.workspace.getWorkspaceFolder(active.uri) : undefined;
      if (active && own) {
        const file = path.relative(own.uri.fsPath, active.uri.fsPath);
        whole.push(...(["check", "build"] as const).map(command => resolve(server, { type: "evident", command, file }, own)));
      }
      return Promise.all(whole);
    },
    async resolveTask(task: vscode.Task): Promise<vscode.Task | undefined> {
      const scope = typeof task.scope === "object" ? task.scope : vscode.workspace.workspaceFolders?.[0];
      return scope && resolve(server, task.definition as Definition, scope);
    },
  });
}
