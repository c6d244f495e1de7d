// Resolves the flat operator lists of the grammar by precedence climbing.

#include "frontend/syntax/build.h"

#include <optional>

namespace evd::syntax {

namespace {

enum Level { kLeadsTo = 1, kIff, kImplies, kOr, kAnd, kNot, kCompare, kEvent, kSum, kProduct, kNegate };

struct Infix {
    int level;
    std::optional<BinaryOp> op;
    bool rightAssociative = false;
};

Infix infix(const FlatItem& item) {
    switch (item.op) {
    case EvidentParser::LEADS_TO: return {kLeadsTo, BinaryOp::LeadsTo};
    case EvidentParser::IFF: return {kIff, BinaryOp::Iff};
    case EvidentParser::IMPLIES: return {kImplies, BinaryOp::Implies, true};
    case EvidentParser::OR: return {kOr, BinaryOp::Or};
    case EvidentParser::AND: return {kAnd, BinaryOp::And};
    case EvidentParser::EQEQ:
    case EvidentParser::EQ: return {kCompare, BinaryOp::Eq};
    case EvidentParser::NE: return {kCompare, BinaryOp::Ne};
    case EvidentParser::LT: return {kCompare, BinaryOp::Lt};
    case EvidentParser::LE: return {kCompare, BinaryOp::Le};
    case EvidentParser::GT: return {kCompare, BinaryOp::Gt};
    case EvidentParser::GE: return {kCompare, BinaryOp::Ge};
    case EvidentParser::LT_AT: return {kCompare, BinaryOp::Before};
    case EvidentParser::IN: return {kCompare, item.negated ? BinaryOp::NotIn : BinaryOp::In};
    case EvidentParser::BEFORE:
    case EvidentParser::AFTER_EVENT:
    case EvidentParser::AT_SIGN: return {kEvent, std::nullopt};
    case EvidentParser::PLUS: return {kSum, BinaryOp::Add};
    case EvidentParser::MINUS: return {kSum, BinaryOp::Sub};
    case EvidentParser::STAR: return {kProduct, BinaryOp::Mul};
    case EvidentParser::SLASH: return {kProduct, BinaryOp::Div};
    case EvidentParser::MOD: return {kProduct, BinaryOp::Mod};
    default: return {0, std::nullopt};   // no operator
    }
}

}   // namespace

class Precedence {
public:
    Precedence(Builder& builder, const std::vector<FlatItem>& items) : b_(builder), items_(items) {}

    /// An operand and what it covers with its parentheses.
    struct Operand {
        Expr* expr;
        Span extent;
    };

    Operand climb(int least) {
        Operand left = prefixed();
        bool compared = false;
        while (at_ < items_.size()) {
            FlatItem item = items_[at_];
            Infix op = infix(item);
            if (op.level < least) break;
            ++at_;
            if (item.op == EvidentParser::EQ)
                b_.diagnostics_.report(Code::AssignInExpression, item.span).replace("write `==`", item.span, "==");
            bool chained = op.level == kCompare && compared;
            if (chained) b_.diagnostics_.report(Code::ChainedComparison, item.span);
            compared |= op.level == kCompare;
            Operand right = climb(op.rightAssociative ? op.level : op.level + 1);
            Span whole = cover(left.extent, right.extent);
            left = {chained ? b_.make(whole, ErrorExpr{{left.expr, right.expr}})
                            : combine(item, op, whole, left.expr, right.expr),
                    whole};
        }
        return left;
    }

private:
    Operand prefixed() {
        if (at_ >= items_.size()) {
            Span missing = b_.point(b_.here_.end);
            return {b_.make(missing, ErrorExpr{}), missing};
        }
        FlatItem item = items_[at_++];
        if (!item.prefix) return {item.operand != nullptr ? item.operand : b_.make(item.span, ErrorExpr{}), item.span};
        bool negate = item.op == EvidentParser::MINUS;
        Operand operand = climb(negate ? kNegate : kNot + 1);
        Span whole = cover(item.span, operand.extent);
        return {b_.make(whole, UnaryExpr{negate ? UnaryOp::Negate : UnaryOp::Not, operand.expr}), whole};
    }

    Expr* combine(const FlatItem& item, const Infix& op, Span span, Expr* left, Expr* right) {
        if (op.op) return b_.make(span, BinaryExpr{*op.op, item.span, left, right});
        if (item.op != EvidentParser::AT_SIGN)
            return b_.make(span, AtEventExpr{item.op == EvidentParser::BEFORE, left, right});
        return occurrence(span, left, right);
    }

    /// `m(v) @ e`, `C(v) @ e`, `C(a)(v) @ e`, `sent m(v) @ e`, `e @ i`.
    Expr* occurrence(Span span, Expr* left, Expr* right) {
        using Kind = OccurrenceExpr::Kind;
        if (auto* sent = std::get_if<OccurrenceExpr>(&left->node);
            sent != nullptr && sent->kind == Kind::Sent && sent->at == nullptr) {
            OccurrenceExpr whole = *sent;
            whole.at = right;
            b_.tree_.forget(left->id);
            return b_.make(span, std::move(whole));
        }
        auto* call = std::get_if<CallExpr>(&left->node);
        const CallExpr* value = nullptr;   // of a class with arguments: `(v)`, and `call` is `C(a)`
        Expr* named = left;
        if (call != nullptr && !call->method)
            if (auto* inner = std::get_if<CallExpr>(&call->callee->node)) {
                value = call;
                named = call->callee;
                call = inner;
            }
        auto* callee = call == nullptr ? nullptr : std::get_if<NameExpr>(&call->callee->node);
        auto* module = callee == nullptr || !call->method ? nullptr : std::get_if<NameExpr>(&call->args.front()->node);
        // `pred(e) @ i` and `sender(e) @ i` say where an event is.
        const bool isEvent = callee != nullptr && value == nullptr && !call->method && callee->path.size() == 1 &&
                             (callee->path[0].text == "pred" || callee->path[0].text == "sender");
        if (callee != nullptr && !isEvent && (!call->method || module != nullptr)) {
            std::vector<Name> path =
                module == nullptr ? std::vector<Name>{} : module->path;   // `paxos.m(v)` reads as a method's call
            path.insert(path.end(), callee->path.begin(), callee->path.end());
            b_.tree_.forget(left->id);
            if (value != nullptr) b_.tree_.forget(named->id);
            b_.tree_.forget(call->callee->id);
            if (module != nullptr) b_.tree_.forget(call->args.front()->id);
            std::vector<Expr*> args(call->args.begin() + (module == nullptr ? 0 : 1), call->args.end());
            if (value != nullptr)
                return b_.make(span, OccurrenceExpr{Kind::ClassValue, std::move(path), value->args, nullptr, right,
                                                    nullptr, std::move(args)});
            char first = path.back().text.empty() ? 'a' : path.back().text.front();
            return b_.make(span, OccurrenceExpr{first >= 'A' && first <= 'Z' ? Kind::ClassValue : Kind::Received,
                                                std::move(path),
                                                std::move(args),
                                                nullptr,
                                                right,
                                                nullptr,
                                                {}});
        }
        return b_.make(span, OccurrenceExpr{Kind::At, {}, {}, left, right, nullptr, {}});
    }

    Builder& b_;
    const std::vector<FlatItem>& items_;
    size_t at_ = 0;
};

Expr* Builder::resolve(const std::vector<FlatItem>& items) { return Precedence(*this, items).climb(1).expr; }

}   // namespace evd::syntax
