// The item in the status bar: what the server does, and a menu behind it.

import * as vscode from "vscode";

export type Health = "starting" | "busy" | "ready" | "warning" | "error";

const icons: Record<Health, string> = {
  starting: "$(loading~spin)", busy: "$(sync~spin)", ready: "$(check)", warning: "$(warning)", error: "$(error)",
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("evident.server", [{ language: "evident" }]);
  private readonly bar = vscode.window.createStatusBarItem("evident.status", vscode.StatusBarAlignment.Left, 0);
  private readonly watcher = vscode.window.onDidChangeVisibleTextEditors(() => this.show());

  constructor() {
    this.item.name = this.bar.name = "Evident";
    this.item.command = { command: "evident.showOutput", title: "Show Output" };
    this.set("starting");
  }

  set(health: Health, message?: string): void {
    this.bar.text = `${icons[health]} Evident`;
    this.bar.tooltip = new vscode.MarkdownString(
      `${message ? message + "\n\n" : ""}[Restart Server](command:evident.restartServer) · [Show Output](command:evident.showOutput) · ` +
      "[Copy Bug Report](command:evident.copyBugReport)");
    this.bar.tooltip.isTrusted = { enabledCommands: ["evident.restartServer", "evident.showOutput", "evident.copyBugReport"] };
    this.bar.command = "evident.showOutput";
    this.item.text = message ?? `Evident: ${health}`;
    this.item.busy = health === "starting" || health === "busy";
    this.item.severity = health === "error" ? vscode.LanguageStatusSeverity.Error
      : health === "warning" ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
    this.show();
  }

  /** Visible beside Evident files, and wherever one is when something is wrong. */
  private show(): void {
    const here = vscode.window.visibleTextEditors.some(editor => editor.document.languageId === "evident");
    if (here || this.item.severity !== vscode.LanguageStatusSeverity.Information) this.bar.show();
    else this.bar.hide();
  }

  dispose(): void { this.item.dispose(); this.bar.dispose(); this.watcher.dispose(); }
}
