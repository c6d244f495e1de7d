// Lenses that still work after the editor has asked for new ones. VS Code forgets the arguments of a lens's command as soon as
// the lens is replaced, also while the old one is still to be seen ("Actual command not found"). A command without arguments
// is never forgotten, so each lens gets a command of its own.

import * as vscode from "vscode";

/** So many commands are kept: the lenses of several long specs. */
const kept = 2000;

export class LensCommands implements vscode.Disposable {
  private readonly commands = new Map<string, { id: string; registration: vscode.Disposable }>();
  private next = 0;

  /** The same lens, with a command of its own; equal lenses get the same one. */
  bind(lens: vscode.CodeLens): vscode.CodeLens {
    const { command } = lens;
    if (!command?.command || !command.arguments?.length) return lens;
    const key = JSON.stringify([command.command, command.arguments]);
    let own = this.commands.get(key);
    if (own) this.commands.delete(key);   // now the youngest
    else {
      const id = `evident.lens.${this.next++}`;
      const [target, ...rest] = [command.command, ...command.arguments as unknown[]];
      own = { id, registration: vscode.commands.registerCommand(id, () => vscode.commands.executeCommand(target, ...rest)) };
    }
    this.commands.set(key, own);
    for (const [old, { registration }] of this.commands) {
      if (this.commands.size <= kept) break;
      registration.dispose();
      this.commands.delete(old);
    }
    lens.command = { title: command.title, tooltip: command.tooltip, command: own.id };
    return lens;
  }

  dispose(): void { for (const { registration } of this.commands.values()) registration.dispose(); }
}
