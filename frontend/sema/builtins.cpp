#include "frontend/sema/builtins.h"

#include <cstddef>

namespace evd::sema {

namespace {

constexpr BuiltinInfo kTable[] = {
#define EVD_BUILTIN(id, name, scheme, doc) {BuiltinId::id, name, scheme, doc},
#include "frontend/sema/builtins.def"
#undef EVD_BUILTIN
};

}   // namespace

const BuiltinInfo& info(BuiltinId id) { return kTable[static_cast<size_t>(id) - 1]; }

}   // namespace evd::sema
