#include "ir/analysis/reads.h"

namespace evd::ir {

namespace {

void collect(const Module& module, ExprId id, Reads& out) {
    const Expr& expr = module[id];
    out.events |= expr.op >= Op::Events && expr.op <= Op::LocallyBefore && expr.op != Op::InFlight;
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
    case Op::InFlight:
        out.inFlight = true;
        out.onTheirWay.insert(expr.index);
        break;
    case Op::StateOf:   // follows from the events
        out.present = out.events = out.classes = true;
        break;
    case Op::ClassValues: out.classes = true; break;
    case Op::Received: out.received.insert(expr.index); break;
    case Op::Sent: out.sent.insert(expr.index); break;
    case Op::Acted: out.acted.insert(expr.index); break;
    case Op::CausallyBefore: out.order = true; break;
    case Op::BeforeEvent:
    case Op::AfterEvent:
    case Op::Always:
    case Op::Eventually: out.past = true; break;
    default: break;   // the others look at values alone
    }
    const bool occurs = expr.op >= Op::Events && expr.op <= Op::Acted;
    out.order |= occurs && static_cast<Reach>(expr.value) == Reach::CausallyBefore;
    for (ExprId arg : expr.args) collect(module, arg, out);
}

}   // namespace

void Reads::add(const Reads& other) {
    auto join = [](auto& all, const auto& more) { all.insert(more.begin(), more.end()); };
    join(automata, other.automata);
    join(received, other.received);
    join(sent, other.sent);
    join(onTheirWay, other.onTheirWay);
    join(acted, other.acted);
    present |= other.present;
    events |= other.events;
    past |= other.past;
    inFlight |= other.inFlight;
    asks |= other.asks;
    premise |= other.premise;
    order |= other.order;
    classes |= other.classes;
}

Reads readsOf(const Module& module, ExprId formula) {
    Reads out;
    collect(module, formula, out);
    return out;
}

}   // namespace evd::ir
