// Surface types to types of the intermediate form.

#include "frontend/lower/lowering.h"

#include "base/check.h"

namespace evd::lower {

using sema::Kind;
using sema::TypeRef;

/// The name of a `type` declaration that says just this record, or "".
std::string Lowering::recordName(sema::TypeRef type) {
    if (recordNames_.empty()) {
        recordNames_.emplace(nullptr, "");   // so that this happens once
        for (SymbolId id = 0; id < program_.symbols.size(); ++id) {
            const sema::Symbol& s = symbol(id);
            if (s.kind == sema::SymbolKind::TypeAlias && s.generics == 0 && s.type != nullptr &&
                s.type->kind == Kind::Record)
                recordNames_.emplace(s.type, program_.qualifiedName(id));
        }
    }
    auto found = recordNames_.find(type);   // equal types are one node
    return found == recordNames_.end() ? "" : found->second;
}

/// A Nat directly at a place keeps its check; inside other types it is an Int.
ir::TypeId Lowering::type(TypeRef type, const Env& env, bool inside) {
    EVD_CHECK(type != nullptr, "every node of a checked program has a type");
    std::vector<ir::TypeId> args;
    auto all = [&] {
        for (TypeRef arg : type->args) args.push_back(this->type(arg, env, true));
    };
    switch (type->kind) {
    case Kind::Int: return basic(ir::TypeKind::Int);
    case Kind::Nat: return basic(inside ? ir::TypeKind::Int : ir::TypeKind::Nat);
    case Kind::Bool:
    case Kind::Formula: return basic(ir::TypeKind::Bool);
    case Kind::Unit: return basic(ir::TypeKind::Unit);
    case Kind::Str: return basic(ir::TypeKind::Str);
    case Kind::Bytes: return basic(ir::TypeKind::Bytes);
    case Kind::Loc: return basic(ir::TypeKind::Loc);
    case Kind::Duration: return basic(ir::TypeKind::Duration);
    case Kind::Event: return basic(ir::TypeKind::Event);   // of statements
    case Kind::Tuple: all(); return m_.types.tuple(args);
    case Kind::Record: {
        all();
        std::vector<std::pair<std::string, ir::TypeId>> fields;
        for (size_t i = 0; i < args.size(); ++i) fields.emplace_back(type->fields[i], args[i]);
        return m_.types.record(fields, recordName(type));
    }
    case Kind::List: all(); return m_.types.list(args[0]);
    case Kind::Set: all(); return m_.types.set(args[0]);
    case Kind::Bag: all(); return m_.types.bag(args[0]);
    case Kind::Map: all(); return m_.types.map(args[0], args[1]);
    case Kind::Ring: all(); return m_.types.ring(args[0]);
    case Kind::Enum: all(); return enumType(type->symbol, args);
    case Kind::Param: return typeParam(type->symbol);
    case Kind::Generic:
        return type->number < env.generics.size() ? env.generics[type->number] : basic(ir::TypeKind::Unit);
    case Kind::Variable: return basic(ir::TypeKind::Unit);   // an element type nothing constrains: the empty collection
    case Kind::Send: return basic(ir::TypeKind::Unit);       // a send that was made leaves a mark
    case Kind::Function:
    case Kind::Class:
    case Kind::Process:
    case Kind::Error: EVD_CHECK(false, "only data is lowered to data");
    }
    EVD_CHECK(false, "every kind is listed");
}

ir::TypeId Lowering::enumType(SymbolId id, const std::vector<ir::TypeId>& args) {
    const std::pair key(id, args);
    if (auto known = enums_.find(key); known != enums_.end()) return known->second;
    const sema::Symbol& declared = symbol(id);
    std::string name = program_.qualifiedName(id);
    if (!args.empty()) {
        name += "<";
        for (size_t i = 0; i < args.size(); ++i) name += (i == 0 ? "" : ", ") + m_.types.text(args[i]);
        name += ">";
    }
    if (declared.decl == nullptr) return enums_[key] = m_.types.option(args[0]);   // Option is the only built-in enum
    ir::TypeId made = enums_[key] = m_.types.declareEnum(name);
    Env env;
    env.generics = args;
    std::vector<ir::Constructor> constructors;
    for (SymbolId member : declared.members) {
        ir::Constructor constructor{symbol(member).name, {}, {}};
        for (SymbolId field : symbol(member).members) {
            constructor.fields.push_back(symbol(field).name);
            constructor.types.push_back(type(symbol(field).type, env));
        }
        constructors.push_back(std::move(constructor));
    }
    m_.types.defineEnum(made, std::move(constructors));
    return made;
}

}   // namespace evd::lower
