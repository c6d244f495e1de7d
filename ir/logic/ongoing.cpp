#include "ir/logic/ongoing.h"

#include "base/check.h"

#include <algorithm>

namespace evd::ir {

Ongoing::Ongoing(const Module& module, const Subjects& subjects, ExprId formula, Judged judged)
    : module_(module), all_(subjects), formula_(formula),
      top_(judged == Judged::WholeRun ? Where::First : Where::Present) {
    whole_ = &find(formula, top_);
    if (top_ != Where::First) return;
    canFail_ = canBe(formula, Where::First, false);
    if (whole_->whyNot != nullptr) whyNot_ = whole_->whyNot;
    constexpr auto kFirst = static_cast<uint64_t>(Where::First);
    lowest_ = formula.index;
    uint32_t highest = formula.index;
    for (const auto& [at, part] : parts_) {
        lowest_ = std::min(lowest_, static_cast<uint32_t>(at / 4));
        highest = std::max(highest, static_cast<uint32_t>(at / 4));
    }
    fromFirst_.resize(highest - lowest_ + 1);
    for (const auto& [at, part] : parts_)
        if (at % 4 == kFirst) fromFirst_[at / 4 - lowest_] = &part;
}

/// What the operation itself looks at.
void Ongoing::addOwn(const Expr& expr, Where where, SubjectSet& out) const {
    const bool present = where == Where::Present;
    switch (expr.op) {
    case Op::VarOf:
        if (!present) return;
        out.insert(all_.instances(expr.index));
        if (static_cast<size_t>(expr.value) < module_.automata[expr.index].vars.size())
            out.insert(all_.variable(expr.index, static_cast<uint32_t>(expr.value)));
        return;
    case Op::ObserverVar:
        if (present) out.insert(all_.variable(expr.index, static_cast<uint32_t>(expr.value)));
        return;
    case Op::Instances:
        if (present) out.insert(all_.instances(expr.index));
        return;
    case Op::Up:
        if (present) out.insert(all_.up());
        return;
    case Op::StateOf:
        if (present) out.insert(all_.events());
        return;
    case Op::InFlight:
        // Also of the first moment and of one after an event, which last until the next event.
        if (where != Where::Before) out.insert(all_.inFlight(expr.index));
        return;
    default: break;   // lists of occurrences: below; the others look at values alone
    }
    if (!isGrowingList(expr) || where == Where::Before || where == Where::After) return;
    out.insert(expr.op == Op::Events     ? all_.events()
               : expr.op == Op::Received ? all_.received(expr.index)
               : expr.op == Op::Sent     ? all_.sent(expr.index)
                                         : all_.acted(expr.index));
}

const Ongoing::Part& Ongoing::find(ExprId id, Where where) {
    if (auto known = parts_.find(key(id, where)); known != parts_.end()) return known->second;
    const Expr& expr = module_[id];
    Part found;
    addOwn(expr, where, found.subjects);
    found.temporal = expr.op == Op::Always || expr.op == Op::Eventually;
    for (size_t i = 0; i < expr.args.size(); ++i) {
        Where there = where;
        if (i == 1 && expr.op == Op::BeforeEvent) there = Where::Before;
        if (i == 1 && expr.op == Op::AfterEvent) there = Where::After;
        if (found.temporal && i == 0) there = Where::Present;
        const Part& one = find(expr.args[i], there);
        found.subjects.insert(one.subjects);
        found.temporal |= one.temporal;
    }
    found.fixed = found.subjects.empty();
    found.whyNot = whyNot(expr, found, where);
    return parts_.emplace(key(id, where), std::move(found)).first->second;
}

/// Why what becomes of a part cannot be told from what is new; null if it can.
const char* Ongoing::whyNot(const Expr& expr, const Part& found, Where where) {
    if (found.fixed || where != Where::First) return nullptr;
    auto isFixed = [&](size_t i) { return find(expr.args[i], where).fixed; };
    auto inside = [&](size_t from) {
        const char* out = nullptr;
        for (size_t i = from; i < expr.args.size() && out == nullptr; ++i) out = find(expr.args[i], where).whyNot;
        return out;
    };
    switch (expr.op) {
    case Op::Not:
    case Op::And:
    case Op::Or: return inside(0);
    case Op::Let: return isFixed(0) ? inside(1) : "a name stands for what changes";
    case Op::If: return isFixed(0) ? inside(1) : "a condition changes";
    case Op::Fold:
        if (!quantifier(expr)) return "it counts or collects what happens";
        if (!isFixed(0) && !isGrowingList(module_[expr.args[0]])) return "a quantifier ranges over what changes";
        return find(expr.args[2], where).whyNot;
    case Op::Always:
    case Op::Eventually:
        return find(expr.args[0], Where::Present).temporal ? "temporal operators stand in each other" : nullptr;
    default: return "a value changes";   // of any other operation
    }
}

std::optional<Op> Ongoing::quantifier(const Expr& fold) const {
    const Expr& step = module_[fold.args[2]];
    const Expr& initial = module_[fold.args[1]];
    if ((step.op != Op::And && step.op != Op::Or) || step.args.size() != 2) return std::nullopt;
    if (initial.op != Op::Bool || (initial.value != 0) != (step.op == Op::And)) return std::nullopt;
    const bool isMap = module_.types[module_[fold.args[0]].type].kind == TypeKind::Map;
    const LocalId accumulator = fold.index + (isMap ? 2 : 1);
    auto reads = [&](auto& self, ExprId id) -> bool {
        const Expr& expr = module_[id];
        return (expr.op == Op::Local && expr.index == accumulator) ||
               std::any_of(expr.args.begin(), expr.args.end(), [&](ExprId arg) { return self(self, arg); });
    };
    const Expr& first = module_[step.args[0]];
    if (first.op != Op::Local || first.index != accumulator || reads(reads, step.args[1])) return std::nullopt;
    return step.op;
}

/// Whether a part can have a value while the run goes on.
bool Ongoing::canBe(ExprId id, Where where, bool value) const {
    const Expr& expr = module_[id];
    switch (expr.op) {
    case Op::Bool: return (expr.value != 0) == value;
    case Op::Noted: return value;
    case Op::Not: return canBe(expr.args[0], where, !value);
    case Op::And:
    case Op::Or: {
        const bool left = canBe(expr.args[0], where, value), right = canBe(expr.args[1], where, value);
        return value == (expr.op == Op::Or) ? left || right : left && right;
    }
    case Op::Let: return canBe(expr.args[1], where, value);
    case Op::If: return canBe(expr.args[1], where, value) || canBe(expr.args[2], where, value);
    case Op::Always: return !value && canBe(expr.args[0], Where::Present, false);
    case Op::Eventually: return value && canBe(expr.args[0], Where::Present, true);
    case Op::Fold: {
        const std::optional<Op> kind = quantifier(expr);
        if (!kind) return true;
        const bool decides = *kind == Op::Or;
        if (value == decides) return canBe(module_[expr.args[2]].args[1], where, value);
        return where != Where::First || !isGrowingList(module_[expr.args[0]]);
    }
    default: return true;   // of the others nothing is known
    }
}

/// Looks for what has become so.
class IncrementEvaluator : public StatementEvaluator {
public:
    IncrementEvaluator(const Interpreter& interpreter, const Vantage& vantage, const Ongoing& formula,
                       const SubjectSet& changed, uint32_t since)
        : StatementEvaluator(interpreter, vantage), formula_(formula), changed_(changed), since_(since) {}

    /// Whether a part has this value now, and had not at the moment `since_`.
    bool newly(ExprId id, bool value) {
        if (!mayChange(id)) return false;
        const Expr& expr = s_.module[id];
        switch (expr.op) {
        case Op::Not: return newly(expr.args[0], !value);
        case Op::And:
        case Op::Or: {
            const ExprId left = expr.args[0], right = expr.args[1];
            if (value == (expr.op == Op::Or))   // one of them decides
                return newly(left, value) || (mayChange(right) && !is(left, value) && newly(right, value));
            return (newly(left, value) && is(right, value)) ||
                   (mayChange(right) && is(left, value) && newly(right, value));
        }
        case Op::Let: {
            const size_t before = mark();
            bindLet(expr);
            const bool out = newly(expr.args[1], value);
            release(before);
            return out;
        }
        case Op::If: return newly(expr.args[is(expr.args[0], true) ? 1 : 2], value);
        case Op::Fold: return quantifier(expr, id, value);
        case Op::Always:
        case Op::Eventually: return value == (expr.op == Op::Eventually) && atNewMoment(expr, value);
        default: EVD_CHECK(false, "what is incremental is joined by these");
        }
    }

private:
    bool is(ExprId id, bool value) { return number(id) == (value ? 1 : 0); }
    bool mayChange(ExprId id) const {
        const Ongoing::Part& part = formula_.fromFirst(id);
        return !part.fixed && part.subjects.meets(changed_);
    }

    bool quantifier(const Expr& expr, ExprId id, bool value) {
        const Expr& source = s_.module[expr.args[0]];
        const ExprId body = s_.module[expr.args[2]].args[1];
        const bool decides = s_.module[expr.args[2]].op == Op::Or;
        auto any = [&](const std::vector<Value>& items, size_t from, size_t to, size_t stride, auto&& holds) {
            for (size_t i = from; i < to; i += stride) {
                const size_t before = mark();
                bindElement(expr.index, items, i, stride == 2);
                const bool found = holds();
                release(before);
                if (found) return true;
            }
            return false;
        };
        auto newlyHolds = [&] { return newly(body, value); };
        if (Ongoing::isGrowingList(source)) {
            if (value != decides) return false;   // another one may come
            const Listed list = listed(source);
            const size_t old = countBefore(*list.all, since_);
            if (any(*list.all, old, list.count, 1, [&] { return is(body, value); })) return true;
            return mayChange(body) && any(*list.all, 0, old, 1, newlyHolds);
        }
        const Value elements = arg(expr, 0);
        const size_t stride = s_.module.types[source.type].kind == TypeKind::Map ? 2 : 1;
        if (!any(elements.list(), 0, elements.list().size(), stride, newlyHolds)) return false;
        return value == decides || is(id, value);
    }

    /// What was on its way at the moment `since_` may have been lost in it.
    bool atNewMoment(const Expr& temporal, bool value) {
        const Elsewhere elsewhere(v_);
        for (uint32_t moment = since_; moment <= elsewhere.before.last; ++moment) {
            moveTo(moment);
            if (is(temporal.args[0], value)) return true;
        }
        return false;
    }

    const Ongoing& formula_;
    const SubjectSet& changed_;
    uint32_t since_;
};

bool Ongoing::hasFailed(const Interpreter& interpreter, const Vantage& vantage, const SubjectSet& changed,
                        uint32_t since) const {
    try {
        return IncrementEvaluator(interpreter, vantage, *this, changed, since).newly(formula_, false);
    } catch (const FaultSignal&) { return true; }
}

}   // namespace evd::ir
