#include "explore/trace/render_text.h"

#include "base/check.h"
#include "explore/trace/summary.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::explore {

namespace {

/// Columns for the description of an event before its sends; longer ones push the sends to the right.
constexpr size_t kTextWidthMax = 36;

struct Paint {
    bool on;
    std::string operator()(const char* code, const std::string& text) const {
        return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
    }
};

std::string describe(const Run& run, const Event& event) {
    std::string text = event.text;
    switch (event.kind) {
    case EventKind::Receive:
    case EventKind::OutsideReceive: {
        const Message& message = run.messages[*event.message];
        text += " from " + run.place(message.from);
        if (message.sentBy) text += fmt::format(" #{}", *message.sentBy);
        if (message.duplicate) text += " (again)";
        break;
    }
    case EventKind::Action: text = "action " + text; break;
    case EventKind::Timer:
        text = "timer " + text;
        if (event.cause) text += fmt::format(" #{}", *event.cause);
        break;
    case EventKind::Request: text = "requests " + text; break;
    case EventKind::Start:
    case EventKind::Crash:
    case EventKind::Restart: break;
    }
    return text;
}

const char* colourOf(EventKind kind) {
    switch (kind) {
    case EventKind::Crash:
    case EventKind::Restart: return "31";
    case EventKind::Request:
    case EventKind::OutsideReceive: return "36";
    case EventKind::Action:
    case EventKind::Timer: return "33";
    case EventKind::Start:
    case EventKind::Receive: return "0";
    }
    EVD_CHECK(false, "every kind is listed");
}

std::string outputs(const Run& run, const Event& event, const Paint& paint) {
    std::string out;
    for (const SendGroup& group : groupSends(run, event))
        out += paint("32", "  → ") + group.text + paint("2", " to " + destinations(run, group));
    for (const Emitted& emitted : event.emits) out += paint("35", "  ⇒ emit ") + emitted.text;
    return out;
}

}   // namespace

std::string renderText(const Run& run, const TextOptions& options) {
    Paint paint{options.colour};
    size_t nameWidth = 0, textWidth = 0, idWidth = std::to_string(run.events.size()).size() + 1, timeWidth = 0;
    // One event alone is told: a line that stands for it would be no shorter.
    auto isAside = [&](size_t id) { return id < run.events.size() && run.events[id].aside; };
    auto isTold = [&](const Event& event) {
        return options.all || !event.aside || (!isAside(size_t{event.id} - 1) && !isAside(size_t{event.id} + 1));
    };
    for (const Event& event : run.events) {
        if (!isTold(event)) continue;
        nameWidth = std::max(nameWidth, columns(run.place(event.location)));
        timeWidth = std::max(timeWidth, columns(timeText(event.timeNs)));
        textWidth = std::max(textWidth, std::min(kTextWidthMax, columns(describe(run, event))));
    }
    auto padded = [](const std::string& text, size_t width) {
        return text + std::string(width > columns(text) ? width - columns(text) : 0, ' ');
    };
    std::string out = paint("1", run.spec + (run.system.empty() ? "" : ", system " + run.system)) +
                      fmt::format(", seed {}\n\n", run.seed);
    size_t aside = 0;   // since the last event that was told
    auto tellAside = [&] {
        if (aside > 0) out += paint("2", fmt::format("{:>{}}  {} other events", "…", idWidth, aside)) + "\n";
        aside = 0;
    };
    for (const Event& event : run.events) {
        if (!isTold(event)) {
            ++aside;
            continue;
        }
        tellAside();
        if (run.loop == event.id) out += paint("35", fmt::format("{:>{}}  {}", "↻", idWidth, roundText(run))) + "\n";
        std::string description = describe(run, event);
        std::string sends = outputs(run, event, paint);
        std::string line = paint("2", fmt::format("{:>{}}  {:>{}}", fmt::format("#{}", event.id), idWidth,
                                                  timeText(event.timeNs), timeWidth));
        line += "  " + paint("1", padded(run.place(event.location), nameWidth)) + "  ";
        line += paint(colourOf(event.kind), sends.empty() ? description : padded(description, textWidth)) + sends;
        out += line + "\n";
        std::string indent(idWidth + timeWidth + nameWidth + 6, ' ');
        if (event.fault != ir::Fault::None)
            out += indent +
                   paint("31", "rejected: " + faultText(event.fault, event.faultDetail) + " [" +
                                   faultCode(event.fault) + "]") +
                   "\n";
        if (options.changes)
            for (const Change& change : event.changes) {
                std::string text = change.subject + ": ";
                if (change.before.empty()) text += change.after;
                else if (change.after.empty()) text += change.before;
                else text += change.before + " → " + change.after;
                out += indent + paint("2", "  " + text) + "\n";
            }
    }
    tellAside();
    out += "\n" + countSentence(run) + " " + endSentence(run) + "\n";
    for (const auto& watched : run.statements) {
        bool violated = run.violation && run.violation->name == watched.name;
        if (!violated) out += kindText(watched) + " " + watched.name + " " + outcome(watched) + "\n";
    }
    for (const std::string& remark : remarks(run)) out += remark + "\n";
    for (const std::string& statement : notEvaluated(run)) out += statement + "\n";
    if (run.violation)
        out += paint("1;31", fmt::format("{} {} [{}]", violatedText(run), violationText(run),
                                         codeName(codeOf(*run.violation)))) +
               "\n";
    return out;
}

}   // namespace evd::explore
