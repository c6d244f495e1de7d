// Timers: a variable that says whether one is set, and a message to self that says when it fires.

#include "frontend/lower/lowering.h"

#include <algorithm>

namespace evd::lower {

using ir::Op;
using ir::StmtKind;
using ir::TypeKind;
using namespace syntax;

ir::StmtId Lowering::setArmed(SymbolId timer, bool armed, const Env& env, Span span) {
    return statement(StmtKind::Assign, span, [&](ir::Stmt& made) {
        made.index = m_[env.names.at(timer).value].index;
        made.expr = boolean(armed, span);
    });
}

/// It is that of this instance, and has not been cancelled.
void Lowering::timerPattern(SymbolId timer, const Env& env, std::vector<ir::ExprId>& conditions, Span span) {
    const std::vector<ir::Parameter> fields = m_.messages[messages_.at(timer)].fields;
    for (uint32_t i = 0; i < fields.size(); ++i)
        conditions.push_back(make(
            Op::Eq, basic(TypeKind::Bool), span,
            {make(Op::Field, fields[i].type, span, {}, i), make(Op::Param, automaton().params[i].type, span, {}, i)}));
    conditions.push_back(env.names.at(timer).value);
}

void Lowering::setTimer(const SetStmt& node, const Env& env, Statements& out, Span span) {
    const SymbolId timer = resolve(node.timer, env);
    ir::ExprId least = expr(node.after, env), most = node.most == nullptr ? ir::ExprId{} : expr(node.most, env);
    std::vector<ir::ExprId> args;
    for (uint32_t i = 0; i < automaton().params.size(); ++i)
        args.push_back(make(Op::Param, automaton().params[i].type, span, {}, i));
    out.push_back(setArmed(timer, true, env, span));
    out.push_back(statement(StmtKind::Send, span, [&](ir::Stmt& made) {
        made.index = messages_.at(timer);
        made.args = args;
        made.to = make(Op::Self, basic(TypeKind::Loc), span);
        made.after = least;
        made.afterMax = most;
    }));
}

/// A timer that fires and that no handler takes is not set any more either. The clause is no part of the text.
void Lowering::addUnheard(const std::map<SymbolId, std::vector<ir::ExprId>>& heard, const Env& env) {
    for (const auto& [timer, guards] : heard) {
        const Span span = symbol(timer).nameSpan;
        const bool always = std::any_of(guards.begin(), guards.end(), [&](ir::ExprId guard) {
            return m_[guard].op == Op::Bool && m_[guard].value != 0;
        });
        if (always) continue;
        ir::Clause clause;
        clause.message = messages_.at(timer);
        clause.name = symbol(timer).name;
        std::vector<ir::ExprId> conditions;
        timerPattern(timer, env, conditions, span);
        for (ir::ExprId guard : guards) conditions.push_back(negate(guard, span));
        clause.guard = all(conditions, span);
        clause.body = {setArmed(timer, false, env, span)};
        automaton().clauses.push_back(std::move(clause));
    }
}

}   // namespace evd::lower
