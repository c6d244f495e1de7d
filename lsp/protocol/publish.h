#pragma once
// Diagnostics as the protocol wants them.

#include "lsp/features/analysis.h"
#include "lsp/protocol/encode.h"

namespace evd::lsp {

struct PublishOptions {
    Encoder encode;
    std::string documentation;   ///< folder or URL of the pages of codes; empty: no links
    size_t maximum = 200;        ///< most diagnostics of one file
};

/// `{ diagnostics: […] }` of the root file of an analysis, and `further` ones of it. If there are too many, the last
/// one says how many more there are.
Json diagnosticsJson(const Analysis& analysis, const Diagnostics& further, const PublishOptions& options);

}   // namespace evd::lsp
