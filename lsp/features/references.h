#pragma once
// All occurrences of a symbol, in one file and in many, and what renaming it would change.

#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

struct Occurrence {
    Place place;
    bool isDeclaration = false;
    bool isWrite = false;
};

/// Whether two symbols are declared at one place: a module has its own symbols in each of its instances.
bool sameDeclaration(const Analysis& analysis, sema::SymbolId a, sema::SymbolId b);
/// Occurrences in the root file.
std::vector<Occurrence> occurrences(const Analysis& analysis, sema::SymbolId symbol);
/// Occurrences in the root files of all analyses.
std::vector<Occurrence> occurrences(const std::vector<std::shared_ptr<const Analysis>>& files, const SymbolKey& key);

/// The name at an offset that can be renamed.
std::optional<Span> renamable(const Analysis& analysis, uint32_t offset);
/// Why a text is no name at all; empty if it is one.
std::string nameProblem(const std::string& name);
/// Why a new name is impossible; empty if it is fine. Looks at its form, its case, and names it would collide with.
/// Whether the program still means the same is for `meaningProblem` (rename.h) to say.
std::string renameProblem(const Analysis& analysis, sema::SymbolId symbol, const std::string& name);

/// Whether a text is a reserved word of the language.
bool isReserved(std::string_view word);

}   // namespace evd::lsp
