#include "explore/states/judge.h"

#include "ir/analysis/reads.h"
#include "ir/analysis/running.h"
#include "ir/core/walk.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace evd::explore {

namespace {

constexpr size_t kCombinations = 100'000;   // of what a formula sees of the locations

bool isTemporal(ir::Op op) {
    return op == ir::Op::BeforeEvent || op == ir::Op::AfterEvent || op == ir::Op::Always || op == ir::Op::Eventually;
}

/// The formula behind an `always` that says of each moment what its part says of the present.
ir::ExprId present(const ir::Module& module, ir::ExprId formula) {
    const ir::Expr& whole = module[formula];
    if (whole.op != ir::Op::Always) return formula;
    bool elsewhere = false;
    ir::forEachExpr(module, whole.args[0], [&](const ir::Expr& part) {
        elsewhere |= isTemporal(part.op) || part.op == ir::Op::StateOf || part.op == ir::Op::ClassValues;
    });
    return elsewhere ? formula : whole.args[0];
}

/// Occurrences of which there may be more later.
bool growsLater(const ir::Module& module, ir::ExprId expr) {
    bool out = false;
    ir::forEachExpr(module, expr, [&](const ir::Expr& part) {
        const bool reaches = part.op == ir::Op::Events || part.op == ir::Op::Received || part.op == ir::Op::Sent ||
                             part.op == ir::Op::Acted;
        out |= reaches && static_cast<ir::Reach>(part.value) == ir::Reach::Anywhere;
    });
    return out;
}

/// Whether a formula can be false, or with the other sign true, because something has not happened that still could:
/// whether it says that there is an occurrence, of which there may be more later.
bool wantsMore(const ir::Module& module, ir::ExprId formula, bool positive) {
    const ir::Expr& expr = module[formula];
    if (!growsLater(module, formula)) return false;
    switch (expr.op) {
    case ir::Op::Not: return wantsMore(module, expr.args[0], !positive);
    case ir::Op::And:
    case ir::Op::Or: return wantsMore(module, expr.args[0], positive) || wantsMore(module, expr.args[1], positive);
    case ir::Op::Let: return growsLater(module, expr.args[0]) || wantsMore(module, expr.args[1], positive);
    case ir::Op::Fold: {
        // `exists` is a fold by `or` from false; `forall` is its negation, or a fold by `and` from true.
        const ir::Expr& first = module[expr.args[1]];
        const ir::Expr& body = module[expr.args[2]];
        if (first.op != ir::Op::Bool || body.op != (first.value == 0 ? ir::Op::Or : ir::Op::And)) return true;
        const bool exists = first.value == 0;
        return (growsLater(module, expr.args[0]) && positive == exists) || wantsMore(module, body.args[0], positive) ||
               wantsMore(module, body.args[1], positive);
    }
    default: return true;   // it counts or compares them
    }
}

}   // namespace

bool isOfEach(const ir::Module& module, ir::ExprId formula) {
    const ir::Expr& negated = module[formula];
    if (negated.op != ir::Op::Not) return false;
    const ir::Expr& some = module[negated.args[0]];
    if (some.op != ir::Op::Fold || module[some.args[2]].op != ir::Op::Or ||
        module.types[module[some.args[0]].type].kind == ir::TypeKind::Map)
        return false;
    const ir::Expr& first = module[module[some.args[2]].args[0]];
    if (first.op != ir::Op::Local || first.index != some.index + 1) return false;
    bool out = module[some.args[1]].op == ir::Op::Bool && module[some.args[1]].value == 0;
    ir::forEachExpr(module, formula, [&](const ir::Expr& part) {
        if (part.op == ir::Op::VarOf || part.op == ir::Op::Instances) {
            const ir::Expr& place = module[part.args[0]];
            out &= place.op == ir::Op::Local && place.index == some.index;
        }
        out &= part.op != ir::Op::Up && part.op != ir::Op::ObserverVar && part.op != ir::Op::InFlight &&
               part.op < ir::Op::Events;
    });
    return out;
}

std::string whyNotOnStates(const ir::Interpreter& interpreter, const ir::Statement& statement, bool moments) {
    const ir::Module& module = interpreter.module();
    if (!statement.whyNot.empty()) return statement.whyNot;
    std::string out = ir::whyNeverThere(module, interpreter.system(), ir::readsOf(module, statement.formula));
    if (!out.empty()) return out;
    ir::forEachExpr(module, present(module, statement.formula), [&](const ir::Expr& part) {
        switch (part.op) {
        case ir::Op::Always:
        case ir::Op::Eventually:
            if (!moments) out = "it speaks of what must happen at some time";
            break;
        case ir::Op::BeforeEvent:
        case ir::Op::AfterEvent: out = "it speaks of the moments before and after events"; break;
        case ir::Op::StateOf:
        case ir::Op::ClassValues: out = "it speaks of values of classes"; break;
        case ir::Op::ObserverVar: out = "it looks at an observer"; break;
        case ir::Op::SendingEvent: out = "it asks which event has sent a message"; break;
        default: break;   // states know the rest
        }
    });
    return out;
}

Judge::Judge(const ir::Interpreter& interpreter, Locals& locals, const std::vector<Asked>& asked)
    : interpreter_(interpreter), locals_(locals) {
    const ir::Module& module = interpreter.module();
    for (const Asked& one : asked) {
        Formula made{one, {}, false, false, {}, {}, {}, NumberTable(locals.locations() + 1), {}};
        const ir::ExprId now = present(module, one.formula);
        made.asked.wholeRun &= now == one.formula;
        made.asked.formula = now;
        made.reads = ir::readsOf(module, now);
        made.eachLocation = isOfEach(module, now);
        made.owes = wantsMore(module, now, true);
        ir::forEachExpr(module, now, [&](const ir::Expr& part) {
            switch (part.op) {
            case ir::Op::VarOf:
                made.looks.variables.insert({part.index, static_cast<uint32_t>(part.value)});
                [[fallthrough]];
            case ir::Op::Instances: made.looks.instances.insert(part.index); break;
            case ir::Op::Up: made.looks.up = true; break;
            case ir::Op::InFlight: made.looks.inFlight.insert(part.index); break;
            default: made.looks.past |= part.op >= ir::Op::Events && !isTemporal(part.op); break;   // occurrences
            }
        });
        made.views.resize(locals.locations());
        made.viewNumbers.resize(locals.locations());
        formulas_.push_back(std::move(made));
        bits_.push_back(uint64_t{1} << std::min(formulas_.size() - 1, kBits - 1));
        if (!formulas_.back().looks.inFlight.empty()) bits_.back() |= StateSpace::kNetwork;
    }
    locals.touches = [this](uint32_t location, uint32_t before, uint32_t after) {
        return touched(location, before, after);
    };
}

/// What the formula sees of a location.
uint32_t Judge::view(Formula& formula, uint32_t location, uint32_t local) {
    std::vector<uint32_t>& known = formula.views[location];
    if (known.size() <= local) known.resize(locals_.localCount(location), UINT32_MAX);
    if (known[local] != UINT32_MAX) return known[local];
    const Local& here = locals_.local(location, local);
    const ir::Module& module = interpreter_.module();
    std::string bytes;
    if (formula.looks.up) bytes += here.state.up ? 'u' : 'd';
    for (ir::AutomatonId automaton : formula.looks.instances) {
        const ir::Automaton& kind = module.automata[automaton];
        const std::vector<const ir::Instance*> all = ir::liveInstances(here.state, automaton);
        bytes += fmt::format("{};", all.size());
        const auto add = [&](ir::TypeId type, const ir::Value& value) {
            std::string part;
            appendCbor(module.types, type, value, interpreter_.deployment().names, part);
            bytes += fmt::format("{}:", part.size());
            bytes += part;
        };
        for (const ir::Instance* one : all) {
            for (size_t i = 0; i < one->params.size(); ++i) add(kind.params[i].type, one->params[i]);
            for (const auto& [of, variable] : formula.looks.variables)
                if (of == automaton && variable < one->vars.size()) add(kind.vars[variable].type, one->vars[variable]);
        }
    }
    if (formula.looks.past) here.past.appendLog(bytes);
    auto& numbers = formula.viewNumbers[location];
    return known[local] = numbers.try_emplace(std::move(bytes), static_cast<uint32_t>(numbers.size())).first->second;
}

uint64_t Judge::touched(uint32_t location, uint32_t before, uint32_t after) {
    uint64_t out = 0;
    for (size_t i = 0; i < formulas_.size(); ++i)
        if (view(formulas_[i], location, before) != view(formulas_[i], location, after))
            out |= bits_[i] & ~StateSpace::kNetwork;
    return out;
}

ir::Judgement Judge::judge(size_t number, const StateSpace& space, const uint64_t* state) {
    Formula& formula = formulas_[number];
    views_.clear();
    for (uint32_t i = 0; i < locals_.locations(); ++i) views_.push_back(view(formula, i, space.localOf(state, i)));
    views_.push_back(formula.looks.inFlight.empty() ? 0 : space.networkOf(state));
    const WordTable::Place place = formula.seen.insert(views_);
    if (place.isNew) {
        std::vector<uint32_t> locals, packets;
        parts(space, state, locals, packets);
        formula.said.push_back(evaluate(formula, locals, packets));
    }
    return formula.said[place.number];
}

void Judge::parts(const StateSpace& space, const uint64_t* state, std::vector<uint32_t>& locals,
                  std::vector<uint32_t>& packets) const {
    for (uint32_t i = 0; i < locals_.locations(); ++i) {
        locals.push_back(space.localOf(state, i));
        const std::vector<uint32_t>& there = locals_.packetsIn(i, space.inboxOf(space.networkOf(state), i));
        packets.insert(packets.end(), there.begin(), there.end());
    }
}

ir::Judgement Judge::judgeEnd(size_t number, const StateSpace& space, const uint64_t* state) const {
    std::vector<uint32_t> locals, packets;
    parts(space, state, locals, packets);
    return evaluate(formulas_[number], locals, packets, true);
}

bool Judge::staysFalse(size_t number,
                       const std::function<const std::vector<std::vector<uint32_t>>&(uint32_t)>& successors) {
    Formula& formula = formulas_[number];
    if (formula.asked.anyOrder) return false;   // what comes later may count as a cause
    // What it says of events is violated whatever comes later.
    if (formula.asked.wholeRun && !formula.reads.present && !formula.reads.inFlight) return true;
    if (!formula.looks.inFlight.empty() || formula.looks.past) return false;
    // What it sees of a location: a local state for each view, and the views that follow.
    const uint32_t count = locals_.locations();
    std::vector<std::vector<uint32_t>> examples(count);
    std::vector<std::set<std::pair<uint32_t, uint32_t>>> steps(count);
    size_t combinations = 1;
    for (uint32_t i = 0; i < count; ++i) {
        std::map<uint32_t, uint32_t> indexes;   // of views
        const auto index = [&](uint32_t local) {
            const auto [found, isNew] =
                indexes.try_emplace(view(formula, i, local), static_cast<uint32_t>(examples[i].size()));
            if (isNew) examples[i].push_back(local);
            return found->second;
        };
        const auto& next = successors(i);
        index(0);
        for (uint32_t local = 0; local < next.size(); ++local)
            for (uint32_t after : next[local]) {
                const uint32_t from = index(local), to = index(after);
                if (from != to) steps[i].insert({from, to});
            }
        combinations *= examples[i].size();
        if (combinations > kCombinations) return false;
    }
    std::vector<bool> isFalse(combinations);
    std::vector<uint32_t> locals(count);
    for (size_t k = 0; k < combinations; ++k) {
        size_t rest = k;
        for (uint32_t i = 0; i < count; ++i) {
            locals[i] = examples[i][rest % examples[i].size()];
            rest /= examples[i].size();
        }
        isFalse[k] = evaluate(formula, locals, {}).truth == ir::Truth::False;
    }
    for (size_t k = 0; k < combinations; ++k) {
        if (!isFalse[k]) continue;
        size_t rest = k, stride = 1;
        for (uint32_t i = 0; i < count; ++i) {
            const auto here = static_cast<uint32_t>(rest % examples[i].size());
            for (auto step = steps[i].lower_bound({here, 0}); step != steps[i].end() && step->first == here; ++step)
                if (!isFalse[k - here * stride + step->second * stride]) return false;
            rest /= examples[i].size();
            stride *= examples[i].size();
        }
    }
    return true;
}

ir::Judgement Judge::judgeAt(const Asked& asked, const ir::Vantage& vantage) const {
    if (!asked.element) return ir::judge(interpreter_, asked.formula, vantage, asked.given);
    ir::Judgement out;
    const std::optional<ir::Value> all = ir::valueAt(interpreter_, asked.formula, vantage, asked.given);
    const auto isIt = [&](const ir::Value& one) { return compare(one, *asked.element) == 0; };
    out.truth = !all                                                        ? ir::Truth::Unknown
                : std::any_of(all->list().begin(), all->list().end(), isIt) ? ir::Truth::True
                                                                            : ir::Truth::False;
    return out;
}

ir::Judgement Judge::evaluate(const Formula& formula, const std::vector<uint32_t>& locals,
                              const std::vector<uint32_t>& packets, bool ended) const {
    std::vector<ir::LocationState> states;
    std::vector<const Past*> pasts;
    for (uint32_t i = 0; i < locals.size(); ++i) {
        const Local& local = locals_.local(i, locals[i]);
        states.push_back(local.state);
        pasts.push_back(&local.past);
    }
    ir::Vantage vantage;
    vantage.states = &states;
    if (!formula.looks.past && formula.looks.inFlight.empty()) return judgeAt(formula.asked, vantage);
    ir::History history = historyOf(interpreter_.module(), pasts, states, formula.reads);
    if (formula.asked.anyOrder) history.assumeAllBefore();
    for (uint32_t number : packets) {
        const Packet& packet = locals_.packet(number);
        history.put({packet.message, packet.from, packet.to, packet.payload});
    }
    if (formula.asked.wholeRun)
        return ir::judgeRun(interpreter_, formula.asked.formula, history, history.moment(), ended);
    vantage.history = &history;
    vantage.moment = vantage.horizon = vantage.last = history.moment();
    return judgeAt(formula.asked, vantage);
}

}   // namespace evd::explore
