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

TypeRef Checker::typeOf(const TypeExpr* type) {
    if (const auto* named = std::get_if<NamedType>(&type->node)) return setType(type->id, typeOfNamed(type, *named));
    if (const auto* tuple = std::get_if<TupleType>(&type->node)) {
        std::vector<TypeRef> items;
        for (const TypeExpr* item : tuple->items) items.push_back(typeOf(item));
        return setType(type->id, types_.tuple(items));
    }
    if (const auto* record = std::get_if<RecordType>(&type->node)) {
        std::vector<std::pair<std::string, TypeRef>> fields;
        NameList seen;
        for (const FieldType& field : record->fields) {
            if (seen.count(field.name.text) == 0) fields.emplace_back(field.name.text, typeOf(field.type));
            once(field.name, seen);
        }
        TypeRef made = types_.record(fields);
        for (const FieldType& field : record->fields) useField(field.name, made).isDeclaration = true;
        return setType(type->id, made);
    }
    if (const auto* function = std::get_if<FunctionType>(&type->node)) {
        std::vector<TypeRef> parts;
        for (const TypeExpr* from : function->from) parts.push_back(typeOf(from));
        parts.push_back(typeOf(function->to));
        return setType(type->id, types_.make(Kind::Function, parts));
    }
    return setType(type->id, types_.error());
}

TypeRef Checker::typeOfNamed(const TypeExpr* type, const NamedType& named) {
    std::vector<TypeRef> args;
    for (const TypeExpr* arg : named.args) args.push_back(typeOf(arg));
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
