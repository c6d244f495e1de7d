#pragma once
// The outline of a file, and names of the whole workspace.

#include "lsp/features/analysis.h"

namespace evd::lsp {

/// Numbers of the protocol's symbol kinds.
enum class OutlineKind {
    Module = 2,
    Namespace = 3,
    Class = 5,
    Method = 6,
    Property = 7,
    Field = 8,
    Enum = 10,
    Interface = 11,
    Function = 12,
    Variable = 13,
    Constant = 14,
    Object = 19,
    EnumMember = 22,
    Struct = 23,
    Event = 24,
    TypeParameter = 26
};

struct OutlineItem {
    std::string name, detail;
    OutlineKind kind;
    Span span, nameSpan;
    std::vector<OutlineItem> children;
};

std::vector<OutlineItem> outline(const Analysis& analysis);
/// Whether the letters of `query` stand in `name` in this order, without case.
bool fuzzyMatches(std::string_view name, std::string_view query);

}   // namespace evd::lsp
