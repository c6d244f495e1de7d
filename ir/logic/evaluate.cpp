#include "ir/logic/evaluate.h"

#include "base/check.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::ir {

namespace {

Value truthOf(bool b) { return Value::scalar(b ? 1 : 0); }
Value event(uint32_t number) { return Value::scalar(number); }
/// The event that a tuple of Op::Received, Op::Sent, Op::Acted or Op::Events begins with.
uint32_t eventOf(const Value& tuple) {
    return static_cast<uint32_t>(tuple.hasItems() ? tuple.list().front().number : tuple.number);
}

}   // namespace

const LocationState& StatementEvaluator::state(size_t location) const {
    static const LocationState kNone;
    if (v_.states != nullptr) return location < v_.states->size() ? (*v_.states)[location] : kNone;
    EVD_CHECK(v_.history != nullptr, "a vantage point is that of states or of a history");
    return v_.history->state(static_cast<uint32_t>(location), v_.moment);
}

Value StatementEvaluator::logic(const Expr& expr) {
    switch (expr.op) {
    case Op::Instances:
    case Op::VarOf: return ofInstances(expr);
    case Op::ObserverVar: return ofObserver(expr);
    case Op::Quorums: return quorums(expr);
    case Op::Noted: noted_ = true; return truthOf(true);
    case Op::Up: return truthOf(state(static_cast<size_t>(arg(expr, 0).number)).up);
    case Op::Events:
    case Op::Received:
    case Op::Sent:
    case Op::Acted: return Value::ofItems(reached(expr, listed(expr)));
    case Op::InFlight: return inFlight(expr);
    case Op::StateOf:
    case Op::ClassValues: return classValues(expr);
    case Op::EventLoc:
    case Op::EventKind:
    case Op::IsFirstEvent:
    case Op::PredEvent:
    case Op::SendingEvent: return ofEvent(expr);
    case Op::CausallyBefore:
    case Op::LocallyBefore: {
        const auto a = static_cast<uint32_t>(arg(expr, 0).number), b = static_cast<uint32_t>(arg(expr, 1).number);
        const History& history = *v_.history;
        if (expr.op == Op::LocallyBefore) return truthOf(a < b && history[a].location == history[b].location);
        return truthOf(history.before(a, b));
    }
    case Op::BeforeEvent:
    case Op::AfterEvent: return atEvent(expr);
    case Op::Always:
    case Op::Eventually: return temporal(expr);
    default: return Evaluator::logic(expr);   // no operation of statements
    }
}

/// Of an automaton at a location: the numbers of its instances, or a variable of one.
Value StatementEvaluator::ofInstances(const Expr& expr) {
    const Value place = arg(expr, 0);
    std::vector<const Instance*> all = liveInstances(state(static_cast<size_t>(place.number)), expr.index);
    if (expr.op == Op::Instances) {
        std::vector<Value> params, numbers;
        for (size_t i = 1; i < expr.args.size(); ++i) params.push_back(arg(expr, i));
        for (size_t i = 0; i < all.size(); ++i) {
            bool fits = true;
            for (size_t k = 0; k < params.size(); ++k) fits = fits && compare(all[i]->params[k], params[k]) == 0;
            if (fits) numbers.push_back(Value::scalar(static_cast<int64_t>(i)));
        }
        looked_ |= !numbers.empty();
        return Value::ofItems(std::move(numbers));
    }
    const size_t number = expr.args.size() == 2 ? static_cast<size_t>(arg(expr, 1).number) : 0;
    if (number >= all.size() || (expr.args.size() == 1 && all.size() > 1))
        fail(Fault::MissingKey, expr,
             fmt::format("{} {} at {}", s_.module.automata[expr.index].name,
                         all.size() > 1 ? fmt::format("runs {} times", all.size()) : "does not run",
                         textOf(s_.module[expr.args[0]].type, place)));
    looked_ = true;
    const Instance& one = *all[number];
    const auto which = static_cast<size_t>(expr.value);
    return which < one.vars.size() ? one.vars[which] : one.params[which - one.vars.size()];
}

/// The observers' states stand behind those of the locations.
Value StatementEvaluator::ofObserver(const Expr& expr) {
    const std::vector<AutomatonId>& observers = interpreter_.observers();
    const auto which = std::find(observers.begin(), observers.end(), expr.index) - observers.begin();
    looked_ = true;
    return state(s_.deployment.names.size() + static_cast<size_t>(which))
        .roots.front()
        .vars[static_cast<size_t>(expr.value)];
}

/// All subsets of a size from `least` to `most`, the smaller ones first, each in the order of its elements.
Value StatementEvaluator::quorums(const Expr& expr) {
    const QuorumDomain& domain = s_.module.quorums[expr.index];
    const std::vector<Value> members = value(domain.members).list();
    const auto size = static_cast<int64_t>(members.size());
    const int64_t least = std::max<int64_t>(0, value(domain.least).number);
    const int64_t most = std::min(size, value(domain.most).number);
    std::vector<Value> out;
    for (int64_t count = least; count <= most; ++count) {
        std::vector<size_t> chosen(static_cast<size_t>(count));   // indexes, ascending
        for (size_t i = 0; i < chosen.size(); ++i) chosen[i] = i;
        while (true) {
            if (out.size() == kQuorumsMax)
                fail(Fault::Overflow, expr, fmt::format("`{}` has more than {} sets", domain.name, kQuorumsMax));
            std::vector<Value> one;
            for (size_t i : chosen) one.push_back(members[i]);
            out.push_back(Value::ofItems(std::move(one)));
            size_t last = chosen.size();   // the last index that can still grow
            while (last > 0 && chosen[last - 1] == members.size() - chosen.size() + last - 1) --last;
            if (last == 0) break;
            ++chosen[last - 1];
            for (size_t i = last; i < chosen.size(); ++i) chosen[i] = chosen[i - 1] + 1;
        }
    }
    return Value::ofItems(std::move(out));
}

// ---- what happened --------------------------------------------------------------------------------------------

size_t StatementEvaluator::countBefore(const std::vector<Value>& tuples, uint32_t event) {
    return static_cast<size_t>(std::lower_bound(tuples.begin(), tuples.end(), event,
                                                [](const Value& one, uint32_t at) { return eventOf(one) < at; }) -
                               tuples.begin());
}

/// The part of the history that a list of occurrences speaks of.
StatementEvaluator::Listed StatementEvaluator::listed(const Expr& expr) {
    const History& history = *v_.history;
    const std::vector<Value>* all = nullptr;
    switch (expr.op) {
    case Op::Events: all = &history.events(); break;
    case Op::Received: all = &history.received(expr.index); break;
    case Op::Sent: all = &history.sent(expr.index); break;
    case Op::Acted: all = &history.acted(expr.index); break;
    default: EVD_CHECK(false, "these are the lists of occurrences");   // no other operation is one
    }
    auto place = [&](uint32_t number) { return countBefore(*all, number); };
    const auto reach = static_cast<Reach>(expr.value);
    if (reach == Reach::Anywhere) return Listed{all, 0, place(v_.horizon)};
    const auto of = static_cast<uint32_t>(arg(expr, 0).number);
    if (reach == Reach::At) return Listed{all, place(of), place(of + 1) - place(of)};
    return Listed{all, 0, history.assumesAllBefore() ? place(v_.horizon) : place(of)};
}

/// Those of them that the reach of the expression leaves.
std::vector<Value> StatementEvaluator::reached(const Expr& expr, const Listed& list) {
    const auto begin = list.all->begin() + static_cast<long>(list.first);
    std::vector<Value> out(begin, begin + static_cast<long>(list.count));
    const auto reach = static_cast<Reach>(expr.value);
    if (reach == Reach::CausallyBefore || reach == Reach::LocallyBefore) {
        const auto of = static_cast<uint32_t>(arg(expr, 0).number);
        const History& history = *v_.history;
        std::erase_if(out, [&](const Value& one) {
            const uint32_t at = eventOf(one);
            return reach == Reach::CausallyBefore ? !history.before(at, of)
                                                  : history[at].location != history[of].location;
        });
    }
    looked_ |= !out.empty();
    return out;
}

/// Occurrences are not copied; and what none of those so far decides may be decided by one to come.
Value StatementEvaluator::fold(const Expr& expr) {
    const Expr& source = s_.module[expr.args[0]];
    if (source.op < Op::Events || source.op > Op::Acted) return Evaluator::fold(expr);
    const Listed list = listed(source);
    const Value initial = arg(expr, 1);
    if (static_cast<Reach>(source.value) != Reach::Anywhere) {
        const std::vector<Value> some = reached(source, list);
        return foldOver(expr, some, some.size(), initial);
    }
    looked_ |= list.count > 0;
    const Value result = foldOver(expr, *list.all, list.count, initial);
    if (!v_.wholeRun || v_.ended) return result;
    EVD_CHECK(s_.module.types[expr.type].kind == TypeKind::Bool, "only quantifiers range over events");
    return compare(result, initial) == 0 ? Value::scalar(kOpen) : result;
}

Value StatementEvaluator::inFlight(const Expr& expr) {
    std::vector<Value> out;
    for (const Transit& one : v_.history->transits()) {
        if (one.message != expr.index || one.since > v_.moment || one.until <= v_.moment) continue;
        std::vector<Value> items{Value::scalar(one.from), Value::scalar(one.to)};
        items.insert(items.end(), one.payload.begin(), one.payload.end());
        out.push_back(Value::ofItems(std::move(items)));
    }
    looked_ |= !out.empty();
    return Value::ofItems(std::move(out));
}

// ---- classes --------------------------------------------------------------------------------------------------

Value StatementEvaluator::classValues(const Expr& expr) {
    std::vector<Value> params;
    const auto of = static_cast<uint32_t>(arg(expr, 0).number);
    for (size_t i = 1; i < expr.args.size(); ++i) params.push_back(arg(expr, i));
    if (v_.watchers == nullptr && !own_) own_.emplace(interpreter_, *v_.history);
    Watchers& watchers = v_.watchers != nullptr ? *v_.watchers : *own_;
    if (expr.op == Op::StateOf) {
        looked_ = true;
        return watchers.variableAt(expr.index, params, of, v_.moment, static_cast<uint32_t>(expr.value));
    }
    const std::vector<Value>& values = watchers.valuesAt(expr.index, params, of);
    looked_ |= !values.empty();
    return Value::ofItems(values);
}

// ---- events and moments ---------------------------------------------------------------------------------------

Value StatementEvaluator::ofEvent(const Expr& expr) {
    const auto number = static_cast<uint32_t>(arg(expr, 0).number);
    const History& history = *v_.history;
    const Happening& what = history[number];
    // An event that was rejected has not happened, so none is before or after it.
    std::optional<uint32_t> before = history.predecessor(number);
    while (before && history[*before].rejected) before = history.predecessor(*before);
    switch (expr.op) {
    case Op::EventLoc: return Value::scalar(what.location);
    case Op::IsFirstEvent: return truthOf(!before);
    case Op::PredEvent:
        if (!before) fail(Fault::Empty, expr, eventText(number) + " is the first event of its location");
        return event(*before);
    case Op::SendingEvent:
        if (!what.cause) fail(Fault::Empty, expr, "no event sent what " + eventText(number) + " receives");
        return event(*what.cause);
    default: break;   // its kind: below
    }
    switch (what.kind) {
    case Happening::Kind::Start: return Value::ofText("start");
    case Happening::Kind::Crash: return Value::ofText("crash");
    case Happening::Kind::Restart: return Value::ofText("restart");
    case Happening::Kind::Request:
    case Happening::Kind::Receive: return Value::ofText(std::string(s_.module.shortName(what.message)));
    case Happening::Kind::Action:
        return Value::ofText(s_.module.automata[what.action.automaton].clauses[what.action.clause].name);
    }
    EVD_CHECK(false, "every event has a kind");
}

/// Where what is inside `before e`, `after e`, `always`, `eventually` is looked at: only what has happened by then.
void StatementEvaluator::moveTo(uint32_t moment) {
    v_.states = nullptr;
    v_.wholeRun = v_.fromBeginning = false;
    v_.moment = v_.horizon = moment;
}

Value StatementEvaluator::atEvent(const Expr& expr) {
    const auto number = static_cast<uint32_t>(arg(expr, 0).number);
    const Elsewhere elsewhere(v_);
    moveTo(expr.op == Op::BeforeEvent ? number : number + 1);
    return arg(expr, 1);
}

/// Over the moments from now on. What no moment so far decides is open, unless nothing more can happen.
Value StatementEvaluator::temporal(const Expr& expr) {
    const int64_t decides = expr.op == Op::Eventually ? 1 : 0;
    const Elsewhere elsewhere(v_);
    bool open = !v_.ended;
    const uint32_t last = v_.last;
    uint32_t from = v_.fromBeginning ? 0 : v_.moment;
    if (v_.loop) from = std::min(from, *v_.loop);   // they come again
    for (uint32_t moment = from; moment <= last; ++moment) {
        moveTo(moment);
        const int64_t truth = arg(expr, 0).number;
        if (truth == decides) return truthOf(decides == 1);
        open |= truth == kOpen;
    }
    return open ? Value::scalar(kOpen) : truthOf(decides == 0);
}

std::optional<uint32_t> StatementEvaluator::firstFailure(const Expr& always) {
    const Elsewhere elsewhere(v_);
    const uint32_t from = v_.fromBeginning ? 0 : v_.moment, last = v_.last;
    for (uint32_t moment = from; moment <= last; ++moment) {
        moveTo(moment);
        if (arg(always, 0).number == 0) return moment;
    }
    return std::nullopt;
}

// ---- judgements -----------------------------------------------------------------------------------------------

namespace {

Judgement judged(StatementEvaluator& evaluator, ExprId formula) {
    Judgement out;
    try {
        const int64_t truth = evaluator.value(formula).number;
        out.truth = truth == kOpen ? Truth::Open : truth == 1 ? Truth::True : Truth::False;
    } catch (const FaultSignal& signal) {
        out.truth = Truth::Unknown;
        out.fault = signal;
    }
    out.looked = evaluator.looked();
    out.noted = evaluator.noted();
    return out;
}

}   // namespace

Judgement judge(const Interpreter& interpreter, ExprId formula, const Vantage& vantage, const Given& given) {
    StatementEvaluator evaluator(interpreter, vantage);
    for (const auto& [local, value] : given) evaluator.bindTo(local, value);
    return judged(evaluator, formula);
}

std::optional<Value> valueAt(const Interpreter& interpreter, ExprId part, const Vantage& vantage, const Given& given) {
    StatementEvaluator evaluator(interpreter, vantage);
    for (const auto& [local, value] : given) evaluator.bindTo(local, value);
    try {
        return evaluator.value(part);
    } catch (const FaultSignal&) { return std::nullopt; }
}

Judgement judgeAt(const Interpreter& interpreter, const Condition& condition, uint32_t location,
                  const Vantage& vantage) {
    StatementEvaluator evaluator(interpreter, vantage);
    evaluator.bind(condition.place, Value::scalar(location));
    return judged(evaluator, condition.formula);
}

Judgement judgeNow(const Interpreter& interpreter, ExprId formula, const std::vector<LocationState>& states) {
    Vantage vantage;
    vantage.states = &states;
    return judge(interpreter, formula, vantage);
}

Judgement judgeRun(const Interpreter& interpreter, ExprId formula, const History& history, uint32_t moment, bool ended,
                   Watchers* watchers) {
    Vantage vantage;
    vantage.history = &history;
    vantage.watchers = watchers;
    vantage.horizon = vantage.last = moment;
    vantage.wholeRun = true;
    vantage.ended = ended;
    return judge(interpreter, formula, vantage);
}

}   // namespace evd::ir
