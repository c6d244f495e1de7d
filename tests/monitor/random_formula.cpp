#include "tests/monitor/random_formula.h"

#include <fmt/format.h>

namespace evd::monitoring {

std::string RandomFormula::make() {
    const int depth = 1 + static_cast<int>(below(4));
    if (chance(0.5)) return formula({}, depth);
    const std::string i = fresh("i");
    Scope scope;
    scope.places.push_back(i);
    return fmt::format("(forall {} in nodes: {})", i, formula(scope, depth));
}

std::string RandomFormula::formula(const Scope& scope, int depth) {
    if (depth == 0) return atom(scope);
    switch (below(12)) {
    case 0: return fmt::format("(not {})", formula(scope, depth - 1));
    case 1: return fmt::format("({} and {})", formula(scope, depth - 1), formula(scope, depth - 1));
    case 2: return fmt::format("({} or {})", formula(scope, depth - 1), formula(scope, depth - 1));
    case 3: return fmt::format("({} implies {})", formula(scope, depth - 1), formula(scope, depth - 1));
    case 4:
        if (chance(0.5)) return fmt::format("({} iff {})", formula(scope, depth - 1), atom(scope));
        return fmt::format("(if {} then {} else {})", atom(scope), formula(scope, depth - 1), atom(scope));
    case 5:
        switch (below(4)) {
        case 0: return fmt::format("(eventually {})", formula(scope, depth - 1));
        case 1: return fmt::format("({} leads_to {})", formula(scope, depth - 1), atom(scope));
        default: return fmt::format("(always {})", formula(scope, depth - 1));
        }
    case 6:
        if (!scope.events.empty())
            return fmt::format("({} {} {})", formula(scope, depth - 1), chance(0.5) ? "before" : "after",
                               oneOf(scope.events));
        [[fallthrough]];
    default: return quantified(scope, depth);
    }
}

std::string RandomFormula::quantified(const Scope& scope, int depth) {
    const bool forall = chance(0.6);
    const char *word = forall ? "forall" : "exists", *link = forall ? "implies" : "and";
    Scope inner = scope;
    auto rest = [&] { return formula(inner, depth - 1); };
    switch (below(6)) {
    case 0: {
        const std::string i = fresh("i");
        inner.places.push_back(i);
        const std::string source = scope.quorums.empty() || chance(0.3) ? "nodes" : oneOf(scope.quorums);
        return fmt::format("({} {} in {}: {})", word, i, source, rest());
    }
    case 4: {
        const std::string q = fresh("q");
        inner.quorums.push_back(q);
        return fmt::format("({} {} in Some: {})", word, q, rest());
    }
    case 1: {
        const std::string e = fresh("e");
        const bool bounded = !scope.events.empty() && chance(0.5);
        const std::string bound = bounded ? (chance(0.7) ? " < " : " <@ ") + oneOf(scope.events) : "";
        inner.events.push_back(e);
        return fmt::format("({} {}{}: {})", word, e, bound, rest());
    }
    case 2: {   // told by an occurrence
        const std::string x = fresh("x"), e = fresh("e");
        const std::vector<std::string> kinds{"job({}, _)", "ack({})",  "sent job({}, _)", "sent done({})",
                                             "put({})",    "pick({})", "Acks({})",        "sent ack({})"};
        const std::string told = fmt::format(fmt::runtime(oneOf(kinds)), x);
        inner.numbers.push_back(x);
        inner.events.push_back(e);
        return fmt::format("({} {}, {}: {} @ {} {} {})", word, x, e, told, e, link, rest());
    }
    case 3: {
        const std::string x = fresh("x");
        const std::vector<std::string> kinds{"was_sent done({})", "was_sent job({}, _)", "happened ack({})",
                                             "in_flight job({}, _)"};
        const std::string told = fmt::format(fmt::runtime(oneOf(kinds)), x);
        inner.numbers.push_back(x);
        return fmt::format("({} {}: {} {} {})", word, x, told, link, rest());
    }
    default: {
        const std::string x = fresh("x");
        const std::string source = chance(0.4)   ? "[1, 2, 3]"
                                   : chance(0.6) ? "seen of Server at " + place(scope)
                                                 : "heard of Tally";
        inner.numbers.push_back(x);
        return fmt::format("({} {} in {}: {})", word, x, source, rest());
    }
    }
}

std::string RandomFormula::atom(const Scope& scope) {
    if (!scope.events.empty() && chance(0.6)) return ofEvents(scope);
    return chance(0.35) ? occurrence(scope) : present(scope);
}

std::string RandomFormula::ofEvents(const Scope& scope) {
    const std::string& e = oneOf(scope.events);
    const std::string& other = oneOf(scope.events);
    switch (below(10)) {
    case 0: return fmt::format("job({}, {}) @ {}", argument(scope), argument(scope), e);
    case 1: return fmt::format("sent {}({}) @ {}", chance(0.5) ? "ack" : "done", argument(scope), e);
    case 2: return fmt::format("{} @ {}", oneOf({"rest", "pick(_)", "tick", "Server.tick"}), e);
    case 3: return fmt::format("{} @ {}", e, place(scope));
    case 4: return fmt::format("({} {} {})", e, chance(0.5) ? "<" : "<@", other);
    case 5: return fmt::format("(kind({}) == \"{}\")", e, oneOf({"crash", "restart", "start", "ack", "rest", "tick"}));
    case 6: return fmt::format("({} @ {} and first({}))", e, place(scope), e);   // what it is must be known before
    case 7: return fmt::format("Acks({}) @ {}", argument(scope), e);
    case 8:
        return fmt::format("(({} {} {}) {} {})", numberOfState(place(scope), scope), chance(0.5) ? "before" : "after",
                           e, oneOf({"<", ">=", "=="}), number(scope));
    default: return fmt::format("({} {} {})", occurrence(scope), chance(0.5) ? "before" : "after", e);
    }
}

std::string RandomFormula::present(const Scope& scope) {
    const std::string at = place(scope);
    if (!scope.quorums.empty() && chance(0.2)) return fmt::format("({} in {})", at, oneOf(scope.quorums));
    switch (below(7)) {
    case 0: return fmt::format("up({})", at);
    case 1: return fmt::format("(busy of Server at {})", at);
    case 2: return fmt::format("(Work({}) at {} runs)", number(scope), at);
    case 3: return fmt::format("({} in seen of Server at {})", number(scope), at);
    case 4: return fmt::format("({} in heard of Tally)", number(scope));
    default: return comparison(numberOfState(at, scope), number(scope));
    }
}

std::string RandomFormula::number(const Scope& scope) {
    if (!scope.numbers.empty() && chance(0.7)) return oneOf(scope.numbers);
    return std::to_string(below(6));
}

std::string RandomFormula::numberOfState(const std::string& at, const Scope& scope) {
    switch (below(8)) {
    case 0: return fmt::format("(Total at {})", at);
    case 1: return fmt::format("(tries of Work({}) at {})", number(scope), at);
    case 2: return fmt::format("(tries of Work at {})", at);
    case 3: return fmt::format("size(seen of Server at {})", at);
    case 4: return chance(0.7) ? "(jobs of Tally)" : "size(heard of Tally)";
    case 5: return "(ticks of Tally)";
    default: return fmt::format("(sum of Server at {})", at);
    }
}

std::string RandomFormula::comparison(const std::string& left, const std::string& right) {
    return fmt::format("({} {} {})", left, oneOf({"<", "<=", "==", "!=", ">="}), right);
}

std::string RandomFormula::occurrence(const Scope& scope) {
    const std::string by = chance(0.3) ? " by " + place(scope) : "", at = chance(0.3) ? " at " + place(scope) : "";
    switch (below(5)) {
    case 0: return fmt::format("(was_sent done({}){})", argument(scope), by);
    case 1: return fmt::format("(was_sent ack({}){} to {})", argument(scope), by, place(scope));
    case 2: return fmt::format("(in_flight job({}, {}){})", argument(scope), argument(scope), by);
    case 3: return fmt::format("(in_flight ack({}) to {})", argument(scope), place(scope));
    default: return fmt::format("(happened {}{})", oneOf({"job(_, 2)", "ack(" + argument(scope) + ")", "tick"}), at);
    }
}

std::string RandomFormula::argument(const Scope& scope) { return chance(0.4) ? "_" : number(scope); }

std::string RandomFormula::place(const Scope& scope) {
    return scope.places.empty() || chance(0.05) ? "first(nodes)" : oneOf(scope.places);
}

}   // namespace evd::monitoring
