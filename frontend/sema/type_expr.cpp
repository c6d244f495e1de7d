// Written types.

#include "frontend/sema/checker.h"

namespace evd::sema {

using namespace syntax;

namespace {

struct Builtin {
    Kind kind;
    size_t args;
};

const std::map<std::string, Builtin>& builtinTypes() {
    static const std::map<std::string, Builtin> kTable = {
        {"Int", {Kind::Int, 0}},   {"Nat", {Kind::Nat, 0}},           {"Bool", {Kind::Bool, 0}},
        {"Unit", {Kind::Unit, 0}}, {"Str", {Kind::Str, 0}},           {"Bytes", {Kind::Bytes, 0}},
        {"Loc", {Kind::Loc, 0}},   {"Duration", {Kind::Duration, 0}}, {"Send", {Kind::Send, 0}},
        {"List", {Kind::List, 1}}, {"Set", {Kind::Set, 1}},           {"Bag", {Kind::Bag, 1}},
        {"Map", {Kind::Map, 2}},   {"Ring", {Kind::Ring, 1}},         {"Class", {Kind::Class, 1}},
    };
    return kTable;
}

std::string countText(size_t count, const char* what) {
    return count == 0   ? fmt::format("no {}s", what)
           : count == 1 ? fmt::format("1 {}", what)
                        : fmt::format("{} {}s", count, what);
}

}   // namespace

TypeRef Checker::setType(NodeId node, TypeRef type) { return module().types[node] = type; }

/// The type, or after a report the error type if it has too many parts for what comes later.
TypeRef Checker::bounded(TypeRef type, Span span) {
    if (!types_.tooLarge(type)) return type;
    diagnostics_.report(Code::TypeTooLarge, span, kTypePartsMax);
    return types_.error();
}

TypeRef Checker::typeOf(const TypeExpr* type) { return setType(type->id, bounded(writtenType(type), type->span)); }

/// The type, or after a report the error type if it is none of data.
TypeRef Checker::asData(TypeRef type, Span span) {
    TypeRef bad = offender(type);
    if (bad == nullptr) return type;
    reportNotData(span, bad);
    return types_.error();
}

TypeRef Checker::dataTypeOf(const TypeExpr* type) { return asData(typeOf(type), type->span); }

TypeRef Checker::writtenType(const TypeExpr* type) {
    if (const auto* named = std::get_if<NamedType>(&type->node)) return typeOfNamed(type, *named);
    if (const auto* tuple = std::get_if<TupleType>(&type->node)) {
        std::vector<TypeRef> items;
        for (const TypeExpr* item : tuple->items) items.push_back(dataTypeOf(item));
        return types_.tuple(items);
    }
    if (const auto* record = std::get_if<RecordType>(&type->node)) {
        std::vector<std::pair<std::string, TypeRef>> fields;
        NameList seen;
        for (const FieldType& field : record->fields) {
            if (seen.count(field.name.text) == 0) fields.emplace_back(field.name.text, dataTypeOf(field.type));
            once(field.name, seen);
        }
        TypeRef made = types_.record(fields);
        for (const FieldType& field : record->fields) useField(field.name, made).isDeclaration = true;
        std::vector<std::string> names;
        for (const auto& [name, type] : fields) names.push_back(name);
        if (names != made->fields) written_.try_emplace(made->fields, std::move(names));
        return made;
    }
    if (const auto* function = std::get_if<FunctionType>(&type->node)) {
        std::vector<TypeRef> parts;
        for (const TypeExpr* from : function->from) parts.push_back(dataTypeOf(from));
        parts.push_back(dataTypeOf(function->to));
        return types_.make(Kind::Function, parts);
    }
    return types_.error();
}

TypeRef Checker::typeOfNamed(const TypeExpr* type, const NamedType& named) {
    std::vector<TypeRef> args;
    bool isClass = named.path.size() == 1 && named.path.back().text == "Class";   // its values may be sends
    for (const TypeExpr* arg : named.args) {
        TypeRef type = typeOf(arg);
        args.push_back(isClass && types_.resolved(type)->kind == Kind::Send ? type : asData(type, arg->span));
    }
    auto fitting = [&](const std::string& name, size_t takes) {
        if (args.size() == takes) return true;
        diagnostics_.report(Code::WrongTypeArguments, type->span, name, countText(takes, "type argument"), args.size());
        return false;
    };
    auto isType = [](const Symbol& s) {
        return s.kind == SymbolKind::TypeAlias || s.kind == SymbolKind::Enum || s.kind == SymbolKind::TypeParam ||
               s.kind == SymbolKind::GenericType;
    };
    const Name& last = named.path.back();
    auto local = lookup(named.path);
    if (named.path.size() == 1 &&
        (local == kNoSymbol || !isType(symbol(local)))) {   // a constructor `Int` hides no type
        auto builtin = builtinTypes().find(last.text);
        if (builtin != builtinTypes().end()) {
            if (!fitting(last.text, builtin->second.args)) return types_.error();
            return args.empty() ? types_.basic(builtin->second.kind) : types_.make(builtin->second.kind, args);
        }
    }
    if (named.path.size() == 1 && (local == kNoSymbol || !isType(symbol(local)))) {
        std::vector<std::string> candidates = namesInScope(isType);
        for (const auto& [name, row] : builtinTypes()) candidates.push_back(name);
        if (last.missing()) return types_.error();
        auto& diagnostic = diagnostics_.report(Code::UnknownType, last.span, last.text);
        std::string near = meant(last.text, candidates);
        if (!near.empty())
            diagnostic.note("did you mean `" + near + "`?").replace("replace by `" + near + "`", last.span, near);
        return types_.error();
    }
    SymbolId id = lookupPath(named.path, Code::UnknownType, isType);
    if (id == kNoSymbol) return types_.error();
    if (symbol(id).type == nullptr) {   // an alias, or a type parameter that `use` gives, further down
        if (active_.count(id) != 0) {
            diagnostics_.report(Code::InfiniteType, last.span).note("a type alias cannot contain itself; use an enum");
            return types_.error();
        }
        declareMembers(id);
        if (symbol(id).type == nullptr) return types_.error();
    }
    size_t takes = symbol(id).kind == SymbolKind::GenericType ? 0 : symbol(id).generics;
    if (symbol(id).kind == SymbolKind::TypeAlias) takes = std::get<TypeDecl>(symbol(id).decl->node).typeParams.size();
    else if (symbol(id).kind == SymbolKind::Enum && symbol(id).decl != nullptr)
        takes = std::get<EnumDecl>(symbol(id).decl->node).typeParams.size();
    if (!fitting(last.text, takes)) return types_.error();
    use(last, id).typeArgs = args;
    return args.empty() ? symbol(id).type : types_.instantiate(symbol(id).type, args);
}

}   // namespace evd::sema
