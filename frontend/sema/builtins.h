#pragma once
// The functions and operators every spec can use; one table.

#include <cstdint>

namespace evd::sema {

enum class BuiltinId : uint16_t {
    None,
#define EVD_BUILTIN(id, name, scheme, doc) id,
#include "frontend/sema/builtins.def"
#undef EVD_BUILTIN
};

struct BuiltinInfo {
    BuiltinId id;
    const char* name;     ///< as written; operators as `+`, `in`, `[]`
    const char* scheme;   ///< `(List<T>, T) -> List<T>`; several rows of one name are overloads, told apart by their
                          ///< arguments' types
    const char* doc;      ///< one sentence for hover
};

/// Whether a function is about events, which only properties speak of.
constexpr bool ofEvents(BuiltinId id) { return id >= BuiltinId::FirstEvent && id <= BuiltinId::KindEvent; }

/// The row of a built-in; `id` is not None.
const BuiltinInfo& info(BuiltinId id);

}   // namespace evd::sema
