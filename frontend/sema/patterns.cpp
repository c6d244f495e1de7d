// Patterns: what they bind, whether they always match, and which values a list of cases leaves out.

#include "frontend/sema/checker.h"
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

namespace {

/// A pattern in the form the exhaustiveness check works on: a constructor with parts, or anything.
struct Shape {
    enum Kind { Any, Constructor, Opaque /* literal or pin: never the whole type */ } kind = Any;
    size_t constructor = 0;
    std::string text;   ///< Opaque: for telling equal literals
    std::vector<Shape> parts;
};
using Row = std::vector<Shape>;

/// The constructors of a type as (name, part types); empty for types without a finite list.
struct Signature {
    std::vector<std::pair<std::string, std::vector<TypeRef>>> constructors;
};

class Coverage {
public:
    Coverage(const Program& program, TypeStore& types) : program_(program), types_(types) {}

    const Signature& signature(TypeRef type) {
        type = types_.resolved(type);
        auto [known, isNew] = signatures_.try_emplace(type);
        Signature& out = known->second;
        if (!isNew) return out;
        switch (type->kind) {
        case Kind::Bool: out.constructors = {{"false", {}}, {"true", {}}}; break;
        case Kind::Unit: out.constructors = {{"()", {}}}; break;
        case Kind::Tuple:
        case Kind::Record: out.constructors = {{"", type->args}}; break;
        case Kind::Enum:
            for (SymbolId id : program_[type->symbol].members) {
                std::vector<TypeRef> parts;
                for (SymbolId field : program_[id].members)
                    parts.push_back(types_.instantiate(program_[field].type, type->args));
                out.constructors.emplace_back(program_[id].name, parts);
            }
            break;
        default: break;   // without a finite list
        }
        return out;
    }

    Shape shape(const Pattern* pattern, TypeRef type) {
        type = types_.resolved(type);
        if (const auto* literal = std::get_if<LiteralPattern>(&pattern->node)) {
            if (const auto* truth = std::get_if<BoolLiteral>(&literal->literal->node))
                return {Shape::Constructor, truth->value ? 1u : 0u, "", {}};
            if (const auto* number = std::get_if<IntLiteral>(&literal->literal->node))
                return {Shape::Opaque, 0, std::to_string(number->value), {}};
            if (const auto* word = std::get_if<TextLiteral>(&literal->literal->node))
                return {Shape::Opaque, 0, "\"" + word->value, {}};
            return {Shape::Opaque, 0, "?", {}};
        }
        if (std::holds_alternative<PinPattern>(pattern->node))
            return {Shape::Opaque, 0, fmt::format("^{}", pattern->id), {}};
        const Signature& known = signature(type);
        if (const auto* tuple = std::get_if<TuplePattern>(&pattern->node)) {
            Shape out{Shape::Constructor, 0, "", {}};
            if (known.constructors.empty() || known.constructors[0].second.size() != tuple->items.size()) return {};
            for (size_t i = 0; i < tuple->items.size(); ++i)
                out.parts.push_back(shape(tuple->items[i], known.constructors[0].second[i]));
            return out;
        }
        if (const auto* record = std::get_if<RecordPattern>(&pattern->node)) {
            if (type->kind != Kind::Record) return {};
            Shape out{Shape::Constructor, 0, "", std::vector<Shape>(type->args.size())};
            for (const FieldPattern& field : record->fields) {
                auto at = static_cast<size_t>(std::find(type->fields.begin(), type->fields.end(), field.name.text) -
                                              type->fields.begin());
                if (at < type->args.size() && field.pattern != nullptr)
                    out.parts[at] = shape(field.pattern, type->args[at]);
            }
            return out;
        }
        if (const auto* constructor = std::get_if<ConstructorPattern>(&pattern->node)) {
            for (size_t i = 0; i < known.constructors.size(); ++i) {
                if (known.constructors[i].first != constructor->path.back().text) continue;
                Shape out{Shape::Constructor, i, "", std::vector<Shape>(known.constructors[i].second.size())};
                for (size_t j = 0; j < out.parts.size() && j < constructor->args.size(); ++j)
                    out.parts[j] = shape(constructor->args[j], known.constructors[i].second[j]);
                return out;
            }
        }
        return {};
    }

    /// A value vector that `row`'s shape admits and no row of the matrix matches, as text per column; nothing if there
    /// is none (Maranget).
    std::optional<std::vector<std::string>> useful(const std::vector<Row>& matrix, const Row& row,
                                                   const std::vector<TypeRef>& columns) {
        if (row.empty())
            return matrix.empty() ? std::optional<std::vector<std::string>>(std::vector<std::string>{}) : std::nullopt;
        if (++steps_ > 20000) return std::nullopt;   // give up silently on absurd matches rather than hang
        const Signature& known = signature(columns[0]);
        const Shape& head = row[0];
        if (head.kind == Shape::Constructor) return usefulIn(matrix, row, columns, head.constructor, known);
        if (head.kind == Shape::Opaque) {
            std::vector<Row> rest;
            for (const Row& other : matrix)
                if (other[0].kind == Shape::Any || (other[0].kind == Shape::Opaque && other[0].text == head.text))
                    rest.emplace_back(other.begin() + 1, other.end());
            auto found = useful(rest, Row(row.begin() + 1, row.end()), {columns.begin() + 1, columns.end()});
            if (found) found->insert(found->begin(), head.text);
            return found;
        }
        std::set<size_t> seen;
        for (const Row& other : matrix)
            if (other[0].kind == Shape::Constructor) seen.insert(other[0].constructor);
        if (!known.constructors.empty() && seen.size() == known.constructors.size()) {
            for (size_t i = 0; i < known.constructors.size(); ++i)
                if (auto found = usefulIn(matrix, row, columns, i, known)) return found;
            return std::nullopt;
        }
        std::vector<Row> rest;
        for (const Row& other : matrix)
            if (other[0].kind == Shape::Any) rest.emplace_back(other.begin() + 1, other.end());
        auto found = useful(rest, Row(row.begin() + 1, row.end()), {columns.begin() + 1, columns.end()});
        if (!found) return found;
        std::string example = "_";
        for (size_t i = 0; i < known.constructors.size(); ++i)
            if (seen.count(i) == 0 && !seen.empty()) {
                example = render(known.constructors[i],
                                 std::vector<std::string>(known.constructors[i].second.size(), "_"), columns[0]);
                break;
            }
        found->insert(found->begin(), example);
        return found;
    }

private:
    std::string render(const std::pair<std::string, std::vector<TypeRef>>& constructor,
                       const std::vector<std::string>& parts, TypeRef type) {
        type = types_.resolved(type);
        std::string inside;
        for (size_t i = 0; i < parts.size(); ++i)
            inside += (i == 0 ? "" : ", ") + (type->kind == Kind::Record ? type->fields[i] + " = " : std::string()) +
                      parts[i];
        if (type->kind == Kind::Record) return "{ " + inside + " }";
        return parts.empty() ? constructor.first : constructor.first + "(" + inside + ")";
    }

    std::optional<std::vector<std::string>> usefulIn(const std::vector<Row>& matrix, const Row& row,
                                                     const std::vector<TypeRef>& columns, size_t constructor,
                                                     const Signature& known) {
        if (constructor >= known.constructors.size()) return std::nullopt;
        const auto& parts = known.constructors[constructor].second;
        auto specialise = [&](const Row& from, bool& keep) {
            Row out;
            keep = from[0].kind == Shape::Any ||
                   (from[0].kind == Shape::Constructor && from[0].constructor == constructor);
            if (!keep) return out;
            if (from[0].kind == Shape::Constructor) out = from[0].parts;
            out.resize(parts.size());
            out.insert(out.end(), from.begin() + 1, from.end());
            return out;
        };
        std::vector<Row> rows;
        bool keep = false;
        for (const Row& other : matrix) {
            Row made = specialise(other, keep);
            if (keep) rows.push_back(std::move(made));
        }
        Row wanted = specialise(row, keep);
        std::vector<TypeRef> types = parts;
        types.insert(types.end(), columns.begin() + 1, columns.end());
        auto found = useful(rows, wanted, types);
        if (!found) return found;
        std::vector<std::string> inner(found->begin(), found->begin() + static_cast<long>(parts.size()));
        std::vector<std::string> out = {render(known.constructors[constructor], inner, columns[0])};
        out.insert(out.end(), found->begin() + static_cast<long>(parts.size()), found->end());
        return out;
    }

    const Program& program_;
    TypeStore& types_;
    std::unordered_map<TypeRef, Signature> signatures_;   ///< references into it stay valid
    size_t steps_ = 0;
};

}   // namespace

/// Cases of a match: each pattern with whether it has a guard (then it covers nothing).
void Checker::checkArms(const std::vector<std::pair<const Pattern*, bool>>& arms, TypeRef type, Span span, Span) {
    if (types_.resolved(type)->kind == Kind::Error) return;
    Coverage coverage(program_, types_);
    std::vector<Row> matrix;
    for (const auto& [pattern, guarded] : arms) {
        if (std::holds_alternative<ErrorPattern>(pattern->node)) return;
        Row row = {coverage.shape(pattern, type)};
        if (!coverage.useful(matrix, row, {type})) diagnostics_.report(Code::UnreachableCase, pattern->span);
        if (!guarded) matrix.push_back(std::move(row));
    }
    if (auto missing = coverage.useful(matrix, {Shape{}}, {type})) {
        std::string example = missing->front() == "_" ? "every value" : "`" + missing->front() + "`";
        diagnostics_.report(Code::NonExhaustiveMatch, span, example).note("add the missing case, or `_ => …`");
    }
}

void Checker::checkIrrefutable(const Pattern* pattern) {
    TypeRef type = module().types[pattern->id];
    if (type == nullptr || types_.resolved(type)->kind == Kind::Error) return;
    Coverage coverage(program_, types_);
    if (auto missing = coverage.useful({{coverage.shape(pattern, type)}}, {Shape{}}, {type}))
        diagnostics_.report(Code::RefutablePattern, pattern->span).note("it does not match " + missing->front());
}

}   // namespace evd::sema
