#include "frontend/sema/terms.h"

#include "frontend/syntax/walk.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::sema {

using namespace syntax;

namespace {

/// Overloads that mean the same for every collection are one operation here.
BuiltinId canonical(BuiltinId id) {
    switch (id) {
    case BuiltinId::SizeSet:
    case BuiltinId::SizeBag:
    case BuiltinId::SizeMap:
    case BuiltinId::SizeRing:
    case BuiltinId::SizeStr:
    case BuiltinId::SizeBytes: return BuiltinId::SizeList;
    case BuiltinId::InSet:
    case BuiltinId::InBag:
    case BuiltinId::InMap:
    case BuiltinId::InRing: return BuiltinId::InList;
    default: return id;   // every other kind
    }
}

}   // namespace

bool isModule(const Program& program, uint32_t module, const Expr* expr) {
    const auto* plain = std::get_if<NameExpr>(&expr->node);
    const auto* inner = std::get_if<FieldExpr>(&expr->node);   // `module.module`
    if (plain == nullptr && inner == nullptr) return false;
    SymbolId id = program.modules[module].resolve(plain != nullptr ? plain->path.back() : inner->field);
    return id != kNoSymbol && program[id].kind == SymbolKind::Spec;
}

Kind Terms::kindOf(TermId id) const {
    return terms_[id].type == nullptr ? Kind::Error : types_.resolved(terms_[id].type)->kind;
}

bool Terms::isNumber(TermId id) const {
    const Term& term = terms_[id];
    if (term.head == Head::Number) return true;
    if (term.head == Head::Apply) switch (static_cast<BuiltinId>(term.number)) {
        case BuiltinId::AddNum:
        case BuiltinId::SubNum:
        case BuiltinId::MulNum:
        case BuiltinId::DivNum:
        case BuiltinId::ModNum:
        case BuiltinId::NegNum:
        case BuiltinId::Min:
        case BuiltinId::Max:
        case BuiltinId::SizeList:
        case BuiltinId::CountList:
        case BuiltinId::CountBag: return true;
        default: break;   // every other kind
        }
    Kind kind = kindOf(id);
    return kind == Kind::Int || kind == Kind::Nat || kind == Kind::Duration;
}

TypeRef Terms::typeOf(uint32_t module, NodeId node) const { return program_.modules[module].typeOf(node); }

TermId Terms::make(Term term) {
    Key key{term.head, term.number, term.text, term.args, term.values};
    auto [at, isNew] = known_.try_emplace(std::move(key), static_cast<TermId>(terms_.size()));
    if (isNew) terms_.push_back(std::move(term));
    else if (terms_[at->second].type == nullptr) terms_[at->second].type = term.type;
    return at->second;
}

TermId Terms::apply(BuiltinId id, std::vector<TermId> args) {
    id = canonical(id);
    Term made{Head::Apply, static_cast<int64_t>(id), "", std::move(args), 0, nullptr, false};
    made.natural = id == BuiltinId::SizeList || id == BuiltinId::CountList || id == BuiltinId::CountBag;
    return make(std::move(made));
}

TermId Terms::symbol(SymbolId id) {
    if (auto known = bound_.find(id); known != bound_.end()) return known->second;
    const Symbol& s = program_[id];
    Term made{Head::Symbol, static_cast<int64_t>(id), "", {}, 0, s.type, false};
    bool stored = s.kind == SymbolKind::Parameter || s.kind == SymbolKind::Variable ||
                  s.kind == SymbolKind::MessageField || s.kind == SymbolKind::Param;
    made.natural = stored && s.type != nullptr && types_.resolved(s.type)->kind == Kind::Nat;
    return make(std::move(made));
}

TermId Terms::part(SymbolId field, TermId of, TypeRef type) {
    const Term& whole = terms_[of];
    const Symbol& s = program_[field];
    if (whole.head == Head::Make && static_cast<SymbolId>(whole.number) == s.parent) {
        const auto& fields = program_[s.parent].members;
        auto at = static_cast<size_t>(std::find(fields.begin(), fields.end(), field) - fields.begin());
        if (at < whole.args.size()) return whole.args[at];
    }
    bool natural = s.type != nullptr && types_.resolved(s.type)->kind == Kind::Nat;
    return make({Head::Part, static_cast<int64_t>(field), "", {of}, 0, type, natural});
}

TermId Terms::item(size_t position, TermId of, TypeRef type) {
    const Term& whole = terms_[of];
    if (whole.head == Head::Tuple && position < whole.args.size()) return whole.args[position];
    return make({Head::Item, static_cast<int64_t>(position), "", {of}, 0, type, false});
}

TermId Terms::field(const std::string& name, TermId of, TypeRef type) {
    const Term& whole = terms_[of];
    if (whole.head == Head::Record) {
        size_t index = 0;
        for (size_t at = 0; at < whole.text.size(); ++index) {   // `a,b,`
            size_t end = whole.text.find(',', at);
            if (whole.text.compare(at, end - at, name) == 0) return whole.args[index];
            at = end + 1;
        }
    }
    return make({Head::Field, 0, name, {of}, 0, type, false});
}

void Terms::bind(uint32_t module, const Pattern* pattern, TermId value) {
    const Module& m = program_.modules[module];
    auto typed = [&](const Pattern* inner) { return typeOf(module, inner->id); };
    if (const auto* name = std::get_if<BindPattern>(&pattern->node)) {
        SymbolId id = m.resolve(name->name);
        if (id != kNoSymbol) bind(id, value);
    } else if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node)) {
        for (size_t i = 0; i < tuple->items.size(); ++i)
            bind(module, tuple->items[i], item(i, value, typed(tuple->items[i])));
    } else if (const auto* record = std::get_if<RecordPattern>(&pattern->node)) {
        for (const FieldPattern& one : record->fields) {
            SymbolId local = one.pattern == nullptr ? m.resolve(one.name) : kNoSymbol;
            TypeRef type = one.pattern != nullptr ? typed(one.pattern)
                           : local != kNoSymbol   ? program_[local].type
                                                  : nullptr;
            TermId part = field(one.name.text, value, type);
            if (one.pattern != nullptr) bind(module, one.pattern, part);
            else if (local != kNoSymbol) bind(local, part);
        }
    } else if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node)) {
        SymbolId id = m.resolve(constructor->path.back());
        if (id == kNoSymbol) return;
        const auto& fields = program_[id].members;
        for (size_t i = 0; i < constructor->args.size() && i < fields.size(); ++i)
            bind(module, constructor->args[i], part(fields[i], value, typed(constructor->args[i])));
    }
}

TermId Terms::bindElement(uint32_t module, const Pattern* pattern, TermId collection) {
    TermId element = make({Head::Element,
                           static_cast<int64_t>(pattern->id),
                           std::to_string(module),
                           {collection},
                           0,
                           typeOf(module, pattern->id),
                           false});
    bind(module, pattern, element);
    return element;
}

TermId Terms::of(uint32_t module, const Expr* expr) {
    if (expr == nullptr) return make({Head::Opaque, -1, "", {}, 0, nullptr, false});   // reported as missing
    TermId made = node(module, expr);
    if (terms_[made].type == nullptr) terms_[made].type = typeOf(module, expr->id);
    return made;
}

TermId Terms::named(uint32_t module, SymbolId id, const Expr* expr) {
    if (id == kNoSymbol) return opaque(module, expr);
    if (program_[id].kind == SymbolKind::Constructor)
        return make({Head::Make, static_cast<int64_t>(id), "", {}, 0, nullptr, false});
    return symbol(id);
}

TermId Terms::called(uint32_t module, const Expr* expr, SymbolId id, const std::vector<Expr*>& args, size_t skipped) {
    if (id == kNoSymbol) return opaque(module, expr);
    std::vector<TermId> values;
    for (size_t i = skipped; i < args.size(); ++i) values.push_back(of(module, args[i]));
    switch (program_[id].kind) {
    case SymbolKind::Builtin: {
        BuiltinId chosen = program_.modules[module].operators[expr->id];
        return chosen == BuiltinId::None ? opaque(module, expr) : apply(chosen, std::move(values));
    }
    case SymbolKind::Constructor: return make({Head::Make, static_cast<int64_t>(id), "", values, 0, nullptr, false});
    default: {   // every other kind
        TypeRef type = program_[id].type == nullptr ? nullptr : types_.resolved(program_[id].type);
        bool natural = program_[id].kind == SymbolKind::Function && type != nullptr && !type->args.empty() &&
                       types_.resolved(type->args.back())->kind == Kind::Nat;
        return make({Head::Call, static_cast<int64_t>(id), "", values, 0, nullptr, natural});
    }
    }
}

std::vector<TermId> Terms::dependencies(uint32_t module, const Expr* expr) {
    const Module& m = program_.modules[module];
    std::vector<TermId> out;
    walk(expr, [&](const Expr* part) {
        const auto* name = std::get_if<NameExpr>(&part->node);
        SymbolId id = name == nullptr ? kNoSymbol : m.resolve(name->path.back());
        if (id == kNoSymbol) return;
        Span at = program_[id].nameSpan;
        bool own = program_[id].kind == SymbolKind::Local && at.file == expr->span.file &&
                   expr->span.begin <= at.begin && at.end <= expr->span.end;
        if (!own) out.push_back(symbol(id));
    });
    return out;
}

TermId Terms::opaque(uint32_t module, const Expr* expr) {
    return make({Head::Opaque, static_cast<int64_t>(expr->id), std::to_string(module), dependencies(module, expr), 0,
                 nullptr, false});
}

TermId Terms::choice(uint32_t module, const Expr* expr, const MatchExpr& match) {
    TermId value = of(module, match.value);
    Term made{Head::Choice, static_cast<int64_t>(expr->id) + 1, std::to_string(module), {}, 0, nullptr, false};
    for (const MatchArm& arm : match.arms) {
        bind(module, arm.pattern, value);
        made.args.push_back(of(module, arm.value));
    }
    made.values = static_cast<uint32_t>(made.args.size());
    for (TermId one : dependencies(module, expr)) made.args.push_back(one);
    return make(std::move(made));
}

TermId Terms::node(uint32_t module, const Expr* expr) {
    const Module& m = program_.modules[module];
    auto all = [&](Head head, const std::vector<Expr*>& items) {
        Term made{head, 0, "", {}, 0, nullptr, false};
        for (const Expr* item : items) made.args.push_back(of(module, item));
        return make(std::move(made));
    };
    auto builtin = [&](std::vector<TermId> args) {
        BuiltinId chosen = m.operators[expr->id];
        return chosen == BuiltinId::None ? opaque(module, expr) : apply(chosen, std::move(args));
    };
    if (const auto* value = std::get_if<IntLiteral>(&expr->node)) return number(value->value);
    if (const auto* value = std::get_if<DurationLiteral>(&expr->node)) return number(value->nanoseconds);
    if (const auto* value = std::get_if<BoolLiteral>(&expr->node)) return truth(value->value);
    if (const auto* value = std::get_if<TextLiteral>(&expr->node))
        return make({Head::Literal, 0, "\"" + value->value, {}, 0, nullptr, false});
    if (const auto* value = std::get_if<BytesLiteral>(&expr->node))
        return make({Head::Literal, 0, "b" + value->value, {}, 0, nullptr, false});
    if (std::holds_alternative<SelfExpr>(expr->node)) return make({Head::Self, 0, "", {}, 0, nullptr, false});
    if (const auto* name = std::get_if<NameExpr>(&expr->node)) return named(module, m.resolve(name->path.back()), expr);
    if (const auto* call = std::get_if<CallExpr>(&expr->node)) {
        const auto* name = std::get_if<NameExpr>(&call->callee->node);
        if (name == nullptr) return opaque(module, expr);
        bool qualified = call->method && !call->args.empty() && isModule(program_, module, call->args[0]);
        return called(module, expr, m.resolve(name->path.back()), call->args, qualified ? 1 : 0);
    }
    if (const auto* access = std::get_if<FieldExpr>(&expr->node)) {
        SymbolId id = m.resolve(access->field);
        if (isModule(program_, module, access->object)) return named(module, id, expr);
        if (id != kNoSymbol) return called(module, expr, id, {access->object}, 0);
        return field(access->field.text, of(module, access->object), nullptr);
    }
    if (const auto* index = std::get_if<IndexExpr>(&expr->node))
        return builtin({of(module, index->object), of(module, index->index)});
    if (const auto* unary = std::get_if<UnaryExpr>(&expr->node)) {
        TermId operand = of(module, unary->operand);
        if (unary->op == UnaryOp::Negate && terms_[operand].head == Head::Number && terms_[operand].number != INT64_MIN)
            return number(-terms_[operand].number);
        return builtin({operand});
    }
    if (const auto* binary = std::get_if<BinaryExpr>(&expr->node)) {
        TermId left = of(module, binary->left), right = of(module, binary->right);
        TermId made = builtin({left, right});
        return binary->op == BinaryOp::NotIn ? apply(BuiltinId::Not, {made}) : made;
    }
    if (const auto* choice = std::get_if<IfExpr>(&expr->node))
        return make({Head::Choice,
                     0,
                     "",
                     {of(module, choice->thenValue), of(module, choice->elseValue), of(module, choice->condition)},
                     2,
                     nullptr,
                     false});
    if (const auto* match = std::get_if<MatchExpr>(&expr->node)) return choice(module, expr, *match);
    if (const auto* let = std::get_if<LetExpr>(&expr->node)) {
        bind(module, let->pattern, of(module, let->value));
        return of(module, let->body);
    }
    if (const auto* tuple = std::get_if<TupleExpr>(&expr->node)) return all(Head::Tuple, tuple->items);
    if (const auto* list = std::get_if<ListExpr>(&expr->node)) return all(Head::List, list->items);
    if (const auto* set = std::get_if<SetExpr>(&expr->node)) return all(Head::Set, set->items);
    if (const auto* record = std::get_if<RecordExpr>(&expr->node)) {
        std::map<std::string, TermId> fields;
        for (const FieldInit& one : record->fields) fields[one.name.text] = of(module, one.value);
        Term made{Head::Record, 0, "", {}, 0, nullptr, false};
        for (const auto& [name, value] : fields) {
            made.text += name + ",";
            made.args.push_back(value);
        }
        return make(std::move(made));
    }
    if (const auto* update = std::get_if<RecordUpdateExpr>(&expr->node)) {
        TypeRef type = typeOf(module, expr->id);
        TypeRef shape = type == nullptr ? nullptr : types_.resolved(type);
        if (shape == nullptr || shape->kind != Kind::Record) return opaque(module, expr);
        TermId old = of(module, update->record);
        Term made{Head::Record, 0, "", {}, 0, nullptr, false};
        for (size_t i = 0; i < shape->fields.size(); ++i) {
            made.text += shape->fields[i] + ",";
            auto given = std::find_if(update->fields.begin(), update->fields.end(),
                                      [&](const FieldInit& one) { return one.name.text == shape->fields[i]; });
            made.args.push_back(given != update->fields.end() ? of(module, given->value)
                                                              : field(shape->fields[i], old, shape->args[i]));
        }
        return make(std::move(made));
    }
    return opaque(module, expr);
}

TermId Terms::replace(TermId id, const std::map<SymbolId, TermId>& by) {
    std::map<TermId, TermId> done;
    return replace(id, by, done);
}

TermId Terms::replace(TermId id, const std::map<SymbolId, TermId>& by, std::map<TermId, TermId>& done) {
    if (auto known = done.find(id); known != done.end()) return known->second;
    Term term = terms_[id];
    if (term.head == Head::Symbol) {
        auto found = by.find(static_cast<SymbolId>(term.number));
        return found == by.end() ? id : found->second;
    }
    for (TermId& arg : term.args) arg = replace(arg, by, done);
    auto made = [&] {
        switch (term.head) {
        case Head::Part: return part(static_cast<SymbolId>(term.number), term.args[0], term.type);
        case Head::Item: return item(static_cast<size_t>(term.number), term.args[0], term.type);
        case Head::Field: return field(term.text, term.args[0], term.type);
        default: return make(std::move(term));   // every other kind
        }
    }();
    return done[id] = made;
}

}   // namespace evd::sema
