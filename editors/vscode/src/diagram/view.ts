// The webview of the event diagram: draws a run, steps through it by mouse and keyboard, and lists it as a table.

import * as model from "./model";
import type { FromView, Request, ToView } from "./panel";

/** What the reader has chosen; comes back after a reload. */
interface State {
  request: Request;
  selected: number;
  chosen: boolean;       // by the reader; before that nothing is faded
  all: boolean;          // show what is unrelated to the selected event
  undelivered: boolean;
  hidden: string[];      // names of messages
  zoom: number;
  split: number;         // width of the picture in percent
}
const fresh = (request: Request): State =>
  ({ request, selected: 0, chosen: false, all: false, undelivered: true, hidden: [], zoom: 1, split: 60 });

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
function button(attributes: Attributes, label: string, pressed: () => void): HTMLButtonElement {
  const made = html("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", pressed);
  return made;
}
function check(id: string, label: string, title: string, on: boolean, changed: (on: boolean) => void): HTMLLabelElement {
  const box = html("input", { type: "checkbox", id });
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked));
  return html("label", { class: "check", title }, box, label);
}

/** Whether the details stand below the picture (diagram.css). */
const stacked = matchMedia("(max-width: 700px)");
const zooms = { least: 0.3, most: 2.5, step: 1.2 };
const labelMost = 17, openMost = 44;   // characters

/** Draws one run into the page. Everything that changes with the selection is in `select`. */
class View {
  private plan: model.Layout;
  private nodes: SVGGElement[] = [];
  private arrows: { arrow: model.Arrow; element: SVGGElement }[] = [];
  private readonly rows: HTMLTableRowElement[] = [];
  private readonly details = html("section", { class: "details", "aria-live": "polite", "aria-label": "Selected event" });
  private readonly counter = html("output", { class: "counter" });
  private readonly notice = html("div", { class: "notice", role: "status" });
  private readonly scroller = html("div", { class: "scroller", tabindex: 0, role: "application",
                                            "aria-label": "Event diagram; the table beside it has the same content" });
  private readonly side = html("div", { class: "side" });
  private readonly main: HTMLElement;

  constructor(private readonly run: model.Run, private readonly places: model.Places, private readonly state: State) {
    this.plan = this.layout();
    this.main = html("main", {}, this.scroller, this.splitter(), this.side);
    this.side.append(this.details, this.table());
    document.body.replaceChildren(this.toolbar(), this.notice, this.main);
    this.main.style.setProperty("--split", `${state.split}%`);
    this.draw();
    this.scroller.addEventListener("keydown", event => this.key(event));
    this.scroller.addEventListener("wheel", event => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.zoom(this.state.zoom * (event.deltaY < 0 ? zooms.step : 1 / zooms.step));
    }, { passive: false });
    if (run.events.length > 0) this.select(Math.min(Math.max(0, state.selected), run.events.length - 1), state.chosen);
    if (!state.chosen && run.violation === undefined) this.scroller.scrollLeft = 0;   // from the first lane on
    this.focus();
  }

  /** The keys work at once, also for who comes back. */
  focus(): void { this.scroller.focus({ preventScroll: true }); }

  /** Nothing more to say. */
  hush(): void { this.notice.replaceChildren(); }

  /** Says something about the run that is shown, with links to places and a way on. */
  say(text: string, bad: boolean, ...more: HTMLElement[]): void {
    this.notice.className = bad ? "notice bad" : "notice";
    this.notice.setAttribute("role", bad ? "alert" : "status");
    this.notice.replaceChildren(linked(text), ...more);
    this.reveal(this.state.selected);   // it takes room from the picture
  }

  again(): HTMLButtonElement {
    return button({ class: "primary", id: "again" }, "Run again", () => host.postMessage({ type: "again", request: this.state.request }));
  }

  private keep(): void { host.setState(this.state); }

  /** Two columns if there is room (diagram.css), and lanes as narrow as need be. */
  private layout(): model.Layout {
    const page = document.documentElement.clientWidth;
    const room = stacked.matches ? page : page * this.state.split / 100;
    return model.layout(this.run, room / this.state.zoom, { hidden: new Set(this.state.hidden), undelivered: this.state.undelivered });
  }

  private toolbar(): HTMLElement {
    const { run, state } = this;
    const step = (label: string, sign: string, which: model.Step) =>
      button({ title: label, "aria-label": label, "data-step": which }, sign, () => this.step(which));
    const number = (id: "seed" | "drop" | "duplicate", label: string, value: number, limits: Attributes) =>
      html("input", { type: "number", id, min: 0, value, "aria-label": label, title: label, ...limits });
    const seed = number("seed", "Seed", run.seed, {});
    const chance = { max: 1, step: 0.05 };
    const drop = number("drop", "Probability that a message is lost", state.request.drop ?? 0, chance);
    const duplicate = number("duplicate", "Probability that a message arrives twice", state.request.duplicate ?? 0, chance);
    const { scenario, check: explored } = state.request;
    // A scenario and a check have no seed and no faults but their own.
    const form = scenario !== undefined
      ? html("form", {}, html("span", {}, `scenario ${scenario}`), html("button", { type: "submit", class: "primary" }, "Play"))
      : explored !== undefined
      ? html("form", {}, html("span", {}, `check ${explored}`), html("button", { type: "submit", class: "primary" }, "Explore"))
      : html("form", {}, html("label", { for: "seed" }, "seed"), seed, html("label", { for: "drop" }, "loss"), drop,
                      html("label", { for: "duplicate" }, "copies"), duplicate, html("button", { type: "submit", class: "primary" }, "Run"));
    const send = (type: "again" | "search") => host.postMessage({ type, request: {
      ...state.request, seed: Number(seed.value), drop: Number(drop.value) || undefined, duplicate: Number(duplicate.value) || undefined } });
    form.addEventListener("submit", event => { event.preventDefault(); send("again"); });
    if (run.statements.length > 0 && scenario === undefined && explored === undefined)
      form.append(button({ id: "search", title: "Try other seeds until a statement is violated" }, "Find violation", () => send("search")));
    return html("header", {},
      html("div", { class: "buttons", role: "toolbar", "aria-label": "Steps" },
        step("First event (Home)", "«", "first"), step("Previous event (Up)", "‹", "previous"),
        step("Next event (Down)", "›", "next"), step("Last event (End)", "»", "last")),
      this.counter,
      html("div", { class: "buttons", role: "toolbar", "aria-label": "Zoom" },
        button({ title: "Smaller (-)", "aria-label": "Smaller", id: "smaller" }, "−", () => this.zoom(this.state.zoom / zooms.step)),
        button({ title: "Larger (+)", "aria-label": "Larger", id: "larger" }, "+", () => this.zoom(this.state.zoom * zooms.step)),
        button({ title: "Fit the width (0)", class: "word", id: "fit" }, "fit", () => this.fit())),
      check("all", "show unrelated", "Do not fade what is neither cause nor effect of the selected event", state.all,
            on => { state.all = on; this.select(state.selected, state.chosen); }),
      this.filter(), form,
      button({ id: "save", title: "Save the run as SVG, Mermaid, text or JSON" }, "Save…", () => host.postMessage({ type: "save" })),
      this.ending());
  }

  /** Which messages are drawn. */
  private filter(): HTMLElement {
    const { state } = this;
    const names = [...new Set(this.run.messages.map(message => message.name))].sort();
    const summary = html("summary", {}, "");
    const count = () => { summary.textContent = state.hidden.length + Number(!state.undelivered) === 0 ? "Messages" : "Messages (some hidden)"; };
    count();
    const changed = () => { count(); this.redraw(); };
    const boxes = names.map(name => check(`message-${name}`, name, `Draw ${name}`, !state.hidden.includes(name), on => {
      state.hidden = on ? state.hidden.filter(other => other !== name) : [...state.hidden, name];
      changed();
    }));
    const menu = html("details", { class: "menu", id: "messages" }, summary, html("div", { class: "choices" },
      check("undelivered", "not delivered", "Draw what is lost or still on its way", state.undelivered, on => { state.undelivered = on; changed(); }),
      ...boxes));
    menu.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !menu.open) return;
      menu.open = false;
      summary.focus();
    });
    return menu;
  }

  private ending(): HTMLElement {
    const { violation } = this.run;
    const out = html("span", { class: violation ? "ending bad" : "ending", role: violation ? "alert" : "status" },
                     html("strong", {}, this.run.system), ` · ${model.ending(this.run)}`);
    const faults = this.run.events.filter(one => one.fault !== undefined);
    if (faults.length > 0)
      out.append(" ", html("span", { class: "bad" }, faults.length === 1 ? "One event was rejected: " : `${faults.length} events were rejected, the first is `),
                 button({ class: "link", title: "Go to the event" }, `#${faults[0].id}`, () => this.choose(faults[0].id)), html("span", {}, "."));
    const event = violation?.event;
    if (event !== undefined)
      out.append(" at ", button({ class: "link", id: "violation", title: "Go to the event" }, `#${event}`, () => this.choose(event)), ".");
    return out;
  }

  private splitter(): HTMLElement {
    const bar = html("div", { class: "splitter", role: "separator", tabindex: 0, "aria-label": "Size of the diagram", "aria-valuemin": 20,
                              "aria-valuemax": 85, "aria-valuenow": this.state.split });
    const orient = () => bar.setAttribute("aria-orientation", stacked.matches ? "horizontal" : "vertical");
    orient();
    stacked.onchange = () => { orient(); this.redraw(); };
    const move = (percent: number) => {
      this.state.split = Math.min(85, Math.max(20, Math.round(percent)));
      bar.setAttribute("aria-valuenow", String(this.state.split));
      this.main.style.setProperty("--split", `${this.state.split}%`);
    };
    bar.addEventListener("pointerdown", pressed => {
      bar.setPointerCapture(pressed.pointerId);
      const follow = (event: PointerEvent) => {
        const box = this.main.getBoundingClientRect();
        move((stacked.matches ? (event.clientY - box.top) / box.height : (event.clientX - box.left) / box.width) * 100);
      };
      bar.addEventListener("pointermove", follow);
      bar.addEventListener("pointerup", () => { bar.removeEventListener("pointermove", follow); this.redraw(); }, { once: true });
    });
    bar.addEventListener("keydown", event => {
      const step = { ArrowLeft: -2, ArrowUp: -2, ArrowRight: 2, ArrowDown: 2 }[event.key];
      if (step === undefined) return;
      move(this.state.split + step);
      this.redraw();
      event.preventDefault();
    });
    return bar;
  }

  private zoom(to: number): void {
    this.state.zoom = Math.min(zooms.most, Math.max(zooms.least, to));
    this.redraw();
  }

  /** As large as the width allows, and never larger than life. */
  private fit(): void {
    const narrowest = model.layout(this.run).width;
    this.zoom(Math.min(1, (this.scroller.clientWidth - 4) / narrowest));
  }

  private redraw(): void {
    this.plan = this.layout();
    this.draw();
    this.select(this.state.selected, this.state.chosen);
  }

  private draw(): void { this.scroller.replaceChildren(this.lanes(), this.drawing()); }

  /** A picture in the units of the plan, at the present size. */
  private scaled(attributes: Attributes, height: number): SVGSVGElement {
    const { zoom } = this.state, { width } = this.plan;
    return svg("svg", { width: width * zoom, height: height * zoom, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true", ...attributes });
  }

  private lanes(): SVGSVGElement {
    const head = this.scaled({ class: "lanes" }, 30);
    for (const lane of this.plan.lanes) {
      head.append(svg("g", { class: lane.inside ? "lane" : "lane outside" },
        svg("rect", { x: lane.x - 46, y: 4, width: 92, height: 22, rx: 4 }), svg("text", { x: lane.x, y: 19 }, shortened(lane.name, 12)),
        svg("title", {}, lane.inside ? lane.name : `${lane.name}, outside the system`)));
    }
    return head;
  }

  private drawing(): SVGSVGElement {
    const { plan, run } = this;
    const picture = this.scaled({ class: "run" }, plan.height);
    this.nodes = [];
    this.arrows = [];
    const tip = { id: "tip", viewBox: "0 0 8 8", refX: 8, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 9, markerHeight: 9,
                  orient: "auto-start-reverse" };
    picture.append(svg("defs", {}, svg("marker", tip, svg("path", { d: "M0 0 8 4 0 8z" }))));
    for (const lane of plan.lanes)
      picture.append(svg("line", { class: lane.inside ? "life" : "life outside", x1: lane.x, y1: 0, x2: lane.x, y2: plan.height }));
    for (const arrow of plan.arrows) {
      const element = svg("g", { class: `arrow to-${arrow.end}` }, this.curve(arrow));
      if (arrow.end === "lost") element.append(svg("text", { x: arrow.x2 + 6, y: arrow.y2 + 4 }, `✕ ${shortened(arrow.message.text, labelMost)}`));
      element.append(svg("title", {}, `${arrow.message.text} from ${arrow.message.from} to ${arrow.message.to}: ${model.fate(arrow.message)}`));
      this.arrows.push({ arrow, element });
      picture.append(element);
    }
    for (const node of plan.nodes) {
      const event = run.events[node.id];
      const changed = (event.changes ?? []).length > 0;
      const marks = [`event ${event.kind}`, event.fault ? "fault" : "", run.violation?.event === event.id ? "violation" : ""].join(" ");
      const text = shortened(event.kind === "request" ? `request ${event.text}` : event.text, labelMost);
      const label: Attributes = node.labelSide === "left" ? { x: -12, y: node.labelY, "text-anchor": "end" } : { x: 12, y: node.labelY };
      const element = svg("g", { class: marks, transform: `translate(${node.x} ${node.y})` },
        svg("circle", { class: "halo", r: 12 }), svg("circle", { class: "dot", r: changed ? 6.5 : 5 }),
        svg("text", label, text), svg("title", {}, `#${event.id} ${event.at}: ${model.title(run, event)}`));
      if (node.open !== "")
        element.append(svg("text", { class: "open", x: 12, y: node.labelSide === "left" ? 4 : 14 },
          shortened(node.open, openMost), svg("title", {}, node.open)));
      element.addEventListener("click", () => { this.choose(event.id); this.scroller.focus({ preventScroll: true }); });
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

  /** One Tab stop; the arrow keys go from row to row. */
  private table(): HTMLElement {
    const head = html("tr", {}, ...["#", "time", "at", "event", "because", "sends", "changes"].map(name => html("th", { scope: "col" }, name)));
    const body = html("tbody");
    for (const event of this.run.events) {
      const row = model.row(this.run, event);
      const made = html("tr", { tabindex: -1, "data-event": event.id },
        ...[`#${row.id}`, row.time, row.at, row.event, row.cause, row.sends, row.changes].map(text => html("td", {}, html("div", {}, text))));
      made.addEventListener("click", () => this.choose(event.id));
      this.rows.push(made);
      body.append(made);
    }
    body.addEventListener("keydown", event => {
      this.key(event);
      if (event.defaultPrevented) this.rows[this.state.selected]?.focus();
    });
    const { scenario, check: explored } = this.state.request;
    const which = scenario !== undefined ? `scenario ${scenario}` : explored !== undefined ? `a shortest run of check ${explored}` : `seed ${this.run.seed}`;
    return html("section", { class: "list", "aria-label": "All events" },
      html("table", {}, html("caption", {}, `${this.run.events.length} events of ${this.run.system}, ${which}`), html("thead", {}, head), body));
  }

  private key(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const steps: Record<string, model.Step> = {
      ArrowDown: event.shiftKey ? "next_here" : "next", ArrowUp: event.shiftKey ? "previous_here" : "previous",
      ArrowLeft: "cause", ArrowRight: "effect", Home: "first", End: "last", j: "next", k: "previous",
    };
    const others: Record<string, () => void> = {
      Enter: () => this.go(), "+": () => this.zoom(this.state.zoom * zooms.step), "-": () => this.zoom(this.state.zoom / zooms.step),
      0: () => this.fit(), v: () => { if (this.run.violation?.event !== undefined) this.choose(this.run.violation.event); },
    };
    if (steps[event.key]) this.step(steps[event.key]);
    else if (others[event.key]) others[event.key]();
    else return;
    event.preventDefault();
  }

  private step(step: model.Step): void { this.choose(model.stepFrom(this.run, this.state.selected, step)); }

  private go(): void {
    const place = model.placeOf(this.run, this.run.events[this.state.selected], this.places);
    if (place) host.postMessage({ type: "go", place });
  }

  private choose(id: number): void { this.select(id, true); }

  private select(id: number, chosen: boolean): void {
    const { state, run } = this;
    Object.assign(state, { selected: id, chosen });
    // A statement speaks of all locations at once, so nothing is unrelated to its violation.
    const fades = chosen && !state.all && run.violation?.event !== id;
    const near = fades ? model.related(run, id) : undefined;
    const faded = (other: number) => near !== undefined && !near.has(other);
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
      row.tabIndex = other === id ? 0 : -1;
      row.classList.toggle("faded", faded(other));
    });
    this.counter.textContent = `${id + 1} of ${run.events.length}`;
    this.describe(run.events[id]);
    this.reveal(id);   // after the details, which take room from the table
    this.keep();
  }

  private reveal(id: number): void {
    if (this.run.events.length === 0) return;
    const box = this.scroller, { zoom } = this.state;
    const [x, y] = [this.plan.nodes[id].x * zoom, this.plan.nodes[id].y * zoom];
    if (y - 60 < box.scrollTop || y + 60 > box.scrollTop + box.clientHeight) box.scrollTop = y - box.clientHeight / 2;
    if (x - 60 < box.scrollLeft || x + 90 > box.scrollLeft + box.clientWidth) box.scrollLeft = x - box.clientWidth / 2;
    this.rows[id].scrollIntoView({ block: "nearest" });
  }

  private describe(event: model.RunEvent): void {
    const run = this.run;
    const jump = (id: number) => button({ class: "link" }, `#${id}`, () => { this.choose(id); this.scroller.focus({ preventScroll: true }); });
    const parts: Node[] = [html("h2", {}, `#${event.id} at ${event.at}: ${model.title(run, event)}`)];
    const facts = html("p", { class: "facts" }, model.time(event.time_ns));
    if (event.sent_by !== undefined) facts.append(" · sent by ", jump(event.sent_by));
    if (event.actor) facts.append(` · ${event.actor}`);
    parts.push(facts);
    if (model.placeOf(run, event, this.places))
      parts.push(button({ class: "source", title: "Go to the source (Enter)" }, "Go to source", () => this.go()));
    if (event.fault) parts.push(html("p", { class: "bad" }, `Rejected, nothing changed: ${event.fault.code} ${event.fault.text}`));
    if (run.violation?.event === event.id) {
      const values = model.witness(run);
      const what = `${model.violated(run)}${values === "" ? "" : ` for ${values}`} (${run.violation.code})`;
      parts.push(html("p", { class: "bad" }, `Violates ${what}.`));
    }
    parts.push(this.values(event));
    const groups = model.sendGroups(run, event);
    if (groups.length + (event.emits ?? []).length > 0) {
      const items = groups.map(({ text, messages }) => {
        const item = html("li", {}, `${text} to `);
        messages.forEach((message, index) => {
          item.append(`${index === 0 ? "" : ", "}${message.to}${message.duplicate ? " (again)" : ""}`);
          if (message.received_by !== undefined) item.append(" ", jump(message.received_by)); else item.append(` (${model.fate(message)})`);
        });
        return item;
      });
      items.push(...(event.emits ?? []).map(value => html("li", {}, `emits ${value}`)));
      parts.push(html("h3", {}, "Sends"), html("ul", {}, ...items));
    }
    this.details.replaceChildren(...parts);
  }

  /** Values at the location of an event before and after it, what changed first; then what the other locations have. */
  private values(event: model.RunEvent): HTMLElement {
    const states = model.statesAt(this.run, event.id);
    if (states.length === 0) return html("p", { class: "empty" }, "Nothing has changed anywhere yet.");
    const body = html("tbody");
    for (const { location, rows } of states) {
      const own = location === event.at;
      const names = own ? [location, "before", "after"] : [location, "", ""];
      body.append(html("tr", { class: "location" }, ...names.map(name => html("th", { scope: "col" }, name))));
      for (const { subject, before, after, changed } of rows) {
        body.append(html("tr", { class: changed ? "changed" : undefined }, html("th", { scope: "row" }, subject),
          ...(own ? [html("td", {}, before ?? ""), html("td", {}, after)] : [html("td", { colspan: 2 }, after)])));
      }
    }
    return html("table", { class: "values" }, body);
  }
}

function shortened(text: string, most: number): string { return text.length > most ? `${text.slice(0, most - 1)}…` : text; }

/** A report in which places (`spec.evd:4:7`) are links. */
function linked(text: string): HTMLElement {
  const out = html("pre");
  let done = 0;
  for (const found of text.matchAll(/(\S+\.(?:evd|toml)):(\d+):(\d+)/g)) {
    const [whole, file, line, column] = found;
    out.append(text.slice(done, found.index),
               button({ class: "link" }, whole, () => host.postMessage({ type: "open", file, line: Number(line), column: Number(column) })));
    done = found.index + whole.length;
  }
  out.append(text.slice(done));
  return out;
}

let shown: View | undefined;

window.addEventListener("message", (event: MessageEvent<ToView>) => {
  const message = event.data;
  document.body.classList.toggle("busy", message.type === "busy");
  if (message.type === "current") shown?.hush();
  if (message.type === "stale") shown?.say("The text has changed since this run.", false, shown.again());
  if (message.type === "error") {
    if (shown) return shown.say(message.text, true, shown.again());
    const again = button({ class: "primary", id: "again" }, "Try again", () => host.postMessage({ type: "again", request: message.request }));
    document.body.replaceChildren(html("div", { class: "problem", role: "alert" }, linked(message.text), again));
    host.setState({ ...fresh(message.request), ...host.getState(), request: message.request });
  }
  if (message.type === "run") {
    const { request, run } = message;
    const state: State = { ...fresh(request), ...host.getState(), request };
    const before = host.getState()?.request;
    const same = before !== undefined && 
      (["scenario", "check", "statement", "seed", "drop", "duplicate", "system", "deployment"] as const).every(key => before[key] === request[key]);
    // The run opens at what matters; the reader's place in the same run comes back.
    if (!same || message.event !== undefined)
      Object.assign(state, { selected: message.event ?? run.violation?.event ?? 0, chosen: false });
    shown = new View(run, message.places, state);
  }
});
window.addEventListener("focus", () => { if (document.activeElement === document.body) shown?.focus(); });
document.addEventListener("pointerdown", event => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) if (!menu.contains(event.target as Node)) menu.open = false;
});
host.postMessage({ type: "ready" });
