// Processes and classes that start themselves again at the event that started them, without end (R4): such an event can
// only fault.

#include "frontend/sema/behaviour.h"
#include "frontend/sema/checker.h"
#include "frontend/sema/shrinking.h"
#include "frontend/sema/spawning.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// The parameters of a process or class.
std::vector<TermId> paramsOf(Terms& terms, SymbolId owner) {
    std::vector<TermId> out;
    for (SymbolId member : terms.program()[owner].members)
        if (terms.program()[member].kind == SymbolKind::Parameter) out.push_back(terms.symbol(member));
    return out;
}

/// What may get smaller from an instance to the one it starts: its arguments, differences of two of them, and what they
/// lack to a number of its conditions. The parameters that the arguments are for say which are numbers.
std::vector<TermId> measuresOf(Terms& terms, const std::vector<TermId>& params, std::vector<TermId> args,
                               const std::set<int64_t>& limits) {
    args.resize(params.size(), terms.number(0));
    std::vector<TermId> out = args;
    auto minus = [&](TermId a, TermId b) { return terms.apply(BuiltinId::SubNum, {a, b}); };
    for (size_t i = 0; i < params.size(); ++i) {
        if (!terms.isNumber(params[i])) continue;
        for (size_t j = 0; j < params.size(); ++j)
            if (j != i && terms.isNumber(params[j])) out.push_back(minus(args[j], args[i]));
        for (int64_t limit : limits) out.push_back(minus(terms.number(limit), args[i]));
    }
    return out;
}

/// The numbers that an instance's conditions compare with.
void limitsIn(const Condition& facts, std::set<int64_t>& out) {
    constexpr size_t kLimitsMax = 4;
    for (const Case& one : facts.cases)
        for (const Atom& atom : one)
            if (atom.kind == Atom::Kind::Bounded && out.size() < kLimitsMax) {
                Wide limit = atom.bound.sum.constant;
                if (limit > INT32_MIN && limit < INT32_MAX) out.insert(static_cast<int64_t>(limit) + 1);
            }
}

Change changeOfMeasure(Terms& terms, TermId next, TermId here, const Condition& facts) {
    Change parts = changeOf(terms, next, here, facts);
    if (parts == Change::Smaller || !terms.isNumber(here) || !terms.isNumber(next)) return parts;
    if (isLess(terms, next, here, facts) && isNatural(terms, here, facts)) return Change::Smaller;
    return isNoMore(terms, next, here, facts) ? Change::NoLarger : parts;
}

/// The births at one kind of event, and which can follow which.
class Descent {
public:
    Descent(Terms& terms, const std::vector<SymbolId>& parents, SymbolId message) : terms_(terms) {
        for (SymbolId parent : parents)
            for (Birth& birth : birthsOf(terms, parent, message)) {
                limitsIn(birth.facts, limits_);
                births_.push_back(std::move(birth));
            }
        next_.resize(births_.size());
        for (size_t i = 0; i < births_.size(); ++i) follow(i, message);
    }

    /// A birth that is one of its own descendants at every such event; null if there is none.
    const Birth* sure() const {
        for (size_t i = 0; i < births_.size(); ++i)
            if (births_[i].isSure() && reaches(i, i, [&](size_t one) { return births_[one].isSure(); }))
                return &births_[i];
        return nullptr;
    }

    /// A birth that may be one of its own descendants for ever.
    const Birth* possible() {
        std::vector<Step> steps;
        for (size_t i = 0; i < births_.size(); ++i) {
            if (next_[i].empty()) continue;
            auto change = changes(births_[i]);
            for (size_t j : next_[i]) steps.push_back({i, j, change});
        }
        if (stepsEnd(steps)) return nullptr;
        for (size_t i = 0; i < births_.size(); ++i)
            if (reaches(i, i, [](size_t) { return true; })) return &births_[i];
        return nullptr;
    }

private:
    /// Finds the births that a birth's child can have at the same event.
    void follow(size_t i, SymbolId message) {
        const Program& program = terms_.program();
        const Birth birth = births_[i];
        auto saved = terms_.bindings();
        const auto& members = program[birth.child].members;
        for (size_t k = 0; k < birth.args.size() && k < members.size(); ++k) terms_.bind(members[k], birth.args[k]);
        std::vector<Birth> children = birthsOf(terms_, birth.child, message);
        terms_.setBindings(std::move(saved));
        size_t first = 0;
        while (first < births_.size() && births_[first].parent != birth.child) ++first;
        for (size_t k = 0; k < children.size() && first + k < births_.size(); ++k)
            if (!contradictory(terms_, both(children[k].facts, birth.facts))) next_[i].push_back(first + k);
    }

    std::vector<std::vector<Change>> changes(const Birth& birth) {
        std::vector<TermId> params = paramsOf(terms_, birth.parent);
        std::vector<TermId> here = measuresOf(terms_, params, params, limits_);
        std::vector<TermId> there = measuresOf(terms_, paramsOf(terms_, birth.child), birth.args, limits_);
        std::vector<std::vector<Change>> out(here.size(), std::vector<Change>(there.size(), Change::Unknown));
        for (size_t i = 0; i < here.size(); ++i)
            for (size_t j = 0; j < there.size(); ++j) {
                bool compared = (i < params.size() && j < birth.args.size()) || (i == j && birth.parent == birth.child);
                if (compared) out[i][j] = changeOfMeasure(terms_, there[j], here[i], birth.facts);
            }
        return out;
    }

    bool reaches(size_t from, size_t to, const std::function<bool(size_t)>& through) const {
        std::set<size_t> seen;
        std::vector<size_t> todo = {from};
        while (!todo.empty()) {
            size_t one = todo.back();
            todo.pop_back();
            for (size_t next : next_[one]) {
                if (!through(next)) continue;
                if (next == to) return true;
                if (seen.insert(next).second) todo.push_back(next);
            }
        }
        return false;
    }

    Terms& terms_;
    std::vector<Birth> births_;
    std::vector<std::vector<size_t>> next_;
    std::set<int64_t> limits_;
};

}   // namespace

void Checker::checkEndlessSpawns() {
    std::vector<SymbolId> parents;
    std::set<SymbolId> messages = {kNoSymbol};
    for (SymbolId id : leadingToCircles(program_))
        if (spawned_.count(id) != 0) parents.push_back(id);   // only what is started can start itself
    messages.merge(messagesOf(program_, parents));
    Terms terms(program_, types_);
    std::set<std::pair<uint32_t, uint32_t>> told;
    auto report = [&](Code code, const Birth& birth, SymbolId message) {
        if (!told.insert({birth.span.file, birth.span.begin}).second) return;
        auto& diagnostic = diagnostics_.report(code, birth.span, symbol(birth.child).name);
        diagnostic.note(message == kNoSymbol
                            ? "an instance sees the event that started it, and starts the next one at it"
                            : "an instance sees the `" + symbol(message).name +
                                  "` that started it, and starts the next one at it");
        if (code == Code::PossibleEndlessSpawn)
            diagnostic.note(
                "it ends if an argument gets smaller under a condition like `n > 0`, or if a field that the "
                "message must have (`^x`) is another one for the next");
    };
    messages.erase(kNoSymbol);
    std::vector<SymbolId> kinds(messages.begin(), messages.end());
    kinds.insert(kinds.begin(), kNoSymbol);
    for (SymbolId message : kinds) {
        Descent descent(terms, parents, message);
        if (const Birth* birth = descent.sure()) report(Code::EndlessSpawn, *birth, message);
        else if (const Birth* birth = descent.possible()) report(Code::PossibleEndlessSpawn, *birth, message);
    }
}

}   // namespace evd::sema
