// A run of a system as `evident run --json` writes it, and what a diagram needs to know about it. No DOM, no editor.

export interface Change { subject: string; before?: string; after?: string }

export interface RunEvent {
  id: number;
  step: number;
  time_ns: number;
  at: string;
  kind: "start" | "receive" | "action" | "request" | "outside_receive" | "crash" | "restart" | "timer";
  text: string;
  actor?: string;
  message?: number;
  sent_by?: number;
  predecessor?: number;
  sends?: number[];
  emits?: string[];
  changes?: Change[];
  fault?: { code: string; text: string };
  clock: Record<string, number>;
}

export interface RunMessage {
  id: number;
  name: string;
  text: string;
  from: string;
  to: string;
  sent_by?: number;
  received_by?: number;
  fate: "delivered" | "in_flight" | "dropped" | "lost_at_crash";
  duplicate?: boolean;
}

export interface Run {
  format: "evident-run";
  version: number;
  spec: string;
  system: string;
  seed: number;
  end: "steps" | "quiescent" | "violation";
  locations: { name: string; inside: boolean }[];
  events: RunEvent[];
  messages: RunMessage[];
  statements: { name: string; held: number; unknown: number; vacuous?: boolean; not_evaluated?: string }[];
  violation?: { code: string; statement?: string; assertion?: string; event?: number; at_end?: boolean; witness?: { name: string; value: string }[] };
}

/** A place in a source file, as the Language Server Protocol writes it. */
export interface Place {
  uri: string;
  range: { start: { line: number; character: number }; end: { line: number; character: number } };
}

/** Where the names of a run are in the source (docs/lsp.md, `places`). */
export interface Places {
  messages?: Record<string, { declaration?: Place; handlers?: Place[]; sends?: Place[] }>;
  actions?: Record<string, Place>;
  variables?: Record<string, Place>;
  processes?: Record<string, Place>;
  statements?: Record<string, Place>;
}

/** Checks that `value` is a run this model understands; throws an Error with a sentence for the user otherwise. */
export function readRun(value: unknown): Run {
  const run = value as Partial<Run> | null;
  if (typeof run !== "object" || run === null || run.format !== "evident-run") throw new Error("This is not a run of Evident.");
  if (run.version !== 1) throw new Error(`This run has version ${run.version}; the diagram understands version 1.`);
  for (const key of ["locations", "events", "messages", "statements"] as const) {
    if (!Array.isArray(run[key])) throw new Error(`The run has no list of ${key}.`);
  }
  return run as Run;
}

/** Whether event `a` happened before event `b`, or is it: `a`'s clock is at most `b`'s everywhere. */
export function atOrBefore(a: RunEvent, b: RunEvent): boolean {
  return Object.entries(a.clock).every(([location, count]) => count <= (b.clock[location] ?? 0));
}

/** Ids of the events that `id` depends on, or that depend on it, and itself: everything else is concurrent with it. */
export function related(run: Run, id: number): Set<number> {
  const chosen = run.events[id];
  return new Set(run.events.filter(event => atOrBefore(event, chosen) || atOrBefore(chosen, event)).map(event => event.id));
}

/** Ids of the events that could have influenced `id`, and itself. */
export function causalPast(run: Run, id: number): Set<number> {
  const chosen = run.events[id];
  return new Set(run.events.filter(event => atOrBefore(event, chosen)).map(event => event.id));
}

/** Whether `subject` is the instance `owner`, one of its variables, or belongs to what it spawned. */
function belongs(subject: string, owner: string): boolean {
  return subject === owner || subject.startsWith(`${owner}.`) || subject.startsWith(`${owner}/`);
}

/**
 * Values at `location` after the events 0…`last` of everything that ever changes there. A variable of a placed process has
 * its first `before` from the beginning; what a spawned instance has (`P/Q(…)`) is known from the event that spawned it.
 */
export function valuesAt(run: Run, location: string, last: number): Map<string, string> {
  const values = new Map<string, string>();
  const here = run.events.filter(event => event.at === location && !event.fault);
  const seen = new Set<string>();
  for (const { subject, before } of here.flatMap(event => event.changes ?? [])) {
    if (!seen.has(subject) && before !== undefined && !subject.includes("/")) values.set(subject, before);
    seen.add(subject);
  }
  for (const event of here.filter(event => event.id <= last)) {
    for (const { subject, after } of event.changes ?? []) {
      if (after !== undefined) values.set(subject, after);
      else for (const known of [...values.keys()]) if (belongs(known, subject)) values.delete(known);
    }
  }
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A change in words. */
export function changeText({ subject, before, after }: Change): string {
  if (after === undefined) return `${subject}: ended`;
  return before === undefined ? `${subject}: ${after}` : `${subject}: ${before} → ${after}`;
}

export type Step = "first" | "previous" | "next" | "last" | "previous_here" | "next_here" | "cause" | "effect";

/** The event that `step` leads to from `id`; `id` itself if there is none. */
export function stepFrom(run: Run, id: number, step: Step): number {
  const last = run.events.length - 1;
  const event = run.events[id];
  switch (step) {
    case "first": return 0;
    case "last": return last;
    case "previous": return Math.max(0, id - 1);
    case "next": return Math.min(last, id + 1);
    case "previous_here": return event.predecessor ?? id;
    case "next_here": return run.events.find(other => other.predecessor === id)?.id ?? id;
    case "cause": return event.sent_by ?? event.predecessor ?? id;
    case "effect": {
      const received = (event.sends ?? []).map(message => run.messages[message].received_by).filter(other => other !== undefined);
      return received.length > 0 ? Math.min(...(received as number[])) : id;
    }
  }
}

/** The name by which an event's reaction is found in `places`, without arguments. */
function head(text: string): string { return text.split("(", 1)[0]; }

/** Where the reaction to an event is written; undefined if the run does not say. */
export function placeOf(run: Run, event: RunEvent, places: Places): Place | undefined {
  if (event.kind === "action" || event.kind === "timer") return places.actions?.[`${(event.actor ?? "").split("(")[0].split("/").pop()}.${head(event.text)}`] ??
                                      places.actions?.[`${event.actor}.${head(event.text)}`];
  if (event.message !== undefined) {
    const message = places.messages?.[run.messages[event.message].name];
    return message?.handlers?.[0] ?? message?.declaration;
  }
  const actor = (event.changes?.[0]?.subject ?? "").split(/[.(/]/)[0];
  return places.processes?.[actor] ?? Object.values(places.processes ?? {})[0];
}

/** What an event is, in words: the same for the eye, the screen reader and the table. */
export function title(run: Run, event: RunEvent): string {
  switch (event.kind) {
    case "start": return "start";
    case "action": return `action ${event.text}`;
    case "timer": return `timer ${event.text}`;
    case "crash": return "crash";
    case "restart": return "restart";
    case "request": return `request ${event.text}`;
    case "receive":
    case "outside_receive":
      return event.message === undefined ? event.text : `${event.text} from ${run.messages[event.message].from}`;
  }
}

/** Simulated time in the notation of `evident run`: 17ms, 1.5s, 0ms; to three decimals, the rest cut off. */
export function time(nanoseconds: number): string {
  for (const [unit, size] of [["s", 1e9], ["ms", 1e6], ["us", 1e3]] as const) {
    if (nanoseconds >= size) return `${Math.floor(nanoseconds / (size / 1000)) / 1000}${unit}`;
  }
  return nanoseconds === 0 ? "0ms" : `${nanoseconds}ns`;
}

/** One row of the accessible twin of the diagram. */
export interface Row { id: number; time: string; at: string; event: string; cause: string; sends: string; changes: string }

export function row(run: Run, event: RunEvent): Row {
  const sends = (event.sends ?? []).map(id => run.messages[id]).map(message =>
    `${message.text} to ${message.to}${message.fate === "delivered" ? "" : ` (${fate(message)})`}`);
  const emits = (event.emits ?? []).map(value => `emit ${value}`);
  const changes = (event.changes ?? []).map(changeText);
  if (event.fault) changes.push(`rejected: ${event.fault.text}`);
  if (run.violation?.event === event.id) changes.push(`violates ${violated(run)}`);
  return {
    id: event.id, time: time(event.time_ns), at: event.at, event: title(run, event),
    cause: event.sent_by === undefined ? "" : `#${event.sent_by}`, sends: [...sends, ...emits].join("; "), changes: changes.join("; "),
  };
}

export function fate(message: RunMessage): string {
  return { delivered: "delivered", in_flight: "still on its way", dropped: "dropped", lost_at_crash: "lost in a crash" }[message.fate];
}

/** The name of the statement that is violated, or the text of the assertion that fails. */
export const violated = (run: Run): string => run.violation?.statement ?? run.violation?.assertion ?? "";

/** `i = n1, j = n3`: the values for which the violated statement fails; empty if there are none. */
export function witness(run: Run): string {
  return (run.violation?.witness ?? []).map(({ name, value }) => `${name} = ${value}`).join(", ");
}

/** How the run ended, and what became of its statements; of a violation without the event, which is a link. */
export function ending(run: Run): string {
  if (run.violation) {
    const values = witness(run);
    const when = run.violation.event === undefined ? " at the start." : run.violation.at_end ? " at the end: nothing more can happen." : "";
    return `Violates ${violated(run)}${values === "" ? "" : ` for ${values}`}` + when;
  }
  const names = (wanted: (statement: Run["statements"][number]) => unknown) => run.statements.filter(wanted).map(one => one.name).join(", ");
  const said = (who: string, what: string) => who === "" ? "" : ` ${who} ${what}`;
  return (run.events.every(event => event.kind === "start") ? "Nothing happened but the start of the locations."
    : run.end === "quiescent" ? "Nothing more can happen." : `Stopped after ${run.events.length} events.`)
    + said(names(one => one.held > 0 && !one.vacuous), "held throughout this run.")
    + said(names(one => one.held > 0 && one.vacuous), "held, but vacuously: nothing was there that it speaks of.")
    + run.statements.map(one => one.not_evaluated === undefined ? "" : ` ${one.name} is not evaluated: ${one.not_evaluated}.`).join("");
}

/** Sends of one event with the same text: a broadcast is told once. */
export interface SendGroup { text: string; name: string; messages: RunMessage[] }

export function sendGroups(run: Run, event: RunEvent): SendGroup[] {
  const groups = new Map<string, SendGroup>();
  for (const id of event.sends ?? []) {
    const message = run.messages[id];
    const group = groups.get(message.text) ?? { text: message.text, name: message.name, messages: [] };
    group.messages.push(message);
    groups.set(message.text, group);
  }
  return [...groups.values()];
}

/** What is still on its way of a group: `vote(…) → 8, 5 on their way`, `vote(3) → n2, on its way`; empty if nothing is. */
export function onTheirWay(group: SendGroup): string {
  const open = group.messages.filter(message => message.fate === "in_flight").length;
  if (open === 0) return "";
  if (group.messages.length === 1) return `${group.text} → ${group.messages[0].to}, on its way`;
  return `${group.name}(…) → ${group.messages.length}, ${open === group.messages.length ? "all" : open} on their way`;
}

export const lane = { narrow: 98, wide: 150, left: 72, row: 36, top: 22 } as const;

export interface Node { id: number; x: number; y: number; lane: number; labelSide: "right" | "left"; labelY: number; open: string }
export interface Arrow { message: RunMessage; x1: number; y1: number; x2: number; y2: number; end: "event" | "lost" }
export interface Layout { width: number; height: number; lanes: { name: string; inside: boolean; x: number }[]; nodes: Node[]; arrows: Arrow[] }

/** What is left out of the picture. */
export interface Filter { hidden: ReadonlySet<string>; undelivered: boolean }

/**
 * Places lanes side by side, within `available` if that is possible, and events below each other: time flows down. What is
 * still on its way has no arrow; it is told at the event that sent it.
 */
export function layout(run: Run, available = 0, filter: Filter = { hidden: new Set(), undelivered: true }): Layout {
  const used = new Set(run.events.map(event => event.at).concat(run.messages.flatMap(message => [message.from, message.to])));
  const shown = run.locations.filter(location => location.inside || used.has(location.name));
  const apart = Math.min(lane.wide, Math.max(lane.narrow, Math.floor((available - lane.left - 16) / Math.max(1, shown.length))));
  const lanes = shown.map((location, index) => ({ ...location, x: lane.left + index * apart }));
  const laneOf = new Map(lanes.map((location, index) => [location.name, index]));
  const place = run.events.map((event, index) => ({ lane: laneOf.get(event.at) ?? 0, y: lane.top + index * lane.row }));
  const x = (id: number) => lanes[place[id].lane].x;

  const wanted = (message: RunMessage) => !filter.hidden.has(message.name);
  const arrows: Arrow[] = [];
  const fromRight = new Set<number>(), toRight = new Set<number>();
  for (const message of run.messages) {
    if (message.sent_by === undefined || !wanted(message)) continue;
    const [x1, y1] = [x(message.sent_by), place[message.sent_by].y];
    if (message.received_by !== undefined) {
      const [x2, y2] = [x(message.received_by), place[message.received_by].y];
      if (x1 > x2) fromRight.add(message.received_by);
      if (x2 > x1) toRight.add(message.sent_by);
      arrows.push({ message, x1, y1, x2, y2, end: "event" });
    } else if (message.fate !== "in_flight" && filter.undelivered) {
      const towards = lanes[laneOf.get(message.to) ?? place[message.sent_by].lane].x;
      if (towards > x1) toRight.add(message.sent_by);
      arrows.push({ message, x1, y1, x2: (x1 + towards) / 2, y2: y1 + lane.row, end: "lost" });
    }
  }
  const nodes = run.events.map((event, id): Node => {
    const [comes, goes] = [fromRight.has(id), toRight.has(id)];
    const open = filter.undelivered ? sendGroups(run, event).filter(group => !filter.hidden.has(group.name)).map(onTheirWay).filter(text => text !== "") : [];
    // Labels give way to arrows that come from the right or go there; below them stands what is on its way.
    const left = comes && goes && lanes[place[id].lane].x > 12 + 8 * 17;
    return { id, ...place[id], x: x(id), labelSide: left ? "left" : "right", labelY: left || comes === goes ? 4 : comes && open.length === 0 ? 15 : -5,
             open: open.join("; ") };
  });
  return { width: lane.left + lanes.length * apart, height: lane.top + Math.max(1, run.events.length) * lane.row, lanes, nodes, arrows };
}

/** What an event shows of every location: the one where it happened first, with what changed first; then the others. */
export interface LocationState { location: string; rows: { subject: string; before?: string; after: string; changed: boolean }[] }

export function statesAt(run: Run, id: number): LocationState[] {
  const event = run.events[id];
  const changes = new Map((event.changes ?? []).map(change => [change.subject, change]));
  const before = valuesAt(run, event.at, id - 1), after = valuesAt(run, event.at, id);
  const rows = [...new Set([...changes.keys(), ...before.keys(), ...after.keys()])].map(subject => {
    const change = changes.get(subject);
    return { subject, before: (change?.after === undefined ? undefined : change.before) ?? before.get(subject) ?? "–",
             after: after.get(subject) ?? "ended", changed: change !== undefined };
  }).sort((a, b) => Number(b.changed) - Number(a.changed) || (a.subject < b.subject ? -1 : 1));
  const others = run.locations.filter(({ name, inside }) => inside && name !== event.at).map(({ name }) => ({
    location: name, rows: [...valuesAt(run, name, id)].map(([subject, value]) => ({ subject, after: value, changed: false })),
  }));
  return [{ location: event.at, rows }, ...others].filter(state => state.rows.length > 0);
}
