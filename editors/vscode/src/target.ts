// Which spec, system and deployment a command is about.

import * as path from "node:path";
import * as vscode from "vscode";
import { deploymentFor } from "./arguments";

/** What code lenses and tests pass to commands; commands from the palette get nothing. */
export interface Target {
  uri?: string; system?: string; deployment?: string;
  scenario?: string; check?: string; statement?: string; seed?: number; tries?: number; event?: number; steps?: number; drop?: number; duplicate?: number;
}

const isSpec = (document?: vscode.TextDocument): document is vscode.TextDocument => document?.languageId === "evident";

/** The spec that was worked on last: commands work from a diagram, the walkthrough or a deployment file too. */
export class LastSpec implements vscode.Disposable {
  private static uri?: vscode.Uri;
  private readonly watcher = vscode.window.onDidChangeActiveTextEditor(editor => LastSpec.note(editor));

  constructor() { LastSpec.note(vscode.window.activeTextEditor); }

  private static note(editor?: vscode.TextEditor): void { if (isSpec(editor?.document)) LastSpec.uri = editor?.document.uri; }

  /** The document, if it is still open. */
  static document(): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find(document => !document.isClosed && document.uri.toString() === LastSpec.uri?.toString());
  }

  dispose(): void { this.watcher.dispose(); }
}

/**
 * The spec of a command: its argument, the active editor, the spec worked on last, one that is visible, the only one of the
 * workspace, or one that the user picks; undefined after a message if there is none, or if the user gave up.
 */
export async function specOf(target?: Target | vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const given = target instanceof vscode.Uri ? target : target?.uri ? vscode.Uri.parse(target.uri) : undefined;
  if (given) return vscode.workspace.openTextDocument(given);
  const active = vscode.window.activeTextEditor?.document;
  const known = [active, LastSpec.document(), ...vscode.window.visibleTextEditors.map(editor => editor.document)].find(isSpec);
  if (known) return known;
  const found = await vscode.workspace.findFiles("**/*.evd", "**/{node_modules,build}/**", 500);
  if (found.length === 0) {
    const example = "Open Example";
    const choice = await vscode.window.showInformationMessage("There is no spec (.evd) in this workspace.", example);
    if (choice === example) await vscode.commands.executeCommand("evident.openExample");
    return undefined;
  }
  const items = found.map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri })).sort((a, b) => a.label < b.label ? -1 : 1);
  const choice = items.length === 1 ? items[0] : await vscode.window.showQuickPick(items, { title: "Spec", placeHolder: "Which spec?" });
  return choice && vscode.workspace.openTextDocument(choice.uri);
}

export function optionsOf(target?: Target | vscode.Uri): Target { return target === undefined || target instanceof vscode.Uri ? {} : target; }

/** The deployment beside a spec, if there is no doubt. */
export async function onlyDeployment(spec: vscode.Uri): Promise<{ chosen?: string; files: string[] }> {
  if (spec.scheme !== "file") return { files: [] };
  const folder = path.dirname(spec.fsPath);
  const entries = await vscode.workspace.fs.readDirectory(vscode.Uri.file(folder)).then(list => list, () => []);
  const files = entries.map(([name]) => name).filter(name => name.endsWith(".toml")).map(name => path.join(folder, name));
  const chosen = deploymentFor(path.basename(spec.fsPath), files.map(file => path.basename(file)));
  return { chosen: chosen && path.join(folder, chosen), files };
}

/** The deployment of a run; asks if there are several; undefined, after a message, if there is none or the user gave up. */
export async function deploymentOf(spec: vscode.Uri): Promise<string | undefined> {
  if (spec.scheme !== "file") {
    void vscode.window.showInformationMessage("Save the spec first: a run needs a deployment file beside it.");
    return undefined;
  }
  const { chosen, files } = await onlyDeployment(spec);
  if (chosen) return chosen;
  if (files.length === 0) {
    const create = "Create Deployment File";
    const choice = await vscode.window.showInformationMessage("A run needs a deployment file: the locations and the parameters.", create);
    if (choice === create) await vscode.commands.executeCommand("evident.createDeployment", spec);
    return undefined;
  }
  const own = "Create Deployment File";
  const items = files.map(file => ({ label: path.basename(file), file }));
  const all: { label: string; file?: string; description?: string }[] = [...items, { label: own, description: `for ${path.basename(spec.fsPath)}` }];
  const choice = await vscode.window.showQuickPick(all, { title: "Deployment", placeHolder: "Which deployment shall run?" });
  if (choice?.label === own) await vscode.commands.executeCommand("evident.createDeployment", spec);
  return choice?.file;
}
