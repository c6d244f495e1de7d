#include "ir/logic/witness.h"

#include "ir/core/walk.h"

#include <algorithm>

namespace evd::ir {

namespace {

class Search {
public:
    Search(const Interpreter& interpreter, const Vantage& vantage)
        : module_(interpreter.module()), names_(interpreter.deployment().names), evaluator_(interpreter, vantage) {}

    /// Why a formula is false.
    std::vector<Binding> run(ExprId formula) {
        if (is(formula, false)) explain(formula, false);
        return std::move(out_);
    }

private:
    bool is(ExprId id, bool value) { return evaluator_.value(id).number == (value ? 1 : 0); }

    void explain(ExprId id, bool value) {
        const Expr& expr = module_[id];
        switch (expr.op) {
        case Op::Not: return explain(expr.args[0], !value);
        case Op::And:
        case Op::Or:
            for (ExprId arg : expr.args) {
                // One false part makes `and` false, one true part makes `or` true; otherwise all of them count.
                if (value == (expr.op == Op::And)) explain(arg, value);
                else if (is(arg, value)) return explain(arg, value);
            }
            return;
        case Op::If: return explain(expr.args[is(expr.args[0], true) ? 1 : 2], value);
        case Op::Let: {
            const Value bound = evaluator_.value(expr.args[0]);
            // A part of what a quantifier ranges over is a variable of it.
            const Op part = module_[expr.args[0]].op;
            if (part == Op::Get || part == Op::Local || part == Op::Payload || part == Op::EventLoc)
                tell(expr.index, bound);
            evaluator_.bind(expr.index, bound);
            return explain(expr.args[1], value);
        }
        case Op::Fold: return quantifier(expr, value);
        case Op::Always:
            if (!value) since(expr);
            return;
        default: return;   // decides by itself
        }
    }

    /// A `forall` that is false and an `exists` that is true have an element that makes them so.
    void quantifier(const Expr& fold, bool value) {
        const Expr& step = module_[fold.args[2]];
        const bool forall = step.op == Op::And;
        if ((!forall && step.op != Op::Or) || step.args.size() != 2 || forall == value) return;
        const Type& source = module_.types[module_[fold.args[0]].type];
        const bool isMap = source.kind == TypeKind::Map;
        const LocalId accumulator = fold.index + (isMap ? 2 : 1);
        // Folds that people write may look like it; of a quantifier only the element decides.
        const Expr &first = module_[step.args[0]], &initial = module_[fold.args[1]];
        if (first.op != Op::Local || first.index != accumulator || reads(step.args[1], accumulator)) return;
        if (initial.op != Op::Bool || (initial.value != 0) != forall) return;
        const Value elements = evaluator_.value(fold.args[0]);
        for (size_t i = 0; i < elements.list().size(); i += isMap ? 2 : 1) {
            const size_t before = evaluator_.mark();
            evaluator_.bind(fold.index, elements.list()[i]);
            if (isMap) evaluator_.bind(fold.index + 1, elements.list()[i + 1]);
            if (is(step.args[1], value)) {
                const Op from = module_[fold.args[0]].op;
                if (from == Op::Instances)
                    instance(module_[fold.args[0]], static_cast<size_t>(elements.list()[i].number),
                             elements.list().size());
                else
                    for (LocalId local = fold.index; local < accumulator; ++local)
                        tell(local, elements.list()[i + local - fold.index]);
                return explain(step.args[1], value);
            }
            evaluator_.release(before);
        }
    }

    /// Of what should have happened later, from which event on it is owed.
    void since(const Expr& always) {
        bool owes = false;
        forEachExpr(module_, always.args[0], [&](const Expr& part) { owes |= part.op == Op::Eventually; });
        const std::optional<uint32_t> moment = owes ? evaluator_.firstFailure(always) : std::nullopt;
        if (moment.value_or(0) > 0) out_.push_back({"since", "#" + std::to_string(*moment - 1), *moment - 1});
    }

    void tell(LocalId local, const Value& value) {
        const Local& variable = module_.locals[local];
        if (variable.name == "_") return;   // its parts have names of their own
        out_.push_back({variable.name, text(module_.types, variable.type, value, names_), {}});
        if (module_.types[variable.type].kind == TypeKind::Event)
            out_.back().event = static_cast<uint32_t>(value.number);
    }

    /// Which of several instances it is: `Round(3)`; of several that look alike the number is told too.
    void instance(const Expr& source, size_t number, size_t count) {
        if (count < 2) return;
        const auto place = static_cast<size_t>(evaluator_.value(source.args[0]).number);
        const auto all = liveInstances(evaluator_.state(place), source.index);
        const Automaton& automaton = module_.automata[source.index];
        auto name = [&](const Instance& one) {
            std::string args;
            for (size_t k = 0; k < automaton.params.size(); ++k)
                args += (k == 0 ? "" : ", ") + text(module_.types, automaton.params[k].type, one.params[k], names_);
            return automaton.name + (args.empty() ? "" : "(" + args + ")");
        };
        const std::string own = name(*all[number]);
        auto alike = std::count_if(all.begin(), all.end(), [&](const Instance* one) { return name(*one) == own; });
        out_.push_back({"instance", own + (alike > 1 ? " #" + std::to_string(number + 1) : ""), {}});
    }

    bool reads(ExprId id, LocalId local) const {
        const Expr& expr = module_[id];
        return (expr.op == Op::Local && expr.index == local) ||
               std::any_of(expr.args.begin(), expr.args.end(), [&](ExprId arg) { return reads(arg, local); });
    }

    const Module& module_;
    const LocationNames& names_;
    StatementEvaluator evaluator_;
    std::vector<Binding> out_;
};

}   // namespace

std::vector<Binding> counterexample(const Interpreter& interpreter, ExprId formula, const Vantage& vantage) {
    try {
        return Search(interpreter, vantage).run(formula);
    } catch (const FaultSignal&) { return {}; }   // in a part that the value does not depend on
}

}   // namespace evd::ir
