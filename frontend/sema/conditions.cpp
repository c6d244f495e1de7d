#include "frontend/sema/conditions.h"

namespace evd::sema {

using namespace syntax;

namespace {

constexpr size_t kCasesMax = 64;

bool isTruth(const Terms& terms, TermId id) { return terms.kindOf(id) == Kind::Bool; }

bool isCollection(const Terms& terms, TermId id) {
    switch (terms.kindOf(id)) {
    case Kind::List:
    case Kind::Set:
    case Kind::Bag:
    case Kind::Map: return true;
    default: return terms[id].head == Head::List || terms[id].head == Head::Set;   // every other kind
    }
}

bool isEmptyLiteral(const Term& term) {
    return (term.head == Head::List || term.head == Head::Set) && term.args.empty();
}

/// A bound on numbers alone is true or false.
Condition bounded(Atom atom) {
    const Bound& bound = atom.bound;
    if (!bound.sum.isConstant()) return Condition::that(std::move(atom));
    return bound.sum.constant > 0 || (bound.sum.constant == 0 && !bound.strict) ? Condition::always()
                                                                                : Condition::never();
}

/// A comparison `less < more`, or `less <= more`. Integers have no strict bounds; other data has an order too.
Condition ordered(Terms& terms, TermId less, TermId more, bool strict) {
    Atom atom;
    atom.bound.sum = linearOf(terms, more);
    atom.bound.sum.add(linearOf(terms, less), -1);
    atom.bound.integral = terms.isNumber(less) && terms.isNumber(more);
    if (atom.bound.integral && strict) atom.bound.sum.constant -= 1;
    else atom.bound.strict = strict;
    return bounded(std::move(atom));
}

Condition fact(Atom::Kind kind, TermId left, bool holds, TermId right = 0, SymbolId constructor = kNoSymbol) {
    Atom atom;
    atom.kind = kind;
    atom.left = left;
    atom.right = right;
    atom.constructor = constructor;
    atom.holds = holds;
    return Condition::that(std::move(atom));
}

/// Pairs of parts that are all equal, or of which one is not.
Condition partsEqual(Terms& terms, std::vector<TermId> a, std::vector<TermId> b, bool holds) {
    Condition out = holds ? Condition::always() : Condition::never();
    for (size_t i = 0; i < a.size() && i < b.size(); ++i) {
        Condition one = equal(terms, a[i], b[i], holds);
        out = holds ? both(out, one) : either(out, one);
    }
    return out;
}

Condition member(Terms& terms, TermId membership, bool holds) {
    TermId value = terms[membership].args[0], of = terms[membership].args[1];
    const Term& collection = terms[of];
    bool listed = collection.head == Head::List || collection.head == Head::Set;
    if (listed && collection.args.size() <= kCasesMax) {
        Condition out = holds ? Condition::never() : Condition::always();
        for (TermId item : collection.args) {
            Condition one = equal(terms, value, item, holds);
            out = holds ? either(out, one) : both(out, one);
        }
        return out;
    }
    Condition out = fact(Atom::Kind::Holds, membership, holds);
    return holds ? both(out, atLeast(terms, terms.sizeOf(of), terms.number(1))) : out;
}

}   // namespace

Condition both(const Condition& a, const Condition& b) {
    if (a.cases.size() * b.cases.size() > kCasesMax) return a;
    Condition out;
    for (const Case& one : a.cases)
        for (const Case& other : b.cases) {
            out.cases.push_back(one);
            out.cases.back().insert(out.cases.back().end(), other.begin(), other.end());
        }
    return out;
}

Condition either(const Condition& a, const Condition& b) {
    if (a.cases.size() + b.cases.size() > kCasesMax) return Condition::always();
    Condition out = a;
    out.cases.insert(out.cases.end(), b.cases.begin(), b.cases.end());
    return out;
}

Condition atLeast(Terms& terms, TermId more, TermId less, int64_t plus) {
    Atom atom;
    atom.bound.sum = linearOf(terms, more);
    atom.bound.sum.add(linearOf(terms, less), -1);
    atom.bound.sum.constant -= plus;
    return bounded(std::move(atom));
}

Condition equal(Terms& terms, TermId a, TermId b, bool holds) {
    if (a == b) return holds ? Condition::always() : Condition::never();
    const Term &left = terms[a], &right = terms[b];
    if (left.head == right.head && left.args.size() == right.args.size()) {
        if (left.head == Head::Make && left.number == right.number)
            return partsEqual(terms, left.args, right.args, holds);
        if (left.head == Head::Tuple || (left.head == Head::Record && left.text == right.text))
            return partsEqual(terms, left.args, right.args, holds);
    }
    if (isTruth(terms, a) || isTruth(terms, b))
        return either(both(conditionOf(terms, a), conditionOf(terms, b, holds)),
                      both(conditionOf(terms, a, false), conditionOf(terms, b, !holds)));
    Condition out = fact(Atom::Kind::Equal, a, holds, b);
    if (holds) {
        out = both(out, both(ordered(terms, a, b, false), ordered(terms, b, a, false)));
        if (isCollection(terms, a) || isCollection(terms, b)) {
            TermId first = terms.sizeOf(a), second = terms.sizeOf(b);
            out = both(out, both(atLeast(terms, first, second), atLeast(terms, second, first)));
        }
        return out;
    }
    if (isEmptyLiteral(terms[b])) return both(out, atLeast(terms, terms.sizeOf(a), terms.number(1)));
    if (isEmptyLiteral(terms[a])) return both(out, atLeast(terms, terms.sizeOf(b), terms.number(1)));
    return out;
}

Condition conditionOf(Terms& terms, TermId truth, bool holds) {
    const Term& term = terms[truth];
    if (term.head == Head::Literal && (term.text == "true" || term.text == "false"))
        return (term.text == "true") == holds ? Condition::always() : Condition::never();
    if (term.head == Head::Choice && term.number == 0) {
        TermId test = term.args[2];
        return either(both(conditionOf(terms, test), conditionOf(terms, term.args[0], holds)),
                      both(conditionOf(terms, test, false), conditionOf(terms, term.args[1], holds)));
    }
    if (term.head != Head::Apply) return fact(Atom::Kind::Holds, truth, holds);
    TermId a = term.args.empty() ? 0 : term.args[0], b = term.args.size() < 2 ? 0 : term.args[1];
    auto of = [&](TermId part, bool wanted) { return conditionOf(terms, part, wanted); };
    switch (static_cast<BuiltinId>(term.number)) {
    case BuiltinId::And:
        return holds ? both(of(a, true), of(b, true)) : either(of(a, false), both(of(a, true), of(b, false)));
    case BuiltinId::Or:
        return holds ? either(of(a, true), both(of(a, false), of(b, true))) : both(of(a, false), of(b, false));
    case BuiltinId::Implies:
        return holds ? either(of(a, false), both(of(a, true), of(b, true))) : both(of(a, true), of(b, false));
    case BuiltinId::Not: return of(a, !holds);
    case BuiltinId::Iff: return either(both(of(a, true), of(b, holds)), both(of(a, false), of(b, !holds)));
    case BuiltinId::Eq: return equal(terms, a, b, holds);
    case BuiltinId::Ne: return equal(terms, a, b, !holds);
    case BuiltinId::Lt: return holds ? ordered(terms, a, b, true) : ordered(terms, b, a, false);
    case BuiltinId::Le: return holds ? ordered(terms, a, b, false) : ordered(terms, b, a, true);
    case BuiltinId::Gt: return holds ? ordered(terms, b, a, true) : ordered(terms, a, b, false);
    case BuiltinId::Ge: return holds ? ordered(terms, b, a, false) : ordered(terms, a, b, true);
    case BuiltinId::InList: return member(terms, truth, holds);
    case BuiltinId::IsEmptyList:
    case BuiltinId::IsEmptySet:
    case BuiltinId::IsEmptyBag:
    case BuiltinId::IsEmptyMap:
        return holds ? atLeast(terms, terms.number(0), terms.sizeOf(a))
                     : atLeast(terms, terms.sizeOf(a), terms.number(1));
    default: return fact(Atom::Kind::Holds, truth, holds);   // every other kind
    }
}

Condition matching(Terms& terms, uint32_t module, const Pattern* pattern, TermId value, bool holds) {
    Condition out = holds ? Condition::always() : Condition::never();
    auto add = [&](const Condition& one) { out = holds ? both(out, one) : either(out, one); };
    auto inner = [&](const Pattern* part, TermId of) { add(matching(terms, module, part, of, holds)); };
    auto typed = [&](const Pattern* part) { return terms.program().modules[module].typeOf(part->id); };
    if (pattern == nullptr) return out;
    if (const auto* pin = std::get_if<PinPattern>(&pattern->node))
        add(equal(terms, value, terms.of(module, pin->value), holds));
    else if (const auto* literal = std::get_if<LiteralPattern>(&pattern->node))
        add(equal(terms, value, terms.of(module, literal->literal), holds));
    else if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node))
        for (size_t i = 0; i < tuple->items.size(); ++i)
            inner(tuple->items[i], terms.item(i, value, typed(tuple->items[i])));
    else if (const auto* record = std::get_if<RecordPattern>(&pattern->node)) {
        for (const FieldPattern& field : record->fields)
            if (field.pattern != nullptr)
                inner(field.pattern, terms.field(field.name.text, value, typed(field.pattern)));
    } else if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node)) {
        SymbolId id = terms.program().modules[module].resolve(constructor->path.back());
        if (id == kNoSymbol) return Condition::always();
        add(fact(Atom::Kind::MadeBy, value, holds, 0, id));
        const auto& fields = terms.program()[id].members;
        for (size_t i = 0; i < constructor->args.size() && i < fields.size(); ++i)
            inner(constructor->args[i], terms.part(fields[i], value, typed(constructor->args[i])));
    } else if (std::holds_alternative<ErrorPattern>(pattern->node)) return Condition::always();
    return out;
}

}   // namespace evd::sema
