#include "explore/trace/diagram_layout.h"

#include "explore/trace/summary.h"

#include <algorithm>

namespace evd::explore {

namespace {

constexpr double kGutter = 62;   // for the event numbers
constexpr double kMargin = 26;
constexpr double kHeader = 118;   // title, legend, lane names
constexpr double kRowHeight = 27;
constexpr double kPitchMin = 108, kPitchMax = 236;
constexpr size_t kLabelColumns = 30;

/// The label of an event, and further lines below it.
void describe(const Run& run, const Event& event, Mark& mark) {
    if (event.kind == EventKind::OutsideReceive || event.kind == EventKind::Receive)
        mark.label = event.text + (run.messages[*event.message].duplicate ? " again" : "");
    else mark.label = event.text;
    mark.label = shortened(mark.label, kLabelColumns);
    if (run.loop == event.id) mark.extra.push_back("↻ from here for ever");
    for (const Emitted& emitted : event.emits) mark.extra.push_back(shortened("⇒ " + emitted.text, kLabelColumns));
    if (event.fault != ir::Fault::None) {
        std::string text = faultText(event.fault, event.faultDetail);
        mark.extra.push_back(shortened("! " + text, kLabelColumns - 4));
    }
    if (run.violation && run.violation->event == event.id)
        mark.extra.push_back(shortened("✗ violates " + run.violation->name, kLabelColumns));
}

double labelWidth(const Mark& mark) {
    size_t width = columns(mark.label);
    for (const auto& line : mark.extra) width = std::max(width, columns(line));
    return static_cast<double>(width) * kGlyphWidth + kLabelGap;
}

struct Extent {
    double from, to;
    bool touches(const Extent& other) const { return from < other.to && other.from < to; }
};

Extent extent(const Mark& mark) {
    double label = labelWidth(mark) + 8;
    return mark.labelLeft ? Extent{mark.x - label, mark.x + 9} : Extent{mark.x - 9, mark.x + label};
}

class Builder {
public:
    explicit Builder(const Run& run) : run_(run) {}

    DiagramLayout build() {
        chooseLanes();
        makeMarks();
        spaceLanes();
        placeRows();
        return std::move(out_);
    }

private:
    void chooseLanes() {
        std::vector<bool> used(run_.names.size(), false);
        for (const Event& event : run_.events) used[event.location] = true;
        for (const Message& message : run_.messages) used[message.to] = true;
        for (uint32_t i = 0; i < run_.names.size(); ++i) used[i] = used[i] || run_.inside[i];
        out_.laneOf.assign(run_.names.size(), SIZE_MAX);
        for (bool inside : {false, true})
            for (uint32_t i = 0; i < run_.names.size(); ++i)
                if (used[i] && run_.inside[i] == inside) {
                    out_.laneOf[i] = out_.lanes.size();
                    out_.lanes.push_back({i, 0});
                }
    }

    /// Marks in the order of the run, each loss after the event that tells when it was lost.
    void makeMarks() {
        out_.markOf.assign(run_.events.size(), SIZE_MAX);
        std::vector<std::vector<uint32_t>> lostAfter(run_.events.size());
        for (const Message& message : run_.messages)
            if (message.lostAfter) lostAfter[*message.lostAfter].push_back(message.id);
        out_.lossOf.assign(run_.messages.size(), SIZE_MAX);
        for (const Event& event : run_.events) {
            Mark mark;
            mark.event = event.id;
            describe(run_, event, mark);
            if (event.message) {
                const Message& message = run_.messages[*event.message];
                mark.labelLeft = before(message.to, message.from);
            }
            out_.markOf[event.id] = out_.marks.size();
            out_.marks.push_back(mark);
            for (uint32_t id : lostAfter[event.id]) {
                const Message& message = run_.messages[id];
                out_.lossOf[id] = out_.marks.size();
                Mark loss;
                loss.lost = message.id;
                loss.label = shortened(message.text, kLabelColumns);
                loss.labelLeft = before(message.to, message.from);
                out_.marks.push_back(loss);
            }
        }
    }

    bool before(uint32_t a, uint32_t b) const { return out_.laneOf[b] != SIZE_MAX && out_.laneOf[a] < out_.laneOf[b]; }

    size_t laneOf(const Mark& mark) const {
        return out_.laneOf[mark.event ? run_.events[*mark.event].location : run_.messages[*mark.lost].to];
    }

    void spaceLanes() {
        double widest = 0, left = 0, right = 0;
        for (const Mark& mark : out_.marks) {
            double width = labelWidth(mark) + 14;
            size_t lane = laneOf(mark);
            if (lane == 0 && mark.labelLeft) left = std::max(left, width);
            else if (lane + 1 == out_.lanes.size() && !mark.labelLeft) right = std::max(right, width);
            else widest = std::max(widest, width);
        }
        double pitch = std::clamp(widest + 16, kPitchMin, kPitchMax);
        double x = kGutter + kMargin + std::max(left, 34.0);
        for (Lane& lane : out_.lanes) {
            lane.x = x;
            x += pitch;
        }
        out_.width = std::max(x - pitch + std::max(right, 34.0) + kMargin, 420.0);
        for (Mark& mark : out_.marks) {
            mark.x = out_.lanes[laneOf(mark)].x;
            // A message dropped by the network ends shortly before the lane; one lost in a crash on it.
            if (mark.lost && run_.messages[*mark.lost].fate == Fate::Dropped) mark.x += mark.labelLeft ? 16 : -16;
        }
    }

    void placeRows() {
        double y = kHeader;
        std::vector<size_t> current;
        auto close = [&] {
            if (current.empty()) return;
            size_t lines = 0;
            for (size_t index : current) lines = std::max(lines, out_.marks[index].extra.size());
            double height = kRowHeight + static_cast<double>(lines) * kLineHeight;
            for (size_t index : current) {
                out_.marks[index].row = out_.rows.size();
                out_.marks[index].y = y + kRowHeight / 2;
            }
            out_.rows.push_back({y, height});
            y += height;
            current.clear();
        };
        for (size_t i = 0; i < out_.marks.size(); ++i) {
            bool fits = std::none_of(current.begin(), current.end(), [&](size_t other) {
                return extent(out_.marks[i]).touches(extent(out_.marks[other])) ||
                       follows(out_.marks[i], out_.marks[other]);
            });
            if (!fits) close();
            current.push_back(i);
        }
        close();
        out_.top = kHeader - 14;
        out_.bottom = y + 22;
    }

    /// Whether `mark` must stand below `earlier`.
    bool follows(const Mark& mark, const Mark& earlier) const {
        if (!earlier.event) return false;
        if (mark.event) return happensBefore(run_.events[*earlier.event], run_.events[*mark.event]);
        const Message& message = run_.messages[*mark.lost];
        return message.sentBy == earlier.event || earlier.event == message.lostAfter;
    }

    const Run& run_;
    DiagramLayout out_;
};

}   // namespace

DiagramLayout layOut(const Run& run) { return Builder(run).build(); }

}   // namespace evd::explore
