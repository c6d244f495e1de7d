#include "frontend/sema/exclusion.h"

#include "frontend/syntax/walk.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <optional>
#include <set>

namespace evd::sema {

using namespace syntax;

namespace {

void conjuncts(const Expr* expr, std::vector<const Expr*>& out) {
    if (expr == nullptr) return;
    if (const auto* node = std::get_if<BinaryExpr>(&expr->node); node != nullptr && node->op == BinaryOp::And) {
        conjuncts(node->left, out);
        conjuncts(node->right, out);
    } else out.push_back(expr);
}

std::string field(size_t i) { return fmt::format("$field{}", i); }
constexpr const char* kSender = "$sender";

/// The text of an expression with the variables that the message pattern binds renamed to the parts they stand for.
std::string normalised(const SourceSet& sources, const Expr* expr, const MessageClass* message) {
    std::string out(sources.text(expr->span));
    if (message == nullptr) return out;
    auto nameOf = [&](const std::string& name) -> std::string {
        for (size_t i = 0; i < message->args.size(); ++i)
            if (const auto* bind = std::get_if<BindPattern>(&message->args[i]->node);
                bind != nullptr && bind->name.text == name)
                return field(i);
        if (message->from != nullptr)
            if (const auto* bind = std::get_if<BindPattern>(&message->from->node);
                bind != nullptr && bind->name.text == name)
                return kSender;
        return "";
    };
    std::vector<std::pair<Span, std::string>> edits;
    walk(expr, [&](const Expr* part) {
        if (const auto* name = std::get_if<NameExpr>(&part->node); name != nullptr && name->path.size() == 1)
            if (std::string known = nameOf(name->path[0].text); !known.empty()) edits.emplace_back(part->span, known);
    });
    std::sort(edits.begin(), edits.end(), [](const auto& a, const auto& b) { return a.first.begin > b.first.begin; });
    for (const auto& [span, text] : edits) out.replace(span.begin - expr->span.begin, span.end - span.begin, text);
    return out;
}

BinaryOp mirrored(BinaryOp op) {
    switch (op) {
    case BinaryOp::Lt: return BinaryOp::Gt;
    case BinaryOp::Le: return BinaryOp::Ge;
    case BinaryOp::Gt: return BinaryOp::Lt;
    case BinaryOp::Ge: return BinaryOp::Le;
    default: return op;   // the same from both sides
    }
}

/// Whether `x a y` and `x b y` cannot both hold.
bool contradict(BinaryOp a, BinaryOp b) {
    using B = BinaryOp;
    auto either = [&](B x, B y) { return (a == x && b == y) || (a == y && b == x); };
    return either(B::Eq, B::Ne) || either(B::Eq, B::Lt) || either(B::Eq, B::Gt) || either(B::Lt, B::Gt) ||
           either(B::Lt, B::Ge) || either(B::Le, B::Gt) || either(B::In, B::NotIn);
}

bool deny(const std::string& a, const std::string& b) {
    return !a.empty() && !b.empty() && (a == "not " + b || a == "not (" + b + ")");
}

/// The value of a literal number such as `-3` or `1_000`.
std::optional<int64_t> numberIn(std::string text) {
    text.erase(std::remove(text.begin(), text.end(), '_'), text.end());
    int64_t value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Literals that are equal only if they are written alike; numbers have bounds instead.
bool isWrittenOneWay(const std::string& text) {
    return text == "true" || text == "false" || (!text.empty() && text[0] == '"');
}

/// The numbers that a term may still be.
struct Bounds {
    int64_t least = std::numeric_limits<int64_t>::min(), most = std::numeric_limits<int64_t>::max();
    std::set<int64_t> without;
    bool none = false;

    void demand(BinaryOp op, int64_t value) {
        constexpr auto kLeast = std::numeric_limits<int64_t>::min(), kMost = std::numeric_limits<int64_t>::max();
        switch (op) {
        case BinaryOp::Eq:
            least = std::max(least, value);
            most = std::min(most, value);
            break;
        case BinaryOp::Ne: without.insert(value); break;
        case BinaryOp::Lt:
            none |= value == kLeast;
            most = std::min(most, value == kLeast ? value : value - 1);
            break;
        case BinaryOp::Le: most = std::min(most, value); break;
        case BinaryOp::Gt:
            none |= value == kMost;
            least = std::max(least, value == kMost ? value : value + 1);
            break;
        case BinaryOp::Ge: least = std::max(least, value); break;
        default: break;   // no comparison: demands nothing
        }
    }
    bool empty() const { return none || least > most || (least == most && without.count(least) != 0); }
};

/// Whether no number lies within all bounds that the demands put on one term.
bool outOfBounds(const std::vector<Demand>& a, const std::vector<Demand>& b) {
    std::map<std::string, Bounds> terms;
    for (const auto* demands : {&a, &b})
        for (const Demand& one : *demands) {
            if (auto value = numberIn(one.right); value && !one.left.empty()) terms[one.left].demand(one.op, *value);
            else if (auto mirror = numberIn(one.left)) terms[one.right].demand(mirrored(one.op), *mirror);
        }
    return std::any_of(terms.begin(), terms.end(), [](const auto& term) { return term.second.empty(); });
}

}   // namespace

std::vector<Demand> demandsOf(const SourceSet& sources, const ClassExpr* event, const Expr* guard) {
    std::vector<Demand> out;
    const auto* message = event == nullptr ? nullptr : std::get_if<MessageClass>(&event->node);
    auto pattern = [&](const Pattern* part, const std::string& name) {
        if (part == nullptr) return;
        if (const auto* literal = std::get_if<LiteralPattern>(&part->node))
            out.push_back({"", name, std::string(sources.text(literal->literal->span)), BinaryOp::Eq});
        if (const auto* pin = std::get_if<PinPattern>(&part->node))
            out.push_back({"", name, std::string(sources.text(pin->value->span)), BinaryOp::Eq});
    };
    if (message != nullptr) {
        for (size_t i = 0; i < message->args.size(); ++i) pattern(message->args[i], field(i));
        pattern(message->from, kSender);
    }
    std::vector<const Expr*> parts;
    conjuncts(guard, parts);
    for (const Expr* part : parts) {
        Demand made{normalised(sources, part, message), "", "", BinaryOp::Eq};
        const auto* binary = std::get_if<BinaryExpr>(&part->node);
        if (binary != nullptr && binary->op != BinaryOp::Or) {
            made.left = normalised(sources, binary->left, message);
            made.right = normalised(sources, binary->right, message);
            made.op = binary->op;
        }
        out.push_back(std::move(made));
    }
    return out;
}

bool excludeEachOther(const std::vector<Demand>& a, const std::vector<Demand>& b) {
    for (const Demand& x : a)
        for (const Demand& y : b) {
            if (deny(x.whole, y.whole) || deny(y.whole, x.whole)) return true;
            if (x.left.empty() || y.left.empty()) continue;
            if (x.left == y.left && x.right == y.right && contradict(x.op, y.op)) return true;
            if (x.left == y.right && x.right == y.left && contradict(x.op, mirrored(y.op))) return true;
            if (x.op == BinaryOp::Eq && y.op == BinaryOp::Eq && x.left == y.left && x.right != y.right &&
                isWrittenOneWay(x.right) && isWrittenOneWay(y.right))
                return true;
        }
    return outOfBounds(a, b);
}

}   // namespace evd::sema
