// The mode in editors/emacs with Eglot in real Emacs, in batch.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { test } from "node:test";
import { here, mistake, root, scratch, server } from "./scratch.mjs";

test("Emacs: colours, indentation, diagnostics, hover and definition", { timeout: 60000 }, () => {
  const work = scratch();
  try {
    const out = work.at("out.json");
    execFileSync("emacs", ["--batch", "-L", path.join(root, "editors/emacs"), "--eval", "(package-initialize)", "-l", path.join(here, "emacs.el")],
                 { cwd: work.folder, env: { ...process.env, EVD_OUT: out, EVD_SERVER: server(), HOME: work.folder }, stdio: "pipe", timeout: 50000 });
    const found = JSON.parse(readFileSync(out, "utf8"));
    assert.equal(found.problem, undefined, JSON.stringify(found));
    assert.equal(found.mode, "evident-mode");
    assert.equal(found.face, "font-lock-keyword-face");
    assert.equal(found.indentation, 4);
    assert.match(found.hover, /greater/);
    assert.match(found.definition, /numbers\.evd$/);
    assert.equal(found.line, 5);
    assert.match(found.diagnostic, new RegExp(mistake.wrong));
    assert.equal(found.at, mistake.line);
    assert.match(found.violation, /`small` is violated/);
    assert.match(found.verdicts, /✗ violated after event #\d+, for i = b/);
    assert.match(found.run, /invariant small is violated after event #\d+, for i = b/);
    assert.match(found.refuted, /`few` is violated/);
    assert.match(found.explored, /✗ is refuted by a run of 6 events/);
    assert.match(found.explored, /✗ refuted: few · \d+ states/);
  } finally { work.remove(); }
});

test("Emacs: the mode compiles without warnings", { timeout: 60000 }, () => {
  const work = scratch();
  try {
    const source = JSON.stringify(path.join(root, "editors/emacs/evident-mode.el"));
    execFileSync("emacs", ["--batch", "--eval", `(progn (require 'bytecomp) (setq byte-compile-error-on-warn t byte-compile-dest-file-function
      (lambda (_) ${JSON.stringify(work.at("mode.elc"))})) (unless (byte-compile-file ${source}) (kill-emacs 1)))`], { stdio: "pipe", timeout: 50000 });
  } finally { work.remove(); }
});
