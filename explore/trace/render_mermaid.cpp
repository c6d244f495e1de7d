#include "explore/trace/render_mermaid.h"

#include "explore/trace/summary.h"

#include <fmt/format.h>

namespace evd::explore {

namespace {

/// Mermaid ends a message text at `;` and reads `#` as the start of an entity.
std::string escaped(const std::string& text) {
    std::string out;
    for (char c : shortened(text, 60)) {
        if (c == '#') out += "#35;";
        else if (c == ';') out += "#59;";
        else if (c == '\n') out += " ";
        else out += c;
    }
    return out;
}

/// A participant's id: location names may be words that Mermaid reads otherwise (`end`).
std::string lane(uint32_t location) { return fmt::format("L{}", location); }

/// A location's name. Mermaid reads the word `end` as the end of a block even there.
std::string name(const std::string& location) { return location == "end" ? "#101;nd" : escaped(location); }

}   // namespace

std::string renderMermaid(const Run& run) {
    std::vector<bool> used(run.names.size(), false);
    for (const Event& event : run.events) used[event.location] = true;
    for (const Message& message : run.messages) used[message.to] = used[message.from] = true;
    std::string out = "sequenceDiagram\n";
    out += fmt::format("    %% {}, system {}, seed {}\n", run.spec, run.system, run.seed);
    for (uint32_t i = 0; i < run.names.size(); ++i)
        if (used[i])
            out +=
                fmt::format("    {} {} as {}\n", run.inside[i] ? "participant" : "actor", lane(i), name(run.names[i]));
    std::vector<std::vector<uint32_t>> lostAfter(run.events.size());
    for (const Message& message : run.messages)
        if (message.lostAfter) lostAfter[*message.lostAfter].push_back(message.id);
    auto note = [&](const Event& event, const std::string& text) {
        out += fmt::format("    Note over {}: {}\n", lane(event.location), escaped(text));
    };
    for (const Event& event : run.events) {
        if (run.loop == event.id) out += "    loop for ever\n";
        switch (event.kind) {
        case EventKind::Receive:
        case EventKind::OutsideReceive: {
            const Message& message = run.messages[*event.message];
            out += fmt::format("    {}->>{}: {}\n", lane(message.from), lane(message.to), escaped(message.text));
            break;
        }
        case EventKind::Action: note(event, event.text); break;
        case EventKind::Timer: note(event, "timer " + event.text); break;
        case EventKind::Crash:
        case EventKind::Restart: note(event, event.text); break;
        case EventKind::Start:
            if (!event.sends.empty()) note(event, "start");
            break;
        case EventKind::Request: break;
        }
        if (event.fault != ir::Fault::None) note(event, "rejected: " + faultText(event.fault, event.faultDetail));
        for (const Emitted& emitted : event.emits) note(event, "emit " + emitted.text);
        for (uint32_t id : lostAfter[event.id]) {
            const Message& message = run.messages[id];
            out += fmt::format("    {}--x{}: {}\n", lane(message.from), lane(message.to), escaped(message.text));
        }
        if (run.violation && run.violation->event == event.id) note(event, "violates " + run.violation->name);
    }
    if (run.loop && *run.loop < run.events.size()) out += "    end\n";
    return out;
}

}   // namespace evd::explore
