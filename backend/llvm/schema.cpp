#include "backend/llvm/schema.h"

#include <cctype>
#include <set>

namespace evd::backend {

using namespace ir;

namespace {

void enumsIn(const TypeTable& types, TypeId id, std::set<std::string>& names, std::vector<TypeId>& order) {
    const Type& type = types[id];
    if (type.kind == TypeKind::Enum) {
        if (!names.insert(type.name).second) return;
        order.push_back(id);
    }
    for (TypeId arg : type.args) enumsIn(types, arg, names, order);
    for (const Constructor& ctor : type.constructors)
        for (TypeId field : ctor.types) enumsIn(types, field, names, order);
}

}   // namespace

std::string schemaText(const Module& module) {
    static constexpr const char* kKinds[] = {"message", "input", "output"};
    std::string out;
    std::set<std::string> names;
    std::vector<TypeId> enums;
    for (const Message& message : module.messages) {
        if (message.kind == MessageKind::Timer) continue;   // never leaves its location
        out += std::string(kKinds[static_cast<size_t>(message.kind)]) + " " + message.name + "(";
        for (size_t i = 0; i < message.fields.size(); ++i) {
            out += (i == 0 ? "" : ", ") + module.types.text(message.fields[i].type);
            enumsIn(module.types, message.fields[i].type, names, enums);
        }
        out += ")\n";
    }
    for (TypeId id : enums) {
        out += "enum " + module.types[id].name + "\n";
        for (const Constructor& ctor : module.types[id].constructors) {
            out += "  " + ctor.name + "(";
            for (size_t i = 0; i < ctor.types.size(); ++i)
                out += (i == 0 ? "" : ", ") + module.types.text(ctor.types[i]);
            out += ")\n";
        }
    }
    return out;
}

uint64_t schemaHash(const Module& module) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (char c : schemaText(module)) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
    return hash;
}

std::string moduleSymbol(const Module& module) {
    std::string symbol = "evd_module_";
    for (char c : module.name) symbol += std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
    return symbol;
}

}   // namespace evd::backend
