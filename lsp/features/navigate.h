#pragma once
// From a name to its declaration, its type's declaration, or its reactions.

#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

/// One way from a range of the root file to a place.
struct Target {
    Span origin;
    Place name;    ///< what to select
    Place whole;   ///< the declaration around it
};

/// The declaration of the name at an offset; also files of imports.
std::vector<Target> definition(const Analysis& analysis, uint32_t offset);
/// The declaration of the type of what stands at an offset, if it has one.
std::vector<Target> typeDefinition(const Analysis& analysis, uint32_t offset);
/// For a message the places that react to it; for anything else its declaration.
std::vector<Target> implementation(const Analysis& analysis, uint32_t offset);

/// A link from an import to its file.
struct Link {
    Span span;
    std::string path;
    const sema::ModuleLink* link = nullptr;   ///< the import or `use`
    uint32_t module = 0;                      ///< that it loaded
    std::string name;                         ///< by which this file calls the module
};
std::vector<Link> documentLinks(const Analysis& analysis);
/// The import that gave the module the name which an occurrence is: `lib` of `lib.area`, or of `as lib`.
std::optional<Link> importNamed(const Analysis& analysis, const sema::Use& use);

}   // namespace evd::lsp
