#include "explore/simulate/monitor.h"

#include "base/check.h"
#include "ir/analysis/running.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace evd::explore {

namespace {

/// Why a statement says nothing in the system that runs: a process that it looks at can never be there.
std::string whyNotHere(const ir::Interpreter& interpreter, const ir::Reads& reads) {
    const ir::System& system = interpreter.system();
    const std::set<ir::AutomatonId> there = ir::running(interpreter.module(), system);
    for (ir::AutomatonId process : reads.automata)
        if (there.count(process) == 0)
            return fmt::format("system {} neither places {} nor spawns it", system.name,
                               interpreter.module().automata[process].name);
    return "";
}

bool names(const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

}   // namespace

Monitor::Monitor(const ir::Interpreter& interpreter, const std::vector<ir::LocationState>& initial,
                 const std::vector<std::string>& only, const std::vector<std::string>& apart,
                 const std::vector<ir::ExprId>& asked)
    : interpreter_(interpreter), module_(interpreter.module()) {
    bool listens = false, past = false;
    for (uint32_t i = 0; i < module_.statements.size(); ++i) {
        const ir::Statement& one = module_.statements[i];
        if (!only.empty() && !names(only, one.name)) continue;
        if (names(apart, one.name)) continue;
        numbers_.push_back(i);
        Run::Watched& watched = watched_.emplace_back();
        watched.kind = one.kind;
        watched.name = one.name;
        watched.wholeRun = one.judged == ir::Judged::WholeRun;
        watched.notEvaluated = one.whyNot;
        reads_.push_back(one.formula.valid() ? ir::readsOf(module_, one.formula) : ir::Reads());
        if (watched.notEvaluated.empty()) watched.notEvaluated = whyNotHere(interpreter, reads_.back());
        if (!watched.notEvaluated.empty()) continue;
        const ir::Reads& reads = reads_.back();
        watched.premise = reads.premise;
        // What must never happen need not happen for a statement to say something; a premise must.
        watched.looked = !reads.premise && (reads.asks || !reads.present || reads.history());
        listens |= reads.history();
        past |= reads.past;
    }
    for (ir::ExprId formula : asked) {
        const ir::Reads reads = ir::readsOf(module_, formula);
        listens |= reads.history();
        past |= reads.past;
    }
    if (!listens) return;
    history_ = std::make_unique<ir::History>(module_, initial, past);
    watchers_ = std::make_unique<ir::Watchers>(interpreter_, *history_);
}

void Monitor::add(ir::Happening event, const ir::LocationState& after) {
    if (history_) history_->add(std::move(event), after);
}

Violation Monitor::violation(uint32_t index, std::optional<uint32_t> event, const ir::Vantage& vantage) const {
    const ir::Statement& one = statement(index);
    return {index, one.name, event, module_[one.formula].span, ir::counterexample(interpreter_, one.formula, vantage),
            false};
}

std::optional<Violation> Monitor::now(const std::vector<ir::LocationState>& states, std::optional<uint32_t> event) {
    ir::Vantage vantage;
    vantage.states = &states;
    vantage.history = history_.get();
    vantage.watchers = watchers_.get();
    if (history_) vantage.moment = vantage.horizon = vantage.last = history_->moment();
    for (uint32_t i = 0; i < watched_.size(); ++i) {
        Run::Watched& watched = watched_[i];
        if (watched.wholeRun || !watched.notEvaluated.empty()) continue;
        const ir::Judgement judged = ir::judge(interpreter_, statement(i).formula, vantage);
        watched.looked |= reads_[i].premise ? judged.noted : judged.looked;
        switch (judged.truth) {
        case ir::Truth::True: ++watched.held; break;
        case ir::Truth::Unknown:
            if (watched.unknown++ == 0) watched.fault = judged.fault;
            break;
        case ir::Truth::False: return violation(i, event, vantage);
        case ir::Truth::Open: EVD_CHECK(false, "what is so at one moment is not open");
        }
    }
    return std::nullopt;
}

/// The first event by which a statement is violated whatever comes later: once it is, it stays so.
std::optional<uint32_t> Monitor::firstViolated(ir::ExprId formula) {
    uint32_t good = 0, bad = history_->moment();   // it is violated by the first `bad` events
    auto violated = [&](uint32_t moment) {
        return ir::judgeRun(interpreter_, formula, *history_, moment, false, watchers_.get()).truth == ir::Truth::False;
    };
    if (bad == 0 || violated(0)) return std::nullopt;
    while (bad - good > 1) {
        const uint32_t middle = good + (bad - good) / 2;
        (violated(middle) ? bad : good) = middle;
    }
    return bad - 1;
}

ir::Vantage Monitor::present(const std::vector<ir::LocationState>& states) const {
    ir::Vantage vantage;
    vantage.states = &states;
    vantage.history = history_.get();
    vantage.watchers = watchers_.get();
    vantage.fromBeginning = true;
    if (history_) vantage.moment = vantage.horizon = vantage.last = history_->moment();
    return vantage;
}

ir::Judgement Monitor::askAt(const ir::Condition& condition, uint32_t location,
                             const std::vector<ir::LocationState>& states) const {
    return ir::judgeAt(interpreter_, condition, location, present(states));
}

ir::Judgement Monitor::ask(ir::ExprId formula, const std::vector<ir::LocationState>& states,
                           std::vector<ir::Binding>& witness) const {
    const ir::Vantage vantage = present(states);
    const ir::Judgement out = ir::judge(interpreter_, formula, vantage);
    if (out.truth == ir::Truth::False) witness = ir::counterexample(interpreter_, formula, vantage);
    return out;
}

std::optional<Violation> Monitor::end(const std::string& open) {
    std::optional<Violation> first;
    for (uint32_t i = 0; i < watched_.size(); ++i) {
        Run::Watched& watched = watched_[i];
        if (!watched.wholeRun || !watched.notEvaluated.empty()) continue;
        const ir::ExprId formula = statement(i).formula;
        const uint32_t moment = history_->moment();   // what is judged of a whole run reads it
        auto judged = [&](bool ended) {
            return ir::judgeRun(interpreter_, formula, *history_, moment, ended, watchers_.get());
        };
        const ir::Judgement soFar = judged(false), ended = judged(true);
        watched.looked |= reads_[i].premise ? ended.noted : soFar.looked;
        if (ended.truth == ir::Truth::Unknown && soFar.truth != ir::Truth::False) {
            watched.unknown = 1;
            watched.fault = ended.fault;
        } else if (ended.truth == ir::Truth::True) {
            watched.held = 1;
        } else if (soFar.truth != ir::Truth::False && !open.empty()) {
            watched.open = 1;
            watched.whyOpen = open;
        } else {
            watched.violatedToo = true;
            Violation one{i, statement(i).name, std::nullopt, module_[formula].span, {}, false};
            one.atEnd = soFar.truth != ir::Truth::False;
            if (!one.atEnd) one.event = firstViolated(formula);
            else if (moment > 0) one.event = moment - 1;
            auto when = [&](const Violation& v) { return std::tuple(v.event ? *v.event + 1 : 0, v.atEnd); };
            if (!first || when(one) < when(*first)) first = std::move(one);
        }
    }
    if (!first) return std::nullopt;
    ir::Vantage vantage;
    vantage.history = history_.get();
    vantage.watchers = watchers_.get();
    vantage.horizon = vantage.last = first->event ? *first->event + 1 : 0;
    vantage.wholeRun = true;
    vantage.ended = first->atEnd;
    first->witness = ir::counterexample(interpreter_, statement(*first->statement).formula, vantage);
    return first;
}

}   // namespace evd::explore
