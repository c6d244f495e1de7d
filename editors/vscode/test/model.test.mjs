// The diagram's model against a run that `evident run --json` wrote (test/data).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as model from "../out/test/diagram/model.mjs";
import { deploymentFor, runArguments } from "../out/test/arguments.mjs";

const load = name => model.readRun(JSON.parse(readFileSync(new URL(`data/${name}.json`, import.meta.url), "utf8")));
const runs = { ring: load("ring"), faults: load("faults"), crash: load("crash") };

test("a run of another format or version is refused with a sentence", () => {
  assert.throws(() => model.readRun({}), /not a run of Evident/);
  assert.throws(() => model.readRun(null), /not a run of Evident/);
  assert.throws(() => model.readRun({ format: "evident-run", version: 2 }), /version 2/);
  assert.throws(() => model.readRun({ format: "evident-run", version: 1, locations: [] }), /no list of events/);
});

for (const [name, run] of Object.entries(runs)) {
  test(`${name}: clocks agree with the edges of the run`, () => {
    // The relation of the clocks is the transitive closure of predecessor and sender.
    const past = run.events.map(() => new Set());
    for (const event of run.events) {
      past[event.id].add(event.id);
      for (const cause of [event.predecessor, event.sent_by]) if (cause !== undefined) for (const id of past[cause]) past[event.id].add(id);
      assert.deepEqual(model.causalPast(run, event.id), past[event.id], `past of #${event.id}`);
    }
  });

  test(`${name}: arrows point down, nodes stand on their lanes, nothing overlaps`, () => {
    const plan = model.layout(run);
    assert.equal(plan.nodes.length, run.events.length);
    const seen = new Set();
    for (const node of plan.nodes) {
      assert.equal(plan.lanes[node.lane].name, run.events[node.id].at);
      assert.equal(node.x, plan.lanes[node.lane].x);
      assert.ok(!seen.has(node.y)); seen.add(node.y);
      assert.ok(node.y < plan.height && node.x < plan.width);
    }
    for (const arrow of plan.arrows) {
      assert.ok(arrow.y2 > arrow.y1, arrow.message.text);
      assert.equal(arrow.end === "event", arrow.message.received_by !== undefined);
    }
    const sent = run.messages.filter(message => message.sent_by !== undefined);
    assert.equal(plan.arrows.length, sent.filter(message => message.fate !== "in_flight").length);
    for (const message of sent.filter(message => message.fate === "in_flight"))
      assert.match(plan.nodes[message.sent_by].open, /on their way|on its way/, "what is on its way is told where it was sent");
    // What is hidden is not drawn, and nothing else changes.
    const name = sent[0].name;
    const without = model.layout(run, 0, { hidden: new Set([name]), undelivered: false });
    assert.deepEqual(without.arrows.map(arrow => arrow.message.id),
                     sent.filter(message => message.name !== name && message.fate === "delivered").map(message => message.id));
    assert.deepEqual(without.nodes.map(node => [node.x, node.y]), plan.nodes.map(node => [node.x, node.y]));
    assert.ok(without.nodes.every(node => node.open === ""));
  });

  test(`${name}: stepping forth and back visits every event and stays inside`, () => {
    let at = 0;
    const seen = [at];
    while (model.stepFrom(run, at, "next") !== at) seen.push(at = model.stepFrom(run, at, "next"));
    assert.deepEqual(seen, run.events.map(event => event.id));
    assert.equal(model.stepFrom(run, at, "next"), at);
    while (model.stepFrom(run, at, "previous") !== at) at = model.stepFrom(run, at, "previous");
    assert.equal(at, 0);
    for (const event of run.events) {
      const next = model.stepFrom(run, event.id, "next_here");
      if (next !== event.id) { assert.equal(run.events[next].at, event.at); assert.equal(model.stepFrom(run, next, "previous_here"), event.id); }
      const effect = model.stepFrom(run, event.id, "effect");
      if (effect !== event.id) assert.equal(model.stepFrom(run, effect, "cause"), event.id);
    }
  });

  test(`${name}: the value before an event is the value the model has after the events before it`, () => {
    let compared = 0;
    for (const event of run.events.filter(event => !event.fault)) {
      const before = model.valuesAt(run, event.at, event.id - 1);
      const after = model.valuesAt(run, event.at, event.id);
      for (const change of event.changes ?? []) {
        assert.equal(after.get(change.subject), change.after);
        if (change.before === undefined || change.after === undefined || !before.has(change.subject)) continue;
        assert.equal(before.get(change.subject), change.before, `#${event.id} ${change.subject}`);
        compared++;
      }
    }
    assert.ok(compared > 5, `only ${compared} values compared`);
  });
}

test("what a crash ended is gone after the restart, with all it spawned", () => {
  const run = runs.crash;
  const restart = run.events.find(event => event.kind === "restart");
  const ended = restart.changes.filter(change => change.after === undefined).map(change => change.subject);
  assert.ok(ended.length > 1);
  const before = [...model.valuesAt(run, restart.at, restart.id - 1).keys()];
  const after = [...model.valuesAt(run, restart.at, restart.id).keys()];
  for (const subject of ended) {
    assert.ok(before.includes(subject));
    assert.ok(!after.some(known => known.startsWith(subject)), subject);
  }
});

test("rows say what the diagram shows", () => {
  const { faults } = runs;
  const lost = faults.messages.find(message => message.fate === "dropped" && message.sent_by !== undefined);
  assert.match(model.row(faults, faults.events[lost.sent_by]).sends, /\(dropped\)/);
  const receipt = runs.ring.events.find(event => event.kind === "receive");
  const row = model.row(runs.ring, receipt);
  assert.equal(row.cause, `#${receipt.sent_by}`);
  assert.equal(row.event, `${receipt.text} from ${runs.ring.messages[receipt.message].from}`);
  assert.equal(model.time(1500000), "1.5ms");
  assert.equal(model.time(2e9), "2s");
  assert.equal(model.time(7), "7ns");
  assert.equal(model.time(0), "0ms");
  assert.equal(model.time(1_999_999_999), "1.999s");
});

test("events lead to the source", () => {
  const { ring } = runs;
  const place = line => ({ uri: "file:///ring.evd", range: { start: { line, character: 0 }, end: { line, character: 1 } } });
  const places = { messages: { vote: { declaration: place(9), handlers: [place(23)] }, elected: { declaration: place(10), handlers: [] } },
                   actions: { "Node.propose": place(19), "Node.win": place(27) }, processes: { Node: place(14) } };
  const line = kind => model.placeOf(ring, ring.events.find(kind), places)?.range.start.line;
  assert.equal(line(event => event.text === "propose"), 19);
  assert.equal(line(event => event.text === "win"), 27);
  assert.equal(line(event => event.kind === "receive"), 23);
  assert.equal(line(event => event.kind === "start"), 14);
  assert.equal(model.placeOf(ring, ring.events[0], {}), undefined);
});

test("a broadcast is told once, with how much of it is on its way", () => {
  const message = (id, to, fate) => ({ id, name: "vote", text: "vote(0, 1)", from: "a", to, sent_by: 0, fate });
  const run = { ...runs.ring, messages: ["b", "c", "d"].map((to, id) => message(id, to, id === 0 ? "delivered" : "in_flight")) };
  const [group] = model.sendGroups(run, { ...runs.ring.events[0], sends: [0, 1, 2] });
  assert.equal(group.messages.length, 3);
  assert.equal(model.onTheirWay(group), "vote(…) → 3, 2 on their way");
  assert.equal(model.onTheirWay({ ...group, messages: [run.messages[1]] }), "vote(0, 1) → c, on its way");
  assert.equal(model.onTheirWay({ ...group, messages: [run.messages[0]] }), "");
});

test("a step shows every location, the one of the event first, and there what changed first", () => {
  for (const run of Object.values(runs)) for (const event of run.events) {
    const states = model.statesAt(run, event.id);
    const changed = new Set((event.changes ?? []).map(change => change.subject));
    if (changed.size > 0) assert.equal(states[0].location, event.at);
    for (const [index, { location, rows }] of states.entries()) {
      if (location === event.at) assert.deepEqual(rows.slice(0, changed.size).map(row => row.subject).sort(), [...changed].sort());
      else assert.deepEqual(rows.map(row => [row.subject, row.after]), [...model.valuesAt(run, location, event.id)]);
      assert.equal(states.findIndex(other => other.location === location), index);
    }
  }
});

test("the end of a run says what became of every statement", () => {
  const run = { ...runs.ring, violation: undefined, end: "quiescent", statements: [
    { name: "a", held: 3, unknown: 0 }, { name: "b", held: 3, unknown: 0, vacuous: true },
    { name: "c", held: 0, unknown: 0, not_evaluated: "`e` ranges over events" }, { name: "d", held: 2, unknown: 0 }] };
  assert.equal(model.ending(run), "Nothing more can happen. a, d held throughout this run. " +
    "b held, but vacuously: nothing was there that it speaks of. c is not evaluated: `e` ranges over events.");
  assert.equal(model.ending({ ...run, statements: [] }), "Nothing more can happen.");
  const starts = run.events.filter(event => event.kind === "start");
  assert.equal(model.ending({ ...run, events: starts, statements: [] }), "Nothing happened but the start of the locations.");
  const violation = { code: "EVD7010", statement: "a", event: 4, witness: [{ name: "i", value: "n1" }, { name: "j", value: "n3" }] };
  assert.equal(model.ending({ ...run, violation }), "Violates a for i = n1, j = n3");
  const assertion = { code: "EVD7013", assertion: "left >= 0", event: 4 };
  assert.equal(model.ending({ ...run, violation: assertion }), "Violates left >= 0");
  assert.equal(model.ending({ ...run, violation: { ...violation, at_end: true } }), "Violates a for i = n1, j = n3 at the end: nothing more can happen.");
  assert.equal(model.ending({ ...run, violation: { ...violation, event: undefined, witness: undefined } }), "Violates a at the start.");
});

test("command lines and deployments", () => {
  assert.deepEqual(runArguments({ spec: "a.evd", deployment: "c.toml", seed: 3, json: "o.json" }),
                   ["run", "a.evd", "--with", "c.toml", "--seed", "3", "--json", "o.json"]);
  assert.equal(deploymentFor("a.evd", ["cluster.toml", "b.toml"]), "cluster.toml");
  assert.equal(deploymentFor("a.evd", ["a.toml"]), "a.toml");
  assert.equal(deploymentFor("a.evd", ["cluster.toml", "a.toml"]), "a.toml");
  assert.equal(deploymentFor("a.evd", ["b.toml"]), undefined);
});
