#include "tests/unit/ir/make.h"

#include "base/check.h"
#include "ir/core/ops.h"

#include <fmt/format.h>

namespace evd::ir::test {

ExprId Make::op(Op op, Exprs args, uint32_t index, int64_t value, std::optional<TypeId> type) {
    Expr expr{op, type.value_or(TypeId{}), index, value, std::move(args), {}};
    std::vector<TypeId> types;
    for (ExprId arg : expr.args) types.push_back(m[arg].type);
    Place place;
    if (automaton) place.automaton = &m.automata[*automaton];
    if (received) place.received = &m.messages[*received];
    std::optional<TypeId> found = naturalType(m.types, m, place, expr, types);
    if (!type) EVD_CHECK(found, std::string(name(op)).c_str());
    expr.type = type ? *type : *found;
    return m.add(std::move(expr));
}

ExprId Make::num(int64_t n) { return op(Op::Int, {}, 0, n, Int()); }

ExprId Make::list(std::vector<int64_t> ns, Op kind) {
    Exprs items;
    for (int64_t n : ns) items.push_back(num(n));
    TypeId type = kind == Op::List ? m.types.list(Int()) : kind == Op::Set ? m.types.set(Int()) : m.types.bag(Int());
    return op(kind, items, 0, 0, type);
}

ExprId Make::map(std::vector<int64_t> keysAndValues) {
    Exprs items;
    for (int64_t n : keysAndValues) items.push_back(num(n));
    return op(Op::Map, items, 0, 0, m.types.map(Int(), Int()));
}

MessageId Make::message(std::string name, std::vector<TypeId> fields, MessageKind kind) {
    Message made{std::move(name), kind, {}, {}};
    for (size_t i = 0; i < fields.size(); ++i) made.fields.push_back({"f" + std::to_string(i), fields[i], {}});
    m.messages.push_back(std::move(made));
    return static_cast<MessageId>(m.messages.size() - 1);
}

AutomatonId Make::in(std::string name, uint32_t params, uint32_t vars) {
    Automaton made;
    made.name = std::move(name);
    for (uint32_t i = 0; i < params; ++i) made.params.push_back({"p" + std::to_string(i), Int(), {}});
    for (uint32_t i = 0; i < vars; ++i) made.vars.push_back({"v" + std::to_string(i), Int(), num(0), false, {}});
    m.automata.push_back(std::move(made));
    inAgain(static_cast<AutomatonId>(m.automata.size() - 1));
    return *automaton;
}

uint32_t Make::table(AutomatonId child, bool explicitDelivery) {
    current().tables.push_back({child, explicitDelivery, {}});
    return static_cast<uint32_t>(current().tables.size() - 1);
}

void Make::on(Trigger trigger, Stmts body, std::optional<ExprId> guard, std::string name) {
    Clause clause;
    clause.trigger = trigger;
    clause.message = received.value_or(0);
    clause.name = std::move(name);
    clause.guard = guard ? *guard : yes();
    clause.body = std::move(body);
    current().clauses.push_back(std::move(clause));
    received.reset();
}

void Make::place(AutomatonId id, Exprs args) {
    automaton.reset();
    received.reset();
    if (m.systems.empty()) m.systems.push_back({"Main", {}, {}});
    m.systems[0].placements.push_back({id, op(Op::Locations), std::move(args), {}});
}

StmtId Make::assign(uint32_t variable, ExprId value) {
    return stmt({.kind = StmtKind::Assign, .index = variable, .expr = value});
}
StmtId Make::when(ExprId condition, Stmts body, Stmts orElse) {
    return stmt({.kind = StmtKind::If, .expr = condition, .body = std::move(body), .orElse = std::move(orElse)});
}
StmtId Make::emit(MessageId message, Exprs args) {
    return stmt({.kind = StmtKind::Emit, .index = message, .args = std::move(args)});
}
StmtId Make::spawn(uint32_t table, Exprs args) {
    return stmt({.kind = StmtKind::Spawn, .index = table, .args = std::move(args)});
}
StmtId Make::become(uint32_t table, Exprs args) {
    return stmt({.kind = StmtKind::Become, .index = table, .args = std::move(args)});
}
StmtId Make::deliver(uint32_t table) { return stmt({.kind = StmtKind::Deliver, .index = table}); }
StmtId Make::yield(ExprId value) { return stmt({.kind = StmtKind::Yield, .expr = value}); }
StmtId Make::stop() { return stmt({.kind = StmtKind::Stop}); }

Site::Site(const Module& module, LocationNames names)
    : module(module), deployment{std::move(names), {}, {}}, interpreter(module, 0, deployment),
      location(interpreter.initial(0)) {}

std::string Site::receive(MessageId message, std::vector<int64_t> payload, uint32_t sender) {
    Event event{Event::Kind::Receive, message, {}, sender, {}, 0};
    for (int64_t n : payload) event.payload.push_back(Value::scalar(n));
    return apply(event);
}

std::string Site::act(InstancePath instance, uint32_t clause, std::vector<int64_t> chosen) {
    Event event{Event::Kind::Action, 0, {}, 0, std::move(instance), clause};
    for (int64_t n : chosen) event.payload.push_back(Value::scalar(n));
    return apply(event);
}

std::string Site::apply(const Event& event) {
    last = interpreter.step(location, event);
    if (last.fault != Fault::None) return fmt::format("fault {}", static_cast<int>(last.fault));
    std::string out;
    for (const Output& output : last.outputs) {
        const Message& message = module.messages[output.message];
        out += (out.empty() ? "" : " ") + message.name + "(";
        for (size_t i = 0; i < output.payload.size(); ++i)
            out +=
                (i == 0 ? "" : ", ") + text(module.types, message.fields[i].type, output.payload[i], deployment.names);
        out += ")";
        for (uint32_t to : output.to) out += ">" + deployment.names[to];
    }
    return out;
}

std::string Site::stateOf(const Instance& instance) const {
    if (instance.stopped) return "-";
    auto joined = [](const std::vector<Value>& values) {
        std::string out;
        for (const Value& value : values) out += (out.empty() ? "" : ", ") + std::to_string(value.number);
        return out;
    };
    std::string out = module.automata[instance.automaton].name;
    if (!instance.params.empty()) out += "(" + joined(instance.params) + ")";
    if (!instance.vars.empty()) out += "[" + joined(instance.vars) + "]";
    std::string inside;
    for (const auto& table : instance.tables)
        for (const Instance& child : table) inside += (inside.empty() ? "" : " ") + stateOf(child);
    return inside.empty() ? out : out + "{" + inside + "}";
}

std::string Site::state() const {
    std::string out;
    for (const Instance& root : location.roots) out += (out.empty() ? "" : " ") + stateOf(root);
    return out;
}

std::string evaluated(const Module& module, ExprId expr) {
    Deployment deployment{{"a", "b", "c"}, {}, {}};
    Module withSystem = module;
    if (withSystem.systems.empty()) withSystem.systems.push_back({"Main", {}, {}});
    Result<Value> value = Interpreter(withSystem, 0, deployment).evaluate(expr);
    if (!value) return "fault " + value.error().code.substr(6);
    return text(module.types, module[expr].type, *value, deployment.names);
}

std::string hex(const std::string& bytes) {
    std::string out;
    for (char c : bytes) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
    return out;
}

}   // namespace evd::ir::test
