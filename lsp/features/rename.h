#pragma once
// Renaming: what it replaces in all files, and whether the program still means the same afterwards.

#include "lsp/features/fields.h"

#include <string>
#include <vector>

namespace evd::lsp {

/// A text that takes the place of another one.
struct Replacement {
    Place place;
    std::string text;
};

using Files = std::vector<std::shared_ptr<const Analysis>>;

/// What gives the symbol with this key another name, in the root files of `files`. A field pattern `{ a }` becomes
/// `{ a = name }`. What a file calls the symbol by a name of its own (`as`) stays.
std::vector<Replacement> renameSymbol(const Files& files, const SymbolKey& key, const std::string& name);
/// What gives a field of a record another name where it is mentioned. A field pattern `{ a }` becomes `{ name = a }`.
std::vector<Replacement> renameField(const std::vector<FieldMention>& mentions, const std::string& name);
/// What gives the module that the occurrence `use` names another name in the root file of `analysis` only: at its
/// import and wherever it is written.
std::vector<Replacement> renameImportedName(const Analysis& analysis, const sema::Use& use, const std::string& name);

/// Why the program would not mean the same after the replacements: an error that was not there, or an occurrence that
/// would refer to another declaration. Empty if it would. `files` are checked again, with the replacements on top of
/// `overlay`.
std::string meaningProblem(const Files& files, const std::vector<Replacement>& replacements, const Overlay& overlay,
                           const std::string& stdlibPath);

}   // namespace evd::lsp
