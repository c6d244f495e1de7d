#include "explore/trace/render_shiviz.h"

#include "explore/trace/summary.h"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace evd::explore {

namespace {

/// Names stand before a blank, so they have none.
std::string host(const Run& run, uint32_t location) {
    std::string out = run.names[location];
    std::replace_if(out.begin(), out.end(), [](char c) { return c == ' ' || c == '\t' || c == '\n'; }, '_');
    return out;
}

std::string what(const Run& run, const Event& event) {
    std::string out = event.text;
    if (event.message) out += " from " + run.place(run.messages[*event.message].from);
    if (event.fault != ir::Fault::None) out += ", rejected: " + faultText(event.fault, event.faultDetail);
    for (const SendGroup& group : groupSends(run, event))
        out += fmt::format("; sends {} to {}", group.text, destinations(run, group));
    for (const Emitted& emitted : event.emits) out += "; emits " + emitted.text;
    for (const Change& change : event.changes)
        out += fmt::format("; {}: {} → {}", change.subject, change.before.empty() ? "–" : change.before,
                           change.after.empty() ? "–" : change.after);
    if (run.violation && run.violation->event == event.id) out += "; violates " + run.violation->name;
    std::replace(out.begin(), out.end(), '\n', ' ');
    return out;
}

}   // namespace

std::string renderShiviz(const Run& run) {
    std::string out;
    for (const Event& event : run.events) {
        nlohmann::ordered_json clock;
        for (uint32_t i = 0; i < event.clock.size(); ++i)
            if (event.clock[i] > 0) clock[host(run, i)] = event.clock[i];
        out += fmt::format("{} {}\n{}\n", host(run, event.location), clock.dump(), what(run, event));
    }
    return out;
}

}   // namespace evd::explore
