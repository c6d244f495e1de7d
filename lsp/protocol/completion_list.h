#pragma once
// Completion items as the protocol wants them.

#include "lsp/features/completion.h"
#include "lsp/protocol/json.h"

#include <vector>

namespace evd::lsp {

/// A completion list whose items replace a range. `sharedRange`: the client takes the range once for all items.
Json completionList(const std::vector<CompletionItem>& items, Json range, bool sharedRange);

}   // namespace evd::lsp
