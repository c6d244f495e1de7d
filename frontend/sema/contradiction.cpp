// Whether a condition can hold: equal terms are merged (congruence closure over the few terms of one case), what is
// known of sizes, quotients and remainders is added, and the bounds that result are tried.

#include "frontend/sema/conditions.h"

#include <set>

namespace evd::sema {

namespace {

constexpr size_t kTermsMax = 400;
constexpr int kRounds = 3;

/// The equalities of one case, and what follows from them.
class Equalities {
public:
    explicit Equalities(Terms& terms) : terms_(terms) {}

    /// False if the case is impossible by its equalities alone.
    bool add(const Case& all) {
        for (const Atom& atom : all) collect(atom);
        if (members_.size() > kTermsMax) return true;
        for (const Atom& atom : all) {
            if (atom.kind == Atom::Kind::Equal && atom.holds) merge(atom.left, atom.right);
            if (atom.kind == Atom::Kind::Holds) merge(atom.left, terms_.truth(atom.holds));
        }
        while (changed_) {
            changed_ = false;
            if (!close()) return false;
        }
        for (const Atom& atom : all)
            if (atom.kind == Atom::Kind::Equal && !atom.holds && root(atom.left) == root(atom.right)) return false;
        return constructorsFit(all);
    }

    /// Equal numbers, as bounds.
    void equalNumbers(std::vector<Bound>& out) {
        for (TermId one : members_) {
            TermId other = root(one);
            if (one == other || !terms_.isNumber(one) || !terms_.isNumber(other)) continue;
            Linear difference = linearOf(terms_, one);
            difference.add(linearOf(terms_, other), -1);
            Linear reverse;
            reverse.add(difference, -1);
            out.push_back({difference});
            out.push_back({reverse});
        }
    }

private:
    void collect(const Atom& atom) {
        if (atom.kind == Atom::Kind::Bounded)
            for (const auto& [term, count] : atom.bound.sum.terms) collect(term);
        else {
            collect(atom.left);
            if (atom.kind == Atom::Kind::Equal) collect(atom.right);
        }
    }
    void collect(TermId term) {
        if (!parent_.try_emplace(term, term).second) return;
        members_.push_back(term);
        for (TermId arg : terms_[term].args) collect(arg);
    }
    TermId root(TermId term) {
        collect(term);
        while (parent_[term] != term) term = parent_[term] = parent_[parent_[term]];
        return term;
    }
    void merge(TermId a, TermId b) {
        a = root(a);
        b = root(b);
        if (a == b) return;
        parent_[b] = a;
        changed_ = true;
    }

    /// Terms that say what a value looks like: two of them are equal only if all their parts are.
    static bool isShape(Head head) {
        return head == Head::Number || head == Head::Literal || head == Head::Make || head == Head::Tuple ||
               head == Head::Record || head == Head::List;
    }

    bool close() {
        std::map<TermId, TermId> shapes;
        for (size_t i = 0; i < members_.size(); ++i) {
            const Term& term = terms_[members_[i]];
            if (!isShape(term.head)) continue;
            auto [at, isNew] = shapes.try_emplace(root(members_[i]), members_[i]);
            if (isNew) continue;
            const Term& other = terms_[at->second];
            if (term.head != other.head || term.number != other.number || term.text != other.text ||
                term.args.size() != other.args.size())
                return false;
            for (size_t k = 0; k < term.args.size(); ++k) merge(term.args[k], other.args[k]);
        }
        std::map<std::tuple<Head, int64_t, std::string, std::vector<TermId>>, TermId> alike;
        for (size_t i = 0; i < members_.size(); ++i) {
            const Term& term = terms_[members_[i]];
            if (term.args.empty()) continue;
            std::vector<TermId> args;
            for (TermId arg : term.args) args.push_back(root(arg));
            auto [at, isNew] = alike.try_emplace({term.head, term.number, term.text, args}, members_[i]);
            if (!isNew) merge(at->second, members_[i]);
            if (auto shape = shapes.find(args[0]); shape != shapes.end()) {
                TermId of = shape->second;
                if (term.head == Head::Part)
                    merge(members_[i], terms_.part(static_cast<SymbolId>(term.number), of, term.type));
                if (term.head == Head::Item)
                    merge(members_[i], terms_.item(static_cast<size_t>(term.number), of, term.type));
                if (term.head == Head::Field) merge(members_[i], terms_.field(term.text, of, term.type));
            }
        }
        shapes_ = std::move(shapes);
        return true;
    }

    bool constructorsFit(const Case& all) {
        std::map<TermId, SymbolId> is;
        std::map<TermId, std::set<SymbolId>> isNot;
        for (const auto& [value, shape] : shapes_)
            if (terms_[shape].head == Head::Make) is[root(value)] = static_cast<SymbolId>(terms_[shape].number);
        for (const Atom& atom : all) {
            if (atom.kind != Atom::Kind::MadeBy) continue;
            TermId value = root(atom.left);
            if (!atom.holds) isNot[value].insert(atom.constructor);
            else if (is.try_emplace(value, atom.constructor).first->second != atom.constructor) return false;
        }
        for (const auto& [value, excluded] : isNot) {
            auto made = is.find(value);
            if (made != is.end() && excluded.count(made->second) != 0) return false;
            SymbolId whole = terms_.program()[*excluded.begin()].parent;
            if (whole != kNoSymbol && excluded.size() == terms_.program()[whole].members.size()) return false;
        }
        return true;
    }

    Terms& terms_;
    std::vector<TermId> members_;
    std::unordered_map<TermId, TermId> parent_;
    std::map<TermId, TermId> shapes_;   ///< root -> a term that is a shape
    bool changed_ = true;
};

bool isUnequal(const Terms& terms, const Atom& atom) {
    return atom.kind == Atom::Kind::Equal && !atom.holds && terms.isNumber(atom.left) && terms.isNumber(atom.right);
}

/// `left < right`, for integers.
Bound below(Terms& terms, TermId left, TermId right) {
    Bound made;
    made.sum = linearOf(terms, right);
    made.sum.add(linearOf(terms, left), -1);
    made.sum.constant -= 1;
    return made;
}

bool impossible(Terms& terms, const Case& all) {
    Equalities equalities(terms);
    if (!equalities.add(all)) return true;
    std::vector<Bound> bounds;
    for (const Atom& atom : all)
        if (atom.kind == Atom::Kind::Bounded) bounds.push_back(atom.bound);
    equalities.equalNumbers(bounds);
    if (unmeetable(bounds)) return true;
    // Unequal numbers lie one way or the other; where only one way is left, it is a bound.
    std::vector<const Atom*> unequal;
    for (const Atom& atom : all)
        if (isUnequal(terms, atom)) unequal.push_back(&atom);
    for (bool progress = true; progress;) {
        progress = false;
        for (const Atom*& atom : unequal) {
            if (atom == nullptr) continue;
            auto with = [&](const Bound& one) {
                std::vector<Bound> more = bounds;
                more.push_back(one);
                return more;
            };
            Bound less = below(terms, atom->left, atom->right), more = below(terms, atom->right, atom->left);
            bool noLess = unmeetable(with(less)), noMore = unmeetable(with(more));
            if (noLess && noMore) return true;
            if (!noLess && !noMore) continue;
            bounds.push_back(noLess ? more : less);
            atom = nullptr;
            progress = true;
        }
    }
    return false;
}

/// What is true of the size of a collection by how it is made.
Condition aboutSize(Terms& terms, TermId size) {
    TermId collection = terms[size].args[0];
    if (terms[collection].head != Head::Apply) return Condition::always();
    Term made = terms[collection];
    auto of = [&](size_t i) { return terms.sizeOf(made.args[i]); };
    auto number = [&](int64_t value) { return terms.number(value); };
    auto atMost = [&](TermId other, int64_t plus = 0) { return atLeast(terms, other, size, -plus); };
    auto minus = [&](TermId a, TermId b) { return terms.apply(BuiltinId::SubNum, {a, b}); };
    switch (static_cast<BuiltinId>(made.number)) {
    case BuiltinId::Slice:
        return both(atMost(of(0)), either(atMost(number(0)), both(atMost(minus(of(0), made.args[1])),
                                                                  atMost(minus(made.args[2], made.args[1])))));
    case BuiltinId::FilterList:
    case BuiltinId::FilterSet:
    case BuiltinId::FilterBag:
    case BuiltinId::SubSet:
    case BuiltinId::SubBag:
    case BuiltinId::SetOfList:
    case BuiltinId::SetOfBag:
    case BuiltinId::SetOfRing: return atMost(of(0));
    case BuiltinId::Intersect: return both(atMost(of(0)), atMost(of(1)));
    case BuiltinId::RemoveSet:
    case BuiltinId::RemoveBag:
    case BuiltinId::RemoveMap: {
        const Term& which = terms[made.args[1]];
        bool end = which.head == Head::Apply && which.args.size() == 1 && which.args[0] == made.args[0];
        TermId isIn = terms.apply(BuiltinId::InList, {made.args[1], made.args[0]});
        Condition absent = end ? atLeast(terms, number(0), of(0)) : conditionOf(terms, isIn, false);
        return both(atMost(of(0)), either(absent, atMost(of(0), -1)));
    }
    case BuiltinId::InsertSet: {
        TermId isIn = terms.apply(BuiltinId::InList, {made.args[1], made.args[0]});
        return both(atMost(of(0), 1), both(atLeast(terms, size, of(0)),
                                           either(conditionOf(terms, isIn), both(conditionOf(terms, isIn, false),
                                                                                 atLeast(terms, size, of(0), 1)))));
    }
    default: return Condition::always();   // every other kind
    }
}

/// What is always true of a term that bounds speak of.
Condition about(Terms& terms, TermId id) {
    Term term = terms[id];
    Condition out = term.natural ? atLeast(terms, id, terms.number(0)) : Condition::always();
    if (term.head == Head::Choice && term.number == 0) {
        Condition first = both(conditionOf(terms, term.args[2]), equal(terms, id, term.args[0]));
        return both(out, either(first, both(conditionOf(terms, term.args[2], false), equal(terms, id, term.args[1]))));
    }
    if (term.head != Head::Apply || term.args.size() > 2) return out;
    auto zero = terms.number(0);
    auto times = [&](TermId a, TermId b) { return terms.apply(BuiltinId::MulNum, {a, b}); };
    auto less = [&](TermId a, TermId b) { return atLeast(terms, b, a, 1); };
    TermId a = term.args[0], b = term.args.back();
    bool constant = terms[b].head == Head::Number && terms[b].number > 0;
    switch (static_cast<BuiltinId>(term.number)) {
    case BuiltinId::SizeList: return both(out, aboutSize(terms, id));
    case BuiltinId::DivNum: {
        if (constant) {   // b * (a / b) <= a < b * (a / b) + b
            TermId down = times(b, id);
            return both(atLeast(terms, a, down), atLeast(terms, terms.apply(BuiltinId::AddNum, {down, b}), a, 1));
        }
        Condition smaller = both(atLeast(terms, id, zero), less(id, a));
        return either(either(less(b, terms.number(2)), less(a, terms.number(1))), smaller);
    }
    case BuiltinId::ModNum: {
        TermId quotient = terms.apply(BuiltinId::DivNum, {a, b});
        if (constant) {
            TermId whole = terms.apply(BuiltinId::AddNum, {times(b, quotient), id});
            Condition exact = both(atLeast(terms, a, whole), atLeast(terms, whole, a));
            return both(exact, both(atLeast(terms, id, zero), less(id, b)));
        }
        Condition positive = both(less(zero, b), both(atLeast(terms, id, zero), less(id, b)));
        return either(positive, less(b, terms.number(1)));
    }
    case BuiltinId::MulNum:
        return either(either(less(a, zero), less(b, zero)),
                      both(both(atLeast(terms, a, zero), atLeast(terms, b, zero)), atLeast(terms, id, zero)));
    case BuiltinId::Min:
        return both(both(atLeast(terms, a, id), atLeast(terms, b, id)),
                    either(atLeast(terms, id, a), atLeast(terms, id, b)));
    case BuiltinId::Max:
        return both(both(atLeast(terms, id, a), atLeast(terms, id, b)),
                    either(atLeast(terms, a, id), atLeast(terms, b, id)));
    default: return out;   // every other kind
    }
}

bool refuted(Terms& terms, const Case& all) {
    if (impossible(terms, all)) return true;
    Condition full{{all}};
    std::set<TermId> told;
    for (int round = 0; round < kRounds; ++round) {
        std::set<TermId> spoken;
        auto speak = [&](const Linear& sum) {
            for (const auto& [term, count] : sum.terms)
                if (told.count(term) == 0) spoken.insert(term);
        };
        for (const Case& one : full.cases)
            for (const Atom& atom : one) {
                speak(atom.bound.sum);
                if (isUnequal(terms, atom)) {
                    speak(linearOf(terms, atom.left));
                    speak(linearOf(terms, atom.right));
                }
            }
        if (spoken.empty()) break;
        for (TermId term : spoken) full = both(full, about(terms, term));
        told.insert(spoken.begin(), spoken.end());
    }
    return std::all_of(full.cases.begin(), full.cases.end(), [&](const Case& one) { return impossible(terms, one); });
}

}   // namespace

bool contradictory(Terms& terms, const Condition& condition) {
    return std::all_of(condition.cases.begin(), condition.cases.end(),
                       [&](const Case& one) { return refuted(terms, one); });
}

}   // namespace evd::sema
