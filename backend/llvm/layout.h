#pragma once
// How values of the intermediate form's types become words: the slots of runtime/abi.h.

#include "ir/core/module.h"
#include "runtime/abi.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace evd::backend {

/// The words of one type's values.
struct TypeLayout {
    uint32_t slots = 1;
    evd_boxing boxed = EVD_FLAT;   ///< enums only
    std::vector<std::optional<ir::TypeId>>
        handles;                   ///< per slot: the type of the handle in it, or nothing for a scalar
    std::vector<uint32_t> parts;   ///< tuples and records: first slot of each part
    std::vector<std::vector<uint32_t>>
        ctorParts;   ///< enums: per constructor, first slot of each field (in a box: counted from 0)
};

/// Layouts of a type table, computed on demand. The table may grow meanwhile.
class Layout {
public:
    explicit Layout(const ir::TypeTable& types) : types_(types) {}

    const TypeLayout& operator[](ir::TypeId type);
    uint32_t slots(ir::TypeId type) { return (*this)[type].slots; }

private:
    const ir::TypeTable& types_;
    std::map<ir::TypeId, std::unique_ptr<TypeLayout>> known_;
};

}   // namespace evd::backend
