#include "explore/liveness/temporal.h"

#include "ir/core/walk.h"

#include <algorithm>
#include <functional>

namespace evd::explore {

namespace {

constexpr size_t kNodesMax = 20'000;
constexpr uint32_t kFalse = 0, kTrue = 1;   // nodes

bool speaksOfMoments(const ir::Module& module, ir::ExprId at) {
    bool out = false;
    ir::forEachExpr(module, at,
                    [&](const ir::Expr& part) { out |= part.op == ir::Op::Always || part.op == ir::Op::Eventually; });
    return out;
}

/// Whether its value is the same in all states of all runs.
bool isConstant(const ir::Reads& reads) { return !reads.present && !reads.history() && !reads.classes; }

}   // namespace

bool isTemporal(const ir::Module& module, const ir::Statement& statement) {
    if (!statement.whyNot.empty()) return false;
    const ir::Expr& whole = module[statement.formula];
    return speaksOfMoments(module, whole.op == ir::Op::Always ? whole.args[0] : statement.formula);
}

bool isOwed(const ir::Module& module, const ir::Statement& statement) {
    if (!statement.whyNot.empty() || statement.judged != ir::Judged::WholeRun) return false;
    // Where more of it helps, positive; where more of it hurts, negative; in a value that is compared, both.
    bool out = false;
    std::function<void(ir::ExprId, bool, bool)> visit = [&](ir::ExprId at, bool helps, bool hurts) {
        const ir::Expr& expr = module[at];
        const bool occurs = expr.op >= ir::Op::Events && expr.op <= ir::Op::Acted;
        out |= occurs && helps && static_cast<ir::Reach>(expr.value) == ir::Reach::Anywhere;
        const ir::TypeKind kind = module.types[expr.type].kind;
        const bool isTruth = kind == ir::TypeKind::Bool;
        for (size_t i = 0; i < expr.args.size(); ++i) {
            bool more = helps, less = hurts;
            if (expr.op == ir::Op::Not) std::swap(more, less);
            const bool connects = expr.op == ir::Op::And || expr.op == ir::Op::Or || expr.op == ir::Op::Not ||
                                  expr.op == ir::Op::Noted || (expr.op == ir::Op::Let && i == 1) ||
                                  (expr.op == ir::Op::If && i > 0) || (expr.op == ir::Op::Fold && isTruth);
            if (connects || occurs) visit(expr.args[i], more, less);
            else visit(expr.args[i], true, true);
        }
    };
    visit(statement.formula, true, false);
    return out;
}

Temporal::Temporal(const ir::Interpreter& interpreter, const ir::Statement& statement,
                   const std::vector<ir::LocationState>& first)
    : interpreter_(interpreter), module_(interpreter.module()), first_(first) {
    make(Op::False);
    make(Op::True);
    const uint32_t violation = negated(built(statement.formula, {}));
    if (!whyNot_.empty()) return;
    std::function<void(uint32_t)> split = [&](uint32_t node) {
        if (nodes_[node].op != Op::Or) {
            if (node != kFalse) violations_.push_back(node);
            return;
        }
        split(nodes_[node].left);
        split(nodes_[node].right);
    };
    split(violation);
}

uint32_t Temporal::give(const char* why) {
    if (whyNot_.empty()) whyNot_ = why;
    return kFalse;
}

// ---- nodes ------------------------------------------------------------------------------------------------------

uint32_t Temporal::make(Op op, uint32_t left, uint32_t right) {
    if (nodes_.size() > kNodesMax) return give("written out over the values of its variables it is too large");
    const auto [found, isNew] = numbers_.try_emplace({op, left, right}, static_cast<uint32_t>(nodes_.size()));
    if (isNew) nodes_.push_back({op, left, right});
    return found->second;
}

uint32_t Temporal::both(uint32_t left, uint32_t right) {
    if (left == kFalse || right == kFalse) return kFalse;
    if (left == kTrue || left == right) return right;
    return right == kTrue ? left : make(Op::And, left, right);
}

uint32_t Temporal::either(uint32_t left, uint32_t right) {
    if (left == kTrue || right == kTrue) return kTrue;
    if (left == kFalse || left == right) return right;
    return right == kFalse ? left : make(Op::Or, left, right);
}

uint32_t Temporal::negated(uint32_t node) {
    const Node one = nodes_[node];
    switch (one.op) {
    case Op::False: return kTrue;
    case Op::True: return kFalse;
    case Op::Fact: return make(Op::NotFact, one.left);
    case Op::NotFact: return make(Op::Fact, one.left);
    case Op::And: return either(negated(one.left), negated(one.right));
    case Op::Or: return both(negated(one.left), negated(one.right));
    case Op::Always: return make(Op::Eventually, negated(one.left));
    case Op::Eventually: return make(Op::Always, negated(one.left));
    }
    return kFalse;
}

// ---- from the statement -----------------------------------------------------------------------------------------

/// Whether a part is one fact.
bool Temporal::isPlain(ir::ExprId at, const Scope& scope) const {
    bool out = true;
    ir::forEachExpr(module_, at, [&](const ir::Expr& part) {
        out &= part.op != ir::Op::Always && part.op != ir::Op::Eventually;
        out &= part.op != ir::Op::Local || scope.truths.count(part.index) == 0;
    });
    return out;
}

/// The variables that a part reads.
ir::Given Temporal::given(ir::ExprId at, const Scope& scope) const {
    std::map<ir::LocalId, ir::Value> read;
    ir::forEachExpr(module_, at, [&](const ir::Expr& part) {
        if (part.op != ir::Op::Local) return;
        if (const auto known = scope.values.find(part.index); known != scope.values.end()) read.insert(*known);
    });
    return {read.begin(), read.end()};
}

/// The value of a part that is the same in all runs: because it looks at no state, or at the first one.
std::optional<ir::Value> Temporal::known(ir::ExprId at, const Scope& scope) {
    const ir::Reads reads = ir::readsOf(module_, at);
    if (reads.history() || reads.classes || (reads.present && scope.inside)) return std::nullopt;
    ir::Vantage vantage;
    vantage.states = &first_;
    return ir::valueAt(interpreter_, at, vantage, given(at, scope));
}

uint32_t Temporal::fact(ir::ExprId at, const Scope& scope) {
    const ir::Reads reads = ir::readsOf(module_, at);
    hasOthers_ |= reads.premise;
    if (isConstant(reads) || (!scope.inside && !reads.history() && !reads.classes)) {
        const std::optional<ir::Value> value = known(at, scope);
        if (value) return value->number == 1 ? kTrue : kFalse;
        if (!scope.inside) return give("a part of it faults in the first state");
    }
    if (!scope.inside && (reads.present || reads.inFlight))
        return give("it says of the first moment what is said of the whole run");
    const uint32_t node = numbered({at, given(at, scope), std::nullopt});
    return scope.inside ? node : make(Op::Eventually, make(Op::Always, node));
}

uint32_t Temporal::numbered(Fact made) {
    const auto same = [&](const Fact& other) {
        return other.formula == made.formula && other.given.size() == made.given.size() &&
               other.element.has_value() == made.element.has_value() &&
               (!made.element || compare(*other.element, *made.element) == 0) &&
               std::equal(made.given.begin(), made.given.end(), other.given.begin(), [](const auto& a, const auto& b) {
                   return a.first == b.first && compare(a.second, b.second) == 0;
               });
    };
    const auto known = std::find_if(facts_.begin(), facts_.end(), same);
    const auto number = static_cast<uint32_t>(known - facts_.begin());
    if (known == facts_.end()) facts_.push_back(std::move(made));
    if (facts_.size() > kNodesMax) return give("written out over the values of its variables it is too large");
    return make(Op::Fact, number);
}

/// Where a part is looked at only if another is so, or is not.
Temporal::Scope Temporal::guarded(const Scope& scope, uint32_t by, bool holds) const {
    Scope out = scope;
    Node node = nodes_[by];
    // What is said of the whole run stands behind two operators.
    if (node.op == Op::Eventually && nodes_[node.left].op == Op::Always) node = nodes_[nodes_[node.left].left];
    if (node.op == Op::Always && nodes_[node.left].op == Op::Eventually) node = nodes_[nodes_[node.left].left];
    if (node.op == Op::Fact) out.guards.push_back({node.left, holds});
    if (node.op == Op::NotFact) out.guards.push_back({node.left, !holds});
    out.never |= by == (holds ? kFalse : kTrue);
    return out;
}

uint32_t Temporal::connective(const ir::Expr& expr, const Scope& scope) {
    const bool isAnd = expr.op == ir::Op::And;
    const uint32_t left = built(expr.args[0], scope);
    // What a quantifier says of other values is no premise of what it says of this one.
    const ir::Expr& first = module_[expr.args[0]];
    const bool others = first.op == ir::Op::Local && scope.truths.count(first.index) != 0;
    const uint32_t right = built(expr.args[1], others ? scope : guarded(scope, left, isAnd));
    return isAnd ? both(left, right) : either(left, right);
}

/// The numbers that instances can have at a location: those of the first moment, if no others can be started.
std::optional<ir::Value> Temporal::instancesAtMost(const ir::Expr& source, const Scope& scope) {
    if (source.op != ir::Op::Instances || source.args.size() != 1) return std::nullopt;
    const std::optional<ir::Value> place = known(source.args[0], scope);
    if (!place) return std::nullopt;
    for (const ir::Automaton& automaton : module_.automata)
        for (const ir::ChildTable& table : automaton.tables)
            if (table.child == source.index) return std::nullopt;
    std::vector<ir::Value> out;
    const size_t count = ir::liveInstances(first_[static_cast<size_t>(place->number)], source.index).size();
    for (size_t i = 0; i < count; ++i) out.push_back(ir::Value::scalar(static_cast<int64_t>(i)));
    return ir::Value::ofItems(std::move(out));
}

/// A quantifier, written out.
uint32_t Temporal::fold(const ir::Expr& expr, const Scope& scope) {
    const ir::Expr& source = module_[expr.args[0]];
    if (!isPlain(expr.args[0], scope)) return give("a quantifier ranges over what temporal operators say");
    if (const std::optional<ir::Value> all = known(expr.args[0], scope)) return foldOver(expr, *all, false, scope);
    if (const std::optional<ir::Value> all = instancesAtMost(source, scope)) return foldOver(expr, *all, true, scope);
    return give("a quantifier around temporal operators ranges over what changes");
}

/// `ofNow`: only those count that are in the collection when it is looked at.
uint32_t Temporal::foldOver(const ir::Expr& expr, const ir::Value& source, bool ofNow, const Scope& scope) {
    const bool isMap = module_.types[module_[expr.args[0]].type].kind == ir::TypeKind::Map;
    const ir::LocalId accumulator = expr.index + (isMap ? 2 : 1);
    uint32_t out = built(expr.args[1], scope);
    const auto& items = source.list();
    for (size_t i = 0; i < items.size() && whyNot_.empty(); i += isMap ? 2 : 1) {
        Scope inner = scope;
        inner.values.insert_or_assign(expr.index, items[i]);
        if (isMap) inner.values.insert_or_assign(expr.index + 1, items[i + 1]);
        inner.truths[accumulator] = out;
        if (!ofNow) {
            out = built(expr.args[2], inner);
            continue;
        }
        const uint32_t there = numbered({expr.args[0], given(expr.args[0], scope), items[i]});
        const uint32_t with = built(expr.args[2], guarded(inner, there, true));
        out = either(both(there, with), both(negated(there), out));
    }
    return out;
}

uint32_t Temporal::built(ir::ExprId at, const Scope& scope) {
    if (!whyNot_.empty()) return kFalse;
    const ir::Expr& expr = module_[at];
    if (expr.op == ir::Op::Noted) {
        if (!scope.never) premises_.push_back(scope.guards);
        return kTrue;
    }
    // A premise that is one fact with what follows from it is told apart.
    const bool notes = ir::readsOf(module_, at).premise;
    if (isPlain(at, scope) && !notes) return fact(at, scope);
    switch (expr.op) {
    case ir::Op::Local: {
        const auto truth = scope.truths.find(expr.index);
        return truth != scope.truths.end() ? truth->second : fact(at, scope);
    }
    case ir::Op::Not: return negated(built(expr.args[0], scope));
    case ir::Op::And:
    case ir::Op::Or: return connective(expr, scope);
    case ir::Op::If: {
        const uint32_t condition = built(expr.args[0], scope);
        const uint32_t then = built(expr.args[1], guarded(scope, condition, true));
        const uint32_t other = built(expr.args[2], guarded(scope, condition, false));
        return either(both(condition, then), both(negated(condition), other));
    }
    case ir::Op::Eq:
    case ir::Op::Ne: {
        const uint32_t left = built(expr.args[0], scope), right = built(expr.args[1], scope);
        const uint32_t same = either(both(left, right), both(negated(left), negated(right)));
        return expr.op == ir::Op::Eq ? same : negated(same);
    }
    case ir::Op::Let: {
        Scope inner = scope;
        if (!isPlain(expr.args[0], scope)) {
            inner.truths[expr.index] = built(expr.args[0], scope);
        } else {
            std::optional<ir::Value> value = known(expr.args[0], scope);
            if (!value) {
                if (isPlain(at, scope)) return fact(at, scope);
                return give("a name around temporal operators stands for what changes");
            }
            inner.values.insert_or_assign(expr.index, std::move(*value));
        }
        return built(expr.args[1], inner);
    }
    case ir::Op::Fold: {
        const bool isTruth = module_.types[expr.type].kind == ir::TypeKind::Bool;
        if (isTruth && (!isPlain(at, scope) || known(expr.args[0], scope))) return fold(expr, scope);
        if (isPlain(at, scope)) return fact(at, scope);
        return give("it counts what temporal operators say");
    }
    case ir::Op::Always:
    case ir::Op::Eventually: {
        Scope inner = scope;
        inner.inside = true;
        inner.guards.clear();
        const uint32_t node = built(expr.args[0], inner);
        if (node == kFalse || node == kTrue) return node;
        return make(expr.op == ir::Op::Always ? Op::Always : Op::Eventually, node);
    }
    default: break;   // the others are no connectives
    }
    return isPlain(at, scope) ? fact(at, scope) : give("temporal operators stand in what is no connective");
}

}   // namespace evd::explore
