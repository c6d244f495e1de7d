// Start of the extension: wires the server, the commands, the tasks and the diagram together.

import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { DiagramPanels } from "./diagram/panel";
import { Server } from "./server";
import { Statements } from "./statements";
import { Status } from "./status";
import { LastSpec } from "./target";
import { registerTasks } from "./tasks";
import { Views } from "./views";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<{ ready: Promise<boolean> }> {
  const output = vscode.window.createOutputChannel("Evident", { log: true });
  const trace = vscode.window.createOutputChannel("Evident Trace");
  const status = new Status();
  server = new Server(context, output, trace, status);
  const views = new Views();
  const diagrams = new DiagramPanels(context, server);
  context.subscriptions.push(output, trace, status, views, diagrams, new LastSpec(), new Statements(server), registerTasks(server));
  registerCommands(context, { server, views, diagrams, output });
  context.subscriptions.push(vscode.workspace.onDidChangeConfiguration(change => {
    if (change.affectsConfiguration("evident.server")) void server?.restart();
  }));
  const ready = server.start();
  return { ready };
}

export async function deactivate(): Promise<void> { await server?.stop(); }
