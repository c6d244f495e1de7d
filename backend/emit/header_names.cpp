#include "backend/emit/header_names.h"

#include "backend/emit/reserved_names.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <set>

namespace evd::backend {

namespace {

using ir::Type;
using ir::TypeId;
using ir::TypeKind;

/// Everything a type is made of.
void parts(const Type& type, const std::function<void(TypeId)>& visit) {
    for (TypeId arg : type.args) visit(arg);
    for (const auto& constructor : type.constructors)
        for (TypeId field : constructor.types) visit(field);
}

}   // namespace

std::string identifier(const std::string& name) {
    std::string out;
    for (char c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') out.push_back(c);
        else if (!out.empty() && out.back() != '_') out.push_back('_');
    }
    while (!out.empty() && out.back() == '_' && name.back() != '_') out.pop_back();
    if (out.empty() || std::isdigit(static_cast<unsigned char>(out.front())) != 0) out = "x" + out;
    return isReserved(out) ? out + "_" : out;
}

std::string typeIdentifier(const std::string& name) {
    std::string out;
    bool capital = true;
    for (char c : identifier(name)) {
        if (c == '_') {
            capital = true;
            continue;
        }
        out.push_back(capital ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c);
        capital = false;
    }
    return isReserved(out) ? out + "_" : out;
}

std::string namespaceIdentifier(const std::string& name) {
    std::string out = identifier(name);
    return isGlobalInC(out) ? out + "_" : out;
}

std::vector<std::string> distinct(std::vector<std::string> names) {
    std::set<std::string> taken;
    for (std::string& name : names) {
        std::string base = name;
        for (int i = 2; !taken.insert(name).second; ++i) name = base + std::to_string(i);
    }
    return names;
}

CppTypes::CppTypes(const ir::Module& module) : module_(module) {
    for (const auto& message : module.messages)
        for (const auto& field : message.fields) visit(field.type);
    for (const auto& param : module.params) {
        for (TypeId domain : param.domain) visit(domain);
        visit(param.type);
    }
    for (const auto& function : module.functions)
        if (function.isExtern) {
            for (ir::LocalId local : function.params) visit(module.locals[local].type);
            visit(function.result);
        }
    // Types and messages share a namespace; process classes and variants of messages too.
    std::vector<std::string> names = {"Process", "Message", "Sent", "Params", "Host"};
    for (const auto& message : module.messages) names.push_back(typeIdentifier(message.name));
    size_t first = names.size();
    for (TypeId id : order_) {
        const Type& type = module.types[id];
        std::string name = type.name;
        if (name.empty())
            for (const auto& field : type.fields) name += (name.empty() ? "" : "_") + field;
        names.push_back(typeIdentifier(name.empty() ? "record" : name));
    }
    names = distinct(std::move(names));
    for (size_t i = 0; i < order_.size(); ++i) names_[order_[i].index] = names[first + i];
}

bool CppTypes::isOption(const Type& type) const {
    return type.kind == TypeKind::Enum && type.name.rfind("Option<", 0) == 0;
}

/// Tarjan's strongly connected components; a knot is finished after everything it refers to.
void CppTypes::visit(TypeId id) {
    if (low_.count(id.index) != 0) return;
    uint32_t number = next_++;
    low_[id.index] = knot_[id.index] = number;
    stack_.push_back(id.index);
    onStack_[id.index] = true;
    parts(module_.types[id], [&](TypeId part) {
        if (knot_.count(part.index) == 0) {
            visit(part);
            low_[id.index] = std::min(low_[id.index], low_[part.index]);
        } else if (onStack_[part.index]) low_[id.index] = std::min(low_[id.index], knot_[part.index]);
    });
    if (low_[id.index] != number) return;
    while (true) {
        uint32_t member = stack_.back();
        stack_.pop_back();
        onStack_[member] = false;
        knot_[member] = number;
        const Type& type = module_.types[TypeId{member}];
        if (type.kind == TypeKind::Record || (type.kind == TypeKind::Enum && !isOption(type)))
            order_.push_back(TypeId{member});
        if (member == id.index) break;
    }
}

std::string CppTypes::text(TypeId id, const TypeId* inside) const {
    const Type& type = module_.types[id];
    auto part = [&](size_t i) { return text(type.args[i], inside); };
    switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Nat: return "std::int64_t";
    case TypeKind::Bool: return "bool";
    case TypeKind::Unit: return "evident::Unit";
    case TypeKind::Str: return "std::string";
    case TypeKind::Bytes: return "evident::Bytes";
    case TypeKind::Loc: return "evident::Loc";
    case TypeKind::Duration: return "evident::Duration";
    case TypeKind::List: return "std::vector<" + part(0) + ">";
    case TypeKind::Set: return "std::set<" + part(0) + ">";
    case TypeKind::Bag: return "evident::Bag<" + part(0) + ">";
    case TypeKind::Ring: return "evident::Ring<" + part(0) + ">";
    case TypeKind::Map: return "std::map<" + part(0) + ", " + part(1) + ">";
    case TypeKind::Tuple: {
        std::string out;
        for (size_t i = 0; i < type.args.size(); ++i) out += (i == 0 ? "" : ", ") + part(i);
        return "std::tuple<" + out + ">";
    }
    case TypeKind::Event:   // no field is one
    case TypeKind::Record:
    case TypeKind::Enum: break;
    }
    if (isOption(type)) return "std::optional<" + text(type.constructors[1].types[0], inside) + ">";
    const std::string& name = names_.at(id.index);
    bool sameKnot = inside != nullptr && knot_.at(id.index) == knot_.at(inside->index);
    return sameKnot ? "evident::Box<" + name + ">" : name;
}

}   // namespace evd::backend
