// Finds `evident`, keeps its language server running, and asks it the questions of docs/lsp.md.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, LanguageClient, LanguageClientOptions, RevealOutputChannelOn, State, WorkDoneProgress } from "vscode-languageclient/node";
import { LensCommands } from "./lenses";
import { Status } from "./status";

const execute = promisify(execFile);

/** A program that answered `evident version`. */
export interface Program { path: string; version: string }

export class Server {
  program?: Program;
  private client?: LanguageClient;
  private crashes: number[] = [];
  private nextToken = 1;
  private readonly lenses = new LensCommands();
  private readonly verdicts = new vscode.EventEmitter<string>();
  private readonly ready = new vscode.EventEmitter<void>();
  /** A spec has run; its URI. */
  readonly onVerdicts = this.verdicts.event;
  /** The server runs, for the first time or again. */
  readonly onReady = this.ready.event;

  constructor(private readonly context: vscode.ExtensionContext, private readonly output: vscode.LogOutputChannel,
              private readonly trace: vscode.OutputChannel, private readonly status: Status) {}

  /** Starts the server; false, after telling the user why, if there is none. */
  async start(): Promise<boolean> {
    this.status.set("starting");
    try {
      this.program = await this.find();
      this.status.serves(this.program.version);
      await this.connect(this.program);
      return true;
    } catch (problem) {
      const text = problem instanceof Error ? problem.message : String(problem);
      this.output.error(text);
      this.status.set("error", text);
      void this.complain(text);
      return false;
    }
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client && client.state === State.Running) await client.stop(3000).catch(() => undefined);
    await client?.dispose().catch(() => undefined);
  }

  async restart(): Promise<void> { await this.stop(); this.crashes = []; await this.start(); }

  get running(): boolean { return this.client?.state === State.Running; }

  /** Whether the server says it understands the messages named `evident/…`. */
  get own(): boolean { return this.running && this.client?.initializeResult?.capabilities.experimental?.evident?.version === 1; }

  /** Asks the server; rejects, with a sentence for the user, if it is not running or does not answer. */
  async ask<T>(method: string, parameters?: unknown, token?: vscode.CancellationToken): Promise<T> {
    const client = this.client;
    if (!client || client.state !== State.Running)
      throw new Error("The language server of Evident is not running. The command Evident: Restart Server starts it.");
    try {
      // A token that is not there would be sent as a second parameter.
      return await (token ? client.sendRequest<T>(method, parameters, token) : client.sendRequest<T>(method, parameters));
    } catch (problem) {
      if (client.state === State.Running || token?.isCancellationRequested) throw problem;
      throw new Error("The language server of Evident ended before it answered.");
    }
  }

  /** The same for what takes long: `report` hears how far it is. */
  async askWithProgress<T>(method: string, parameters: object, report: (message: string) => void): Promise<T> {
    const workDoneToken = `evident-client-${this.nextToken++}`;
    const listener = this.client?.onProgress(WorkDoneProgress.type, workDoneToken, value => {
      if (value.kind !== "end" && value.message) report(value.message);
    });
    try {
      return await this.ask<T>(method, { ...parameters, workDoneToken });
    } finally {
      listener?.dispose();
    }
  }

  locationToCode(uri: string): vscode.Uri { return this.client?.protocol2CodeConverter.asUri(uri) ?? vscode.Uri.parse(uri); }

  /** Runs `evident` with arguments; what it wrote, and its exit code (errors of the user are not exceptions here). */
  async command(args: string[], cwd?: string): Promise<{ code: number; stdout: string; stderr: string }> {
    if (!this.program) throw new Error("There is no `evident` program; see the setting evident.server.path.");
    try {
      const { stdout, stderr } = await execute(this.program.path, args, { cwd, env: this.environment(), maxBuffer: 1 << 26 });
      return { code: 0, stdout, stderr };
    } catch (problem) {
      const failed = problem as { code?: number | string; stdout?: string; stderr?: string; message: string };
      if (typeof failed.code !== "number") throw new Error(failed.message);
      return { code: failed.code, stdout: failed.stdout ?? "", stderr: failed.stderr ?? "" };
    }
  }

  environment(): NodeJS.ProcessEnv { return { ...process.env, NO_COLOR: "1" }; }

  /** Setting, then the program inside this package, then the search path. Each is asked for its version. */
  private async find(): Promise<Program> {
    const setting = vscode.workspace.getConfiguration("evident").get<string>("server.path", "").trim();
    const exe = process.platform === "win32" ? "evident.exe" : "evident";
    const bundled = this.context.asAbsolutePath(path.join("server", "bin", exe));
    const candidates = setting ? [setting] : [...(existsSync(bundled) ? [bundled] : []), exe];
    const failures: string[] = [];
    for (const candidate of candidates) {
      try {
        const { stdout } = await execute(candidate, ["version"], { timeout: 10000 });
        this.output.info(`server: ${candidate}: ${stdout.trim()}`);
        return { path: candidate, version: stdout.trim() };
      } catch (problem) {
        failures.push(`${candidate}: ${problem instanceof Error ? problem.message.split("\n")[0] : problem}`);
      }
    }
    throw new Error(`Cannot start evident (${failures.join("; ")}).`);
  }

  private async connect(program: Program): Promise<void> {
    const args = ["lsp", ...vscode.workspace.getConfiguration("evident").get<string[]>("server.args", [])];
    const executable = { command: program.path, args, options: { env: this.environment() } };
    const options: LanguageClientOptions = {
      documentSelector: [{ language: "evident", scheme: "file" }, { language: "evident", scheme: "untitled" }],
      outputChannel: this.output,
      traceOutputChannel: this.trace,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { clientCommands: true },
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{evd,toml}") },
      markdown: { isTrusted: false },
      diagnosticCollectionName: "evident",   // that of the problem matcher too, so that a problem of both appears once
      middleware: {
        provideCodeLenses: async (document, token, next) => (await next(document, token))?.map(lens => this.lenses.bind(lens)),
      },
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => this.closed(),
      },
    };
    const client = new LanguageClient("evident", "Evident", executable, options);
    client.onNotification("evident/status", (state: { health: "ok" | "warning" | "error"; quiescent: boolean; message?: string }) => {
      this.status.set(state.health === "ok" ? (state.quiescent ? "ready" : "busy") : state.health, state.message);
    });
    client.onDidChangeState(change => {
      if (change.newState !== State.Running) return;
      this.status.set("ready");
      this.ready.fire();
    });
    client.onNotification("evident/verdicts", ({ uri }: { uri: string }) => this.verdicts.fire(uri));
    this.client = client;
    await client.start();
  }

  /** A server that ended by itself is started again, unless it ends again and again. */
  private closed(): { action: CloseAction; handled: boolean } {
    const now = Date.now();
    this.crashes = [...this.crashes.filter(time => now - time < 180_000), now];
    if (this.crashes.length < 5) {
      this.status.set("warning", "The server ended and was started again.");
      return { action: CloseAction.Restart, handled: true };
    }
    this.status.set("error", "The server ended five times within three minutes.");
    void this.complain("The language server of Evident ended five times within three minutes.");
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async complain(text: string): Promise<void> {
    const choice = await vscode.window.showErrorMessage(text, "Open Settings", "Show Output", "Restart Server");
    if (choice === "Open Settings") await vscode.commands.executeCommand("workbench.action.openSettings", "evident.server");
    if (choice === "Show Output") this.output.show();
    if (choice === "Restart Server") await this.restart();
  }
}
