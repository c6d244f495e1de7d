#include "backend/llvm/layout.h"

namespace evd::backend {

using ir::TypeId;
using ir::TypeKind;

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
    case TypeKind::Event:
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
        layout->boxed = types_.isRecursive(id) ? EVD_RECURSIVE : EVD_FLAT;
        if (layout->boxed == EVD_FLAT) {
            layout->handles = {std::nullopt};
            for (const ir::Constructor& ctor : type.constructors) {
                layout->ctorParts.emplace_back();
                for (TypeId field : ctor.types) {
                    layout->ctorParts.back().push_back(static_cast<uint32_t>(layout->handles.size()));
                    const TypeLayout& inner = (*this)[field];
                    layout->handles.insert(layout->handles.end(), inner.handles.begin(), inner.handles.end());
                }
            }
            if (layout->handles.size() > EVD_FLAT_ENUM_SLOTS) layout->boxed = EVD_BOXED;
        }
        if (layout->boxed == EVD_FLAT) break;
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
    case TypeKind::Str:
    case TypeKind::Bytes:
    case TypeKind::List:
    case TypeKind::Set:
    case TypeKind::Bag:
    case TypeKind::Map:
    case TypeKind::Ring: layout->handles = {id}; break;   // texts and collections
    }
    layout->slots = static_cast<uint32_t>(layout->handles.size());
    return *known_.emplace(id, std::move(layout)).first->second;
}

}   // namespace evd::backend
