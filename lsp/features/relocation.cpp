#include "lsp/features/relocation.h"

#include "lsp/features/analysis.h"

#include <algorithm>

namespace evd::lsp {

namespace {

const syntax::Tree* treeOf(const sema::Program& program, FileId file) {
    for (const sema::Module& module : program.modules)
        if (module.tree && module.tree->file == file) return module.tree.get();
    return nullptr;
}

/// The file of a path, however it is spelled: what is spelled the same needs no look at the disk.
std::optional<FileId> sameFile(const SourceSet& sources, const std::string& path) {
    for (FileId id = 0; id < sources.size(); ++id)
        if (sources.file(id).path() == path) return id;
    const std::string name = fileName(path);
    for (FileId id = 0; id < sources.size(); ++id)
        if (fileName(sources.file(id).path()) == name) return id;
    return std::nullopt;
}

/// The token that ends at an offset or after it, as an index.
size_t tokenEndingAt(const std::vector<syntax::Token>& tokens, uint32_t offset) {
    auto found = std::lower_bound(tokens.begin(), tokens.end(), offset,
                                  [](const syntax::Token& token, uint32_t at) { return token.span.end < at; });
    return static_cast<size_t>(found - tokens.begin());
}

/// The token that begins at an offset or after it.
size_t tokenBeginningAt(const std::vector<syntax::Token>& tokens, uint32_t offset) {
    auto found = std::lower_bound(tokens.begin(), tokens.end(), offset,
                                  [](const syntax::Token& token, uint32_t at) { return token.span.begin < at; });
    return static_cast<size_t>(found - tokens.begin());
}

}   // namespace

std::optional<Span> Relocation::operator()(Span span) const {
    if (span.file >= from_.sources.size()) return std::nullopt;
    const std::optional<FileId> there = sameFile(to_.sources, from_.sources.file(span.file).path());
    if (!there) return std::nullopt;
    if (from_.sources.file(span.file).text() == to_.sources.file(*there).text())
        return Span{*there, span.begin, span.end};
    const syntax::Tree *before = treeOf(from_.program, span.file), *now = treeOf(to_.program, *there);
    if (before == nullptr || now == nullptr) return std::nullopt;
    const bool same = std::equal(before->tokens.begin(), before->tokens.end(), now->tokens.begin(), now->tokens.end(),
                                 [&](const syntax::Token& one, const syntax::Token& other) {
                                     return from_.sources.text(one.span) == to_.sources.text(other.span);
                                 });
    if (!same || before->tokens.empty()) return std::nullopt;
    const size_t last = before->tokens.size() - 1, begin = std::min(tokenBeginningAt(before->tokens, span.begin), last),
                 end = std::clamp(tokenEndingAt(before->tokens, span.end), begin, last);
    return Span{*there, now->tokens[begin].span.begin, now->tokens[end].span.end};
}

}   // namespace evd::lsp
