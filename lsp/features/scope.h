#pragma once
// Which names can be seen at a position, and the types of what stands there; works on texts that are not complete.

#include "lsp/features/context.h"

namespace evd::lsp {

/// Local names, parameters and variables that can be seen at a position.
std::vector<sema::SymbolId> localsAt(const Analysis& analysis, const Context& context, uint32_t offset);

/// A module under the name that goes before a dot.
struct ImportedName {
    std::string name;
    uint32_t module = 0;
};
std::vector<ImportedName> importedNames(const Analysis& analysis);

/// The type of the largest expression or written type that ends at an offset, or null.
sema::TypeRef typeEndingAt(const Analysis& analysis, uint32_t end);

/// The type of the pattern or expression that begins at an offset and is one character long, or null.
sema::TypeRef typeOfHoleAt(const Analysis& analysis, uint32_t begin);

}   // namespace evd::lsp
