#include "explore/trace/summary.h"

#include "explore/trace/series.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::explore {

std::vector<SendGroup> groupSends(const Run& run, const Event& event) {
    std::vector<SendGroup> groups;
    for (uint32_t id : event.sends) {
        const std::string& text = run.messages[id].text;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const SendGroup& g) { return g.text == text; });
        if (group == groups.end()) group = groups.insert(groups.end(), {text, {}});
        group->messages.push_back(id);
    }
    return groups;
}

std::string destinations(const Run& run, const SendGroup& group) {
    std::string out;
    for (uint32_t id : group.messages) {
        const Message& message = run.messages[id];
        if (message.duplicate) continue;   // told with its original, which comes before it
        out += (out.empty() ? "" : ", ") + run.place(message.to);
        bool doubled = std::any_of(group.messages.begin(), group.messages.end(),
                                   [&](uint32_t other) { return run.messages[other].duplicate && other == id + 1; });
        if (doubled) out += " (twice)";
        if (message.fate == Fate::Dropped) out += " (lost)";
        if (message.fate == Fate::LostAtCrash) out += " (lost in the crash)";
    }
    return out;
}

std::string countSentence(const Run& run) {
    size_t delivered = 0, lost = 0, flying = 0, doubled = 0, faults = 0;
    for (const Message& message : run.messages) {
        delivered += message.fate == Fate::Delivered;
        lost += message.fate == Fate::Dropped || message.fate == Fate::LostAtCrash;
        flying += message.fate == Fate::InFlight;
        doubled += message.duplicate;
    }
    for (const Event& event : run.events) faults += event.fault != ir::Fault::None;
    auto count = [](size_t n, const char* one, const char* many) {
        return fmt::format("{} {}", n, n == 1 ? one : many);
    };
    std::string text =
        count(run.events.size(), "event", "events") + "; " + count(run.messages.size(), "message", "messages");
    if (!run.messages.empty()) text += fmt::format(": {} delivered", delivered);
    if (lost) text += fmt::format(", {} lost", lost);
    if (flying) text += fmt::format(", {} on their way", flying);
    if (doubled) text += fmt::format(" ({} doubled by the network)", doubled);
    if (faults) text += "; " + count(faults, "event rejected by a fault", "events rejected by faults");
    return text + ".";
}

std::string roundText(const Run& run) {
    const uint32_t last = run.happened - 1;
    if (*run.loop > last) return "here it stays for ever: nothing more must happen";
    if (*run.loop == last) return fmt::format("from here it goes round for ever: #{} again and again", last);
    return fmt::format("from here it goes round for ever: #{} … #{}", *run.loop, last);
}

std::string endSentence(const Run& run) {
    if (run.loop && *run.loop == run.happened) return "Here it stays for ever: nothing more must happen.";
    if (run.loop) return fmt::format("Then it goes on at #{} again, for ever.", *run.loop);
    switch (run.end) {
    case End::Quiescent:
        if (run.untriedAtEnd == 0) return "Nothing more can happen.";
        return fmt::format("Nothing more can happen, but {} could not be tried because {}.",
                           run.untriedAtEnd == 1 ? "an action" : fmt::format("{} actions", run.untriedAtEnd),
                           run.untriedAtEnd == 1 ? "it faults" : "they fault");
    case End::Steps: return run.scenario.empty() ? "Stopped after the steps asked for." : "Here the scenario ends.";
    case End::Bound: return "Stopped where it left the bound.";
    case End::Violation:
        return run.violation->statement ? "Stopped at the violation of `" + run.violation->name + "`."
               : run.violation->fault == ir::Fault::Assertion ? "Stopped at an assertion that fails."
                                                              : "Stopped where an observer cannot go on.";
    }
    return "";
}

std::string witnessText(const std::vector<ir::Binding>& witness) {
    std::string out;
    for (const ir::Binding& one : witness) out += (out.empty() ? "" : ", ") + one.name + " = " + one.value;
    return out;
}

std::string violatedText(const Run& run) {
    const Violation& violation = *run.violation;
    if (!violation.statement && violation.fault != ir::Fault::Assertion)
        return "an observer cannot go on: " + violation.name;
    if (!violation.statement) return fmt::format("the assertion `{}` fails", violation.name);
    return fmt::format("{} {} is violated", kindText(run.statements.at(*violation.statement)), violation.name);
}

std::string violationText(const Run& run) {
    std::string text = run.loop               ? "by what never happens in it"
                       : run.violation->atEnd ? "at the end: nothing more can happen"
                       : run.violation->event ? fmt::format("after event #{}", *run.violation->event)
                                              : "by the initial states";
    return run.violation->witness.empty() ? text : text + ", for " + witnessText(run.violation->witness);
}

std::string outcome(const Run::Watched& watched) {
    if (!watched.notEvaluated.empty()) return "is not evaluated: " + watched.notEvaluated;
    if (watched.violatedToo) return "is violated too";
    auto times = [&](uint32_t n) {
        return fmt::format("{} {}{}", n, watched.wholeRun ? "run" : "state", n == 1 ? "" : "s");
    };
    std::string text = "was never evaluated";
    if (watched.held) text = "held in " + times(watched.held);
    if (watched.held && !watched.looked)
        text += watched.premise    ? ", but vacuously: its premise was never true"
                : watched.wholeRun ? ", but vacuously: nothing that it speaks of happened"
                                   : ", but vacuously: there was no variable to look at";
    std::string more;
    if (watched.open) more = fmt::format("open in {}: {}", times(watched.open), watched.whyOpen);
    if (watched.unknown)
        more += fmt::format("{}unknown in {}: its formula faulted", more.empty() ? "" : "; ", times(watched.unknown));
    if (more.empty()) return text;
    return watched.held ? text + "; " + more : more.starts_with("open") ? "is " + more : text + "; " + more;
}

std::string kindText(ir::StatementKind kind) { return kind == ir::StatementKind::Invariant ? "invariant" : "property"; }
std::string kindText(const Run::Watched& watched) { return kindText(watched.kind); }

namespace {

std::vector<std::string> remarksOn(const Run& run, bool trivial, const std::vector<Run::Untried>& untried,
                                   const std::vector<Run::Unhandled>& unhandled,
                                   const std::vector<Run::Condition>& conditions) {
    std::vector<std::string> out;
    if (trivial)
        out.push_back(fmt::format("nothing happened but the start of the locations{}",
                                  run.lacksInputs ? ": the deployment has no inputs" : ""));
    for (const Run::Condition& one : conditions) {
        if (one.held == 0) out.push_back(fmt::format("the condition `{}` never held", one.text));
        if (one.unknown > 0)
            out.push_back(fmt::format("the condition `{}` could not be evaluated {}: {} [{}]", one.text,
                                      one.unknown == 1 ? "once" : fmt::format("{} times", one.unknown),
                                      faultText(one.fault.fault, one.fault.detail), faultCode(one.fault.fault)));
    }
    for (const Run::Untried& one : untried)
        out.push_back(fmt::format("the action {} could not be tried at {}: {} [{}]", one.action,
                                  run.place(one.location), faultText(one.fault.fault, one.fault.detail),
                                  faultCode(one.fault.fault)));
    uint32_t count = 0;
    std::vector<std::string> where;
    for (const Run::Unhandled& one : unhandled) {
        count += one.count;
        where.push_back(fmt::format("{} at {}{}", run.kinds.at(one.message), run.place(one.location),
                                    one.count == 1 ? "" : fmt::format(" ({} times)", one.count)));
    }
    if (count)
        out.push_back(fmt::format("{} reached a location where nothing handles {}: {}",
                                  count == 1 ? "1 message" : fmt::format("{} messages", count),
                                  count == 1 ? "it" : "them", fmt::join(where, ", ")));
    return out;
}

}   // namespace

std::vector<std::string> remarks(const Run& run) {
    return remarksOn(run, run.trivial, run.untried, run.unhandled, run.conditions);
}

std::vector<std::string> remarks(const Series& series, const Run& like) {
    return remarksOn(like, series.trivial, series.untried, series.unhandled, series.conditions);
}

std::vector<std::string> notEvaluated(const Run& run) {
    std::vector<std::string> out;
    for (const Run::NotEvaluated& one : run.notEvaluated)
        out.push_back("not evaluated by run: " + one.kind + " " + one.name);
    return out;
}

size_t columns(const std::string& text) {
    return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string shortened(const std::string& text, size_t width) {
    if (columns(text) <= width) return text;
    size_t seen = 0, at = 0;
    for (; at < text.size(); ++at)
        if ((text[at] & 0xC0) != 0x80 && ++seen == width) break;
    return text.substr(0, at) + "…";
}

}   // namespace evd::explore
