// What holds for the tree of every text, correct or not.

#include "fixture.h"
#include "outline.h"

#include <fmt/format.h>
#include <functional>
#include <set>

namespace evd::syntax::testing {
namespace {

std::string show(const Parsed& parsed, const Outline& node) {
    return fmt::format("{} {}-{} '{}'", node.what, node.span.begin, node.span.end, parsed.at(node.span).substr(0, 60));
}

/// The first part that is not inside its whole, or "".
std::string firstOutside(const Parsed& parsed, const Outline& whole) {
    if (whole.span.begin > whole.span.end || whole.span.end > parsed.text().size())
        return fmt::format("{} {}-{} is not in the text", whole.what, whole.span.begin, whole.span.end);
    for (const Outline& part : whole.parts) {
        if (part.span.begin < whole.span.begin || part.span.end > whole.span.end)
            return show(parsed, part) + " is not inside " + show(parsed, whole);
        if (std::string below = firstOutside(parsed, part); !below.empty()) return below;
    }
    return "";
}

/// The first two parts of one whole that overlap or are in the wrong order, or "".
std::string firstOverlap(const Parsed& parsed, const Outline& whole) {
    const Outline* last = nullptr;
    for (const Outline& part : whole.parts) {
        if (std::string below = firstOverlap(parsed, part); !below.empty()) return below;
        if (part.shared) continue;
        if (last && part.span.begin < last->span.end)
            return show(parsed, *last) + " is not before " + show(parsed, part) + " in " + show(parsed, whole);
        last = &part;
    }
    return "";
}

/// The first node of a correct text that does not begin and end with a token, or "".
std::string firstInexact(const Parsed& parsed, const Outline& node, const std::set<uint32_t>& begins,
                         const std::set<uint32_t>& ends) {
    if (!begins.contains(node.span.begin) || !ends.contains(node.span.end))
        return show(parsed, node) + " does not begin and end with a token";
    for (const Outline& part : node.parts)
        if (std::string below = firstInexact(parsed, part, begins, ends); !below.empty()) return below;
    return "";
}

void collectIds(const Outline& node, std::vector<NodeId>& ids) {
    if (node.id && !node.shared) ids.push_back(*node.id);
    for (const Outline& part : node.parts) collectIds(part, ids);
}

/// What is left of a text without its tokens and comments; "" if that is only white space, and if they neither overlap
/// nor lie out of order.
std::string leftOver(const Parsed& parsed) {
    std::vector<Span> pieces;
    for (const Token& token : parsed.tree->tokens) pieces.push_back(token.span);
    for (size_t i = 1; i < pieces.size(); ++i)
        if (pieces[i].begin < pieces[i - 1].end) return "tokens out of order at " + std::to_string(pieces[i].begin);
    for (size_t i = 1; i < parsed.tree->comments.size(); ++i)
        if (parsed.tree->comments[i].span.begin < parsed.tree->comments[i - 1].span.end) return "comments out of order";
    for (const Comment& comment : parsed.tree->comments) pieces.push_back(comment.span);
    std::sort(pieces.begin(), pieces.end(), [](Span a, Span b) { return a.begin < b.begin; });
    uint32_t at = 0;
    auto gap = [&](uint32_t end) -> std::string {
        for (; at < end; ++at) {
            if (parsed.text().substr(at).starts_with("\xEF\xBB\xBF")) {
                at += 2;
                continue;
            }
            if (std::string_view(" \t\r\n").find(parsed.text()[at]) == std::string_view::npos)
                return fmt::format("'{}' at {} belongs to no token", parsed.text()[at], at);
        }
        return "";
    };
    for (Span piece : pieces) {
        if (piece.begin < at) return "pieces overlap at " + std::to_string(piece.begin);
        if (piece.empty()) return "an empty token at " + std::to_string(piece.begin);
        if (std::string left = gap(piece.begin); !left.empty()) return left;
        at = piece.end;
    }
    return gap(static_cast<uint32_t>(parsed.text().size()));
}

/// Checks everything that holds for every text; "" if it does.
std::string broken(const Parsed& parsed) {
    std::vector<NodeId> ids;
    const Outline* last = nullptr;
    std::vector<Outline> decls = outline(*parsed.tree);
    for (const Outline& decl : decls) {
        if (std::string what = firstOutside(parsed, decl); !what.empty()) return what;
        if (last && decl.span.begin < last->span.end)
            return show(parsed, *last) + " is not before " + show(parsed, decl);
        last = &decl;
        collectIds(decl, ids);
    }
    std::set<NodeId> different(ids.begin(), ids.end());
    if (different.size() != ids.size()) return "two nodes have one number";
    for (const auto& [span, id] : parsed.tree->typedNodes())
        if (parsed.shown().empty() && !different.contains(id))
            return fmt::format("the node at {}-{} belongs to nothing", span.begin, span.end);
    if (!different.empty() && *different.rbegin() >= parsed.tree->nodeCount) return "a number is not below nodeCount";
    std::set<NodeId> typed;
    for (const auto& [span, id] : parsed.tree->typedNodes())
        if (!typed.insert(id).second) return "a number is given twice";
    for (NodeId id : ids)
        if (!typed.contains(id)) return "a node is not in the list of nodes";
    for (const Diagnostic& d : parsed.diagnostics.all())
        if (d.span.begin > d.span.end || d.span.end > parsed.text().size()) return "a diagnostic is not in the text";
    return leftOver(parsed);
}

TEST(Property, HoldsForEverySpec) {
    for (const SpecFile& spec : allSpecs()) EXPECT_EQ(broken(Parsed(spec.text)), "") << spec.path;
}

TEST(Property, CorrectSpecsHaveNoMistakesAndNoErrorNodes) {
    std::function<bool(const Outline&)> hasError = [&](const Outline& node) {
        for (const Outline& part : node.parts)
            if (hasError(part)) return true;
        return node.error;
    };
    for (const SpecFile& spec : correctSpecs()) {
        Parsed parsed(spec.text);
        EXPECT_EQ(parsed.shown(), std::vector<std::string>()) << spec.path;
        for (const Outline& decl : outline(*parsed.tree))
            EXPECT_FALSE(hasError(decl)) << spec.path << ": " << show(parsed, decl);
    }
}

TEST(Property, SpansOfCorrectSpecsBeginAndEndWithTokens) {
    for (const SpecFile& spec : correctSpecs()) {
        Parsed parsed(spec.text);
        std::set<uint32_t> begins, ends;
        for (const Token& token : parsed.tree->tokens) begins.insert(token.span.begin), ends.insert(token.span.end);
        for (const Outline& decl : outline(*parsed.tree)) {
            EXPECT_EQ(firstInexact(parsed, decl, begins, ends), "") << spec.path;
            EXPECT_EQ(firstOverlap(parsed, decl), "") << spec.path;
        }
    }
}

/// Whether the brackets of a node's text are all its own: `(a + b) * c` is not `a + b) * c`.
std::string firstUnbalanced(const Parsed& parsed, const Outline& node) {
    std::string open;
    for (const Token& token : parsed.tree->tokens) {
        if (token.span.begin < node.span.begin || token.span.end > node.span.end ||
            token.span.end != token.span.begin + 1)
            continue;
        char c = parsed.text()[token.span.begin];
        if (c == '(' || c == '[' || c == '{') open += c;
        else if (c == ')' || c == ']' || c == '}') {
            if (open.empty()) return show(parsed, node) + " closes a bracket it has not opened";
            open.pop_back();
        }
    }
    if (!open.empty()) return show(parsed, node) + " leaves a bracket open";
    for (const Outline& part : node.parts)
        if (std::string below = firstUnbalanced(parsed, part); !below.empty()) return below;
    return "";
}

TEST(Property, SpansHaveBalancedBrackets) {
    for (const SpecFile& spec : correctSpecs()) {
        Parsed parsed(spec.text);
        for (const Outline& decl : outline(*parsed.tree)) EXPECT_EQ(firstUnbalanced(parsed, decl), "") << spec.path;
    }
    Parsed parsed("spec s\n"
                  "fn f(a: Int) = (a + 1) * (a) + (a).g(1) + ((a)[(1)]) + (let x = 1 in (x)) + (a).h\n"
                  "fn g(a: Int) = if (a) then (1) else if (a) then (2) else (3)\n"
                  "class C = ((m)) at (x) & (A || B) as (p) until (start) || (B => (x)) when (y)\n"
                  "invariant i = not not forall x in (s): (m(x)) @ (x) implies (((x)) before (y)) + (x)\n"
                  "type T = (Int) -> ((Int))\n"
                  "process P { on m { if (a) { } else if (b) { } else if (c) { } (x).y := (3) } }");
    ASSERT_EQ(parsed.shown(), std::vector<std::string>());
    for (const Outline& decl : outline(*parsed.tree)) EXPECT_EQ(firstUnbalanced(parsed, decl), "");
}

TEST(Property, ParsingTwiceGivesTheSame) {
    for (const SpecFile& spec : allSpecs()) {
        Parsed first(spec.text), second(spec.text);
        EXPECT_EQ(first.dump(), second.dump()) << spec.path;
        EXPECT_EQ(first.shown(), second.shown()) << spec.path;
        EXPECT_EQ(first.tree->nodeCount, second.tree->nodeCount) << spec.path;
        ASSERT_EQ(first.tree->typedNodes().size(), second.tree->typedNodes().size()) << spec.path;
    }
}

}   // namespace
}   // namespace evd::syntax::testing
