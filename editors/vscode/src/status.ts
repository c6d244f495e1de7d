// The item in the status bar: what the server does, and a menu behind it.

import * as vscode from "vscode";

export type Health = "starting" | "busy" | "ready" | "warning" | "error";

const icons: Record<Health, string> = {
  starting: "$(loading~spin)", busy: "$(sync~spin)", ready: "$(check)", warning: "$(warning)", error: "$(error)",
};

/** For those who hear the status bar instead of seeing it. */
const words: Record<Health, string> = {
  starting: "Evident is starting", busy: "Evident is checking", ready: "Evident is ready", warning: "Evident has a warning",
  error: "Evident does not work",
};

export class Status implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("evident.server", [{ language: "evident" }]);
  private readonly bar = vscode.window.createStatusBarItem("evident.status", vscode.StatusBarAlignment.Left, 0);
  private readonly watcher = vscode.window.onDidChangeVisibleTextEditors(() => this.show());
  private version = "";

  constructor() {
    this.item.name = this.bar.name = "Evident";
    this.item.command = { command: "evident.showOutput", title: "Show Output" };
    this.set("starting");
  }

  /** The version of the server, for the hover. */
  serves(version: string): void { this.version = version; }

  set(health: Health, message?: string): void {
    const said = message && message !== health ? message : words[health];
    this.bar.text = `${icons[health]} Evident`;
    this.bar.accessibilityInformation = { label: `${words[health]}${said === words[health] ? "" : `: ${said}`}` };
    this.bar.tooltip = new vscode.MarkdownString(
      `${said}\n\n${this.version ? `${this.version}\n\n` : ""}` +
      "[Restart Server](command:evident.restartServer) · [Show Output](command:evident.showOutput) · " +
      "[Copy Bug Report](command:evident.copyBugReport)");
    this.bar.tooltip.isTrusted = { enabledCommands: ["evident.restartServer", "evident.showOutput", "evident.copyBugReport"] };
    this.bar.command = "evident.showOutput";
    this.item.text = said;
    this.item.detail = this.version;
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
