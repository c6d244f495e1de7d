#pragma once
// Makes small modules for the tests; types of expressions follow from their operands.

#include "ir/core/typing.h"
#include "ir/interp/interp.h"
#include "ir/logic/evaluate.h"

#include <string>
#include <vector>

namespace evd::ir::test {

using Exprs = std::vector<ExprId>;
using Stmts = std::vector<StmtId>;

/// A module in the making. Expressions refer to the automaton and message set by `in` and `receiving`.
struct Make {
    Module m;
    std::optional<AutomatonId> automaton;
    std::optional<MessageId> received;

    TypeId basic(TypeKind kind) { return m.types.basic(kind); }
    TypeId Int() { return basic(TypeKind::Int); }
    TypeId Bool() { return basic(TypeKind::Bool); }
    TypeId Loc() { return basic(TypeKind::Loc); }

    // expressions
    ExprId op(Op op, Exprs args = {}, uint32_t index = 0, int64_t value = 0, std::optional<TypeId> type = {});
    ExprId num(int64_t n);
    ExprId yes() { return op(Op::Bool, {}, 0, 1); }
    ExprId no() { return op(Op::Bool, {}, 0, 0); }
    ExprId str(std::string text) { return op(Op::Str, {}, m.addText(std::move(text))); }
    ExprId list(std::vector<int64_t> ns, Op kind = Op::List);
    ExprId map(std::vector<int64_t> keysAndValues);
    ExprId var(uint32_t i) { return op(Op::Var, {}, i); }
    ExprId param(uint32_t i) { return op(Op::Param, {}, i); }
    ExprId field(uint32_t i) { return op(Op::Field, {}, i); }
    ExprId self() { return op(Op::Self); }
    ExprId eq(ExprId a, ExprId b) { return op(Op::Eq, {a, b}); }
    ExprId add(ExprId a, ExprId b) { return op(Op::Add, {a, b}); }
    ExprId div(ExprId a, ExprId b) { return op(Op::Div, {a, b}); }

    // declarations
    MessageId message(std::string name, std::vector<TypeId> fields, MessageKind kind = MessageKind::Internal);
    /// A new automaton with Int parameters and Int variables that start at 0; expressions are now in it.
    AutomatonId in(std::string name, uint32_t params = 0, uint32_t vars = 0);
    void inAgain(AutomatonId id) {
        automaton = id;
        received.reset();
    }
    uint32_t table(AutomatonId child, bool explicitDelivery = false);
    Make& receiving(MessageId id) {
        received = id;
        return *this;
    }
    /// A clause of the current automaton; its message is the one set by `receiving`.
    void on(Trigger trigger, Stmts body, std::optional<ExprId> guard = {}, std::string name = {});
    /// One system of the automata, each at location 0 without arguments, or with the given ones.
    void place(AutomatonId id, Exprs args = {});

    // statements
    StmtId stmt(Stmt s) { return m.add(std::move(s)); }
    StmtId assign(uint32_t variable, ExprId value);
    StmtId when(ExprId condition, Stmts body, Stmts orElse = {});
    StmtId emit(MessageId message, Exprs args);
    StmtId spawn(uint32_t table, Exprs args = {});
    StmtId become(uint32_t table, Exprs args = {});
    StmtId deliver(uint32_t table);
    StmtId yield(ExprId value);
    StmtId stop();

    Automaton& current() { return m.automata[*automaton]; }
};

/// What a location does, as text.
class Site {
public:
    explicit Site(const Module& module, LocationNames names = {"a", "b", "c"});

    /// The outputs of the event `name(n) name(n)…`, or `fault N`.
    std::string start() { return apply({Event::Kind::Start}); }
    std::string receive(MessageId message, std::vector<int64_t> payload = {}, uint32_t sender = 0);
    std::string act(InstancePath instance, uint32_t clause, std::vector<int64_t> chosen = {});
    std::string apply(const Event& event);
    /// The state: `Name(params)[vars]{children}` per root, `-` for a stopped one.
    std::string state() const;

    const Module& module;
    Deployment deployment;
    Interpreter interpreter;
    LocationState location;
    StepResult last;

private:
    std::string stateOf(const Instance& instance) const;
};

/// The value of a closed expression as text, or `fault N`.
std::string evaluated(const Module& module, ExprId expr);
std::string hex(const std::string& bytes);

}   // namespace evd::ir::test
