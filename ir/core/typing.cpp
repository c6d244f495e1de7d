#include "ir/core/typing.h"

#include "ir/core/ops.h"

#include <algorithm>

namespace evd::ir {

bool sameData(const TypeTable& types, TypeId a, TypeId b) {
    if (a == b) return true;
    const Type &x = types[a], &y = types[b];
    auto isNumber = [](TypeKind kind) { return kind == TypeKind::Int || kind == TypeKind::Nat; };
    if (isNumber(x.kind) && isNumber(y.kind)) return true;
    if (x.kind != y.kind || x.kind == TypeKind::Enum || x.fields != y.fields || x.args.size() != y.args.size())
        return false;
    for (size_t i = 0; i < x.args.size(); ++i)
        if (!sameData(types, x.args[i], y.args[i])) return false;
    return !x.args.empty();
}

namespace {

/// The rules, one method per family of operations.
class Rules {
public:
    using Answer = std::optional<TypeId>;

    Rules(TypeTable& types, const Module& module, const Place& place, const Expr& expr, const std::vector<TypeId>& args)
        : types_(types), m_(module), place_(place), e_(expr), args_(args) {}

    Answer type() {
        int wanted = arity(e_.op);
        if (wanted >= 0 && args_.size() != static_cast<size_t>(wanted)) return {};
        switch (e_.op) {
        case Op::Int:
            return kindOf(e_.type) == TypeKind::Duration ? e_.type
                                                         : basic(e_.value >= 0 ? TypeKind::Nat : TypeKind::Int);
        case Op::Bool:
        case Op::IsFirst: return boolean();
        case Op::Unit: return basic(TypeKind::Unit);
        case Op::Str:
            if (e_.index >= m_.texts.size()) return {};
            return kindOf(e_.type) == TypeKind::Bytes ? e_.type : basic(TypeKind::Str);
        case Op::Local:
        case Op::Var:
        case Op::Param:
        case Op::SystemParam:
        case Op::Self:
        case Op::Sender:
        case Op::Field:
        case Op::TableEmpty:
        case Op::Yields:
        case Op::Locations: return reference();
        case Op::ParamCall: {
            if (e_.index >= m_.params.size() || m_.params[e_.index].domain.empty()) return {};
            return takes(m_.params[e_.index].domain) ? Answer(m_.params[e_.index].type) : Answer();
        }
        case Op::Call: {
            if (e_.index >= m_.functions.size()) return {};
            std::vector<TypeId> wantedTypes;
            for (LocalId param : m_.functions[e_.index].params) wantedTypes.push_back(m_.locals[param].type);
            return takes(wantedTypes) ? Answer(m_.functions[e_.index].result) : Answer();
        }
        case Op::If: return isKind(0, TypeKind::Bool) ? joined(1, 2) : Answer();
        case Op::And:
        case Op::Or: return isKind(0, TypeKind::Bool) && isKind(1, TypeKind::Bool) ? Answer(boolean()) : Answer();
        case Op::Not: return isKind(0, TypeKind::Bool) ? Answer(boolean()) : Answer();
        case Op::Let:
            return e_.index < m_.locals.size() && same(args_[0], m_.locals[e_.index].type) ? Answer(args_[1])
                                                                                           : Answer();
        case Op::Fold: return fold();
        case Op::Add:
        case Op::Sub:
        case Op::Mul:
        case Op::Div:
        case Op::Mod:
        case Op::Neg:
        case Op::Min:
        case Op::Max:
        case Op::CheckNat: return number();
        case Op::Eq:
        case Op::Ne:
        case Op::Lt:
        case Op::Le:
        case Op::Gt:
        case Op::Ge: return same(args_[0], args_[1]) ? Answer(boolean()) : Answer();
        case Op::Tuple:
        case Op::Get:
        case Op::Construct:
        case Op::IsConstructor:
        case Op::Payload: return product();
        case Op::List:
        case Op::Set:
        case Op::Bag:
        case Op::Map:
        case Op::ToList:
        case Op::ToSet:
        case Op::ToBag:
        case Op::Keys:
        case Op::Values: return making();
        case Op::Size:
        case Op::Contains:
        case Op::Count:
        case Op::At:
        case Op::Find:
        case Op::First:
        case Op::Last:
        case Op::Subset: return asking();
        case Op::Append:
        case Op::SetAt:
        case Op::Put:
        case Op::Insert:
        case Op::Remove:
        case Op::Union:
        case Op::Intersect:
        case Op::Difference:
        case Op::Slice: return changing();
        case Op::RingNext:
        case Op::RingPrev:
        case Op::RingBetween:
            if (!isKind(0, TypeKind::Ring)) return {};
            for (size_t i = 1; i < args_.size(); ++i)
                if (!isElement(0, i)) return {};
            return e_.op == Op::RingBetween ? boolean() : element(0);
        case Op::Up: return isKind(0, TypeKind::Loc) ? boolean() : Answer();
        case Op::Instances:
        case Op::VarOf:
        case Op::StateOf: return ofInstances();
        case Op::ObserverVar: {
            if (e_.index >= m_.automata.size() || m_.automata[e_.index].role != Role::Observer) return {};
            const std::vector<Variable>& vars = m_.automata[e_.index].vars;
            const auto which = static_cast<size_t>(e_.value);
            return which < vars.size() ? Answer(vars[which].type) : Answer();
        }
        case Op::Quorums:
            return e_.index < m_.quorums.size() ? Answer(types_.list(m_[m_.quorums[e_.index].members].type)) : Answer();
        case Op::LocNamed: return types_.basic(TypeKind::Loc);
        case Op::Noted: return boolean();
        case Op::Events:
        case Op::Received:
        case Op::Sent:
        case Op::Acted:
        case Op::InFlight:
        case Op::ClassValues: return happened();
        case Op::EventLoc: return isKind(0, TypeKind::Event) ? Answer(basic(TypeKind::Loc)) : Answer();
        case Op::EventKind: return isKind(0, TypeKind::Event) ? Answer(basic(TypeKind::Str)) : Answer();
        case Op::IsFirstEvent: return isKind(0, TypeKind::Event) ? Answer(boolean()) : Answer();
        case Op::PredEvent:
        case Op::SendingEvent: return isKind(0, TypeKind::Event) ? Answer(args_[0]) : Answer();
        case Op::CausallyBefore:
        case Op::LocallyBefore:
            return isKind(0, TypeKind::Event) && isKind(1, TypeKind::Event) ? Answer(boolean()) : Answer();
        case Op::BeforeEvent:
        case Op::AfterEvent: return isKind(0, TypeKind::Event) ? Answer(args_[1]) : Answer();
        case Op::Always:
        case Op::Eventually: return isKind(0, TypeKind::Bool) ? Answer(boolean()) : Answer();
        }
        return {};
    }

private:
    Answer reference() {
        uint32_t i = e_.index;
        auto typed = [&](const auto& list) { return i < list.size() ? Answer(list[i].type) : Answer(); };
        switch (e_.op) {
        case Op::Local: return typed(m_.locals);
        case Op::SystemParam:
            return i < m_.params.size() && m_.params[i].domain.empty() ? Answer(m_.params[i].type) : Answer();
        case Op::Self: return basic(TypeKind::Loc);
        case Op::Sender: return place_.received ? Answer(basic(TypeKind::Loc)) : Answer();
        case Op::Field: return place_.received ? typed(place_.received->fields) : Answer();
        case Op::Locations: return types_.set(basic(TypeKind::Loc));
        default: break;   // of the automaton: below
        }
        if (!place_.automaton) return {};
        switch (e_.op) {
        case Op::Var: return typed(place_.automaton->vars);
        case Op::Param: return typed(place_.automaton->params);
        default: break;   // of a table: below
        }
        if (i >= place_.automaton->tables.size()) return {};
        if (e_.op == Op::TableEmpty) return boolean();
        AutomatonId child = place_.automaton->tables[i].child;
        if (child >= m_.automata.size() || !m_.automata[child].yields) return {};
        return types_.list(inside(*m_.automata[child].yields));
    }

    Answer fold() {
        if (!types_.isCollection(args_[0])) return {};
        const Type source = types_[args_[0]];
        size_t parts = source.kind == TypeKind::Map ? 2 : 1;
        if (e_.index + parts >= m_.locals.size()) return {};
        for (size_t i = 0; i < parts; ++i)
            if (!same(m_.locals[e_.index + i].type, source.args[i])) return {};
        TypeId result = m_.locals[e_.index + parts].type;
        return same(args_[1], result) && same(args_[2], result) ? Answer(result) : Answer();
    }

    Answer number() {
        bool anyDuration = false, allNat = true;
        for (TypeId arg : args_) {
            TypeKind kind = kindOf(arg);
            if (kind != TypeKind::Int && kind != TypeKind::Nat && kind != TypeKind::Duration) return {};
            anyDuration = anyDuration || kind == TypeKind::Duration;
            allNat = allNat && kind == TypeKind::Nat;
        }
        if (e_.op == Op::CheckNat) return anyDuration ? Answer() : Answer(basic(TypeKind::Nat));
        // A duration may be scaled by a number, and two have a ratio; otherwise durations only mix with durations.
        bool both =
            args_.size() == 2 && kindOf(args_[0]) == TypeKind::Duration && kindOf(args_[1]) == TypeKind::Duration;
        if (e_.op == Op::Div && both) return basic(TypeKind::Int);
        if (e_.op == Op::Mul && both) return {};
        if (e_.op == Op::Div && anyDuration && kindOf(args_[0]) != TypeKind::Duration) return {};
        bool scales = e_.op == Op::Mul || e_.op == Op::Div;
        if (anyDuration && !scales && args_.size() == 2 && kindOf(args_[0]) != kindOf(args_[1])) return {};
        if (anyDuration) return basic(TypeKind::Duration);
        if (e_.op == Op::Mod) return basic(TypeKind::Nat);
        return basic(allNat && e_.op != Op::Sub && e_.op != Op::Neg ? TypeKind::Nat : TypeKind::Int);
    }

    Answer product() {
        if (e_.op == Op::Tuple) {
            if (kindOf(e_.type) == TypeKind::Record) {
                const std::vector<std::string> fields = types_[e_.type].fields;
                if (fields.size() != args_.size()) return {};
                std::vector<std::pair<std::string, TypeId>> parts;
                for (size_t i = 0; i < fields.size(); ++i) parts.emplace_back(fields[i], inside(args_[i]));
                return types_.record(std::move(parts));
            }
            std::vector<TypeId> items;
            for (TypeId arg : args_) items.push_back(inside(arg));
            return items.size() < 2 ? Answer() : Answer(types_.tuple(std::move(items)));
        }
        if (e_.op == Op::Get) {
            const Type& whole = types_[args_[0]];
            if (whole.kind != TypeKind::Tuple && whole.kind != TypeKind::Record) return {};
            return e_.index < whole.args.size() ? Answer(whole.args[e_.index]) : Answer();
        }
        const Type& sum = types_[e_.op == Op::Construct ? e_.type : args_[0]];
        if (sum.kind != TypeKind::Enum || e_.index >= sum.constructors.size()) return {};
        const Constructor& constructor = sum.constructors[e_.index];
        if (e_.op == Op::IsConstructor) return boolean();
        if (e_.op == Op::Construct) return takes(constructor.types) ? Answer(e_.type) : Answer();
        return e_.value >= 0 && static_cast<size_t>(e_.value) < constructor.types.size()
                   ? Answer(constructor.types[static_cast<size_t>(e_.value)])
                   : Answer();
    }

    Answer making() {
        switch (e_.op) {
        case Op::List:
        case Op::Set:
        case Op::Bag:
            if (args_.empty()) return {};
            for (size_t i = 1; i < args_.size(); ++i)
                if (!same(args_[0], args_[i])) return {};
            return collection(e_.op, inside(args_[0]));
        case Op::Map:
            if (args_.empty() || args_.size() % 2 != 0) return {};
            for (size_t i = 2; i < args_.size(); ++i)
                if (!same(args_[i % 2], args_[i])) return {};
            return types_.map(inside(args_[0]), inside(args_[1]));
        case Op::Keys: return isKind(0, TypeKind::Map) ? Answer(types_.set(element(0))) : Answer();
        case Op::Values: return isKind(0, TypeKind::Map) ? Answer(types_.bag(types_[args_[0]].args[1])) : Answer();
        default: break;   // ToList, ToSet, ToBag: below
        }
        if (!types_.isCollection(args_[0])) return {};
        TypeId item = isKind(0, TypeKind::Map) ? types_.tuple(std::vector<TypeId>(types_[args_[0]].args)) : element(0);
        return collection(e_.op == Op::ToList ? Op::List : e_.op == Op::ToSet ? Op::Set : Op::Bag, item);
    }

    Answer asking() {
        TypeKind kind = kindOf(args_[0]);
        bool many = types_.isCollection(args_[0]);
        switch (e_.op) {
        case Op::Size:
            return many || kind == TypeKind::Str || kind == TypeKind::Bytes ? Answer(basic(TypeKind::Nat)) : Answer();
        case Op::Contains: return many && isElement(0, 1) ? Answer(boolean()) : Answer();
        case Op::Count:
            return (kind == TypeKind::List || kind == TypeKind::Bag) && isElement(0, 1) ? Answer(basic(TypeKind::Nat))
                                                                                        : Answer();
        case Op::At:
            if (kind == TypeKind::List) return isInteger(1) ? Answer(element(0)) : Answer();
            return kind == TypeKind::Map && isElement(0, 1) ? Answer(types_[args_[0]].args[1]) : Answer();
        case Op::Find:
            return kind == TypeKind::Map && isElement(0, 1) ? Answer(types_.option(inside(types_[args_[0]].args[1])))
                                                            : Answer();
        case Op::First:
        case Op::Last:
            return kind == TypeKind::List || kind == TypeKind::Set || kind == TypeKind::Bag ? Answer(element(0))
                                                                                            : Answer();
        default: return kind == TypeKind::Set && same(args_[0], args_[1]) ? Answer(boolean()) : Answer();   // Subset
        }
    }

    Answer changing() {
        TypeKind kind = kindOf(args_[0]);
        auto when = [&](bool fits) { return fits ? Answer(args_[0]) : Answer(); };
        switch (e_.op) {
        case Op::Append: return when(kind == TypeKind::List && isElement(0, 1));
        case Op::SetAt: return when(kind == TypeKind::List && isInteger(1) && isElement(0, 2));
        case Op::Put: return when(kind == TypeKind::Map && isElement(0, 1) && same(types_[args_[0]].args[1], args_[2]));
        case Op::Insert: return when((kind == TypeKind::Set || kind == TypeKind::Bag) && isElement(0, 1));
        case Op::Remove:
            return when((kind == TypeKind::Set || kind == TypeKind::Bag || kind == TypeKind::Map) && isElement(0, 1));
        case Op::Union: {
            bool fits = (types_.isCollection(args_[0]) && kind != TypeKind::Ring) || kind == TypeKind::Str ||
                        kind == TypeKind::Bytes;
            return when(fits && same(args_[0], args_[1]));
        }
        case Op::Intersect: return when(kind == TypeKind::Set && same(args_[0], args_[1]));
        case Op::Difference: return when((kind == TypeKind::Set || kind == TypeKind::Bag) && same(args_[0], args_[1]));
        default: return when(kind == TypeKind::List && isInteger(1) && isInteger(2));   // Slice
        }
    }

    /// Of the instances of an automaton at a location.
    Answer ofInstances() {
        if (e_.index >= m_.automata.size() || args_.empty() || !isKind(0, TypeKind::Loc)) return {};
        const Automaton& automaton = m_.automata[e_.index];
        std::vector<TypeId> wanted{args_[0]};
        for (const Parameter& one : automaton.params) wanted.push_back(one.type);
        if (e_.op == Op::Instances) {
            if (args_.size() != 1 && !takes(wanted)) return {};
            return types_.list(basic(TypeKind::Nat));
        }
        const auto which = static_cast<size_t>(e_.value), vars = automaton.vars.size();
        if (which >= vars + (e_.op == Op::VarOf ? automaton.params.size() : 0)) return {};
        const bool fits =
            e_.op == Op::StateOf ? takes(wanted) : args_.size() == 1 || (args_.size() == 2 && isKind(1, TypeKind::Nat));
        if (!fits) return {};
        return which < vars ? automaton.vars[which].type : automaton.params[which - vars].type;
    }

    /// What happened in a run: lists of events, or of tuples that begin with what tells them apart.
    Answer happened() {
        const TypeId event = basic(TypeKind::Event), place = basic(TypeKind::Loc);
        auto fields = [&](std::vector<TypeId> items, const std::vector<Parameter>& parameters) {
            for (const Parameter& one : parameters) items.push_back(inside(one.type));
            return Answer(types_.list(types_.tuple(std::move(items))));
        };
        if (e_.op == Op::ClassValues) {
            if (e_.index >= m_.automata.size() || !m_.automata[e_.index].yields) return {};
            std::vector<TypeId> wanted{event};
            for (const Parameter& one : m_.automata[e_.index].params) wanted.push_back(one.type);
            return takes(wanted) ? Answer(types_.list(inside(*m_.automata[e_.index].yields))) : Answer();
        }
        if (e_.op == Op::InFlight)
            return e_.index < m_.messages.size() ? fields({place, place}, m_.messages[e_.index].fields) : Answer();
        const bool anywhere = e_.value == static_cast<int64_t>(Reach::Anywhere);
        if (e_.value < 0 || e_.value > static_cast<int64_t>(Reach::LocallyBefore)) return {};
        if (args_.size() != (anywhere ? 0U : 1U) || (!anywhere && !isKind(0, TypeKind::Event))) return {};
        if (e_.op == Op::Events) return types_.list(event);
        if (e_.op == Op::Acted) {
            if (e_.index >= m_.actions.size()) return {};
            const auto [automaton, index] = m_.actions[e_.index];
            if (automaton >= m_.automata.size() || index >= m_.automata[automaton].clauses.size()) return {};
            std::vector<TypeId> items{event};
            for (LocalId chosen : m_.automata[automaton].clauses[index].chosen)
                items.push_back(inside(m_.locals[chosen].type));
            return types_.list(types_.tuple(std::move(items)));
        }
        if (e_.index >= m_.messages.size()) return {};
        return fields({event, e_.op == Op::Sent ? types_.list(place) : place}, m_.messages[e_.index].fields);
    }

    TypeId basic(TypeKind kind) const { return types_.basic(kind); }
    TypeId boolean() const { return basic(TypeKind::Bool); }
    TypeKind kindOf(TypeId id) const { return types_[id].kind; }
    bool isKind(size_t arg, TypeKind kind) const { return kindOf(args_[arg]) == kind; }
    bool isInteger(size_t arg) const { return isKind(arg, TypeKind::Int) || isKind(arg, TypeKind::Nat); }
    bool same(TypeId a, TypeId b) const { return sameData(types_, a, b); }
    TypeId element(size_t arg) const { return types_.elementType(args_[arg]); }
    bool isElement(size_t whole, size_t part) const { return same(element(whole), args_[part]); }
    /// Inside other types a number is an Int.
    TypeId inside(TypeId id) const { return kindOf(id) == TypeKind::Nat ? basic(TypeKind::Int) : id; }
    TypeId collection(Op op, TypeId item) {
        return op == Op::List ? types_.list(item) : op == Op::Set ? types_.set(item) : types_.bag(item);
    }

    Answer joined(size_t a, size_t b) const {
        if (!same(args_[a], args_[b])) return {};
        return kindOf(args_[a]) == TypeKind::Nat ? args_[b] : args_[a];
    }

    bool takes(const std::vector<TypeId>& wanted) const {
        if (wanted.size() != args_.size()) return false;
        for (size_t i = 0; i < wanted.size(); ++i)
            if (!same(wanted[i], args_[i])) return false;
        return true;
    }

    TypeTable& types_;
    const Module& m_;
    const Place& place_;
    const Expr& e_;
    const std::vector<TypeId>& args_;
};

}   // namespace

std::optional<TypeId> naturalType(TypeTable& types, const Module& module, const Place& place, const Expr& expr,
                                  const std::vector<TypeId>& args) {
    return Rules(types, module, place, expr, args).type();
}

}   // namespace evd::ir
