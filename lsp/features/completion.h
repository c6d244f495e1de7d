#pragma once
// What could stand at a position; works on texts that are not complete.

#include "lsp/features/analysis.h"

#include <functional>

namespace evd::lsp {

/// Numbers of the protocol's completion kinds.
enum class ItemKind { Method = 2, Function = 3, Field = 5, Variable = 6, Class = 7, Interface = 8, Module = 9, Property = 10, Enum = 13, Keyword = 14,
                      Snippet = 15, File = 17, EnumMember = 20, Constant = 21, Struct = 22, Event = 23, TypeParameter = 25 };

struct CompletionItem {
    std::string label;
    ItemKind kind;
    std::string detail;    ///< signature
    std::string doc;
    std::string insert;    ///< a snippet if `snippet`, else plain text; empty: the label
    bool snippet = false;
    int rank = 5;          ///< smaller comes first
};

struct Completions {
    Span replace;          ///< the part of a name that has been typed
    std::vector<CompletionItem> items;
};

/// Items for an offset. `snippets`: items with placeholders may be used. `recheck` gives the types of expressions before a dot in
/// a text that is not complete: it checks the same file with another text.
using Recheck = std::function<std::shared_ptr<const Analysis>(std::string text)>;
Completions complete(const Analysis& analysis, uint32_t offset, bool snippets, const Recheck& recheck);

} // namespace evd::lsp
