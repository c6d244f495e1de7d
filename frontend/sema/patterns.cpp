// Patterns: what they bind, whether they always match, and whether a list of cases leaves something out.

#include "frontend/sema/checker.h"
#include "frontend/sema/coverage.h"
#include "frontend/syntax/walk.h"

namespace evd::sema {

using namespace syntax;

namespace {

/// The names that an expression takes from around it.
std::vector<const Name*> namesOf(const Expr* expr) {
    std::vector<const Name*> out;
    walk(expr, [&](const Expr* part) {
        if (const auto* name = std::get_if<NameExpr>(&part->node); name != nullptr && name->path.size() == 1)
            out.push_back(&name->path.front());
    });
    return out;
}

}   // namespace

void Checker::bindPattern(const Pattern* pattern, TypeRef type, const Context& context) {
    PatternGroup group(*this);
    bindPart(pattern, type, context);
}

void Checker::bindPart(const Pattern* pattern, TypeRef type, const Context& context) {
    setType(pattern->id, type);
    auto wrong = [&](const std::string& kind) {
        if (types_.resolved(type)->kind != Kind::Error)
            diagnostics_.report(Code::PatternType, pattern->span, kind, text(type));
    };
    if (const auto* bind = std::get_if<BindPattern>(&pattern->node)) {
        warnShadowed(bind->name, context, true);
        bindLocal(bind->name, type);
    } else if (const auto* pin = std::get_if<PinPattern>(&pattern->node)) {
        Scope all = scopes_.back();   // with the pattern's own names, which a pin does not see
        std::vector<std::pair<const Name*, SymbolId>> own;
        for (const Name* name : namesOf(pin->value))
            if (auto bound = all.find(name->text); bound != all.end() && bound->second >= groupFrom_) {
                own.emplace_back(name, bound->second);
                scopes_.back().erase(name->text);
                if (lookup(*name) == kNoSymbol) scopes_.back().insert(*bound);   // refused below
            }
        expect(pin->value, type, context);
        scopes_.back() = std::move(all);
        for (const auto& [name, bound] : own)
            if (const Use* used = module().use(*name); used != nullptr && used->symbol == bound)
                diagnostics_.report(Code::PatternNotConstant, name->span)
                    .label(symbol(bound).nameSpan, "bound by the same pattern");
        dataUses_.push_back({current_, type, pattern->span});
    } else if (const auto* literal = std::get_if<LiteralPattern>(&pattern->node)) {
        TypeRef found = infer(literal->literal, context);
        if (!types_.unify(found, type)) wrong(text(found));
    } else if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node)) {
        TypeRef shape = types_.resolved(type);
        if (shape->kind == Kind::Tuple && shape->args.size() != tuple->items.size()) {
            wrong(tuple->items.empty() ? "Unit" : fmt::format("a tuple of {}", tuple->items.size()));
            for (const Pattern* item : tuple->items) bindPart(item, types_.error(), context);
            return;
        }
        std::vector<TypeRef> items;
        for (size_t i = 0; i < tuple->items.size(); ++i) items.push_back(types_.fresh());
        if (!types_.unify(types_.tuple(items), type)) {
            wrong(tuple->items.empty() ? "Unit" : fmt::format("a tuple of {}", tuple->items.size()));
            for (TypeRef item : items) types_.unify(item, types_.error());
        }
        for (size_t i = 0; i < items.size(); ++i) bindPart(tuple->items[i], items[i], context);
    } else if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node)) {
        SymbolId id = lookupPath(constructor->path, Code::UnknownConstructor,
                                 [](const Symbol& s) { return s.kind == SymbolKind::Constructor; });
        std::vector<TypeRef> fields;
        if (id != kNoSymbol) {
            TypeRef scheme = applyScheme(id, constructor->path.back());
            bool hasFields = scheme->kind == Kind::Function && !symbol(id).members.empty();
            TypeRef result = hasFields ? scheme->args.back() : scheme;
            if (!types_.unify(result, type)) {
                wrong(text(result));
                id = kNoSymbol;
            }
            if (hasFields) fields.assign(scheme->args.begin(), scheme->args.end() - 1);
        }
        if (id != kNoSymbol && fields.size() != constructor->args.size())
            diagnostics_.report(Code::WrongArgumentCount, pattern->span, symbol(id).name,
                                fmt::format("{} argument{}", fields.size(), fields.size() == 1 ? "" : "s"),
                                constructor->args.size());
        for (size_t i = 0; i < constructor->args.size(); ++i)
            bindPart(constructor->args[i], i < fields.size() ? fields[i] : types_.error(), context);
    } else if (const auto* record = std::get_if<RecordPattern>(&pattern->node)) {
        TypeRef shape = types_.resolved(type);
        if (shape->kind != Kind::Record) wrong("a record");
        NameList fields;
        for (const FieldPattern& field : record->fields) {
            if (field.pattern != nullptr) once(field.name, fields);
            auto at = std::find(shape->fields.begin(), shape->fields.end(), field.name.text);
            TypeRef fieldType = types_.error();
            useField(field.name, type).isShort = field.pattern == nullptr;
            if (shape->kind == Kind::Record && at == shape->fields.end())
                diagnostics_.report(Code::UnknownField, field.name.span, text(shape), field.name.text);
            else if (shape->kind == Kind::Record)
                fieldType = shape->args[static_cast<size_t>(at - shape->fields.begin())];
            if (field.pattern != nullptr) bindPart(field.pattern, fieldType, context);
            else {
                warnShadowed(field.name, context, true);
                bindLocal(field.name, fieldType);
            }
        }
    }
}

/// Cases of a match: each pattern with whether it has a guard (then it covers nothing).
void Checker::checkArms(const std::vector<std::pair<const Pattern*, bool>>& arms, TypeRef type, Span span, Span) {
    if (types_.resolved(type)->kind == Kind::Error) return;
    Coverage coverage(program_, types_, type);
    for (const auto& [pattern, guarded] : arms) {
        if (std::holds_alternative<ErrorPattern>(pattern->node)) return;
        if (coverage.adds(pattern) == Coverage::Answer::No) diagnostics_.report(Code::UnreachableCase, pattern->span);
        if (!guarded) coverage.add(pattern);
    }
    Coverage::Missing missing = coverage.missing();
    switch (missing.any) {
    case Coverage::Answer::No: break;
    case Coverage::Answer::Yes:
        diagnostics_
            .report(Code::NonExhaustiveMatch, span,
                    missing.example == "_" ? "every value" : "`" + missing.example + "`")
            .note("add the missing case, or `_ => …`");
        break;
    case Coverage::Answer::Unknown:
        diagnostics_.report(Code::NonExhaustiveMatch, span, "every value, as far as the checker sees")
            .note("there are too many combinations to try them all; end with `_ => …`");
        break;
    }
}

void Checker::checkIrrefutable(const Pattern* pattern) {
    TypeRef type = module().types[pattern->id];
    if (type == nullptr || types_.resolved(type)->kind == Kind::Error) return;
    Coverage coverage(program_, types_, type);
    coverage.add(pattern);
    Coverage::Missing missing = coverage.missing();
    if (missing.any != Coverage::Answer::No)
        diagnostics_.report(Code::RefutablePattern, pattern->span).note("it does not match " + missing.example);
}

}   // namespace evd::sema
