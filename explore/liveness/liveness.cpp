#include "explore/liveness/liveness.h"

#include <algorithm>
#include <set>

namespace evd::explore {

std::string Liveness::add(size_t index, const ir::Statement& statement) {
    auto temporal = std::make_unique<Temporal>(interpreter_, statement, first_);
    if (!temporal->whyNot().empty()) return temporal->whyNot();
    for (uint32_t root : temporal->violations())
        if (const Automaton automaton(*temporal, root); !automaton.whyNot().empty()) return automaton.whyNot();
    asked_.push_back({index, statement.formula, std::move(temporal)});
    return "";
}

ir::Judgement Liveness::said(const Asked& one, uint32_t fact, uint32_t state) {
    return judge_->judge(one.facts + fact, *space_, space_->table()[state]);
}

/// Whether one of its premises is so in some state.
std::optional<bool> Liveness::isLooked(const Searched& searched, const Asked& one) {
    const ir::Reads reads = ir::readsOf(interpreter_.module(), one.formula);
    if (!reads.premise || one.temporal->hasOthers()) return std::nullopt;
    const auto isSo = [&](uint32_t state) {
        const auto& all = one.temporal->premises();
        return std::any_of(all.begin(), all.end(), [&](const auto& premise) {
            return std::all_of(premise.begin(), premise.end(), [&](const Temporal::Condition& condition) {
                const ir::Truth truth = said(one, condition.fact, state).truth;
                return truth == (condition.holds ? ir::Truth::True : ir::Truth::False);
            });
        });
    };
    if (std::any_of(searched.before.begin(), searched.before.end(), isSo)) return true;
    for (uint32_t state = 0; state < searched.expanded; ++state)
        if (isSo(state)) return true;
    return false;
}

bool Liveness::judge(const Searched& searched, const std::function<bool(const Found&)>& tell) {
    space_ = &searched.space;
    // The judge asks to be told what moves touch; that is of no use here.
    const auto touches = searched.locals.touches;
    std::vector<Judge::Asked> facts;
    for (Asked& one : asked_) {
        one.facts = facts.size();
        for (const Fact& fact : one.temporal->facts())
            facts.push_back({fact.formula, false, false, fact.given, fact.element});
    }
    judge_ = std::make_unique<Judge>(interpreter_, searched.locals, facts);
    searched.locals.touches = touches;
    Fairness fairness(searched.transitions, searched.locals);
    StateGraph graph(searched.space, searched.locals, fairness, searched.expanded, searched.isOutside);
    bool out = graph.make(searched.ways, searched.goesOn);
    for (size_t i = 0; i < asked_.size() && out; ++i) {
        Found found;
        found.index = asked_[i].index;
        out = judge(searched, asked_[i], graph, found);
        if (out) found.looked = isLooked(searched, asked_[i]);
        if (out || found.run) out &= tell(found);
    }
    judge_.reset();
    return out;
}

/// The ways to violate a statement, one after the other.
bool Liveness::judge(const Searched& searched, const Asked& one, StateGraph& graph, Found& out) {
    const auto fact = [&](uint32_t number, uint32_t state) {
        const ir::Judgement found = said(one, number, state);
        if (found.truth == ir::Truth::Unknown && out.fault.fault == ir::Fault::None) out.fault = found.fault;
        return found.truth;
    };
    for (uint32_t root : one.temporal->violations()) {
        Automaton automaton(*one.temporal, root);
        std::set<uint32_t> owed{automaton.initial()};
        for (uint32_t state : searched.before) {
            std::set<uint32_t> next;
            for (uint32_t from : owed) {
                const Automaton::Steps& steps =
                    automaton.steps(from, [&](uint32_t number) { return fact(number, state); });
                out.obscure += steps.isObscure ? 1 : 0;
                for (const Automaton::Step& step : steps.all) next.insert(step.next);
            }
            owed = std::move(next);
        }
        const FairCycle::Asked asked{graph, automaton, fact, searched.isJudgedAtEnd,
                                     [&](size_t bytes) { return searched.goesOn(graph.bytes() + bytes); }};
        FairCycle search(asked);
        out.run = search.find({owed.begin(), owed.end()});
        out.obscure += search.obscure();
        out.openEnds |= search.hasOpenEnds();
        if (search.isStopped()) return false;
        if (out.run) return true;
    }
    return true;
}

}   // namespace evd::explore
