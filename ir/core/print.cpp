#include "ir/core/print.h"

#include "ir/core/ops.h"

#include <fmt/format.h>

namespace evd::ir {

namespace {

std::string quoted(const std::string& s) {
    std::string out = "\"";
    for (char c : s) {
        auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte >= 0x7F) out += fmt::format("\\x{:02x}", byte);
        else out += c;
    }
    return out + "\"";
}

/// One operation: `(op[:type] immediates… args…)`; the type where the operands do not tell it.
class Printer {
public:
    explicit Printer(const Module& module) : m_(module) {}

    std::string expr(ExprId id) {
        if (!id.valid()) return "none";
        const Expr& e = m_[id];
        std::string out = "(" + std::string(name(e.op)) + ":" + m_.types.text(e.type);
        switch (immediate(e.op)) {
        case Immediate::None: break;
        case Immediate::Number: out += fmt::format(" {}", e.value); break;
        case Immediate::Text: out += " " + quoted(m_.texts[e.index]); break;
        case Immediate::Local: out += fmt::format(" %{}", e.index); break;
        case Immediate::Index: out += fmt::format(" {}", e.index); break;
        case Immediate::Indexes: out += fmt::format(" {} {}", e.index, e.value); break;
        }
        for (ExprId arg : e.args) out += " " + expr(arg);
        return out + ")";
    }

    void block(const std::vector<StmtId>& body, int depth) {
        out_ += "{\n";
        for (StmtId id : body) statement(m_[id], depth + 1);
        out_ += std::string(static_cast<size_t>(depth) * 2, ' ') + "}";
    }

    void statement(const Stmt& s, int depth) {
        static constexpr const char* kNames[] = {"let",   "assign",  "if",    "for",  "send",   "emit",
                                                 "spawn", "deliver", "yield", "stop", "assert", "become"};
        out_ += std::string(static_cast<size_t>(depth) * 2, ' ') + kNames[static_cast<size_t>(s.kind)];
        switch (s.kind) {
        case StmtKind::Let: out_ += fmt::format(" %{} {}", s.local, expr(s.expr)); break;
        case StmtKind::Assign: out_ += fmt::format(" {} {}", s.index, expr(s.expr)); break;
        case StmtKind::Yield: out_ += " " + expr(s.expr); break;
        case StmtKind::Deliver: out_ += fmt::format(" {}", s.index); break;
        case StmtKind::If:
            out_ += " " + expr(s.expr) + " ";
            block(s.body, depth);
            if (!s.orElse.empty()) {
                out_ += " else ";
                block(s.orElse, depth);
            }
            break;
        case StmtKind::ForEach:
            out_ += fmt::format(" %{} {} ", s.local, expr(s.expr));
            block(s.body, depth);
            break;
        case StmtKind::Send:
        case StmtKind::Emit:
        case StmtKind::Spawn:
        case StmtKind::Become:
            out_ += fmt::format(" {}", s.index);
            for (ExprId arg : s.args) out_ += " " + expr(arg);
            if (s.to.valid()) out_ += " to " + expr(s.to);
            if (s.after.valid()) out_ += " after " + expr(s.after);
            if (s.afterMax.valid()) out_ += " most " + expr(s.afterMax);
            break;
        case StmtKind::Assert: out_ += " " + quoted(m_.texts[s.index]) + " " + expr(s.expr); break;
        case StmtKind::Stop: break;
        }
        out_ += "\n";
    }

    std::string module() {
        out_ = "module " + quoted(m_.name) + "\n";
        for (uint32_t i = 0; i < m_.types.size(); ++i) {
            const Type& type = m_.types[{i}];
            if (type.kind != TypeKind::Enum) continue;
            out_ += "enum " + quoted(type.name) + " {";
            for (const Constructor& constructor : type.constructors) {
                out_ += " " + constructor.name + "(";
                for (size_t j = 0; j < constructor.types.size(); ++j)
                    out_ += (j == 0 ? "" : ", ") + (constructor.fields[j].empty() ? "_" : constructor.fields[j]) +
                            ": " + m_.types.text(constructor.types[j]);
                out_ += ")";
            }
            out_ += " }\n";
        }
        for (const SystemParam& param : m_.params) {
            out_ += "param " + param.name + " (";
            for (size_t i = 0; i < param.domain.size(); ++i)
                out_ += (i == 0 ? "" : ", ") + m_.types.text(param.domain[i]);
            out_ += "): " + m_.types.text(param.type) + "\n";
        }
        for (const Message& message : m_.messages) {
            static constexpr const char* kKinds[] = {"message", "input", "output", "timer"};
            out_ += std::string(kKinds[static_cast<size_t>(message.kind)]) + " " + message.name + "(";
            for (size_t i = 0; i < message.fields.size(); ++i)
                out_ += (i == 0 ? "" : ", ") + message.fields[i].name + ": " + m_.types.text(message.fields[i].type);
            out_ += ")\n";
        }
        for (size_t i = 0; i < m_.locals.size(); ++i)
            out_ += fmt::format("local %{} {}: {}\n", i, m_.locals[i].name, m_.types.text(m_.locals[i].type));
        for (const Function& function : m_.functions) {
            out_ += std::string(function.isExtern ? "extern " : "fn ") + quoted(function.name) + " (";
            for (size_t i = 0; i < function.params.size(); ++i)
                out_ += fmt::format("{}%{}", i == 0 ? "" : ", ", function.params[i]);
            out_ += "): " + m_.types.text(function.result) + " = " + expr(function.body) + "\n";
        }
        for (const Automaton& automaton : m_.automata) {
            static constexpr const char* kRoles[] = {"", " environment", " observer"};
            out_ += "automaton " + quoted(automaton.name) + kRoles[static_cast<size_t>(automaton.role)] +
                    (automaton.durable ? " durable" : "") + (automaton.fromClass ? " class" : "") +
                    (automaton.yields ? " yields " + m_.types.text(*automaton.yields) : "") + " {\n";
            for (const Parameter& param : automaton.params)
                out_ += "  param " + param.name + ": " + m_.types.text(param.type) + "\n";
            for (const Variable& var : automaton.vars)
                out_ += std::string("  ") + (var.durable ? "durable " : "") + "var " + var.name + ": " +
                        m_.types.text(var.type) + " = " + expr(var.initial) +
                        (var.timer ? fmt::format(" timer {}", *var.timer) : "") + "\n";
            for (const ChildTable& table : automaton.tables) {
                out_ += fmt::format("  table {}{}", table.child, table.explicitDelivery ? " explicit" : "");
                for (const Route& route : table.routes) {
                    out_ += route.kind == Route::Kind::Ignore ? " ignore"
                            : route.kind == Route::Kind::Scan ? " scan"
                                                              : " index(";
                    for (size_t i = 0; i < route.fields.size(); ++i)
                        out_ += fmt::format("{}{}={}", i == 0 ? "" : ",", route.fields[i], route.params[i]);
                    if (route.kind == Route::Kind::Index) out_ += ")";
                }
                out_ += "\n";
            }
            for (const Clause& clause : automaton.clauses) {
                static constexpr const char* kTriggers[] = {"start", "start_other", "receive", "action", "observe"};
                out_ += std::string("  on ") + (clause.fair ? "fair " : "") +
                        kTriggers[static_cast<size_t>(clause.trigger)] + fmt::format(" {} ", clause.message) +
                        quoted(clause.name);
                for (size_t i = 0; i < clause.chosen.size(); ++i)
                    out_ += fmt::format(" choose %{} {}", clause.chosen[i], expr(clause.domains[i]));
                out_ += " when " + expr(clause.guard) + " ";
                block(clause.body, 1);
                out_ += "\n";
            }
            for (const Frame& frame : automaton.frames) {
                out_ += fmt::format("  frame {} {} (", frame.sends ? "sends" : "writes", frame.subject);
                for (size_t i = 0; i < frame.clauses.size(); ++i)
                    out_ += fmt::format("{}{}", i == 0 ? "" : ",", frame.clauses[i]);
                out_ += ")\n";
            }
            out_ += "}\n";
        }
        for (const System& system : m_.systems) {
            out_ += "system " + system.name + " {\n";
            for (const Placement& placement : system.placements) {
                out_ += fmt::format("  place {} at {}", placement.automaton, expr(placement.where));
                for (ExprId arg : placement.args) out_ += " " + expr(arg);
                out_ += "\n";
            }
            out_ += "}\n";
        }
        for (const NamedFormula& formula : m_.assumptions)
            out_ += "assume " + formula.name + " " + expr(formula.formula) + "\n";
        if (m_.drift.valid()) out_ += "drift " + expr(m_.drift) + "\n";
        for (const ActionRef& action : m_.actions)
            out_ += fmt::format("action {} {}\n", action.automaton, action.clause);
        for (const Sighting& one : m_.sightings) sighting(one);
        for (const QuorumDomain& one : m_.quorums)
            out_ += fmt::format("quorum {} {} {} {}\n", quoted(one.name), expr(one.members), expr(one.least),
                                expr(one.most));
        for (const LinkPromise& one : m_.links) {
            out_ += std::string("links") + (one.fifo ? " fifo" : "") + (one.reliable ? " reliable" : "");
            for (MessageId message : one.messages) out_ += fmt::format(" of {}", message);
            out_ += " from " + expr(one.from) + " to " + expr(one.to) + "\n";
        }
        for (const Statement& one : m_.statements) {
            out_ += std::string(one.kind == StatementKind::Property ? "property " : "invariant ") + quoted(one.name);
            if (!one.whyNot.empty()) out_ += " unevaluated " + quoted(one.whyNot) + "\n";
            else
                out_ += (one.judged == Judged::EachMoment ? " each_moment " : " whole_run ") + expr(one.formula) + "\n";
        }
        for (const Scenario& scenario : m_.scenarios) this->scenario(scenario);
        for (const Check& check : m_.checks) this->check(check);
        return std::move(out_);
    }

private:
    void sighting(const Sighting& one) {
        out_ += fmt::format("sighting {} {} {} {}(", static_cast<int>(one.kind), one.message, one.action,
                            quoted(one.seen.name));
        for (size_t i = 0; i < one.seen.fields.size(); ++i)
            out_ += (i == 0 ? "" : ", ") + one.seen.fields[i].name + ": " + m_.types.text(one.seen.fields[i].type);
        out_ += ")\n";
    }

    /// The instance, up to the brace behind which the rest stands.
    void terms(const InstanceTerms& one) {
        out_ += fmt::format(" system {}", one.system);
        for (const std::string& place : one.locations) out_ += " location " + quoted(place);
        if (!one.whyNot.empty()) out_ += " unplayable " + quoted(one.whyNot);
        out_ += " {\n";
        static constexpr const char* kRanges[] = {"", "every", "injective"};
        for (const ParamValue& binding : one.with)
            out_ += fmt::format("  with {} {}\n", binding.param,
                                binding.range == ParamValue::Range::One ? expr(binding.value)
                                                                        : kRanges[static_cast<size_t>(binding.range)]);
    }

    void step(const ScenarioStep& step) {
        out_ +=
            fmt::format("  {} {} at {} from {}", name(step.kind), quoted(step.text), expr(step.place), expr(step.from));
        out_ += fmt::format(" chapter {} message {} action {}{}", step.chapter, step.message, step.action,
                            step.again ? " again" : "");
        for (const std::string& statement : step.statements) out_ += " names " + quoted(statement);
        for (LocalId part : step.parts) out_ += fmt::format(" %{}", part);
        out_ += " value " + expr(step.value);
        for (ExprId arg : step.args) out_ += " " + expr(arg);
        out_ += "\n";
    }

    void scenario(const Scenario& one) {
        out_ += "scenario " + quoted(one.name);
        terms(one);
        for (const ScenarioStep& step : one.steps) this->step(step);
        out_ += "}\n";
    }

    void check(const Check& one) {
        out_ += "check";
        for (uint32_t statement : one.statements) out_ += fmt::format(" {}", statement);
        if (one.start) out_ += fmt::format(" start {}", *one.start);
        terms(one);
        for (size_t group = 0; group < one.given.size(); ++group) {
            out_ += "  given\n";
            for (const ScenarioStep& step : one.given[group]) this->step(step);
        }
        for (ExprId bound : one.bounds) out_ += "  bound " + expr(bound) + "\n";
        for (const FaultBudget& fault : one.faults)
            out_ += "  fault " + std::string(name(fault.kind)) + " " + expr(fault.most) + "\n";
        out_ += "}\n";
    }

    const Module& m_;
    std::string out_;
};

}   // namespace

std::string print(const Module& module) { return Printer(module).module(); }
std::string print(const Module& module, ExprId expr, const Automaton*) { return Printer(module).expr(expr); }

}   // namespace evd::ir
