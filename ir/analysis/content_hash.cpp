#include "ir/analysis/content_hash.h"

#include "ir/core/ops.h"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <set>
#include <utility>

namespace evd::ir {

namespace {

/// FNV-1a with 128 bits, of Fowler, Noll and Vo.
ContentHash hashOf(const std::string& bytes) {
    __extension__ using Wide = unsigned __int128;
    const Wide prime = (Wide{1} << 88) | 0x13B;
    Wide hash = (Wide{0x6C62272E07BB0142} << 64) | 0x62B821756295C58D;
    for (char c : bytes) {
        hash ^= static_cast<unsigned char>(c);
        hash *= prime;
    }
    return {static_cast<uint64_t>(hash >> 64), static_cast<uint64_t>(hash)};
}

/// Writes what something means. Each part begins with what it is and says how long it is, so that different things have
/// different encodings.
class Encoding {
public:
    using Known = std::vector<ContentHash>;
    /// `functions`, `automata`: the hashes of those that are referred to.
    Encoding(const Module& module, const Known& functions, const Known& automata)
        : m_(module), functions_(functions), automata_(automata) {}

    ContentHash hash() const { return hashOf(out_); }

    void number(int64_t value) { out_ += fmt::format("{};", value); }
    void text(std::string_view value) { out_ += fmt::format("{}:{}", value.size(), value); }
    void hash(ContentHash value) { out_ += value.text(); }

    void type(TypeId id) {
        std::string& known = types_[id.index];
        if (known.empty())
            known = hashOf(apart([&] {
                        std::set<uint32_t> seen;
                        text(m_.types.text(id));
                        enums(id, seen);
                    })).text();
        out_ += known;
    }

    void function(const Function& function) {
        text(function.isExtern ? "extern " + function.name : "function");   // a host may supply another one
        bindAll(function.params);
        type(function.result);
        expr(function.body);
        depth_.clear();
    }

    void automaton(const Automaton& automaton) {
        in_ = &automaton;
        text("automaton");
        text(automaton.name);
        number(static_cast<int64_t>(automaton.role));
        number(automaton.durable);
        number(automaton.fromClass);
        if (automaton.yields) type(*automaton.yields);
        std::vector<std::string> parts;   // in any order: variables and clauses do not depend on it …
        for (const Parameter& param : automaton.params) parameter(param);
        for (const Variable& variable : automaton.vars)
            parts.push_back(apart([&] {
                text(variable.name);
                type(variable.type);
                number(variable.durable);
                number(variable.timer.has_value());
                expr(variable.initial);
            }));
        std::sort(parts.begin(), parts.end());
        for (const std::string& part : parts) text(part);
        text("clauses");
        for (const Clause& clause : automaton.clauses) this->clause(clause);   // … but outputs stand in their order
        for (const ChildTable& table : automaton.tables)                       // the order of delivery
            if (!table.explicitDelivery) child(table);
    }

    void clause(const Automaton& automaton, const Clause& clause) {
        in_ = &automaton;
        text(automaton.name);
        this->clause(clause);
    }

    void statement(const Statement& one) {
        text("statement");
        number(static_cast<int64_t>(one.judged));
        text(one.whyNot);
        expr(one.formula);
    }

    void system(const System& system) {
        for (const Placement& placement : system.placements) {   // roots see events in this order
            automatonNamed(placement.automaton);
            expr(placement.where);
            for (ExprId arg : placement.args) expr(arg);
        }
    }

    void terms(const InstanceTerms& terms) {
        system(m_.systems.at(terms.system));
        for (const ParamValue& one : terms.with) {
            param(one.param);
            number(static_cast<int64_t>(one.range));
            expr(one.value);
        }
        std::vector<std::string> places = terms.locations;
        std::sort(places.begin(), places.end());
        for (const std::string& place : places) text(place);
    }

    /// What the spec says of every instance: which there may be, and what its network and clocks do.
    void around() {
        std::vector<std::string> parts;   // in any order
        for (const NamedFormula& assumption : m_.assumptions) parts.push_back(apart([&] { expr(assumption.formula); }));
        for (const LinkPromise& promise : m_.links)
            parts.push_back(apart([&] {
                text("links");
                number(promise.fifo);
                number(promise.reliable);
                for (MessageId id : promise.messages) message(id);
                expr(promise.from);
                expr(promise.to);
            }));
        std::sort(parts.begin(), parts.end());
        for (const std::string& part : parts) text(part);
        expr(m_.drift);
    }

    void step(const ScenarioStep& step) {
        number(static_cast<int64_t>(step.kind));
        expr(step.place);
        expr(step.from);
        using Kind = ScenarioStep::Kind;
        if (step.kind == Kind::Input || step.kind == Kind::Receive || step.kind == Kind::Reject ||
            step.kind == Kind::Lose)
            message(step.message);
        if (step.kind == Kind::Act) action(m_.actions[step.action]);
        number(step.again);
        for (ExprId arg : step.args) expr(arg);
        bindAll(step.parts);
        expr(step.value);
        depth_.clear();
    }

    void expr(ExprId id) {
        if (!id.valid()) {
            out_ += "-";
            return;
        }
        const Expr& e = m_[id];
        out_ += "(";
        out_ += name(e.op);
        out_ += " ";
        type(e.type);
        number(static_cast<int64_t>(e.args.size()));
        switch (e.op) {
        case Op::Local: local(e.index); break;
        case Op::Var: text(in_ == nullptr ? fmt::format("{}", e.index) : in_->vars.at(e.index).name); break;
        case Op::Param: text(in_ == nullptr ? fmt::format("{}", e.index) : in_->params.at(e.index).name); break;
        case Op::SystemParam:
        case Op::ParamCall: param(e.index); break;
        case Op::Call: hash(functions_[e.index]); break;
        case Op::TableEmpty:
        case Op::Yields: child(in_->tables.at(e.index)); break;
        case Op::Instances:
        case Op::ClassValues: automatonNamed(e.index); break;
        case Op::VarOf:
        case Op::StateOf: {
            automatonNamed(e.index);
            const Automaton& of = m_.automata[e.index];
            const auto index = static_cast<size_t>(e.value);
            text(index < of.vars.size() ? of.vars[index].name : of.params.at(index - of.vars.size()).name);
            break;
        }
        case Op::ObserverVar:
            automatonNamed(e.index);
            text(m_.automata[e.index].vars.at(static_cast<size_t>(e.value)).name);
            break;
        case Op::Quorums:
            expr(m_.quorums[e.index].members);
            expr(m_.quorums[e.index].least);
            expr(m_.quorums[e.index].most);
            break;
        case Op::Received:
        case Op::Sent:
        case Op::InFlight:
            message(e.index);
            number(e.value);
            break;
        case Op::Acted:
            action(m_.actions[e.index]);
            number(e.value);
            break;
        case Op::Str:
        case Op::LocNamed: text(m_.texts[e.index]); break;
        case Op::Let:
            expr(e.args[0]);
            bound({e.index}, [&] { expr(e.args[1]); });
            out_ += ")";
            return;
        case Op::Fold: {
            expr(e.args[0]);
            expr(e.args[1]);
            std::vector<LocalId> locals{e.index, e.index + 1};
            if (m_.types[m_[e.args[0]].type].kind == TypeKind::Map) locals.push_back(e.index + 2);
            bound(locals, [&] { expr(e.args[2]); });
            out_ += ")";
            return;
        }
        default:   // immediate operands that name nothing
            number(e.index);
            number(e.value);
        }
        for (ExprId arg : e.args) expr(arg);
        out_ += ")";
    }

    void message(MessageId id) {
        const Message& message = m_.messages[id];
        text(message.name);
        number(static_cast<int64_t>(message.kind));
        for (const Parameter& field : message.fields) type(field.type);
    }

private:
    std::string apart(const std::function<void()>& write) {
        std::string around = std::exchange(out_, {});
        write();
        return std::exchange(out_, std::move(around));
    }

    /// What the enums in a type are.
    void enums(TypeId id, std::set<uint32_t>& seen) {
        const Type& one = m_.types[id];
        for (TypeId arg : one.args) enums(arg, seen);
        if (one.kind != TypeKind::Enum || !seen.insert(id.index).second) return;
        for (const Constructor& constructor : one.constructors) {
            text(constructor.name);
            for (TypeId field : constructor.types) {
                text(m_.types.text(field));
                enums(field, seen);
            }
        }
    }

    void parameter(const Parameter& param) {
        text(param.name);
        type(param.type);
    }

    void param(uint32_t index) {
        const SystemParam& param = m_.params[index];
        text(param.name);
        for (TypeId domain : param.domain) type(domain);
        type(param.type);
    }

    void automatonNamed(AutomatonId id) {
        text(m_.automata[id].name);
        hash(automata_[id]);
    }
    void child(const ChildTable& table) {
        automatonNamed(table.child);
        number(table.explicitDelivery);
        // Tables of one child are told apart by their place among each other.
        int64_t before = 0;
        for (const ChildTable& other : in_->tables) {
            if (&other == &table) break;
            before += other.child == table.child;
        }
        number(before);
    }
    void action(const ActionRef& ref) {
        automatonNamed(ref.automaton);
        text(m_.automata[ref.automaton].clauses[ref.clause].name);
    }

    // A local counts by how many are bound around it.
    void bind(LocalId local) { depth_.push_back(local); }
    void bindAll(const std::vector<LocalId>& locals) {
        number(static_cast<int64_t>(locals.size()));
        for (LocalId local : locals) {
            type(m_.locals[local].type);
            bind(local);
        }
    }
    void bound(const std::vector<LocalId>& locals, const std::function<void()>& body) {
        const size_t mark = depth_.size();
        for (LocalId local : locals) bind(local);
        body();
        depth_.resize(mark);
    }
    void local(LocalId id) {
        const auto found = std::find(depth_.rbegin(), depth_.rend(), id);
        number(found == depth_.rend() ? -1 - static_cast<int64_t>(id) : depth_.rend() - found);
    }

    void clause(const Clause& clause) {
        text("clause");
        number(static_cast<int64_t>(clause.trigger));
        if (clause.trigger == Trigger::Receive) message(clause.message);
        if (clause.trigger == Trigger::Action) text(clause.name);
        if (clause.trigger == Trigger::Observe) sighting(m_.sightings[clause.message]);
        number(clause.fair);
        for (size_t i = 0; i < clause.chosen.size(); ++i) {
            expr(clause.domains[i]);
            type(m_.locals[clause.chosen[i]].type);
            bind(clause.chosen[i]);
        }
        expr(clause.guard);
        block(clause.body);
        depth_.clear();
    }

    void sighting(const Sighting& seen) {
        number(static_cast<int64_t>(seen.kind));
        using Kind = Sighting::Kind;
        if (seen.kind == Kind::Received || seen.kind == Kind::Sent) message(seen.message);
        if (seen.kind == Kind::Acted) action(m_.actions[seen.action]);
    }

    void block(const std::vector<StmtId>& body) {
        const size_t mark = depth_.size();
        out_ += "{";
        for (StmtId id : body) statement(m_[id]);
        out_ += "}";
        depth_.resize(mark);
    }

    void statement(const Stmt& s) {
        number(static_cast<int64_t>(s.kind));
        number(static_cast<int64_t>(s.args.size()));
        for (ExprId arg : s.args) expr(arg);
        expr(s.expr);
        expr(s.to);
        expr(s.after);
        expr(s.afterMax);
        switch (s.kind) {
        case StmtKind::Let: bind(s.local); break;
        case StmtKind::Assign: text(in_->vars.at(s.index).name); break;
        case StmtKind::If:
            block(s.body);
            block(s.orElse);
            break;
        case StmtKind::ForEach: {
            std::vector<LocalId> locals{s.local};
            if (m_.types[m_[s.expr].type].kind == TypeKind::Map) locals.push_back(s.local + 1);
            bound(locals, [&] { block(s.body); });
            break;
        }
        case StmtKind::Send:
        case StmtKind::Emit: message(s.index); break;
        case StmtKind::Spawn:
        case StmtKind::Become:
        case StmtKind::Deliver: child(in_->tables.at(s.index)); break;
        case StmtKind::Yield:
        case StmtKind::Stop:
        case StmtKind::Assert: break;   // the text of an assertion is for people
        }
    }

    const Module& m_;
    const Known& functions_;
    const Known& automata_;
    const Automaton* in_ = nullptr;
    std::vector<LocalId> depth_;              ///< bound locals, outermost first
    std::map<uint32_t, std::string> types_;   ///< what has been written of types
    std::string out_;
};

using Graph = std::vector<std::set<uint32_t>>;

/// The groups of nodes that refer to each other in circles, each after those that it refers to (Tarjan 1972).
std::vector<std::vector<uint32_t>> components(const Graph& graph) {
    std::vector<std::vector<uint32_t>> out;
    std::vector<uint32_t> number(graph.size(), 0), low(graph.size(), 0), stack;
    std::vector<bool> open(graph.size(), false);
    uint32_t next = 1;
    const std::function<void(uint32_t)> visit = [&](uint32_t at) {
        number[at] = low[at] = next++;
        stack.push_back(at);
        open[at] = true;
        for (uint32_t to : graph[at]) {
            if (number[to] == 0) visit(to);
            if (open[to]) low[at] = std::min(low[at], low[to]);
        }
        if (low[at] != number[at]) return;
        std::vector<uint32_t>& group = out.emplace_back();
        while (true) {
            const uint32_t top = stack.back();
            stack.pop_back();
            open[top] = false;
            group.push_back(top);
            if (top == at) return;
        }
    };
    for (uint32_t i = 0; i < graph.size(); ++i)
        if (number[i] == 0) visit(i);
    return out;
}

/// Hashes all nodes, each when those that it refers to are known. In a circle each is hashed as often as the circle has
/// members, from what was found of the others before: then what distinguishes them has come round.
void hashAll(const Graph& graph, std::vector<ContentHash>& known, const std::function<ContentHash(uint32_t)>& hash) {
    for (const std::vector<uint32_t>& group : components(graph)) {
        const bool circle = group.size() > 1 || graph[group.front()].count(group.front()) != 0;
        for (size_t round = 0; round <= (circle ? group.size() : 0); ++round) {
            std::vector<ContentHash> found;
            for (uint32_t one : group) found.push_back(hash(one));
            for (size_t i = 0; i < group.size(); ++i) known[group[i]] = found[i];
        }
    }
}

void calls(const Module& module, ExprId id, std::set<uint32_t>& out) {
    if (!id.valid()) return;
    const Expr& e = module[id];
    if (e.op == Op::Call) out.insert(e.index);
    for (ExprId arg : e.args) calls(module, arg, out);
}

}   // namespace

std::string ContentHash::text() const { return fmt::format("{:016x}{:016x}", high, low); }

ContentHashes::ContentHashes(const Module& module)
    : module_(module), functions_(module.functions.size()), automata_(module.automata.size()) {
    Graph called(module.functions.size()), started(module.automata.size());
    for (FunctionId i = 0; i < module.functions.size(); ++i) calls(module, module.functions[i].body, called[i]);
    for (AutomatonId i = 0; i < module.automata.size(); ++i)
        for (const ChildTable& table : module.automata[i].tables) started[i].insert(table.child);
    hashAll(called, functions_, [&](uint32_t id) {
        Encoding out(module_, functions_, automata_);
        out.function(module_.functions[id]);
        return out.hash();
    });
    hashAll(started, automata_, [&](uint32_t id) {
        Encoding out(module_, functions_, automata_);
        out.automaton(module_.automata[id]);
        return out.hash();
    });
}

ContentHash ContentHashes::clause(AutomatonId automaton, uint32_t clause) const {
    Encoding out(module_, functions_, automata_);
    out.clause(module_.automata[automaton], module_.automata[automaton].clauses[clause]);
    return out.hash();
}

ContentHash ContentHashes::statement(uint32_t statement) const {
    Encoding out(module_, functions_, automata_);
    out.statement(module_.statements[statement]);
    return out.hash();
}

ContentHash ContentHashes::assumption(uint32_t assumption) const {
    Encoding out(module_, functions_, automata_);
    out.text("assumption");
    out.expr(module_.assumptions[assumption].formula);
    return out.hash();
}

ContentHash ContentHashes::system(SystemId system) const {
    Encoding out(module_, functions_, automata_);
    out.text("system");
    out.system(module_.systems[system]);
    return out.hash();
}

ContentHash ContentHashes::check(uint32_t number) const {
    const Check& check = module_.checks[number];
    Encoding out(module_, functions_, automata_);
    out.text("check");
    out.text(check.whyNot);
    if (!check.whyNot.empty()) return out.hash();
    std::set<ContentHash> statements;
    for (uint32_t statement : check.statements) statements.insert(this->statement(statement));
    for (const ContentHash& statement : statements) out.hash(statement);
    out.terms(check);
    for (const std::vector<ScenarioStep>& group : check.given) {
        out.text("given");
        for (const ScenarioStep& input : group) out.step(input);
    }
    for (ExprId bound : check.bounds) out.expr(bound);
    for (const FaultBudget& fault : check.faults) {
        out.text(name(fault.kind));
        out.expr(fault.most);
    }
    if (check.start)
        for (const ScenarioStep& step : module_.scenarios[*check.start].steps) out.step(step);
    out.around();
    return out.hash();
}

}   // namespace evd::ir
