#include "frontend/format/format.h"

#include "base/check.h"
#include "base/source.h"
#include "frontend/format/columns.h"
#include "frontend/syntax/parse.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace evd::format {

namespace {

std::shared_ptr<const syntax::Tree> parsed(std::string_view text) {
    Diagnostics diagnostics;
    auto tree = syntax::parse(0, text, diagnostics);
    return diagnostics.hasErrors() ? nullptr : tree;
}

/// White space at the ends of lines is no part of a comment.
std::string withoutTrailingSpace(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '\n')
            while (!out.empty() && (out.back() == ' ' || out.back() == '\t' || out.back() == '\r')) out.pop_back();
        out += c;
    }
    while (!out.empty() && (out.back() == ' ' || out.back() == '\t' || out.back() == '\r')) out.pop_back();
    return out;
}

/// A tree with positions counted in tokens, so that layout does not matter.
struct Shape {
    std::vector<std::string_view> tokens;
    std::vector<std::string> comments;
    std::vector<std::array<size_t, 3>> nodes;

    Shape(const syntax::Tree& tree, std::string_view text) {
        std::unordered_map<uint32_t, size_t> begins, ends;
        for (const syntax::Token& token : tree.tokens) {
            if (token.span.empty()) continue;
            begins[token.span.begin] = tokens.size();
            ends[token.span.end] = tokens.size();
            tokens.push_back(text.substr(token.span.begin, token.span.end - token.span.begin));
        }
        for (const syntax::Comment& comment : tree.comments) {
            comments.push_back(
                withoutTrailingSpace(text.substr(comment.span.begin, comment.span.end - comment.span.begin)));
        }
        auto add = [&](Span span, size_t what) {
            auto begin = begins.find(span.begin), end = ends.find(span.end);
            nodes.push_back(
                {what, begin == begins.end() ? kNone : begin->second, end == ends.end() ? kNone : end->second});
        };
        for (const syntax::Decl* decl : tree.decls) {
            add(decl->span, decl->node.index());
            docs.push_back(withoutTrailingSpace(decl->doc));
        }
        for (const auto& [span, id] : tree.typedNodes()) add(span, 1000 + id);
    }
    std::vector<std::string> docs;
    bool operator==(const Shape&) const = default;
};

}   // namespace

namespace {

using Tree = std::shared_ptr<const syntax::Tree>;

/// A layout with the trees of both texts, so that nothing is parsed twice.
struct Laid {
    Tree before, after;
    std::string text;
};

std::optional<Laid> layOut(std::string_view text) {
    Laid out;
    out.before = parsed(text);
    if (!out.before) return std::nullopt;
    Facts facts = factsOf(*out.before);
    std::vector<Piece> pieces = piecesOf(*out.before, text, facts);
    std::vector<Line> lines = linesOf(pieces, facts);
    out.text = render(rowsOf(pieces, lines, facts));
    out.after = out.text == text ? out.before : parsed(out.text);
    EVD_CHECK(out.after && (out.after == out.before || Shape(*out.before, text) == Shape(*out.after, out.text)),
              "formatting changed the meaning");
    return out;
}

}   // namespace

bool sameMeaning(std::string_view a, std::string_view b) {
    Tree first = parsed(a), second = parsed(b);
    return first && second && Shape(*first, a) == Shape(*second, b);
}

std::optional<std::string> format(std::string_view text) {
    std::optional<Laid> laid = layOut(text);
    if (!laid) return std::nullopt;
    return std::move(laid->text);
}

std::optional<std::vector<Edit>> edits(std::string_view text, std::optional<Span> within) {
    std::optional<Laid> laid = layOut(text);
    if (!laid) return std::nullopt;
    std::vector<Edit> out;
    if (laid->text == text) return out;
    // Both texts have the same pieces, so only the white space between them differs. Edits that small keep cursors and
    // marks.
    std::vector<Piece> before = piecesOf(*laid->before, text, {}), after = piecesOf(*laid->after, laid->text, {});
    EVD_CHECK(before.size() == after.size(), "formatting changed the number of tokens");
    size_t left = 0, right = 0;
    for (size_t i = 0; i <= before.size(); ++i) {
        size_t leftEnd = i < before.size() ? before[i].begin : text.size(),
               rightEnd = i < after.size() ? after[i].begin : laid->text.size();
        std::string_view gap = text.substr(left, leftEnd - left),
                         wanted = std::string_view(laid->text).substr(right, rightEnd - right);
        bool asked = !within || (left < within->end && leftEnd > within->begin);
        if (gap != wanted && asked)
            out.push_back({{0, static_cast<uint32_t>(left), static_cast<uint32_t>(leftEnd)}, std::string(wanted)});
        if (i == before.size()) break;
        left = leftEnd + before[i].text.size();
        right = rightEnd + after[i].text.size();
    }
    return out;
}

}   // namespace evd::format
