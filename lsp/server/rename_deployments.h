#pragma once
// Renaming in the deployment files beside specs.

#include "lsp/features/rename.h"
#include "lsp/server/workspace_edit.h"

namespace evd::lsp {

/// Adds to an edit what a rename changes in the deployment files of the specs among `files` that see the symbol. A file
/// that other specs share, which have a thing of this name too, stays as it is.
void renameInDeployments(const Request& request, const Files& files, const SymbolKey& key, const std::string& name,
                         WorkspaceEdit& edit);

}   // namespace evd::lsp
