#pragma once
// A small module made by hand, with one thing for each behaviour of the simulator.

#include "ir/interp/interp.h"

namespace evd::explore::test {

/// Process Node at `nodes`: at its start it pings all nodes; counts pings and `go`s; a fair action `tick` while it has
/// ticked fewer than `limit` times; a plain action `idle(v in [0 … 9])` that is always possible; `wait` arms a delayed
/// ping to itself; `boom` divides by zero. Invariant `small`: the count at `first` stays below 3.
class MadeModule {
public:
    enum Message : ir::MessageId { Ping, Go, Boom, Wait, Done };
    enum Variable : uint32_t { Count, Kept, Ticks };

    explicit MadeModule(int64_t limit = 2, bool withInvariant = false, bool withIdle = false) {
        using namespace ir;
        module.name = "made";
        TypeId integer = basic(TypeKind::Int), locs = module.types.set(basic(TypeKind::Loc));
        module.params = {
            {"nodes", {}, locs, {}}, {"first", {}, basic(TypeKind::Loc), {}}, {"k", {}, basic(TypeKind::Loc), {}}};
        auto message = [&](const char* name, MessageKind kind) {
            module.messages.push_back({name, kind, {{"x", integer, {}}}, {}});
        };
        message("ping", MessageKind::Internal);
        message("go", MessageKind::Input);
        message("boom", MessageKind::Input);
        message("wait", MessageKind::Input);
        message("done", MessageKind::Output);

        Automaton node;
        node.name = "Node";
        node.vars = {{"count", integer, number(0), false, {}},
                     {"kept", integer, number(0), true, {}},
                     {"ticks", integer, number(0), false, {}}};

        Clause start = clause(Trigger::Start);
        start.body = {send(Ping, number(1), nodes())};
        Clause ping = clause(Trigger::Receive, Ping);
        ping.body = {assign(Count, add(var(Count), field())), assign(Kept, add(var(Kept), number(1)))};
        Clause go = clause(Trigger::Receive, Go);
        Stmt emit{StmtKind::Emit};
        emit.index = Done;
        emit.args = {field()};
        go.body = {send(Ping, field(), nodes()), module.add(emit), send(Done, field(), param(2, TypeKind::Loc))};
        Clause boom = clause(Trigger::Receive, Boom);
        boom.body = {assign(Count, binary(Op::Div, number(1), number(0))), send(Ping, number(1), nodes())};
        Clause wait = clause(Trigger::Receive, Wait);
        wait.body = {send(Ping, number(0), module.add(Expr{Op::Self, basic(TypeKind::Loc)}), 50'000'000)};
        Clause tick = clause(Trigger::Action);
        tick.name = "tick";
        tick.fair = true;
        tick.guard = module.add(Expr{Op::Lt, basic(TypeKind::Bool), 0, 0, {var(Ticks), number(limit)}});
        tick.body = {assign(Ticks, add(var(Ticks), number(1)))};
        node.clauses = {start, ping, go, boom, wait, tick};
        if (withIdle) {
            Clause idle = clause(Trigger::Action);
            idle.name = "idle";
            idle.chosen = {module.addLocal("v", integer)};
            Expr values{Op::List, module.types.list(integer)};
            for (int i = 0; i < 10; ++i) values.args.push_back(number(i));
            idle.domains = {module.add(values)};
            node.clauses.push_back(idle);
        }
        module.automata = {node};
        module.systems = {{"Made", {{0, nodes(), {}, {}}}, {}}};
        if (withInvariant) {
            ExprId count = module.add(Expr{Op::VarOf, integer, 0, Count, {param(1, TypeKind::Loc)}});
            module.statements = {
                {.kind = ir::StatementKind::Invariant,
                 .name = "small",
                 .formula = module.add(Expr{Op::Lt, basic(TypeKind::Bool), 0, 0, {count, number(3)}})}};
        }
        // Locations: a, b, c inside; k outside.
        deployment.names = {"a", "b", "c", "k"};
        deployment.params = {Value::ofItems({Value::scalar(0), Value::scalar(1), Value::scalar(2)}), Value::scalar(0),
                             Value::scalar(3)};
        deployment.externs.resize(module.functions.size());
    }
    MadeModule(const MadeModule&) = delete;

    ir::Module module;
    ir::Deployment deployment;

private:
    using ExprId = ir::ExprId;
    using Op = ir::Op;

    ir::TypeId basic(ir::TypeKind kind) { return module.types.basic(kind); }
    ExprId number(int64_t n) { return module.add(ir::Expr{Op::Int, basic(ir::TypeKind::Int), 0, n}); }
    ExprId var(uint32_t index) { return module.add(ir::Expr{Op::Var, basic(ir::TypeKind::Int), index}); }
    ExprId field() { return module.add(ir::Expr{Op::Field, basic(ir::TypeKind::Int), 0}); }
    ExprId param(uint32_t index, ir::TypeKind kind) {
        return module.add(ir::Expr{Op::SystemParam, basic(kind), index});
    }
    ExprId nodes() { return module.add(ir::Expr{Op::SystemParam, module.params[0].type, 0}); }
    ExprId binary(Op op, ExprId a, ExprId b) {
        return module.add(ir::Expr{op, basic(ir::TypeKind::Int), 0, 0, {a, b}});
    }
    ExprId add(ExprId a, ExprId b) { return binary(Op::Add, a, b); }
    ir::StmtId assign(uint32_t index, ExprId value) {
        ir::Stmt statement{ir::StmtKind::Assign};
        statement.index = index;
        statement.expr = value;
        return module.add(statement);
    }
    ir::StmtId send(ir::MessageId message, ExprId value, ExprId to, int64_t afterNs = 0) {
        ir::Stmt statement{ir::StmtKind::Send};
        statement.index = message;
        statement.args = {value};
        statement.to = to;
        if (afterNs) statement.after = module.add(ir::Expr{Op::Int, basic(ir::TypeKind::Duration), 0, afterNs});
        return module.add(statement);
    }
    ir::Clause clause(ir::Trigger trigger, ir::MessageId message = 0) {
        ir::Clause made;
        made.trigger = trigger;
        made.message = message;
        made.guard = module.add(ir::Expr{Op::Bool, basic(ir::TypeKind::Bool), 0, 1});
        return made;
    }
};

}   // namespace evd::explore::test
