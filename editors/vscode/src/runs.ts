// Runs as answers: the server simulates, and what it finds stands in Problems, at the statements and in the diagram.

import * as path from "node:path";
import * as vscode from "vscode";
import { Server } from "./server";
import { deploymentOf, Target } from "./target";

/** An answer that says why there is nothing else; `systems` if it was not said which of them is meant. */
export interface Failure { error?: string; systems?: string[] }

/** What `evident/run` answers (docs/lsp.md). */
export interface RunAnswer extends Failure {
  ok: boolean;
  system: string;
  seed: number;
  tries: number;
  faults: boolean;
  trivial: boolean;
  text: string;
  violation?: { statement?: string; assertion?: string; witness: string; event?: number };
}

export interface FinishedRun { answer: RunAnswer; target: Target }

/**
 * Asks the server about one system of a spec; if there are several, and neither the caller nor the deployment says which, the user
 * chooses. Undefined if the user gave up.
 */
export async function ofOneSystem<A extends Failure>(name: string, ask: (system?: string) => Promise<A | null>, system?: string): Promise<A | undefined> {
  const answer = await ask(system);
  if (!answer?.systems) return answer ?? undefined;
  const choice = await vscode.window.showQuickPick(answer.systems, { title: name, placeHolder: "Which system?" });
  return choice === undefined ? undefined : await ask(choice) ?? undefined;
}

/** The first line of a report, and that Problems has the rest. */
export async function complainOfSpec(report: string): Promise<void> {
  const first = report.trim().split("\n")[0].replace(/^error\[(\w+)\]: /, "$1: ");
  const problems = "Show Problems";
  const choice = await vscode.window.showErrorMessage(first, problems);
  if (choice === problems) await vscode.commands.executeCommand("workbench.actions.view.problems");
}

/** Simulates a spec; undefined, after a message, if it cannot run or the user gave up. */
export async function simulate(server: Server, document: vscode.TextDocument, target: Target): Promise<FinishedRun | undefined> {
  const deployment = target.deployment ?? await deploymentOf(document.uri);
  if (!deployment) return undefined;
  const used: Target = { ...target, uri: document.uri.toString(), deployment, event: undefined };
  const name = path.basename(document.fileName);
  const many = (target.tries ?? 1) > 1;
  const location = many ? vscode.ProgressLocation.Notification : vscode.ProgressLocation.Window;
  const title = many ? `${name}: ${target.tries} runs` : `Running ${name}`;
  const answer = await ofOneSystem(name, async system => vscode.window.withProgress({ location, title, cancellable: many },
    (_, cancelled) => server.ask<RunAnswer | null>("evident/run", { ...used, system }, cancelled).catch(problem => {
      if (cancelled.isCancellationRequested) return null;
      throw problem;
    })), used.system);
  if (!answer) return undefined;
  if (answer.error) {
    await complainOfSpec(answer.error);
    return undefined;
  }
  return { answer, target: { ...used, system: answer.system, seed: answer.seed, event: answer.violation?.event } };
}

/** What `evident/scenarios` answers (docs/lsp.md). */
export interface ScenariosAnswer extends Failure {
  ok: boolean;
  text: string;
  scenarios: { name: string; ok: boolean; text: string; event?: number }[];
}

/** Plays one scenario of a spec, or all; undefined, after a message, if the spec has mistakes or none. */
export async function play(server: Server, document: vscode.TextDocument, scenario?: string): Promise<ScenariosAnswer | undefined> {
  const answer = await server.ask<ScenariosAnswer>("evident/scenarios", { uri: document.uri.toString(), scenario });
  if (!answer.error) return answer;
  await complainOfSpec(answer.error);
  return undefined;
}

/** Says which scenarios hold, and where to look. */
export async function tellScenarios(answer: ScenariosAnswer, uri: string): Promise<void> {
  const diagram = "Show Diagram", problems = "Show Problems";
  const one = answer.scenarios.find(scenario => !scenario.ok) ?? answer.scenarios[0];
  const choice = answer.ok ? await vscode.window.showInformationMessage(answer.text, diagram)
                           : await vscode.window.showWarningMessage(answer.text, diagram, problems);
  if (choice === diagram) await vscode.commands.executeCommand("evident.showDiagram", { uri, scenario: one.name, event: one.ok ? undefined : one.event });
  if (choice === problems) await vscode.commands.executeCommand("workbench.actions.view.problems");
}

/** Says what a run has found, and where to look. */
export async function tell({ answer, target }: FinishedRun): Promise<void> {
  const diagram = "Show Diagram", problems = "Show Problems", deployment = "Open Deployment";
  const bad = answer.violation !== undefined || answer.faults;
  const buttons = bad ? [diagram, problems] : answer.trivial ? [deployment, diagram] : [diagram];
  const choice = bad || answer.trivial ? await vscode.window.showWarningMessage(answer.text, ...buttons)
                     : await vscode.window.showInformationMessage(answer.text, ...buttons);
  if (choice === diagram) await vscode.commands.executeCommand("evident.showDiagram", target);
  if (choice === deployment && target.deployment) await vscode.window.showTextDocument(vscode.Uri.file(target.deployment));
  if (choice === problems) await vscode.commands.executeCommand("workbench.actions.view.problems");
}
