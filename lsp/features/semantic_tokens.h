#pragma once
// Colours of names by what they mean.

#include "lsp/features/analysis.h"

#include <optional>

namespace evd::lsp {

/// One coloured name.
struct SemanticToken {
    Span span;
    uint32_t type;        ///< index into tokenTypeNames
    uint32_t modifiers;   ///< bits, by index into tokenModifierNames
};

const std::vector<std::string>& tokenTypeNames();
const std::vector<std::string>& tokenModifierNames();

/// All names of the file in text order; `within` limits them to a range.
std::vector<SemanticToken> semanticTokens(const Analysis& analysis,
                                          std::optional<std::pair<uint32_t, uint32_t>> within = std::nullopt);

}   // namespace evd::lsp
