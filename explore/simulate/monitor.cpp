#include "explore/simulate/monitor.h"

#include "base/check.h"
#include "ir/analysis/running.h"

#include <algorithm>
#include <fmt/format.h>
#include <tuple>

namespace evd::explore {

namespace {

bool names(const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

}   // namespace

Monitor::Plan::Plan(const ir::Interpreter& interpreter, const Options& options)
    : interpreter(interpreter), inFull(options.inFull), subjects(interpreter.module()) {
    const ir::Module& module = interpreter.module();
    for (const ir::Statement& one : module.statements) {
        if (!options.only.empty() && !names(options.only, one.name)) continue;
        if (names(options.apart, one.name)) continue;
        Run::Watched& about = watched.emplace_back();
        about.kind = one.kind;
        about.name = one.name;
        about.wholeRun = one.judged == ir::Judged::WholeRun;
        about.notEvaluated = one.whyNot;
        if (!about.notEvaluated.empty()) continue;
        const ir::Reads looks = ir::readsOf(module, one.formula);
        about.notEvaluated = ir::whyNeverThere(module, interpreter.system(), looks);
        if (!about.notEvaluated.empty()) continue;
        about.premise = looks.premise;
        about.looked = looks.saysSomething();
        reads.add(looks);
        followed.push_back(
            {static_cast<uint32_t>(watched.size() - 1), one, ir::Ongoing(module, subjects, one.formula, one.judged)});
    }
    for (ir::ExprId formula : options.asked) reads.add(ir::readsOf(module, formula));
}

Monitor::Monitor(std::shared_ptr<const Plan> plan, const std::vector<ir::LocationState>& initial)
    : plan_(std::move(plan)), interpreter_(plan_->interpreter), module_(interpreter_.module()),
      watched_(plan_->watched), known_(plan_->followed.size()) {
    if (!plan_->reads.history()) return;
    history_ = std::make_unique<ir::History>(module_, initial, plan_->reads);
    watchers_ = std::make_unique<ir::Watchers>(interpreter_, *history_);
}

void Monitor::add(ir::Happening event, const std::vector<ir::Output>& outputs, const ir::LocationState& after,
                  const ir::Changes& changes) {
    using Kind = ir::Happening::Kind;
    const ir::Subjects& subjects = plan_->subjects;
    if (!event.rejected) {
        changed_.insert(subjects.events());
        subjects.add(changes, changed_);
        if (event.kind == Kind::Crash) changed_.insert(subjects.up());
        if (event.kind == Kind::Restart) subjects.addStates(changed_);
        if (event.kind == Kind::Receive) changed_.insert(subjects.received(event.message));
        for (const ir::Output& output : outputs) changed_.insert(subjects.sent(output.message));
        for (uint32_t i = 0; event.kind == Kind::Action && i < module_.actions.size(); ++i)
            if (module_.actions[i] == event.action) changed_.insert(subjects.acted(i));
    }
    if (history_) history_->add(std::move(event), outputs, after);
}

uint32_t Monitor::put(ir::Transit transit) {
    changed_.insert(plan_->subjects.inFlight(transit.message));
    return history_->put(std::move(transit));
}

void Monitor::takeOff(uint32_t transit, bool byNextEvent) {
    changed_.insert(plan_->subjects.inFlight(history_->transits()[transit].message));
    history_->takeOff(transit, byNextEvent);
}

Violation Monitor::violation(const Followed& one, std::optional<uint32_t> event, const ir::Vantage& vantage) const {
    const ir::ExprId formula = one.statement.formula;
    return {one.number,
            one.statement.name,
            event,
            module_[formula].span,
            ir::counterexample(interpreter_, formula, vantage),
            false};
}

ir::Vantage Monitor::wholeRun(bool ended, std::optional<uint32_t> loop) const {
    ir::Vantage out;
    out.history = history_.get();
    out.watchers = watchers_.get();
    out.horizon = out.last = history_->moment();   // what is judged of a whole run reads it
    out.wholeRun = true;
    out.ended = ended;
    out.loop = loop;
    return out;
}

std::optional<Violation> Monitor::now(const std::vector<ir::LocationState>& states, std::optional<uint32_t> event) {
    ir::Vantage vantage;
    vantage.states = &states;
    vantage.history = history_.get();
    vantage.watchers = watchers_.get();
    if (history_) vantage.moment = vantage.horizon = vantage.last = history_->moment();
    std::optional<Violation> found;
    const std::vector<Followed>& all = plan_->followed;
    for (size_t i = 0; i < all.size(); ++i) {
        if (watched_[all[i].number].wholeRun) continue;
        found = judgeNow(all[i], known_[i], vantage, event);
        if (found) return found;
    }
    for (size_t i = 0; i < all.size(); ++i) {
        if (!watched_[all[i].number].wholeRun || !mayHaveFailed(all[i], known_[i])) continue;
        const ir::Vantage whole = wholeRun(false);
        if (hasFailed(all[i], known_[i], whole)) return violation(all[i], event, whole);
    }
    changed_.clear();
    if (history_) since_ = history_->moment();
    return std::nullopt;
}

/// Of a statement about each moment.
std::optional<Violation> Monitor::judgeNow(const Followed& one, Known& known, const ir::Vantage& vantage,
                                           std::optional<uint32_t> event) {
    Run::Watched& watched = watched_[one.number];
    if (plan_->inFull || !known.judged || one.formula.subjects().meets(changed_)) {
        const ir::Judgement judged = ir::judge(interpreter_, one.statement.formula, vantage);
        watched.looked |= watched.premise ? judged.noted : judged.looked;
        if (judged.truth == ir::Truth::Unknown && watched.unknown == 0) watched.fault = judged.fault;
        known.judged = true;
        known.last = judged.truth;
    }
    switch (known.last) {
    case ir::Truth::True: ++watched.held; break;
    case ir::Truth::Unknown: ++watched.unknown; break;
    case ir::Truth::False: return violation(one, event, vantage);
    case ir::Truth::Open: EVD_CHECK(false, "what is so at one moment is not open");
    }
    return std::nullopt;
}

/// Of a statement about the whole run: whether something has happened that it is about.
bool Monitor::mayHaveFailed(const Followed& one, const Known& known) const {
    if (plan_->inFull) return true;
    return one.formula.canFail() && (!known.judged || one.formula.subjects().meets(changed_));
}

/// Whether it is violated whatever comes later.
bool Monitor::hasFailed(const Followed& one, Known& known, const ir::Vantage& vantage) {
    const ir::Ongoing& formula = one.formula;
    if (!plan_->inFull && known.judged && formula.isIncremental() && !known.isObscure) {
        if (!formula.hasFailed(interpreter_, vantage, changed_, since_)) return false;
        known.isObscure = true;   // if it is not false now
    }
    known.judged = true;
    const ir::Truth truth = ir::judge(interpreter_, one.statement.formula, vantage).truth;
    known.isObscure |= truth == ir::Truth::Unknown;
    return truth == ir::Truth::False;
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

std::optional<Violation> Monitor::end(const std::string& open, std::optional<uint32_t> loop) {
    std::optional<Violation> first;
    for (const Followed& one : plan_->followed) {
        Run::Watched& watched = watched_[one.number];
        if (!watched.wholeRun) continue;
        const ir::ExprId formula = one.statement.formula;
        const ir::Vantage soFar = wholeRun(false), whole = wholeRun(true, loop);
        const ir::Judgement ended = ir::judge(interpreter_, formula, whole);
        if (watched.premise) watched.looked |= ended.noted;
        if (ended.truth == ir::Truth::True) watched.held = 1;
        if (ended.truth == ir::Truth::True && (watched.premise || watched.looked)) continue;
        const ir::Judgement before = ir::judge(interpreter_, formula, soFar);
        if (!watched.premise) watched.looked |= before.looked;
        if (ended.truth == ir::Truth::True) continue;
        const bool failed = before.truth == ir::Truth::False;
        if (ended.truth == ir::Truth::Unknown && !failed) {
            watched.unknown = 1;
            watched.fault = ended.fault;
        } else if (!failed && !open.empty()) {
            watched.open = 1;
            watched.whyOpen = open;
        } else {
            watched.violatedToo = true;
            const uint32_t moment = history_->moment();
            const std::optional<uint32_t> last = moment > 0 ? std::optional(moment - 1) : std::nullopt;
            // What events violate comes before what has not happened.
            if (first && (!first->atEnd || !failed)) continue;
            first = violation(one, last, failed ? soFar : whole);
            first->atEnd = !failed;
        }
    }
    return first;
}

}   // namespace evd::explore
