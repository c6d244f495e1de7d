// Checks: the server explores every run of their instances, and what refutes them stands in Problems, at the statements and in
// the diagram.

import * as path from "node:path";
import * as vscode from "vscode";
import { complainOfSpec, Failure } from "./runs";
import { Server } from "./server";

/** What `evident/explore` answers (docs/lsp.md). */
export interface ExploreAnswer extends Failure {
  ok: boolean;
  text: string;
  checks: { check: string; ok: boolean; error?: string; statements: { name: string; verdict: string; text: string; event?: number }[] }[];
}

/**
 * Explores one check of a spec, or all. Who cancels ends it, and keeps what was found until then. Undefined, after a message, if the
 * spec has mistakes or no check.
 */
export async function explore(server: Server, document: vscode.TextDocument, check?: string,
                              token?: vscode.CancellationToken): Promise<ExploreAnswer | undefined> {
  const uri = document.uri.toString();
  const title = `Exploring ${path.basename(document.fileName)}`;
  const answer = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, cancelled) => {
      const stop = (): void => {
        void server.ask("workspace/executeCommand", { command: "evident.server.stopExploring", arguments: [{ uri, check }] }).catch(() => undefined);
      };
      const listeners = [cancelled.onCancellationRequested(stop), token?.onCancellationRequested(stop)];
      try {
        return await server.askWithProgress<ExploreAnswer | null>("evident/explore", { uri, check }, message => progress.report({ message }));
      } finally {
        for (const listener of listeners) listener?.dispose();
      }
    });
  if (answer && !answer.error) return answer;
  await complainOfSpec(answer?.error ?? "The server explored nothing.");
  return undefined;
}

/** Says what exploring has shown, and where to look. */
export async function tellExplored(answer: ExploreAnswer, uri: string): Promise<void> {
  const diagram = "Show Counterexample", problems = "Show Problems";
  const refuted = answer.checks.flatMap(({ check, statements }) => statements.filter(one => one.verdict === "refuted").map(one => ({ check, ...one })));
  const text = answer.checks.length === 1 ? answer.text
    : `${answer.checks.length} checks explored: ${answer.checks.filter(check => check.ok).length} without a refutation.`;
  const choice = answer.ok ? await vscode.window.showInformationMessage(text)
    : await vscode.window.showWarningMessage(text, ...(refuted.length > 0 ? [diagram, problems] : [problems]));
  if (choice === diagram) {
    const [{ check, name: statement, event }] = refuted;
    await vscode.commands.executeCommand("evident.showDiagram", { uri, check, statement, event });
  }
  if (choice === problems) await vscode.commands.executeCommand("workbench.actions.view.problems");
}
