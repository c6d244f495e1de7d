#include "ir/core/types.h"

#include "base/check.h"

#include <algorithm>

namespace evd::ir {

TypeTable::TypeTable() {
    for (uint8_t kind = 0; kind <= static_cast<uint8_t>(TypeKind::Duration); ++kind)
        intern({static_cast<TypeKind>(kind), "", {}, {}, {}});
    intern({TypeKind::Event, "", {}, {}, {}});
}

TypeId TypeTable::intern(Type type) {
    TypeId next{static_cast<uint32_t>(types_.size())};
    auto [known, isNew] = interned_.try_emplace({type.kind, type.args, type.fields}, next);
    if (isNew) types_.push_back(std::move(type));
    return known->second;
}

TypeId TypeTable::make(TypeKind kind, std::vector<TypeId> args) { return intern({kind, "", std::move(args), {}, {}}); }

TypeId TypeTable::tuple(std::vector<TypeId> items) {
    if (items.empty()) return basic(TypeKind::Unit);
    if (items.size() == 1) return items.front();
    return make(TypeKind::Tuple, std::move(items));
}

TypeId TypeTable::record(std::vector<std::pair<std::string, TypeId>> fields, std::string alias) {
    std::sort(fields.begin(), fields.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Type type{TypeKind::Record, std::move(alias), {}, {}, {}};
    for (auto& [name, id] : fields) {
        type.fields.push_back(name);
        type.args.push_back(id);
    }
    return intern(std::move(type));
}

TypeId TypeTable::option(TypeId element) {
    std::string name = "Option<" + text(element) + ">";
    if (auto known = enums_.find(name); known != enums_.end()) return known->second;
    TypeId id = declareEnum(name);
    defineEnum(id, {{"None", {}, {}}, {"Some", {"value"}, {element}}});
    return id;
}

TypeId TypeTable::declareEnum(std::string name) {
    TypeId id{static_cast<uint32_t>(types_.size())};
    enums_.try_emplace(name, id);
    types_.push_back({TypeKind::Enum, std::move(name), {}, {}, {}});
    return id;
}

void TypeTable::defineEnum(TypeId id, std::vector<Constructor> constructors) {
    EVD_CHECK(types_[id.index].kind == TypeKind::Enum && types_[id.index].constructors.empty(),
              "an enum is defined once");
    types_[id.index].constructors = std::move(constructors);
}

std::string TypeTable::text(TypeId id) const {
    static constexpr const char* kNames[] = {"Int", "Nat", "Bool", "Unit", "Str", "Bytes", "Loc",  "Duration", "",
                                             "",    "",    "List", "Set",  "Bag", "Map",   "Ring", "Event"};
    const Type& type = types_[id.index];
    std::string inside;
    for (size_t i = 0; i < type.args.size(); ++i)
        inside += (i == 0 ? "" : ", ") + (type.kind == TypeKind::Record ? type.fields[i] + ": " : std::string()) +
                  text(type.args[i]);
    switch (type.kind) {
    case TypeKind::Tuple: return "(" + inside + ")";
    case TypeKind::Record: return "{" + inside + "}";
    case TypeKind::Enum: return type.name;
    default:   // named by its kind
        return inside.empty() ? kNames[static_cast<size_t>(type.kind)]
                              : std::string(kNames[static_cast<size_t>(type.kind)]) + "<" + inside + ">";
    }
}

bool TypeTable::isCollection(TypeId id) const {
    TypeKind kind = types_[id.index].kind;
    return kind >= TypeKind::List && kind <= TypeKind::Ring;
}

bool TypeTable::isRecursive(TypeId id) const {
    if (types_[id.index].kind != TypeKind::Enum) return false;
    std::vector<bool> seen(types_.size(), false);
    std::vector<TypeId> open{id};
    while (!open.empty()) {
        const Type& type = types_[open.back().index];
        open.pop_back();
        auto add = [&](const std::vector<TypeId>& parts) {
            for (TypeId part : parts) {
                if (seen[part.index]) continue;
                seen[part.index] = true;
                open.push_back(part);
            }
        };
        add(type.args);
        for (const Constructor& constructor : type.constructors) add(constructor.types);
    }
    return seen[id.index];
}

TypeId TypeTable::elementType(TypeId id) const {
    EVD_CHECK(isCollection(id), "only collections have elements");
    return types_[id.index].args[0];
}

}   // namespace evd::ir
