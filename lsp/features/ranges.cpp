#include "lsp/features/ranges.h"

#include <algorithm>

namespace evd::lsp {

namespace {

constexpr std::ptrdiff_t kSelectionsMost = 100;

uint32_t lineOf(const Analysis& analysis, uint32_t offset) { return analysis.file().position(offset).line; }

/// Pairs of brackets in text order of the closing one.
std::vector<Span> brackets(const Analysis& analysis) {
    std::vector<Span> out;
    std::vector<Span> open;
    for (size_t i = 0; i < analysis.tree().tokens.size(); ++i) {
        std::string_view text = analysis.tokenText(i);
        Span span = analysis.tree().tokens[i].span;
        if (text == "(" || text == "[" || text == "{") open.push_back(span);
        if ((text == ")" || text == "]" || text == "}") && !open.empty()) {
            out.push_back(cover(open.back(), span));
            open.pop_back();
        }
    }
    return out;
}

}   // namespace

std::vector<Fold> folds(const Analysis& analysis) {
    std::vector<Fold> out;
    auto add = [&](Span span, FoldKind kind) {
        if (lineOf(analysis, span.begin) < lineOf(analysis, span.end)) out.push_back({span, kind});
    };
    for (Span span : brackets(analysis)) add(span, FoldKind::Code);
    const auto& comments = analysis.tree().comments;
    for (size_t i = 0; i < comments.size();) {
        size_t last = i;
        while (last + 1 < comments.size() &&
               lineOf(analysis, comments[last + 1].span.begin) == lineOf(analysis, comments[last].span.end) + 1) {
            std::string_view between = analysis.text().substr(comments[last].span.end,
                                                              comments[last + 1].span.begin - comments[last].span.end);
            if (between.find_first_not_of(" \t\r\n") != std::string_view::npos) break;
            ++last;
        }
        add(cover(comments[i].span, comments[last].span), FoldKind::Comment);
        i = last + 1;
    }
    const auto& decls = analysis.tree().decls;
    for (size_t i = 0; i < decls.size();) {
        size_t last = i;
        auto isImport = [&](size_t at) {
            return at < decls.size() && std::holds_alternative<syntax::ImportDecl>(decls[at]->node);
        };
        if (isImport(i)) {
            while (isImport(last + 1)) ++last;
            add(cover(decls[i]->span, decls[last]->span), FoldKind::Imports);
        } else if (!std::holds_alternative<syntax::ProcessDecl>(decls[i]->node)) add(decls[i]->span, FoldKind::Code);
        i = last + 1;
    }
    // Of folds that begin on one line, clients show one: the largest.
    std::stable_sort(out.begin(), out.end(), [](const Fold& a, const Fold& b) {
        return a.span.begin != b.span.begin ? a.span.begin < b.span.begin : a.span.end > b.span.end;
    });
    std::vector<Fold> distinct;
    uint32_t line = UINT32_MAX;
    for (const Fold& fold : out) {
        uint32_t begin = lineOf(analysis, fold.span.begin);
        if (begin != line) distinct.push_back(fold);
        line = begin;
    }
    return distinct;
}

std::vector<Span> selections(const Analysis& analysis, uint32_t offset) {
    std::vector<Span> all;
    FileId file = analysis.tree().file;
    auto add = [&](Span span) {
        if (span.file == file && span.begin <= offset && offset <= span.end && !span.empty()) all.push_back(span);
    };
    for (const auto& token : analysis.tree().tokens) add(token.span);
    for (const auto& comment : analysis.tree().comments) add(comment.span);
    for (const auto& [span, id] : analysis.tree().typedNodes()) add(span);
    for (Span span : brackets(analysis)) {
        add(span);
        add({span.file, span.begin + 1, span.end - 1});
    }
    for (const syntax::Decl* decl : analysis.tree().decls) {
        add(decl->span);
        if (const auto* process = std::get_if<syntax::ProcessDecl>(&decl->node))
            for (const auto& member : process->members) std::visit([&](const auto& one) { add(one.span); }, member);
    }
    add({file, 0, static_cast<uint32_t>(analysis.text().size())});
    std::sort(all.begin(), all.end(), [](Span a, Span b) { return a.end - a.begin < b.end - b.begin; });
    std::vector<Span> out;
    for (Span span : all) {
        if (out.empty()) out.push_back(span);
        else if (span.begin <= out.back().begin && span.end >= out.back().end && !(span == out.back()))
            out.push_back(span);
    }
    if (out.empty()) out.push_back({file, offset, offset});
    // Nobody widens a selection through a sum of thousands: the innermost steps and the last ones are left, and answers
    // stay shallow.
    if (static_cast<std::ptrdiff_t>(out.size()) > kSelectionsMost)
        out.erase(out.begin() + kSelectionsMost / 2, out.end() - kSelectionsMost / 2);
    return out;
}

}   // namespace evd::lsp
