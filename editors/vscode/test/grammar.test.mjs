// The TextMate grammar against the compiler's own lexical grammar (grammar/Evident.g4), on every spec of the repository.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const oniguruma = require("vscode-oniguruma");
const { Registry, INITIAL, parseRawGrammar } = require("vscode-textmate");

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, "../../..");
const read = file => readFileSync(file, "utf8");

await oniguruma.loadWASM(readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm")).buffer);
const registry = new Registry({
  onigLib: Promise.resolve({ createOnigScanner: patterns => new oniguruma.OnigScanner(patterns), createOnigString: text => new oniguruma.OnigString(text) }),
  loadGrammar: async scope => {
    const file = { "source.evident": "evident.tmLanguage.json", "markdown.evident.codeblock": "evident.markdown.json" }[scope];
    if (file) return parseRawGrammar(read(path.join(here, "../syntaxes", file)), file);
    if (scope === "text.html.markdown") return parseRawGrammar('{"scopeName":"text.html.markdown","patterns":[]}', "markdown.json");
    return null;
  },
  getInjections: scope => (scope === "text.html.markdown" ? ["markdown.evident.codeblock"] : []),
});
const evident = await registry.loadGrammar("source.evident");

/** [{ text, scopes, column }] per line. */
function tokenize(text, grammar = evident) {
  let state = INITIAL;
  return text.split(/\r?\n/).map(line => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.map(token => ({ text: line.slice(token.startIndex, token.endIndex), column: token.startIndex, scopes: token.scopes }));
  });
}
const scopesAt = (line, column) => line.findLast(token => token.column <= column).scopes.join(" ");

// ---- what the compiler's grammar says -----------------------------------------------------------

const g4 = read(path.join(root, "grammar/Evident.g4"));
const keywords = new Map([...g4.matchAll(/\b([A-Z_]+) : '([a-z_]+)' ;/g)].map(([, name, text]) => [text, name]));
const softRule = /^name : ([^;]*);/m.exec(g4)[1] + /^softName : ([^;]*);/m.exec(g4)[1];
const soft = new Set([...keywords].filter(([, name]) => new RegExp(`\\b${name}\\b`).test(softRule)).map(([text]) => text));

/** The tokens of a text as the lexer cuts it: longest match, in the order of the grammar's rules. */
function lex(text) {
  const rules = [["comment", /\/\/[^\r\n]*|\/\*[^]*?\*\//y], ["duration", /[0-9][0-9_]*(?:ns|us|ms|min|s|h)\b/y], ["number", /0x[0-9a-fA-F_]+|[0-9][0-9_]*/y],
                 ["text", /b?"(?:[^"\\\r\n]|\\[^\r\n])*"/y], ["lower", /[a-z_][a-zA-Z0-9_]*/y], ["upper", /[A-Z][a-zA-Z0-9_]*/y],
                 ["operator", /:=|\+=|-=|==|!=|<=|>=|<@|=>|->|\|\||[-()[\]{},.:_^@=<>&+*\/]/y], ["space", /\s+/y], ["unknown", /[^]/y]];
  const tokens = [];
  for (let at = 0, line = 0, start = 0; at < text.length;) {
    for (const [kind, rule] of rules) {
      rule.lastIndex = at;
      const found = rule.exec(text);
      if (!found) continue;
      const shown = kind === "lower" && keywords.has(found[0]) ? (soft.has(found[0]) ? "soft" : "keyword") : kind;
      tokens.push({ kind: shown, text: found[0], line, column: at - start });
      for (const newline of found[0].matchAll(/\n/g)) { line++; start = at + newline.index + 1; }
      at += found[0].length;
      break;
    }
  }
  return tokens;
}

const specs = ["examples", "stdlib", "tests/corpus"].flatMap(folder =>
  readdirSync(path.join(root, folder), { recursive: true }).filter(name => name.endsWith(".evd")).map(name => path.join(root, folder, name)));

const reserved = /keyword\.|storage\.|constant\.language|variable\.language/;
const expected = {
  keyword: reserved, comment: /comment\./, duration: /constant\.numeric\.duration/, number: /constant\.numeric\.(integer|hex)/,
  text: /string\.quoted/, upper: /entity\.name\.type|support\.(type|constant)/,
  operator: /keyword\.operator|punctuation|entity\.name\.namespace|variable\.language\.wildcard/,
};

test("the grammar of the compiler was read", () => {
  assert.ok(keywords.size > 80, `${keywords.size} keywords`);
  assert.ok(soft.has("given") && soft.has("open") && !soft.has("process"));
  assert.ok(specs.length > 50, `${specs.length} specs`);
});

test("every token of every spec has the scope of its kind", () => {
  const seen = {};
  for (const file of specs) {
    const text = read(file);
    const lines = tokenize(text);
    for (const token of lex(text)) {
      if (token.kind === "space") continue;
      const scopes = scopesAt(lines[token.line], token.column);
      const where = `${path.relative(root, file)}:${token.line + 1}:${token.column + 1} ${token.kind} '${token.text}': ${scopes}`;
      seen[token.kind] = (seen[token.kind] ?? 0) + 1;
      assert.doesNotMatch(scopes, /invalid\./, where);
      assert.notEqual(token.kind, "unknown", where);
      if (expected[token.kind]) assert.match(scopes, expected[token.kind], where);
      if (token.kind === "lower") {
        assert.match(scopes, token.text === "_" ? /variable\.language\.wildcard/ : /variable\.other|entity\.name|support\.function/, where);
        assert.doesNotMatch(scopes, /keyword\./, where);
      }
    }
  }
  for (const kind of [...Object.keys(expected), "lower", "soft"]) assert.ok(seen[kind] >= 5, `${kind}: ${seen[kind]}`);
});

test("every keyword of the grammar that is no name is coloured where it may stand", () => {
  for (const word of keywords.keys()) {
    if (!soft.has(word)) assert.match(scopesAt(tokenize(`  ${word} `)[0], 2), reserved, word);
  }
});

// ---- words that are keywords in one place and names elsewhere -----------------------------------

/** `source` with one `|word|` marked: the scopes of the marked word. */
function marked(source) {
  const start = source.indexOf("¦"), end = source.indexOf("¦", start + 1);
  const text = source.replaceAll("¦", "");
  const before = text.slice(0, start).split("\n");
  assert.ok(end > start);
  return scopesAt(tokenize(text)[before.length - 1], before.at(-1).length);
}

const places = [
  ["told ¦of¦ Node at i", /keyword/], ["let ¦of¦ = 3", /variable/], ["was_sent m(x) ¦by¦ i", /keyword/], ["prove a, b ¦by¦ c", /keyword/],
  ["var ¦by¦ : Int = 0", /variable/], ["  ¦given¦ bump() to a", /keyword/], ["param ¦given¦ : Int", /variable/], ["  ¦bound¦ round <= 2", /keyword/],
  ["  ¦faults¦ crash <= 1, drop", /keyword/], ["x.¦bound¦ + 1", /property/], ["fn power(b: Int, n: Nat) : Int ¦decreases¦ n = 1", /keyword/],
  ["¦open¦ process P {", /storage.modifier/], ["  if ¦open¦ > 1 { }", /variable/], ["  fair ¦action¦ go when a {", /storage.type.action/],
  ["  ¦fair¦ action go when a {", /storage.modifier/], ["  let ¦fair¦ = 1", /variable/], ["  ¦only¦ go, on vote affects x", /keyword/],
  ["  only go, on vote ¦affects¦ x", /keyword/], ["  only a ¦sends¦ m", /keyword/], ["  ¦only¦ := 3", /variable/],
  ["¦input¦ m(x: Int)", /storage.type.message/], ["  f(¦input¦)", /variable/], ["¦check¦ p with n = 3", /keyword/],
  ["¦scenario¦ s with nodes = {a} {", /keyword/],
  ["scenario ¦s¦ from t {", /entity.name.function/], ["  n1 ¦receives¦ vote(0, _) from n2", /keyword/], ["  n1 receives ¦vote¦(0, _)", /entity.name.function/],
  ["  ¦receives¦ := 3", /variable/], ["  f(s) ¦crashes¦", /keyword/], ["  ¦expect¦ x == 3", /keyword/], ["  ¦expect¦ := 3", /variable/],
  ["  ¦fairly¦ until done", /keyword/], ["  ¦wait¦ 5ms", /keyword/], ["  on ¦wait¦(n) {", /entity.name.function/],
  ["  ¦timer¦ election", /storage.type.timer/], ["  ¦timer¦ := 3", /variable/], ["  on m() { n := 1  ¦set¦ election after 5ms }", /keyword/],
  ["  set ¦election¦ between 1ms and pace", /entity.name.function/], ["  set election ¦between¦ 1ms and pace", /keyword/],
  ["  x := ¦set¦(xs)", /support.function/],
  ["  ¦cancel¦ election", /keyword/], ["  ¦cancel¦(x)", /function/], ["¦clocks¦ drift 10 percent", /storage.type/], ["clocks drift 10 ¦percent¦", /keyword/],
  ["class ¦Pass¦ = vote(u)", /entity.name.type.class/], ["message ¦vote¦(u: Int)", /entity.name.function.message/],
    ["  on ¦vote¦(u) {", /entity.name.function.message/],
  ["  send ¦vote¦(u) to a", /entity.name.function.message/], ["  spawn ¦Round¦(1)", /entity.name.type.class/], ["fn ¦f¦(x: Int) = x", /entity.name.function/],
  ["  let x = ¦get_or¦(m, k, 0)", /support.function/], ["import ¦std.quorum¦", /namespace/], ['import "./a.evd" ¦as¦ a', /keyword/],
    ["param type ¦Cmd¦", /entity.name.type/],
  ["spec ¦ring¦", /namespace/], ["  x.¦size¦()", /entity.name.function/], ["invariant ¦one¦ = true", /entity.name.function/],
  ['  "a¦\\n¦b"', /constant.character.escape/], ['  "a¦\\q¦b"', /invalid/], ['  ¦b¦"\\xff"', /storage.type.string/],
    ['  b"¦\\xff¦"', /constant.character.escape/],
  ["  ¦12abc¦", /invalid/], ["  ¦1.5¦", /invalid/], ["  a ¦&&¦ b", /invalid/], ["  a ¦||¦ b", /keyword.operator.class/], ["  ¦200ms¦", /duration/],
  ["/* ¦old¦ */", /invalid/], ["/// ¦doc¦", /comment.line.documentation/], ["// ¦note¦", /comment.line.double-slash/], ['  "// ¦no comment¦"', /string/],
];
for (const [source, scope] of places) test(`scope of ${source}`, () => { assert.match(marked(source), scope); });

test("a text that is not closed ends with its line", () => {
  assert.match(scopesAt(tokenize('  x := "abc\nprocess P {')[1], 0), /storage\.type/);
});

test("code blocks of Markdown are coloured", async () => {
  const markdown = await registry.loadGrammar("text.html.markdown");
  const lines = tokenize("text process\n```evident\nprocess P {\n}\n```\nprocess P", markdown);
  assert.match(scopesAt(lines[2], 0), /meta\.embedded\.block\.evident.*storage\.type\.class\.evident/);
  assert.doesNotMatch(scopesAt(lines[0], 5), /evident/);
  assert.doesNotMatch(scopesAt(lines[5], 0), /evident/);
});
