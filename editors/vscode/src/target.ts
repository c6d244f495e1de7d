// Which spec, system and deployment a command is about.

import * as path from "node:path";
import * as vscode from "vscode";
import { deploymentFor } from "./arguments";

/** What code lenses pass to commands; commands from the palette get nothing. */
export interface Target { uri?: string; system?: string; deployment?: string; seed?: number }

/** The spec of a command: its argument, or the active editor; undefined after a message if neither is a spec. */
export async function specOf(target?: Target | vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const uri = target instanceof vscode.Uri ? target : target?.uri ? vscode.Uri.parse(target.uri) : vscode.window.activeTextEditor?.document.uri;
  const document = uri && await vscode.workspace.openTextDocument(uri);
  if (document?.languageId === "evident") return document;
  void vscode.window.showInformationMessage("Open a spec (.evd) first.");
  return undefined;
}

export function optionsOf(target?: Target | vscode.Uri): Target { return target === undefined || target instanceof vscode.Uri ? {} : target; }

/** The deployment beside a spec; asks if there are several; undefined if there is none or the user gave up. */
export async function deploymentOf(spec: vscode.Uri): Promise<string | undefined> {
  const folder = path.dirname(spec.fsPath);
  const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.file(folder));
  const files = entries.map(([name]) => name).filter(name => name.endsWith(".toml"));
  const found = deploymentFor(path.basename(spec.fsPath), files);
  if (found) return path.join(folder, found);
  if (files.length === 0) {
    const create = "Create Deployment File";
    const choice = await vscode.window.showInformationMessage("A run needs a deployment file: the locations and the parameters.", create);
    if (choice === create) await vscode.commands.executeCommand("evident.createDeployment", spec);
    return undefined;
  }
  const choice = await vscode.window.showQuickPick(files, { title: "Deployment", placeHolder: "Which deployment shall run?" });
  return choice && path.join(folder, choice);
}
