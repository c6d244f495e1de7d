// Types and symbols as text.

#include "frontend/sema/program.h"

namespace evd::sema {

namespace {

const char* basicName(Kind kind) {
    switch (kind) {
    case Kind::Int: return "Int";
    case Kind::Nat: return "Nat";
    case Kind::Bool: return "Bool";
    case Kind::Unit: return "Unit";
    case Kind::Str: return "Str";
    case Kind::Bytes: return "Bytes";
    case Kind::Loc: return "Loc";
    case Kind::Duration: return "Duration";
    case Kind::Send: return "Send";
    case Kind::Process: return "Process";
    case Kind::Event: return "Event";
    case Kind::Formula: return "Formula";
    case Kind::List: return "List";
    case Kind::Set: return "Set";
    case Kind::Bag: return "Bag";
    case Kind::Map: return "Map";
    case Kind::Ring: return "Ring";
    case Kind::Class: return "Class";
    default: return "?";
    }
}

std::string genericName(uint32_t number) {
    std::string name(1, static_cast<char>('A' + number % 26));
    return number < 26 ? name : name + std::to_string(number / 26);
}

} // namespace

std::string Program::text(TypeRef type) const {
    if (type == nullptr) return "?";
    auto list = [&](size_t from, size_t to) {
        std::string out;
        for (size_t i = from; i < to; ++i) out += (i == from ? "" : ", ") + text(type->args[i]);
        return out;
    };
    switch (type->kind) {
    case Kind::Tuple: return "(" + list(0, type->args.size()) + ")";
    case Kind::Record: {
        std::string out = "{ ";
        for (size_t i = 0; i < type->args.size(); ++i) out += (i == 0 ? "" : ", ") + type->fields[i] + ": " + text(type->args[i]);
        return out + " }";
    }
    case Kind::Enum: case Kind::Param: {
        std::string out = symbols[type->symbol].name;
        return type->args.empty() ? out : out + "<" + list(0, type->args.size()) + ">";
    }
    case Kind::Function: {
        size_t last = type->args.size() - 1;
        std::string from = last == 1 && type->args[0]->kind != Kind::Tuple && type->args[0]->kind != Kind::Function ? list(0, 1) : "(" + list(0, last) + ")";
        return from + " -> " + text(type->args[last]);
    }
    case Kind::Generic: return genericName(type->number);
    case Kind::Variable: case Kind::Error: return "_";
    default: {
        std::string out = basicName(type->kind);
        return type->args.empty() ? out : out + "<" + list(0, type->args.size()) + ">";
    }
    }
}

std::string Program::signature(SymbolId id) const {
    const Symbol& symbol = symbols[id];
    auto params = [&] {
        std::string out;
        for (SymbolId member : symbol.members) {
            const Symbol& param = symbols[member];
            if (param.kind != SymbolKind::Parameter && param.kind != SymbolKind::MessageField && param.kind != SymbolKind::Field) continue;
            out += (out.empty() ? "" : ", ") + (param.name.empty() ? "" : param.name + ": ") + text(param.type);
        }
        return out;
    };
    auto list = [&] { std::string inside = params(); return inside.empty() ? "" : "(" + inside + ")"; };
    auto valueOf = [&](TypeRef type) { return type != nullptr && type->kind == Kind::Class ? text(type->args[0]) : text(type); };
    switch (symbol.kind) {
    case SymbolKind::Spec: case SymbolKind::Module: return "spec " + symbol.name;
    case SymbolKind::Param: return "param " + symbol.name + ": " + text(symbol.type);
    case SymbolKind::TypeParam: return "param type " + symbol.name;
    case SymbolKind::TypeAlias: return "type " + symbol.name + " = " + text(symbol.type);
    case SymbolKind::Enum: return "enum " + symbol.name;
    case SymbolKind::Constructor: return symbol.name + list() + ": " + symbols[symbol.parent].name;
    case SymbolKind::Field: case SymbolKind::MessageField: return symbol.name + ": " + text(symbol.type);
    case SymbolKind::Function: {
        TypeRef result = symbol.type == nullptr || symbol.type->args.empty() ? symbol.type : symbol.type->args.back();
        return "fn " + symbol.name + "(" + params() + "): " + text(result);
    }
    case SymbolKind::Message: {
        const auto* decl = symbol.decl == nullptr ? nullptr : std::get_if<syntax::MessageDecl>(&symbol.decl->node);
        const char* word = decl == nullptr || decl->kind == syntax::MessageKind::Internal ? "message " : decl->kind == syntax::MessageKind::Input ? "input " : "output ";
        return word + symbol.name + "(" + params() + ")";
    }
    case SymbolKind::Class: return "class " + symbol.name + list() + ": " + valueOf(symbol.type);
    case SymbolKind::State: return "state " + symbol.name + list() + ": " + valueOf(symbol.type);
    case SymbolKind::Process: return "process " + symbol.name + list();
    case SymbolKind::Variable: return "var " + symbol.name + ": " + text(symbol.type);
    case SymbolKind::Action: return "action " + symbol.name;
    case SymbolKind::System: return "system " + symbol.name;
    case SymbolKind::Property: return "property " + symbol.name;
    case SymbolKind::Assumption: return "assume " + symbol.name;
    case SymbolKind::Check: return "check " + symbol.name;
    case SymbolKind::Scenario: return "scenario " + symbol.name;
    case SymbolKind::Local: return "let " + symbol.name + ": " + text(symbol.type);
    case SymbolKind::Parameter: return symbol.name + ": " + text(symbol.type);
    case SymbolKind::GenericType: return "type " + symbol.name;
    case SymbolKind::Builtin: return std::string(info(symbol.builtin).name) + ": " + info(symbol.builtin).scheme;
    }
    return symbol.name;
}

} // namespace evd::sema
