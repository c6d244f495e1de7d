#pragma once
// What peers must agree on, as one number, and the symbol under which a spec's descriptor is exported.

#include "ir/core/module.h"

#include <string>

namespace evd::backend {

/// The canonical text of all messages: per message `kind name(type, …)`, then the enums they use, written out.
std::string schemaText(const ir::Module& module);
/// 64-bit FNV-1a of schemaText.
uint64_t schemaHash(const ir::Module& module);
/// `evd_module_<spec>`; characters that C does not allow become `_`.
std::string moduleSymbol(const ir::Module& module);

}   // namespace evd::backend
