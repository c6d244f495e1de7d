#pragma once
// What could stand at a position; works on texts that are not complete.

#include "lsp/features/analysis.h"

#include <functional>

namespace evd::lsp {

/// Numbers of the protocol's completion kinds.
enum class ItemKind {
    Method = 2,
    Function = 3,
    Field = 5,
    Variable = 6,
    Class = 7,
    Interface = 8,
    Module = 9,
    Property = 10,
    Enum = 13,
    Keyword = 14,
    Snippet = 15,
    File = 17,
    Folder = 19,
    EnumMember = 20,
    Constant = 21,
    Struct = 22,
    Event = 23,
    TypeParameter = 25
};

struct CompletionItem {
    std::string label;
    ItemKind kind;
    std::string detail;   ///< signature
    std::string doc;
    std::string insert;   ///< a snippet if `snippet`, else plain text; empty: the label
    bool snippet = false;
    int rank = 5;   ///< smaller comes first
};

struct Completions {
    Span replace;   ///< the part of a name that has been typed
    std::vector<CompletionItem> items;
};

/// Checks the same file with another text: for the types of expressions in a text that is not complete.
using Recheck = std::function<std::shared_ptr<const Analysis>(std::string text)>;
/// The names in a folder, those of folders with a `/` at their end.
using ListFolder = std::function<std::vector<std::string>(const std::string& path)>;

/// Items for an offset. `snippets`: items with placeholders may be used. Without `listFolder` no files are offered.
Completions complete(const Analysis& analysis, uint32_t offset, bool snippets, const Recheck& recheck,
                     const ListFolder& listFolder = nullptr);

}   // namespace evd::lsp
