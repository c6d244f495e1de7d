#include "frontend/sema/linear.h"

#include <algorithm>

namespace evd::sema {

using namespace syntax;

namespace {

/// Constants stay far from the ends of their type, so that a few of them can be added.
constexpr int64_t kLargest = int64_t{1} << 60;

bool isSmall(int64_t value) { return -kLargest < value && value < kLargest; }

/// What is at least zero where a fact holds: `right - left` for `left <= right`.
struct AtLeastZero {
    Linear value;
    bool strict;   ///< more than zero
};

std::vector<AtLeastZero> bounds(const LinearForm& form, const Fact& fact) {
    const auto& [comparison, holds] = fact;
    auto bound = [&](const Expr* small, const Expr* large, bool strict) {
        Linear value = form.of(large);
        value.add(form.of(small), -1);
        return AtLeastZero{value, strict};
    };
    const Expr *left = comparison->left, *right = comparison->right;
    switch (comparison->op) {
    case BinaryOp::Lt: return {holds ? bound(left, right, true) : bound(right, left, false)};
    case BinaryOp::Le: return {holds ? bound(left, right, false) : bound(right, left, true)};
    case BinaryOp::Gt: return {holds ? bound(right, left, true) : bound(left, right, false)};
    case BinaryOp::Ge: return {holds ? bound(right, left, false) : bound(left, right, true)};
    case BinaryOp::Eq:
        return holds ? std::vector{bound(left, right, false), bound(right, left, false)} : std::vector<AtLeastZero>{};
    case BinaryOp::Ne:
        return holds ? std::vector<AtLeastZero>{} : std::vector{bound(left, right, false), bound(right, left, false)};
    default: return {};   // no comparison
    }
}

bool impossible(const Linear& sum, bool strict) {
    return sum.isConstant() && (sum.constant < 0 || (strict && sum.constant == 0));
}

}   // namespace

void Linear::add(const Linear& other, int64_t factor) {
    constant += factor * other.constant;
    for (const auto& [term, count] : other.terms) terms[term] += factor * count;
}

bool Linear::isConstant() const {
    return std::all_of(terms.begin(), terms.end(), [](const auto& term) { return term.second == 0; });
}

Linear LinearForm::of(const Expr* expr) const {
    Linear out;
    if (const auto* number = std::get_if<IntLiteral>(&expr->node); number != nullptr && isSmall(number->value))
        out.constant = number->value;
    else if (const auto* unary = std::get_if<UnaryExpr>(&expr->node); unary != nullptr && unary->op == UnaryOp::Negate)
        out.add(of(unary->operand), -1);
    else if (const auto* binary = std::get_if<BinaryExpr>(&expr->node);
             binary != nullptr && (binary->op == BinaryOp::Add || binary->op == BinaryOp::Sub)) {
        out = of(binary->left);
        out.add(of(binary->right), binary->op == BinaryOp::Add ? 1 : -1);
        if (!isSmall(out.constant)) out = Linear{0, {{std::string(sources_.text(expr->span)), 1}}};
    } else {
        static const std::map<std::string, const Expr*> kNothing;
        if (const auto* name = std::get_if<NameExpr>(&expr->node); name != nullptr && name->path.size() == 1)
            if (auto found = replaced_.find(name->path[0].text); found != replaced_.end())
                return LinearForm(sources_, kNothing).of(found->second);
        out.terms[std::string(sources_.text(expr->span))] = 1;
    }
    return out;
}

void facts(const Expr* condition, bool holds, std::vector<Fact>& out) {
    if (const auto* unary = std::get_if<UnaryExpr>(&condition->node)) {
        if (unary->op == UnaryOp::Not) facts(unary->operand, !holds, out);
        return;
    }
    const auto* binary = std::get_if<BinaryExpr>(&condition->node);
    if (binary == nullptr) return;
    if (binary->op == BinaryOp::And || binary->op == BinaryOp::Or) {
        if ((binary->op == BinaryOp::And) != holds) return;   // only one of the two is known to hold
        facts(binary->left, holds, out);
        facts(binary->right, holds, out);
    } else out.emplace_back(binary, holds);
}

bool contradict(const SourceSet& sources, const std::vector<Fact>& all) {
    static const std::map<std::string, const Expr*> kNothing;
    LinearForm form(sources, kNothing);
    std::vector<AtLeastZero> bounded;
    for (const Fact& fact : all)
        for (AtLeastZero& one : bounds(form, fact)) bounded.push_back(std::move(one));
    for (size_t i = 0; i < bounded.size(); ++i) {
        if (impossible(bounded[i].value, bounded[i].strict)) return true;
        for (size_t j = 0; j < i; ++j) {
            Linear sum = bounded[i].value;
            sum.add(bounded[j].value, 1);
            if (impossible(sum, bounded[i].strict || bounded[j].strict)) return true;
        }
    }
    return false;
}

}   // namespace evd::sema
