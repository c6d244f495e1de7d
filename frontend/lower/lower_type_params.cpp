// What `param type`s stand for: types that a deployment or the command line names, in the language's syntax.

#include "frontend/lower/lowering.h"
#include "frontend/syntax/parse.h"

namespace evd::lower {

using namespace syntax;

namespace {

const std::map<std::string, ir::TypeKind>& basicTypes() {
    static const std::map<std::string, ir::TypeKind> kTable = {
        {"Int", ir::TypeKind::Int},   {"Nat", ir::TypeKind::Int},          {"Bool", ir::TypeKind::Bool},
        {"Str", ir::TypeKind::Str},   {"Bytes", ir::TypeKind::Bytes},      {"Loc", ir::TypeKind::Loc},
        {"Unit", ir::TypeKind::Unit}, {"Duration", ir::TypeKind::Duration}};
    return kTable;
}

}   // namespace

std::string LowerOptions::typeArg(const std::string& qualifiedName) const {
    auto found = typeArgs.find(qualifiedName);
    if (found == typeArgs.end()) found = typeArgs.find(qualifiedName.substr(qualifiedName.rfind('.') + 1));
    return found == typeArgs.end() ? "Str" : found->second;
}

/// A type as it is written outside of the spec, with the names that the root module has. Nothing if a name in it means
/// no type.
std::optional<ir::TypeId> Lowering::written(const TypeExpr* type) {
    std::vector<ir::TypeId> args;
    auto all = [&](const std::vector<TypeExpr*>& list) {
        for (const TypeExpr* item : list) {
            auto arg = written(item);
            if (!arg) return false;
            args.push_back(*arg);
        }
        return true;
    };
    if (const auto* tuple = std::get_if<TupleType>(&type->node)) {
        if (!all(tuple->items)) return std::nullopt;
        return args.empty() ? basic(ir::TypeKind::Unit) : m_.types.tuple(args);
    }
    if (const auto* record = std::get_if<RecordType>(&type->node)) {
        std::map<std::string, ir::TypeId> fields;   // sorted, as everywhere
        for (const FieldType& field : record->fields) {
            auto part = written(field.type);
            if (!part || !fields.emplace(field.name.text, *part).second) return std::nullopt;
        }
        return m_.types.record({fields.begin(), fields.end()}, "");
    }
    const auto* named = std::get_if<NamedType>(&type->node);
    if (named == nullptr || !all(named->args)) return std::nullopt;
    if (named->path.size() == 1) {
        const std::string& name = named->path.front().text;
        if (auto known = basicTypes().find(name); known != basicTypes().end() && args.empty())
            return basic(known->second);
        if (args.size() == 1 && name == "List") return m_.types.list(args[0]);
        if (args.size() == 1 && name == "Set") return m_.types.set(args[0]);
        if (args.size() == 1 && name == "Bag") return m_.types.bag(args[0]);
        if (args.size() == 1 && name == "Option") return m_.types.option(args[0]);
        if (args.size() == 2 && name == "Map") return m_.types.map(args[0], args[1]);
    }
    std::string whole;
    for (const Name& part : named->path) whole += (whole.empty() ? "" : ".") + part.text;
    for (SymbolId id = 0; id < program_.symbols.size(); ++id) {
        const sema::Symbol& s = symbol(id);
        bool isEnum = s.kind == sema::SymbolKind::Enum, isAlias = s.kind == sema::SymbolKind::TypeAlias;
        if ((!isEnum && !isAlias) || s.decl == nullptr || program_.qualifiedName(id) != whole) continue;
        if (args.size() != s.generics) return std::nullopt;
        if (isEnum) return enumType(id, args);
        Env env = moduleEnv(s.module);
        env.generics = args;
        return this->type(s.type, env, true);
    }
    return std::nullopt;
}

ir::TypeId Lowering::typeParam(SymbolId id) {
    if (auto known = typeParams_.find(id); known != typeParams_.end()) return known->second;
    std::string given = options_.typeArg(program_.qualifiedName(id));
    std::string text = "spec given\ntype Given = " + given + "\n";
    Diagnostics found;
    auto tree = parse(0, text, found);
    const auto* decl =
        found.all().empty() && tree->decls.size() == 1 ? std::get_if<TypeDecl>(&tree->decls[0]->node) : nullptr;
    typeParams_[id] = basic(ir::TypeKind::Str);   // also while it is looked up: it may not contain itself
    auto type = decl == nullptr || !decl->typeParams.empty() ? std::nullopt : written(decl->type);
    if (type) return typeParams_[id] = *type;
    diagnostics_.report(Code::UnknownType, symbol(id).nameSpan, given)
        .note("--type or [types] says what `" + symbol(id).name +
              "` stands for: any data type, with the types that the spec declares, such as `Int`, `Op`, "
              "`Map<Str, List<Int>>` or `(Int, px.Op)`");
    return typeParams_[id];
}

}   // namespace evd::lower
