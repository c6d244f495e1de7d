// The protocol's own TypeScript library as a client that nobody here wrote.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { scratch, server } from "./scratch.mjs";

const protocol = createRequire(import.meta.url)("vscode-languageserver-protocol/node");

async function withServer(body) {
  const work = scratch();
  const program = spawn(server(), ["lsp"], { stdio: ["pipe", "pipe", "ignore"] });
  const exit = new Promise(resolve => program.on("exit", resolve));
  const connection = protocol.createMessageConnection(new protocol.StreamMessageReader(program.stdout), new protocol.StreamMessageWriter(program.stdin));
  const published = new Map();
  const waiting = [];
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, params => {
    published.set(params.uri, params);
    for (const waiter of [...waiting]) if (waiter.fits(params)) { waiting.splice(waiting.indexOf(waiter), 1); waiter.resolve(params); }
  });
  connection.onRequest(protocol.RegistrationRequest.type, () => undefined);
  connection.onRequest("workspace/configuration", params => params.items.map(() => null));
  connection.onRequest("window/workDoneProgress/create", () => null);
  connection.listen();
  const uri = name => pathToFileURL(work.at(name)).href;
  /** The next publication about a file that fits; it may have come already. */
  const diagnostics = (name, version) => new Promise((resolve, reject) => {
    const fits = params => params.uri === uri(name) && params.version === version;
    if (published.has(uri(name)) && fits(published.get(uri(name)))) return resolve(published.get(uri(name)));
    waiting.push({ fits, resolve });
    setTimeout(() => reject(new Error(`no diagnostics of ${name} version ${version}`)), 15000).unref();
  });
  try {
    const initialized = await connection.sendRequest(protocol.InitializeRequest.type, {
      processId: process.pid, rootUri: pathToFileURL(work.folder).href, workspaceFolders: [{ uri: pathToFileURL(work.folder).href, name: "work" }],
      capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true, versionSupport: true }, hover: { contentFormat: ["markdown"] },
                                      rename: { prepareSupport: true } }, workspace: { workspaceFolders: true } },
    });
    await connection.sendNotification(protocol.InitializedNotification.type, {});
    const text = readFileSync(work.at("high_water.evd"), "utf8");
    await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type,
      { textDocument: { uri: uri("high_water.evd"), languageId: "evident", version: 1, text } });
    await body({ connection, initialized, uri, text, diagnostics });
    await connection.sendRequest(protocol.ShutdownRequest.type);
    await connection.sendNotification(protocol.ExitNotification.type);
    assert.equal(await exit, 0);
  } finally {
    connection.dispose();
    program.kill();
    work.remove();
  }
}

const at = (uri, line, character) => ({ textDocument: { uri }, position: { line: line - 1, character: character - 1 } });

test("diagnostics carry the version, code and link of what they are about; an edit brings new ones", { timeout: 40000 }, () =>
  withServer(async ({ connection, uri, diagnostics }) => {
    const spec = uri("high_water.evd");
    assert.deepEqual((await diagnostics("high_water.evd", 1)).diagnostics, []);
    const change = (version, range, text) => connection.sendNotification(protocol.DidChangeTextDocumentNotification.type,
      { textDocument: { uri: spec, version }, contentChanges: [{ range, text }] });
    const word = end => ({ start: { line: 14, character: 12 }, end: { line: 14, character: end } });
    await change(2, word(19), "greatest");
    const [first] = (await diagnostics("high_water.evd", 2)).diagnostics;
    assert.deepEqual(first.range, word(20));
    assert.match(first.code, /^EVD\d{4}$/);
    assert.ok(first.codeDescription?.href);
    assert.equal(first.severity, protocol.DiagnosticSeverity.Error);
    await change(3, word(20), "greater");
    assert.deepEqual((await diagnostics("high_water.evd", 3)).diagnostics, []);
  }));

test("hover, definition, references, symbols and semantic tokens", { timeout: 40000 }, () =>
  withServer(async ({ connection, initialized, uri, text }) => {
    const spec = uri("high_water.evd");
    const hover = await connection.sendRequest(protocol.HoverRequest.type, at(spec, 15, 15));
    assert.match(hover.contents.value, /greater/);
    const definition = [await connection.sendRequest(protocol.DefinitionRequest.type, at(spec, 15, 15))].flat()[0];
    assert.equal(definition.uri, uri("numbers.evd"));
    assert.equal(definition.range.start.line, 4);
    const references = await connection.sendRequest(protocol.ReferencesRequest.type, { ...at(spec, 15, 15), context: { includeDeclaration: true } });
    assert.deepEqual(references.map(place => place.uri).sort(), [spec, uri("numbers.evd")].sort());
    const symbols = await connection.sendRequest(protocol.DocumentSymbolRequest.type, { textDocument: { uri: spec } });
    assert.ok(JSON.stringify(symbols).includes('"Keeper"'));
    const { legend } = initialized.capabilities.semanticTokensProvider;
    const { data } = await connection.sendRequest(protocol.SemanticTokensRequest.type, { textDocument: { uri: spec } });
    assert.ok(data.length > 0 && data.length % 5 === 0);
    const lines = text.split("\n");
    for (let i = 0, line = 0, start = 0; i < data.length; i += 5) {
      start = data[i] === 0 ? start + data[i + 1] : data[i + 1];
      line += data[i];
      assert.match(lines[line].slice(start, start + data[i + 2]), /^\w+$/, "a token is one name");
      assert.ok(legend.tokenTypes[data[i + 3]]);
    }
  }));

test("completion offers what may be emitted, on text that is not finished", { timeout: 40000 }, () =>
  withServer(async ({ connection, uri }) => {
    const spec = uri("high_water.evd");
    await connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, { textDocument: { uri: spec, version: 2 },
      contentChanges: [{ range: { start: { line: 14, character: 0 }, end: { line: 14, character: 0 } }, text: "    emit an\n" }] });
    const answer = await connection.sendRequest(protocol.CompletionRequest.type, { ...at(spec, 15, 12), context: { triggerKind: 1 } });
    const labels = (Array.isArray(answer) ? answer : answer.items).map(item => item.label);
    assert.ok(labels.includes("answer"), labels.join());
    assert.ok(!labels.includes("tell"), "an input cannot be emitted");
  }));

test("rename changes every file", { timeout: 40000 }, () =>
  withServer(async ({ connection, uri }) => {
    const edit = await connection.sendRequest(protocol.RenameRequest.type, { ...at(uri("high_water.evd"), 15, 15), newName: "larger" });
    const files = edit.changes ? Object.keys(edit.changes) : edit.documentChanges.map(change => change.textDocument.uri);
    assert.deepEqual(files.sort(), [uri("high_water.evd"), uri("numbers.evd")].sort());
  }));

test("an unknown request is an error, and the server lives on", { timeout: 40000 }, () =>
  withServer(async ({ connection, uri }) => {
    await assert.rejects(connection.sendRequest("textDocument/nonsense", {}), error => error.code === protocol.ErrorCodes.MethodNotFound);
    await connection.sendNotification("$/nonsense", {});
    assert.ok(await connection.sendRequest(protocol.HoverRequest.type, at(uri("high_water.evd"), 15, 15)));
  }));
