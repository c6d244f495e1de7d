#include "ir/analysis/reads.h"

namespace evd::ir {

namespace {

void collect(const Module& module, ExprId id, Reads& out) {
    const Expr& expr = module[id];
    switch (expr.op) {
    case Op::Instances:
    case Op::VarOf:
        out.automata.insert(expr.index);
        out.present = true;
        break;
    case Op::ObserverVar: out.present = true; break;
    case Op::Up:
        out.present = true;
        out.asks = true;
        break;
    case Op::Size: out.asks |= module[expr.args[0]].op == Op::Instances; break;
    case Op::Noted: out.premise = true; break;
    case Op::InFlight: out.inFlight = true; break;
    case Op::StateOf:   // follows from the events
        out.present = true;
        out.events = true;
        break;
    case Op::BeforeEvent:
    case Op::AfterEvent:
    case Op::Always:
    case Op::Eventually: out.past = true; break;
    default: out.events |= expr.op >= Op::Events;   // occurrences, and what is asked of events
    }
    for (ExprId arg : expr.args) collect(module, arg, out);
}

}   // namespace

Reads readsOf(const Module& module, ExprId formula) {
    Reads out;
    collect(module, formula, out);
    return out;
}

}   // namespace evd::ir
