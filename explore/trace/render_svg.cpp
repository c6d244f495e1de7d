#include "explore/trace/render_svg.h"

#include "explore/trace/diagram_layout.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace evd::explore {

namespace {

constexpr size_t kColours = 8;
const char* const kLight[kColours] = {"#2563eb", "#d97706", "#059669", "#9333ea",
                                      "#db2777", "#0891b2", "#65a30d", "#78716c"};
const char* const kDark[kColours] = {"#6ea8ff", "#fbbf4d", "#3ddc9a", "#c08bff",
                                     "#ff7ab8", "#3fd0ec", "#a7dc45", "#b8b0aa"};

std::string xml(const std::string& text) {
    std::string out;
    for (char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;   // other control characters are not XML
        }
    }
    return out;
}

std::string style() {
    std::string light, dark, kinds;
    for (size_t i = 0; i < kColours; ++i) {
        light += fmt::format("--k{}:{};", i, kLight[i]);
        dark += fmt::format("--k{}:{};", i, kDark[i]);
        kinds += fmt::format(".s{0}{{stroke:var(--k{0})}}.f{0}{{fill:var(--k{0})}}", i);
    }
    return "<style>\n"
           "svg{--bg:#ffffff;--ink:#1f2430;--soft:#6b7280;--line:#c3c9d4;--pill:#f2f4f8;--bad:#dc2626;--good:#059669;" +
           light +
           "}\n"
           "@media "
           "(prefers-color-scheme:dark){svg{--bg:#14171f;--ink:#e6e9f0;--soft:#98a1b3;--line:#414a5c;--pill:#222834;"
           "--bad:#ff6b6b;--good:#3ddc9a;" +
           dark + "}}\n" + kinds +
           "\n"
           ".bg{fill:var(--bg)}\n"
           "text{font:11px ui-monospace,'SF Mono',Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:var(--ink);"
           "paint-order:stroke;stroke:var(--bg);stroke-width:4px;stroke-linejoin:round}\n"
           ".h1{font:600 17px system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}\n"
           ".h2{font:12px system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:var(--soft)}\n"
           ".num{fill:var(--soft);font-size:10px}\n.soft{fill:var(--soft)}\n.badtext{fill:var(--bad)}\n.out{fill:var(--"
           "good)}\n"
           ".lane{stroke:var(--line);stroke-width:1.5;fill:none}\n.idle{stroke-dasharray:1 5;stroke-linecap:round}\n"
           ".down{stroke:var(--bad);stroke-dasharray:2 5;opacity:.75}\n"
           ".pill{fill:var(--pill);stroke:var(--line)}\n.pilltext{font-weight:600;font-size:12px;stroke:none;text-"
           "anchor:middle}\n"
           ".msg{fill:none;stroke-width:1.5}\n.lost{stroke-dasharray:5 4}\n.flying{stroke-dasharray:1.5 "
           "4;stroke-linecap:round;opacity:.8}\n"
           ".dot{stroke:var(--bg);stroke-width:1.5}\n.ink{fill:var(--ink)}\n.hollow{fill:var(--bg);stroke:var(--ink);"
           "stroke-width:1.5}\n"
           ".ring{fill:none;stroke:var(--bad);stroke-width:1.75}\n.cross{stroke:var(--bad);stroke-width:2.25;stroke-"
           "linecap:round;fill:none}\n"
           ".lostcross{stroke-width:2;stroke-linecap:round;fill:none}\n.aside{opacity:.3}\n"
           "</style>\n";
}

class Writer {
public:
    explicit Writer(const Run& run) : run_(run), layout_(layOut(run)) {
        kindColour_.assign(run.kinds.size(), SIZE_MAX);
        size_t next = 0;
        for (const Message& message : run.messages)
            if (kindColour_[message.kind] == SIZE_MAX) kindColour_[message.kind] = next++ % kColours;
    }

    std::string write() {
        double width = std::max(std::ceil(layout_.width), legendEnd()), height = std::ceil(layout_.bottom) + 46;
        out_ = fmt::format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" "
            "role=\"img\" aria-labelledby=\"t d\">\n",
            width, height);
        out_ += fmt::format("<title id=\"t\">{}</title>\n<desc id=\"d\">{}</desc>\n", xml(title()), xml(description()));
        out_ += style();
        arrowheads();
        out_ += fmt::format("<rect class=\"bg\" width=\"{}\" height=\"{}\"/>\n", width, height);
        header();
        for (const Lane& lane : layout_.lanes) laneLine(lane);
        numbers();
        // What cannot have led to the violation stands back.
        faded([&](const Message& one) { return isAside(one); }, run_.messages, [&](const Message& one) { arrow(one); });
        faded([&](const Mark& one) { return isAside(one); }, layout_.marks, [&](const Mark& one) { drawMark(one); });
        for (const Lane& lane : layout_.lanes) pill(lane, layout_.top - 8);
        if (layout_.rows.size() > 16)
            for (const Lane& lane : layout_.lanes) pill(lane, layout_.bottom + 16);
        return std::move(out_) + "</svg>\n";
    }

private:
    bool isAside(const Message& message) const {
        const auto event = message.receivedBy ? message.receivedBy : message.sentBy;
        return event && run_.events[*event].aside;
    }
    bool isAside(const Mark& mark) const {
        return mark.event ? run_.events[*mark.event].aside : isAside(run_.messages[*mark.lost]);
    }
    /// Draws some, of which those that are aside come first, below the others.
    template <class Test, class List, class Draw> void faded(const Test& aside, const List& list, const Draw& draw) {
        const bool any = std::any_of(list.begin(), list.end(), aside);
        if (any) {
            out_ += "<g class=\"aside\">\n";
            for (const auto& one : list)
                if (aside(one)) draw(one);
            out_ += "</g>\n";
        }
        for (const auto& one : list)
            if (!aside(one)) draw(one);
    }

    std::string title() const { return run_.spec + (run_.system.empty() ? "" : " · " + run_.system); }

    std::string description() const {
        std::string text = fmt::format("Space-time diagram of a run with seed {}. ", run_.seed) + countSentence(run_) +
                           " " + endSentence(run_) + " Locations:";
        for (const Lane& lane : layout_.lanes) text += " " + run_.names[lane.location];
        return text + ".";
    }

    void arrowheads() {
        out_ += "<defs>\n";
        for (size_t i = 0; i < kColours; ++i)
            out_ += fmt::format(
                "<marker id=\"a{0}\" viewBox=\"0 0 10 8\" refX=\"9\" refY=\"4\" markerWidth=\"9\" markerHeight=\"7\" "
                "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"f{0}\" d=\"M0 0.5 10 4 0 7.5 2 "
                "4z\"/></marker>\n",
                i);
        out_ += "</defs>\n";
    }

    struct LegendItem {
        double x;
        size_t colour;
        std::string name;
    };
    std::vector<LegendItem> legend() const {
        std::vector<LegendItem> items;
        double x = 26;
        for (size_t kind = 0; kind < run_.kinds.size(); ++kind) {
            if (kindColour_[kind] == SIZE_MAX) continue;
            items.push_back({x, kindColour_[kind], run_.kinds[kind]});
            x += 34 + static_cast<double>(columns(run_.kinds[kind])) * kGlyphWidth + 20;
        }
        return items;
    }
    double legendEnd() const {
        auto items = legend();
        double end =
            items.empty() ? 0 : items.back().x + 60 + static_cast<double>(columns(items.back().name)) * kGlyphWidth;
        return std::max(end, 40 + static_cast<double>(columns(title())) * 10);
    }

    void header() {
        out_ += fmt::format("<text class=\"h1\" x=\"26\" y=\"32\">{}</text>\n", xml(title()));
        out_ += fmt::format("<text class=\"h2\" x=\"26\" y=\"51\">seed {} · {} · {}</text>\n", run_.seed,
                            plural(run_.events.size(), "event"), plural(run_.messages.size(), "message"));
        for (const LegendItem& item : legend()) {
            out_ += fmt::format("<path class=\"msg s{0}\" d=\"M{1:.1f} 69h24\" marker-end=\"url(#a{0})\"/>"
                                "<text x=\"{2:.1f}\" y=\"73\">{3}</text>\n",
                                item.colour, item.x, item.x + 31, xml(item.name));
        }
    }

    static std::string plural(size_t n, const char* what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); }

    void pill(const Lane& lane, double y) {
        const std::string& name = run_.names[lane.location];
        double width = std::max(34.0, static_cast<double>(columns(name)) * 7.4 + 18);
        out_ += fmt::format("<rect class=\"pill\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"22\" rx=\"{}\"/>"
                            "<text class=\"pilltext\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>\n",
                            lane.x - width / 2, y - 11, width, run_.inside[lane.location] ? 6 : 11, lane.x, y + 4,
                            xml(name));
    }

    /// A lane is dotted before its start and red while the location is down.
    void laneLine(const Lane& lane) {
        double from = layout_.top;
        const char* mode = run_.inside[lane.location] ? " idle" : "";
        auto segment = [&](double to) {
            if (to > from)
                out_ += fmt::format("<path class=\"lane{}\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>\n", mode, lane.x, from, to);
            from = to;
        };
        for (const Mark& mark : layout_.marks) {
            if (!mark.event || run_.events[*mark.event].location != lane.location) continue;
            EventKind kind = run_.events[*mark.event].kind;
            if (kind == EventKind::Start) {
                segment(mark.y);
                mode = "";
            }
            if (kind == EventKind::Crash) {
                segment(mark.y);
                mode = " down";
            }
            if (kind == EventKind::Restart) {
                segment(mark.y);
                mode = " idle";
            }
        }
        segment(layout_.bottom + 4);
    }

    void numbers() {
        struct Numbers {
            std::optional<uint32_t> first, last;
            double y = 0;
        };
        std::vector<Numbers> rows(layout_.rows.size());
        for (const Mark& mark : layout_.marks) {
            if (!mark.event) continue;
            Numbers& row = rows[mark.row];
            if (!row.first) row.first = mark.event;
            row.last = mark.event;
            row.y = mark.y;
        }
        for (const Numbers& row : rows) {
            if (!row.first) continue;
            std::string text =
                row.first == row.last ? fmt::format("{}", *row.first) : fmt::format("{}–{}", *row.first, *row.last);
            out_ += fmt::format("<text class=\"num\" x=\"54\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n",
                                row.y + 3.5, text);
        }
    }

    void arrow(const Message& message) {
        size_t colour = kindColour_[message.kind];
        std::string hint = "<title>" +
                           xml(message.text + " from " + run_.names[message.from] + " to " + run_.names[message.to]) +
                           "</title>";
        const Mark* to = nullptr;
        if (message.receivedBy) to = &layout_.marks[layout_.markOf[*message.receivedBy]];
        if (layout_.lossOf[message.id] != SIZE_MAX) to = &layout_.marks[layout_.lossOf[message.id]];
        if (!message.sentBy) {
            // Put in by the environment without an event: a short arrow from the side.
            if (to) line(to->x - 30, to->y - 9, to->x, to->y, colour, "", true, hint);
            return;
        }
        const Mark& from = layout_.marks[layout_.markOf[*message.sentBy]];
        if (!to) {
            double x = layout_.lanes[layout_.laneOf[message.to]].x;
            double sign = x > from.x ? 1 : -1;
            if (message.from == message.to)
                line(from.x, from.y, from.x - 16, from.y + 12, colour, " flying", false, hint);
            else line(from.x, from.y, from.x + sign * 44, from.y + 15, colour, " flying", false, hint);
            return;
        }
        if (message.from == message.to) {
            double bend = std::min(34.0, 16 + (to->y - from.y) / 6);
            out_ += fmt::format(
                "<path class=\"msg s{0}\" d=\"M{1:.1f} {2:.1f}C{3:.1f} {4:.1f} {3:.1f} {5:.1f} {6:.1f} {7:.1f}\" "
                "marker-end=\"url(#a{0})\">{8}</path>\n",
                colour, from.x, from.y, from.x - bend, from.y + 4, to->y - 6, to->x - 5.5, to->y - 1.5, hint);
            return;
        }
        line(from.x, from.y, to->x, to->y, colour, to->lost ? " lost" : "", !to->lost, hint);
    }

    void line(double x1, double y1, double x2, double y2, size_t colour, const char* more, bool head,
              const std::string& hint) {
        double length = std::hypot(x2 - x1, y2 - y1), shorten = head ? 6 : 0;
        if (length < 1) return;
        double factor = (length - shorten) / length;
        out_ += fmt::format("<path class=\"msg s{}{}\" d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\"{}>{}</path>\n", colour, more,
                            x1, y1, x1 + (x2 - x1) * factor, y1 + (y2 - y1) * factor,
                            head ? fmt::format(" marker-end=\"url(#a{})\"", colour) : "", hint);
    }

    void drawMark(const Mark& mark) {
        if (mark.lost) {
            size_t colour = kindColour_[run_.messages[*mark.lost].kind];
            out_ += fmt::format("<path class=\"lostcross s{}\" d=\"M{:.1f} {:.1f}l7 7m-7 0l7 -7\"/>\n", colour,
                                mark.x - 3.5, mark.y - 3.5);
            label(mark, mark.label, 0, "soft");
            return;
        }
        const Event& event = run_.events[*mark.event];
        out_ += "<g><title>" + xml(tooltip(event)) + "</title>";
        std::string at = fmt::format("cx=\"{:.1f}\" cy=\"{:.1f}\"", mark.x, mark.y);
        const char* tone = "";
        switch (event.kind) {
        case EventKind::Start:
            out_ += fmt::format("<circle class=\"hollow\" {} r=\"4\"/>", at);
            tone = "soft";
            break;
        case EventKind::Receive:
        case EventKind::OutsideReceive:
            out_ += fmt::format("<circle class=\"dot f{}\" {} r=\"5\"/>",
                                kindColour_[run_.messages[*event.message].kind], at);
            break;
        case EventKind::Request:
            out_ += fmt::format("<circle class=\"dot f{}\" {} r=\"5\"/>",
                                kindColour_[run_.messages[event.sends.at(0)].kind], at);
            tone = "soft";
            break;
        case EventKind::Action:
            out_ += fmt::format("<path class=\"dot ink\" d=\"M{:.1f} {:.1f}l6 6l-6 6l-6 -6z\"/>", mark.x, mark.y - 6);
            break;
        case EventKind::Timer:   // a dial
            out_ += fmt::format("<circle class=\"hollow\" {} r=\"5\"/>"
                                "<path style=\"fill:none;stroke:var(--ink)\" d=\"M{:.1f} {:.1f}v-3.5m0 3.5h3\"/>",
                                at, mark.x, mark.y);
            break;
        case EventKind::Crash:
            out_ += fmt::format("<path class=\"cross\" d=\"M{:.1f} {:.1f}l11 11m-11 0l11 -11\"/>", mark.x - 5.5,
                                mark.y - 5.5);
            tone = "badtext";
            break;
        case EventKind::Restart:
            out_ += fmt::format("<circle class=\"hollow\" {} r=\"5\"/><circle class=\"ink\" {} r=\"2\"/>", at, at);
            break;
        }
        bool violated = run_.violation && run_.violation->event == event.id;
        if (event.fault != ir::Fault::None || violated)
            out_ += fmt::format("<circle class=\"ring\" {} r=\"8.5\"/>", at);
        label(mark, mark.label, 0, tone);
        for (size_t i = 0; i < mark.extra.size(); ++i)
            label(mark, mark.extra[i], i + 1, mark.extra[i].rfind("⇒", 0) == 0 ? "out" : "badtext");
        out_ += "</g>\n";
    }

    void label(const Mark& mark, const std::string& text, size_t line, const char* tone) {
        double x = mark.x + (mark.labelLeft ? -kLabelGap : kLabelGap);
        // Raised above the middle: arrows leave downwards, so they start clear of the label.
        double y = mark.y - 2.5 + static_cast<double>(line) * kLineHeight;
        out_ += fmt::format("<text{} x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>",
                            *tone ? fmt::format(" class=\"{}\"", tone) : "", x, y,
                            mark.labelLeft ? " text-anchor=\"end\"" : "", xml(text));
    }

    std::string tooltip(const Event& event) const {
        std::string text =
            fmt::format("#{} at {}, {}: {}", event.id, run_.names[event.location], timeText(event.timeNs), event.text);
        if (!event.actor.empty()) text += " of " + event.actor;
        for (const SendGroup& group : groupSends(run_, event))
            text += "; sends " + group.text + " to " + destinations(run_, group);
        for (const Change& change : event.changes)
            text += "; " + change.subject +
                    (change.before.empty() || change.after.empty() ? " " + change.before + change.after
                                                                   : ": " + change.before + " → " + change.after);
        return text;
    }

    const Run& run_;
    DiagramLayout layout_;
    std::vector<size_t> kindColour_;
    std::string out_;
};

}   // namespace

std::string renderSvg(const Run& run) { return Writer(run).write(); }

}   // namespace evd::explore
