#include "explore/trace/render_json.h"

#include "explore/trace/summary.h"

#include <nlohmann/json.hpp>

namespace evd::explore {

namespace {

using Json = nlohmann::ordered_json;

const char* name(EventKind kind) {
    switch (kind) {
    case EventKind::Start: return "start";
    case EventKind::Receive: return "receive";
    case EventKind::Action: return "action";
    case EventKind::Request: return "request";
    case EventKind::OutsideReceive: return "outside_receive";
    case EventKind::Crash: return "crash";
    case EventKind::Restart: return "restart";
    case EventKind::Timer: return "timer";
    }
    return "";
}

const char* name(Fate fate) {
    switch (fate) {
    case Fate::InFlight: return "in_flight";
    case Fate::Delivered: return "delivered";
    case Fate::Dropped: return "dropped";
    case Fate::LostAtCrash: return "lost_at_crash";
    }
    return "";
}

const char* name(End end) {
    switch (end) {
    case End::Steps: return "steps";
    case End::Quiescent: return "quiescent";
    case End::Bound: return "bound";
    case End::Violation: return "violation";
    }
    return "";
}

Json faultJson(ir::Fault fault, const std::string& detail) {
    Json out = {{"code", faultCode(fault)}, {"text", faultText(fault, detail)}};
    if (!detail.empty()) out["detail"] = detail;
    return out;
}

Json eventJson(const Run& run, const Event& event) {
    Json out = {{"id", event.id},           {"step", event.step},
                {"time_ns", event.timeNs},  {"at", run.names[event.location]},
                {"kind", name(event.kind)}, {"text", event.text}};
    if (event.aside) out["aside"] = true;
    if (!event.actor.empty()) out["actor"] = event.actor;
    if (event.message) out["message"] = *event.message;
    if (event.cause) out["sent_by"] = *event.cause;
    if (event.predecessor) out["predecessor"] = *event.predecessor;
    if (!event.sends.empty()) out["sends"] = event.sends;
    for (const Emitted& emitted : event.emits) out["emits"].push_back(emitted.text);
    for (const Change& change : event.changes) {
        Json entry = {{"subject", change.subject}};
        if (!change.before.empty()) entry["before"] = change.before;
        if (!change.after.empty()) entry["after"] = change.after;
        out["changes"].push_back(entry);
    }
    if (event.fault != ir::Fault::None) out["fault"] = faultJson(event.fault, event.faultDetail);
    Json clock = Json::object();
    for (size_t i = 0; i < event.clock.size(); ++i)
        if (event.clock[i]) clock[run.names[i]] = event.clock[i];
    out["clock"] = clock;
    return out;
}

Json messageJson(const Run& run, const Message& message) {
    Json out = {{"id", message.id},
                {"name", run.kinds.at(message.kind)},
                {"text", message.text},
                {"from", run.names[message.from]},
                {"to", run.names[message.to]},
                {"fate", name(message.fate)}};
    if (message.sentBy) out["sent_by"] = *message.sentBy;
    if (message.receivedBy) out["received_by"] = *message.receivedBy;
    if (message.duplicate) out["duplicate"] = true;
    return out;
}

Json statementsJson(const std::vector<Run::Watched>& statements) {
    Json out = Json::array();
    for (const auto& watched : statements) {
        Json entry = {{"kind", kindText(watched)},
                      {"name", watched.name},
                      {"of", watched.wholeRun ? "run" : "states"},
                      {"held", watched.held},
                      {"unknown", watched.unknown}};
        if (watched.violatedToo) entry["violated"] = true;
        if (watched.open) entry["open"] = watched.whyOpen;
        if (watched.held && !watched.looked) entry["vacuous"] = true;
        if (watched.unknown) entry["fault"] = faultJson(watched.fault.fault, watched.fault.detail);
        if (!watched.notEvaluated.empty()) entry["not_evaluated"] = watched.notEvaluated;
        out.push_back(entry);
    }
    return out;
}

Json seriesJson(const Series& series) {
    Json out = {{"runs", series.runs}, {"first_seed", series.firstSeed}};
    out["statements"] = statementsJson(series.statements);
    for (size_t i = 0; i < series.statements.size(); ++i)
        if (series.statements[i].open) out["statements"][i]["open_in"] = series.statements[i].open;
    if (series.reached.points == 0) return out;
    out["coverage"] = {{"points", series.reached.points},
                       {"reached", series.reached.points - series.reached.gaps.size()},
                       {"gaps", Json::array()}};
    for (const Gap& one : series.reached.gaps)
        out["coverage"]["gaps"].push_back({{"kind", kindName(one.kind)},
                                           {"of", one.of},
                                           {"text", one.text},
                                           {"file", one.path},
                                           {"line", one.line},
                                           {"column", one.column},
                                           {"why", reason(one.kind)}});
    return out;
}

}   // namespace

std::string renderJson(const Run& run, const Series* series) {
    Json out = {{"format", "evident-run"}, {"version", 1},     {"spec", run.spec},
                {"system", run.system},    {"seed", run.seed}, {"end", name(run.end)}};
    if (run.loop) out["loop"] = *run.loop;
    out["locations"] = Json::array();
    for (size_t i = 0; i < run.names.size(); ++i)
        out["locations"].push_back({{"name", run.names[i]}, {"inside", static_cast<bool>(run.inside[i])}});
    out["events"] = Json::array();
    for (const Event& event : run.events) out["events"].push_back(eventJson(run, event));
    out["messages"] = Json::array();
    for (const Message& message : run.messages) out["messages"].push_back(messageJson(run, message));
    out["statements"] = statementsJson(run.statements);
    for (const Run::Untried& one : run.untried)
        out["untried"].push_back({{"action", one.action},
                                  {"at", run.names[one.location]},
                                  {"step", one.step},
                                  {"fault", faultJson(one.fault.fault, one.fault.detail)}});
    for (const Run::Unhandled& one : run.unhandled)
        out["unhandled"].push_back(
            {{"message", run.kinds.at(one.message)}, {"at", run.names[one.location]}, {"count", one.count}});
    for (const Run::Condition& one : run.conditions)
        out["conditions"].push_back({{"text", one.text}, {"held", one.held}, {"unknown", one.unknown}});
    for (const Run::NotEvaluated& one : run.notEvaluated)
        out["not_evaluated"].push_back({{"kind", one.kind}, {"name", one.name}});
    if (run.violation) {
        out["violation"] = {{"code", codeName(codeOf(*run.violation))},
                            {run.violation->statement ? "statement" : "assertion", run.violation->name}};
        if (run.violation->atEnd) out["violation"]["at_end"] = true;
        if (run.violation->event) out["violation"]["event"] = *run.violation->event;
        for (const ir::Binding& one : run.violation->witness)
            out["violation"]["witness"].push_back({{"name", one.name}, {"value", one.value}});
    }
    if (series != nullptr) out["series"] = seriesJson(*series);
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}   // namespace evd::explore
