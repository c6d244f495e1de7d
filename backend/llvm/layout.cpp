#include "backend/llvm/layout.h"

#include "base/check.h"
#include "runtime/abi.h"

#include <set>

namespace evd::backend {

using ir::TypeId;
using ir::TypeKind;

bool Layout::containsItself(TypeId type) const {
    std::set<TypeId> seen;
    std::vector<TypeId> open;
    auto addParts = [&](TypeId id) {
        const ir::Type& t = types_[id];
        if (t.kind == TypeKind::Tuple || t.kind == TypeKind::Record)
            open.insert(open.end(), t.args.begin(), t.args.end());
        for (const ir::Constructor& ctor : t.constructors)
            open.insert(open.end(), ctor.types.begin(), ctor.types.end());
    };
    addParts(type);
    while (!open.empty()) {
        TypeId next = open.back();
        open.pop_back();
        if (next == type) return true;
        if (seen.insert(next).second) addParts(next);
    }
    return false;
}

const TypeLayout& Layout::operator[](TypeId id) {
    auto known = known_.find(id);
    if (known != known_.end()) return *known->second;
    auto layout = std::make_unique<TypeLayout>();
    const ir::Type& type = types_[id];
    switch (type.kind) {
    case TypeKind::Int:
    case TypeKind::Nat:
    case TypeKind::Bool:
    case TypeKind::Unit:
    case TypeKind::Loc:
    case TypeKind::Duration: layout->handles = {std::nullopt}; break;
    case TypeKind::Tuple:
    case TypeKind::Record:
        for (TypeId part : type.args) {
            layout->parts.push_back(static_cast<uint32_t>(layout->handles.size()));
            const TypeLayout& inner = (*this)[part];
            layout->handles.insert(layout->handles.end(), inner.handles.begin(), inner.handles.end());
        }
        break;
    case TypeKind::Enum: {
        layout->boxed = containsItself(id);
        if (!layout->boxed) {
            layout->handles = {std::nullopt};
            for (const ir::Constructor& ctor : type.constructors) {
                layout->ctorParts.emplace_back();
                for (TypeId field : ctor.types) {
                    layout->ctorParts.back().push_back(static_cast<uint32_t>(layout->handles.size()));
                    const TypeLayout& inner = (*this)[field];
                    layout->handles.insert(layout->handles.end(), inner.handles.begin(), inner.handles.end());
                }
            }
            layout->boxed = layout->handles.size() > EVD_FLAT_ENUM_SLOTS;
        }
        if (!layout->boxed) break;
        layout->handles = {id};
        layout->ctorParts.clear();
        auto place = known_.emplace(id, std::move(layout)).first;   // fields may hold the type itself: as a handle
        TypeLayout& boxed = *place->second;
        for (const ir::Constructor& ctor : type.constructors) {
            std::vector<uint32_t> parts;
            uint32_t at = 0;
            for (TypeId field : ctor.types) {
                parts.push_back(at);
                at += slots(field);
            }
            boxed.ctorParts.push_back(std::move(parts));
        }
        return boxed;
    }
    default: layout->handles = {id}; break;   // texts and collections
    }
    layout->slots = static_cast<uint32_t>(layout->handles.size());
    return *known_.emplace(id, std::move(layout)).first->second;
}

}   // namespace evd::backend
