#include "frontend/sema/shrinking.h"

#include <set>

namespace evd::sema {

namespace {

constexpr size_t kStepsMax = 500;

struct ByContent {
    bool operator()(const Step& a, const Step& b) const {
        return std::tie(a.from, a.to, a.changes) < std::tie(b.from, b.to, b.changes);
    }
};

Step joined(const Step& a, const Step& b) {
    Step out{a.from, b.to, {}};
    size_t width = b.changes.empty() ? 0 : b.changes[0].size();
    for (const auto& row : a.changes) {
        std::vector<Change> made(width, Change::Unknown);
        for (size_t k = 0; k < row.size(); ++k)
            for (size_t j = 0; j < width; ++j) {
                if (row[k] == Change::Unknown || b.changes[k][j] == Change::Unknown) continue;
                made[j] = std::max(made[j], std::max(row[k], b.changes[k][j]));
            }
        out.changes.push_back(std::move(made));
    }
    return out;
}

/// The change of a value that is a strict part of one that has changed so.
Change strictly(Change of) { return of == Change::Unknown ? of : Change::Smaller; }

class Parts {
public:
    Parts(Terms& terms, TermId whole, const Condition& facts) : terms_(terms), whole_(whole), facts_(facts) {}

    Change of(TermId value) {
        if (value == whole_) return Change::NoLarger;
        auto [at, isNew] = known_.try_emplace(value, Change::Unknown);
        if (!isNew) return at->second;
        Change change = look(value);
        return known_[value] = change;
    }

private:
    Change look(TermId value) {
        const Term& term = terms_[value];
        switch (term.head) {
        case Head::Part:
        case Head::Item:
        case Head::Field:
        case Head::Element: return strictly(of(term.args[0]));
        case Head::Choice: {
            Change least = Change::Smaller;
            for (size_t i = 0; i < term.values; ++i) least = std::min(least, of(term.args[i]));
            return term.values == 0 ? Change::Unknown : least;
        }
        case Head::Apply: return made(value);
        default: return Change::Unknown;   // every other kind
        }
    }

    Change made(TermId value) {
        const Term& term = terms_[value];
        auto from = [&](size_t i) { return of(term.args[i]); };
        switch (static_cast<BuiltinId>(term.number)) {
        case BuiltinId::AtList:
        case BuiltinId::AtMap:
        case BuiltinId::FirstList:
        case BuiltinId::FirstSet:
        case BuiltinId::FirstBag:
        case BuiltinId::LastList:
        case BuiltinId::LastSet:
        case BuiltinId::LastBag: return strictly(from(0));
        case BuiltinId::GetOr: return std::min(strictly(from(0)), from(2));
        case BuiltinId::Find:
        case BuiltinId::Keys:
        case BuiltinId::Values:
        case BuiltinId::ListOfMap:
        case BuiltinId::ListOfSet:
        case BuiltinId::ListOfBag:
        case BuiltinId::BagOfList:
        case BuiltinId::BagOfSet: return from(0);
        case BuiltinId::SetOfList:
        case BuiltinId::SetOfBag:
        case BuiltinId::Slice:
        case BuiltinId::FilterList:
        case BuiltinId::FilterSet:
        case BuiltinId::FilterBag:
        case BuiltinId::RemoveSet:
        case BuiltinId::RemoveBag:
        case BuiltinId::RemoveMap:
        case BuiltinId::SubSet:
        case BuiltinId::SubBag: return without(value, term.args[0]);
        case BuiltinId::Intersect: return std::max(without(value, term.args[0]), without(value, term.args[1]));
        default: return Change::Unknown;   // every other kind
        }
    }

    /// Some of the elements of a collection: fewer of them are less.
    Change without(TermId value, TermId collection) {
        Change change = of(collection);
        if (change != Change::NoLarger) return change;
        TermId now = terms_.sizeOf(value), before = terms_.sizeOf(collection);
        return contradictory(terms_, both(atLeast(terms_, now, before), facts_)) ? Change::Smaller : change;
    }

    Terms& terms_;
    TermId whole_;
    const Condition& facts_;
    std::map<TermId, Change> known_;
};

}   // namespace

Change changeOf(Terms& terms, TermId value, TermId whole, const Condition& facts) {
    return Parts(terms, whole, facts).of(value);
}

bool stepsEnd(const std::vector<Step>& steps) {
    std::set<Step, ByContent> all(steps.begin(), steps.end());
    for (std::vector<Step> todo(all.begin(), all.end()); !todo.empty();) {
        Step last = std::move(todo.back());
        todo.pop_back();
        for (const Step& first : steps) {
            if (last.to != first.from) continue;
            Step made = joined(last, first);
            if (all.insert(made).second) todo.push_back(std::move(made));
            if (all.size() > kStepsMax) return false;
        }
    }
    for (const Step& step : all) {
        if (step.from != step.to || joined(step, step).changes != step.changes) continue;
        bool smaller = false;
        for (size_t i = 0; i < step.changes.size(); ++i) smaller |= step.changes[i][i] == Change::Smaller;
        if (!smaller) return false;
    }
    return true;
}

bool isLess(Terms& terms, TermId next, TermId here, const Condition& facts) {
    return contradictory(terms, both(atLeast(terms, next, here), facts));
}

bool isNoMore(Terms& terms, TermId next, TermId here, const Condition& facts) {
    return contradictory(terms, both(atLeast(terms, next, here, 1), facts));
}

bool isNatural(Terms& terms, TermId here, const Condition& facts) {
    return contradictory(terms, both(atLeast(terms, terms.number(0), here, 1), facts));
}

}   // namespace evd::sema
