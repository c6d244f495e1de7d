// The webview of the event diagram: draws a run, steps through it by mouse and keyboard, and lists it as a table.

import * as model from "./model";
import type { FromView, Request, ToView } from "./panel";

interface State { request: Request; selected: number; all: boolean }
declare function acquireVsCodeApi(): { postMessage(message: FromView): void; getState(): State | undefined; setState(state: State): void };
const host = acquireVsCodeApi();

const svgNamespace = "http://www.w3.org/2000/svg";
type Attributes = Record<string, string | number | undefined>;

function fill<E extends Element>(node: E, attributes: Attributes, children: (Node | string)[]): E {
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, String(value));
  node.append(...children);
  return node;
}
function html<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): HTMLElementTagNameMap[K] {
  return fill(document.createElement(tag), attributes, children);
}
function svg<K extends keyof SVGElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: (Node | string)[]): SVGElementTagNameMap[K] {
  return fill(document.createElementNS(svgNamespace, tag), attributes, children);
}

/** Draws one run into the page. Everything that changes with the selection is in `select`. */
class View {
  private selected = 0;
  private all = false;
  private readonly plan: model.Layout;
  private readonly nodes: SVGGElement[] = [];
  private readonly arrows: { arrow: model.Arrow; element: SVGGElement }[] = [];
  private readonly rows: HTMLTableRowElement[] = [];
  private readonly details = html("section", { class: "details", "aria-live": "polite", "aria-label": "Selected event" });
  private readonly counter = html("output", { class: "counter" });
  private readonly scroller = html("div", { class: "scroller", tabindex: 0, role: "application",
                                            "aria-label": "Event diagram; the table beside it has the same content" });

  constructor(private readonly run: model.Run, private readonly places: model.Places, private readonly request: Request,
              state: { selected: number; all: boolean }) {
    // Two columns if there is room (diagram.css), and lanes as narrow as need be.
    const page = document.documentElement.clientWidth;
    this.plan = model.layout(run, page > 700 ? page * 0.6 : page);
    this.all = state.all;
    this.scroller.append(this.lanes(), this.drawing());
    const side = html("div", { class: "side" }, this.details, this.table());
    document.body.replaceChildren(this.toolbar(), html("main", {}, this.scroller, side));
    this.scroller.addEventListener("keydown", event => this.key(event));
    if (run.events.length > 0) this.select(Math.min(Math.max(0, state.selected), run.events.length - 1));
    this.scroller.focus({ preventScroll: true });
  }

  private toolbar(): HTMLElement {
    const button = (label: string, sign: string, step: model.Step) => {
      const made = html("button", { type: "button", title: label, "aria-label": label, "data-step": step }, sign);
      made.addEventListener("click", () => this.step(step));
      return made;
    };
    const all = html("input", { type: "checkbox", id: "all" });
    all.checked = this.all;
    all.addEventListener("change", () => { this.all = all.checked; this.select(this.selected); });
    const seed = html("input", { type: "number", id: "seed", min: 0, value: this.run.seed, "aria-label": "Seed" });
    const chance = (id: "drop" | "duplicate", label: string) =>
      html("input", { type: "number", id, min: 0, max: 1, step: 0.05, value: this.request[id] ?? 0, "aria-label": label });
    const drop = chance("drop", "Probability that a message is lost");
    const duplicate = chance("duplicate", "Probability that a message arrives twice");
    const again = html("button", { type: "submit", class: "primary" }, "Run");
    const form = html("form", {}, html("label", { for: "seed" }, "seed"), seed, html("label", { for: "drop" }, "loss"), drop,
                      html("label", { for: "duplicate" }, "copies"), duplicate, again);
    const send = (type: "again" | "search") => host.postMessage({ type, request: {
      ...this.request, seed: Number(seed.value), drop: Number(drop.value) || undefined, duplicate: Number(duplicate.value) || undefined } });
    form.addEventListener("submit", event => { event.preventDefault(); send("again"); });
    if (this.run.invariants.length > 0) {
      const search = html("button", { type: "button", id: "search", title: "Try other seeds until an invariant is violated" }, "Find violation");
      search.addEventListener("click", () => send("search"));
      form.append(search);
    }
    const bad = this.run.violation !== undefined;
    return html("header", {},
      html("div", { class: "buttons", role: "toolbar", "aria-label": "Steps" },
        button("First event (Home)", "«", "first"), button("Previous event (Up)", "‹", "previous"),
        button("Next event (Down)", "›", "next"), button("Last event (End)", "»", "last")),
      this.counter,
      html("label", { class: "check" }, all, "show unrelated"),
      form,
      html("span", { class: bad ? "ending bad" : "ending", role: bad ? "alert" : "status" },
        html("strong", {}, this.run.system), ` · ${model.ending(this.run)}`));
  }

  private lanes(): SVGSVGElement {
    const head = svg("svg", { class: "lanes", width: this.plan.width, height: 30, "aria-hidden": "true" });
    for (const lane of this.plan.lanes) {
      head.append(svg("g", { class: lane.inside ? "lane" : "lane outside" },
        svg("rect", { x: lane.x - 46, y: 4, width: 92, height: 22, rx: 4 }), svg("text", { x: lane.x, y: 19 }, lane.name)));
    }
    return head;
  }

  private drawing(): SVGSVGElement {
    const { plan, run } = this;
    const picture = svg("svg", { class: "run", width: plan.width, height: plan.height, "aria-hidden": "true" });
    const tip = { id: "tip", viewBox: "0 0 8 8", refX: 8, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 9, markerHeight: 9,
                  orient: "auto-start-reverse" };
    picture.append(svg("defs", {}, svg("marker", tip, svg("path", { d: "M0 0 8 4 0 8z" }))));
    for (const lane of plan.lanes)
      picture.append(svg("line", { class: lane.inside ? "life" : "life outside", x1: lane.x, y1: 0, x2: lane.x, y2: plan.height }));
    for (const arrow of plan.arrows) {
      const element = svg("g", { class: `arrow to-${arrow.end}` }, this.curve(arrow));
      if (arrow.end !== "event") {
        const sign = arrow.end === "lost" ? "✕" : "…";
        element.append(svg("text", { x: arrow.x2 + 6, y: arrow.y2 + 4 }, `${sign} ${arrow.message.text}`));
      }
      element.append(svg("title", {}, `${arrow.message.text} from ${arrow.message.from} to ${arrow.message.to}: ${model.fate(arrow.message)}`));
      this.arrows.push({ arrow, element });
      picture.append(element);
    }
    for (const node of plan.nodes) {
      const event = run.events[node.id];
      const changed = (event.changes ?? []).length > 0;
      const marks = [`event ${event.kind}`, event.fault ? "fault" : "", run.violation?.event === event.id ? "violation" : ""].join(" ");
      const element = svg("g", { class: marks, transform: `translate(${node.x} ${node.y})` },
        svg("circle", { class: "halo", r: 12 }), svg("circle", { class: "dot", r: changed ? 6.5 : 5 }),
        svg("text", this.labelPlace(event), this.label(event)), svg("title", {}, `#${event.id} ${event.at}: ${model.title(run, event)}`));
      element.addEventListener("click", () => { this.select(event.id); this.scroller.focus({ preventScroll: true }); });
      element.addEventListener("dblclick", () => this.go());
      this.nodes.push(element);
      picture.append(element);
    }
    return picture;
  }

  /** Messages to oneself bow out to the left, so that they do not hide in the lane. */
  private curve(arrow: model.Arrow): SVGPathElement {
    const { x1, y1, x2, y2 } = arrow;
    const tip = arrow.end === "event" ? 7 : 0;
    if (x1 === x2) {
      const bow = Math.min(48, 18 + (y2 - y1) / 8);
      return svg("path", { d: `M${x1} ${y1}C${x1 - bow} ${y1 + 8} ${x2 - bow} ${y2 - 8} ${x2 - tip} ${y2 - 2}`, "marker-end": "url(#tip)" });
    }
    const length = Math.hypot(x2 - x1, y2 - y1);
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    return svg("path", { d: `M${x1} ${y1}L${x2 - dx * tip} ${y2 - dy * tip}`, "marker-end": "url(#tip)" });
  }

  /** Labels stand right of the lane; they give way to arrows that come from the right, or go there. */
  private labelPlace(event: model.RunEvent): Attributes {
    const x = this.plan.nodes[event.id].x;
    const comes = this.plan.arrows.some(arrow => arrow.message.received_by === event.id && arrow.x1 > x);
    const goes = this.plan.arrows.some(arrow => arrow.message.sent_by === event.id && arrow.x2 > x);
    if (comes && goes && this.label(event).length * 8 + 12 < x) return { x: -12, y: 4, "text-anchor": "end" };
    return { x: 12, y: comes === goes ? 4 : comes ? 15 : -5 };
  }

  private label(event: model.RunEvent): string {
    const text = event.kind === "request" ? `request ${event.text}` : event.text;
    return text.length > 17 ? `${text.slice(0, 16)}…` : text;
  }

  private table(): HTMLElement {
    const head = html("tr", {}, ...["#", "time", "at", "event", "because", "sends", "changes"].map(name => html("th", { scope: "col" }, name)));
    const body = html("tbody");
    for (const event of this.run.events) {
      const row = model.row(this.run, event);
      const made = html("tr", { tabindex: 0, "data-event": event.id },
        ...[`#${row.id}`, row.time, row.at, row.event, row.cause, row.sends, row.changes].map(text => html("td", {}, text)));
      made.addEventListener("click", () => this.select(event.id));
      made.addEventListener("keydown", pressed => {
        if (pressed.key === "Enter" || pressed.key === " ") { this.select(event.id); pressed.preventDefault(); }
      });
      this.rows.push(made);
      body.append(made);
    }
    return html("section", { class: "list", "aria-label": "All events" },
      html("table", {}, html("caption", {}, `${this.run.events.length} events of ${this.run.system}, seed ${this.run.seed}`), html("thead", {}, head), body));
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Record<string, model.Step> = {
      ArrowDown: event.shiftKey ? "next_here" : "next", ArrowUp: event.shiftKey ? "previous_here" : "previous",
      ArrowLeft: "cause", ArrowRight: "effect", Home: "first", End: "last", j: "next", k: "previous",
    };
    const step = steps[event.key];
    if (step) { this.step(step); event.preventDefault(); }
    if (event.key === "Enter") { this.go(); event.preventDefault(); }
  }

  private step(step: model.Step): void { this.select(model.stepFrom(this.run, this.selected, step)); }

  private go(): void {
    const place = model.placeOf(this.run, this.run.events[this.selected], this.places);
    if (place) host.postMessage({ type: "go", place });
  }

  private select(id: number): void {
    this.selected = id;
    // An invariant speaks of all locations at once, so nothing is unrelated to its violation.
    const near = model.related(this.run, id);
    const faded = (other: number) => !this.all && this.run.violation?.event !== id && !near.has(other);
    this.nodes.forEach((element, other) => {
      element.classList.toggle("selected", other === id);
      element.classList.toggle("faded", faded(other));
    });
    for (const { arrow, element } of this.arrows) {
      const from = arrow.message.sent_by as number;
      const to = arrow.message.received_by ?? from;
      element.classList.toggle("chosen", from === id || arrow.message.received_by === id);
      element.classList.toggle("faded", faded(from) || faded(to));
    }
    this.rows.forEach((row, other) => {
      if (other === id) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
      row.classList.toggle("faded", faded(other));
    });
    const node = this.plan.nodes[id];
    const box = this.scroller;
    if (node.y - 60 < box.scrollTop || node.y + 60 > box.scrollTop + box.clientHeight) box.scrollTop = node.y - box.clientHeight / 2;
    if (node.x - 60 < box.scrollLeft || node.x + 90 > box.scrollLeft + box.clientWidth) box.scrollLeft = node.x - box.clientWidth / 2;
    this.counter.textContent = `${id + 1} of ${this.run.events.length}`;
    this.describe(this.run.events[id]);
    this.rows[id].scrollIntoView({ block: "nearest" });   // after the details, which take room from the table
    host.setState({ request: this.request, selected: id, all: this.all });
  }

  private describe(event: model.RunEvent): void {
    const run = this.run;
    const jump = (id: number) => {
      const made = html("button", { type: "button", class: "link" }, `#${id}`);
      made.addEventListener("click", () => { this.select(id); this.scroller.focus({ preventScroll: true }); });
      return made;
    };
    const parts: Node[] = [html("h2", {}, `#${event.id} at ${event.at}: ${model.title(run, event)}`)];
    const facts = html("p", { class: "facts" }, model.time(event.time_ns));
    if (event.sent_by !== undefined) facts.append(" · sent by ", jump(event.sent_by));
    if (event.actor) facts.append(` · ${event.actor}`);
    parts.push(facts);
    if (model.placeOf(run, event, this.places)) {
      const source = html("button", { type: "button", class: "source", title: "Go to the source (Enter)" }, "Go to source");
      source.addEventListener("click", () => this.go());
      parts.push(source);
    }
    if (event.fault) parts.push(html("p", { class: "bad" }, `Rejected, nothing changed: ${event.fault.code} ${event.fault.text}`));
    if (run.violation?.event === event.id)
      parts.push(html("p", { class: "bad" }, `Violates the invariant ${run.violation.invariant} (${run.violation.code}).`));
    parts.push(this.values(event));
    const sends = (event.sends ?? []).map(id => run.messages[id]);
    if (sends.length + (event.emits ?? []).length > 0) {
      const items = sends.map(message => {
        const item = html("li", {}, `${message.text} to ${message.to}`);
        if (message.received_by !== undefined) item.append(" → ", jump(message.received_by)); else item.append(` (${model.fate(message)})`);
        return item;
      });
      items.push(...(event.emits ?? []).map(value => html("li", {}, `emits ${value}`)));
      parts.push(html("h3", {}, "Sends"), html("ul", {}, ...items));
    }
    this.details.replaceChildren(...parts);
  }

  /** Values at the location of an event before and after it; those that changed are marked. */
  private values(event: model.RunEvent): HTMLElement {
    const before = model.valuesAt(this.run, event.at, event.id - 1);
    const after = model.valuesAt(this.run, event.at, event.id);
    const changes = new Map((event.changes ?? []).map(change => [change.subject, change]));
    const subjects = [...new Set([...before.keys(), ...after.keys(), ...changes.keys()])].sort();
    if (subjects.length === 0) return html("p", { class: "empty" }, "Nothing has changed here yet.");
    const rows = subjects.map(subject => {
      const change = changes.get(subject);
      const old = (change?.after === undefined ? undefined : change.before) ?? before.get(subject) ?? "–";
      const now = after.get(subject) ?? "ended";
      return html("tr", { class: change ? "changed" : undefined }, html("th", { scope: "row" }, subject), html("td", {}, old), html("td", {}, now));
    });
    const head = html("tr", {}, ...["", "before", "after"].map(name => html("th", { scope: "col" }, name)));
    return html("table", { class: "values" }, html("thead", {}, head), html("tbody", {}, ...rows));
  }
}

window.addEventListener("message", (event: MessageEvent<ToView>) => {
  const message = event.data;
  const kept = host.getState();
  if (message.type === "busy") document.body.classList.add("busy");
  else document.body.classList.remove("busy");
  if (message.type === "error") {
    const again = html("button", { type: "button", class: "primary" }, "Try again");
    again.addEventListener("click", () => host.postMessage({ type: "again", request: message.request }));
    document.body.replaceChildren(html("div", { class: "problem", role: "alert" }, html("pre", {}, message.text), again));
    host.setState({ request: message.request, selected: 0, all: kept?.all ?? false });
  }
  if (message.type === "run") {
    const before = kept?.request, now = message.request;
    const same = before?.seed === now.seed && before?.drop === now.drop && before?.duplicate === now.duplicate;
    const selected = same ? kept?.selected ?? 0 : message.run.violation?.event ?? 0;
    new View(message.run, message.places, message.request, { selected, all: kept?.all ?? false });
  }
});
host.postMessage({ type: "ready" });
