#include "explore/export/tla_clause.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::explore {

std::string TlaClauses::both(const std::vector<std::string>& conditions) {
    if (conditions.size() < 2) return conditions.empty() ? "TRUE" : conditions.front();
    return fmt::format("({})", fmt::join(conditions, " /\\ "));
}

std::string TlaClauses::sum(const std::vector<std::string>& bags) {
    if (bags.empty()) return "<<>>";
    std::string out = bags.front();
    for (size_t i = 1; i < bags.size(); ++i) out = fmt::format("Plus({}, {})", out, bags[i]);
    return out;
}

/// The value, of which `ok` says first that it is defined.
std::string TlaClauses::value(ir::ExprId expr, const TlaScope& scope, Done& done) {
    if (const std::string condition = expressions_.defined(expr, scope); !condition.empty())
        done.ok.push_back(condition);
    return expressions_.value(expr, scope);
}

std::string TlaClauses::message(ir::MessageId message, const std::string& from, const std::string& to,
                                const std::vector<std::string>& fields) const {
    std::vector<std::string> parts = {fmt::format("kind |-> \"{}\"", module_.messages[message].name),
                                      "from |-> " + from, "to |-> " + to};
    if (lossy_) parts.emplace_back("mayBeLost |-> FALSE");
    for (size_t i = 0; i < fields.size(); ++i) parts.push_back(expressions_.field(message, i) + " |-> " + fields[i]);
    return fmt::format("[{}]", fmt::join(parts, ", "));
}

std::string TlaClauses::define(const std::string& head, const ir::Automaton& automaton, const ir::Clause& clause,
                               TlaScope scope, bool& mayFail) {
    automaton_ = &automaton;
    Done done;
    for (const ir::Variable& variable : automaton.vars) done.vars.push_back("s." + variable.name);
    done.written.assign(automaton.vars.size(), "FALSE");
    scope.vars = done.vars;
    const std::string before = expressions_.defined(clause.guard, scope);
    const std::string otherwise = expressions_.negation(clause.guard, scope);
    TlaExpressions::Assumed guarded(expressions_);
    guarded.add(clause.guard, scope, true);
    block(clause.body, scope, done);
    mayFail = !before.empty() || !done.ok.empty();
    std::vector<std::string> changes, writes, sometimes;
    for (size_t i = 0; i < done.vars.size(); ++i) {
        if (done.written[i] == "FALSE") continue;
        changes.push_back(fmt::format("!.{} = {}", automaton.vars[i].name, done.vars[i]));
        if (done.written[i] == "TRUE") writes.push_back(fmt::format("\"{}\"", automaton.vars[i].name));
        else
            sometimes.push_back(
                fmt::format("(IF {} THEN {{\"{}\"}} ELSE {{}})", done.written[i], automaton.vars[i].name));
    }
    std::string written = fmt::format("{{{}}}", fmt::join(writes, ", "));
    for (const std::string& one : sometimes) written = written == "{}" ? one : written + " \\cup " + one;
    std::string out = head + " ==\n";
    std::string does = fmt::format("[ok |-> TRUE,\n     next |-> {},\n     sends |-> {},\n     writes |-> {}]",
                                   changes.empty() ? "s" : fmt::format("[s EXCEPT {}]", fmt::join(changes, ", ")),
                                   sum(done.sends), written);
    if (!done.ok.empty()) does = fmt::format("IF ~{} THEN Rejected\n  ELSE {}", both(done.ok), does);
    if (!done.lets.empty()) does = fmt::format("LET {}\n  IN {}", fmt::join(done.lets, "\n      "), does);
    if (otherwise != "FALSE") does = fmt::format("IF {} THEN Ignored(s)\n  ELSE {}", otherwise, does);
    if (!before.empty()) does = fmt::format("IF ~{} THEN Rejected\n  ELSE {}", before, does);
    return out + "  " + does + "\n";
}

void TlaClauses::block(const std::vector<ir::StmtId>& body, TlaScope& scope, Done& done) {
    for (ir::StmtId id : body) {
        scope.vars = done.vars;
        statement(module_[id], scope, done);
    }
    scope.vars = done.vars;
}

void TlaClauses::statement(const ir::Stmt& stmt, TlaScope& scope, Done& done) {
    switch (stmt.kind) {
    case ir::StmtKind::Let: {
        const std::string text = value(stmt.expr, scope, done), name = expressions_.bind(stmt.local);
        done.lets.push_back(fmt::format("{} == {}", name, text));
        return;
    }
    case ir::StmtKind::Assign: {
        const std::string text = value(stmt.expr, scope, done);
        const std::string name = names_.make(automaton_->vars[stmt.index].name);
        done.lets.push_back(fmt::format("{} == {}", name, text));
        done.vars[stmt.index] = name;
        done.written[stmt.index] = "TRUE";
        return;
    }
    case ir::StmtKind::If: branch(stmt, scope, done); return;
    case ir::StmtKind::ForEach: loop(stmt, scope, done); return;
    case ir::StmtKind::Send:
    case ir::StmtKind::Emit: send(stmt, scope, done); return;
    case ir::StmtKind::Assert: {
        const std::string holds = value(stmt.expr, scope, done);
        done.ok.push_back(
            fmt::format("Assert({}, {})", holds, tlaString("assertion: " + module_.texts[stmt.index], stmt.span)));
        return;
    }
    case ir::StmtKind::Spawn:
    case ir::StmtKind::Become:
    case ir::StmtKind::Deliver:
    case ir::StmtKind::Yield: throw NoWords{stmt.span, "a process starts others"};
    case ir::StmtKind::Stop: throw NoWords{stmt.span, "a process ends"};
    }
}

void TlaClauses::branch(const ir::Stmt& stmt, TlaScope& scope, Done& done) {
    const std::string text = value(stmt.expr, scope, done), condition = names_.make("c");
    done.lets.push_back(fmt::format("{} == {}", condition, text));
    Done yes = done, no = done;
    for (Done* one : {&yes, &no}) {
        one->ok.clear();
        one->sends.clear();
        one->lets.clear();
    }
    for (const bool holds : {true, false}) {
        TlaExpressions::Assumed within(expressions_);
        within.add(stmt.expr, scope, holds);
        TlaScope inner = scope;
        block(holds ? stmt.body : stmt.orElse, inner, holds ? yes : no);
    }
    for (Done* one : {&yes, &no}) done.lets.insert(done.lets.end(), one->lets.begin(), one->lets.end());
    if (!yes.ok.empty()) done.ok.push_back(fmt::format("({} => {})", condition, both(yes.ok)));
    if (!no.ok.empty()) done.ok.push_back(fmt::format("({} \\/ {})", condition, both(no.ok)));
    if (!yes.sends.empty() || !no.sends.empty())
        done.sends.push_back(fmt::format("(IF {} THEN {} ELSE {})", condition, sum(yes.sends), sum(no.sends)));
    const auto choose = [&](const std::string& a, const std::string& b) {
        if (a == "TRUE" && b == "FALSE") return condition;
        if (a == "FALSE" && b == "TRUE") return "~" + condition;
        return a == b ? a : fmt::format("(IF {} THEN {} ELSE {})", condition, a, b);
    };
    for (size_t i = 0; i < done.vars.size(); ++i) {
        done.written[i] = choose(yes.written[i], no.written[i]);
        if (yes.vars[i] == no.vars[i]) continue;
        const std::string name = names_.make(automaton_->vars[i].name);
        done.lets.push_back(fmt::format("{} == {}", name, choose(yes.vars[i], no.vars[i])));
        done.vars[i] = name;
    }
}

/// A loop is a fold over its elements: of whether all is well so far, what has been sent, and the variables that it
/// writes.
void TlaClauses::loop(const ir::Stmt& stmt, TlaScope& scope, Done& done) {
    const std::string over = value(stmt.expr, scope, done);
    const bool isMap = expressions_.kind(stmt.expr) == ir::TypeKind::Map;
    const std::string collection = names_.make("each"), element = expressions_.bind(stmt.local);
    done.lets.push_back(fmt::format("{} == {}", collection, over));
    const std::string soFar = names_.make("sofar"), step = names_.make("step"), result = names_.make("loop");
    Done inner;
    inner.written.assign(done.vars.size(), "FALSE");
    for (const ir::Variable& variable : automaton_->vars) inner.vars.push_back(soFar + "." + variable.name);
    if (isMap)
        inner.lets.push_back(fmt::format("{} == {}[{}]", expressions_.bind(stmt.local + 1), collection, element));
    TlaScope within = scope;
    block(stmt.body, within, inner);
    std::vector<std::string> begin, next;
    for (size_t i = 0; i < done.vars.size(); ++i) {
        const std::string& name = automaton_->vars[i].name;
        begin.push_back(fmt::format("{} |-> {}", name, done.vars[i]));
        next.push_back(fmt::format("{} |-> {}", name, inner.vars[i]));
        if (inner.written[i] == "FALSE") continue;
        begin.push_back(fmt::format("written_{} |-> {}", name, done.written[i]));
        next.push_back(fmt::format("written_{0} |-> ({1} \\/ {2}.written_{0})", name, inner.written[i], soFar));
        done.vars[i] = result + "." + name;
        done.written[i] = result + ".written_" + name;
    }
    begin.push_back("all_ok |-> TRUE, all_sent |-> <<>>");
    std::vector<std::string> sends = {soFar + ".all_sent"};
    sends.insert(sends.end(), inner.sends.begin(), inner.sends.end());
    next.push_back(fmt::format("all_ok |-> TRUE, all_sent |-> {}", sum(sends)));
    std::string body = fmt::format("[{}]", fmt::join(next, ", "));
    if (!inner.ok.empty())
        body = fmt::format("IF {} THEN {} ELSE [{} EXCEPT !.all_ok = FALSE]", both(inner.ok), body, soFar);
    if (!inner.lets.empty()) body = fmt::format("LET {} IN {}", fmt::join(inner.lets, "\n      "), body);
    done.lets.push_back(
        fmt::format("{}({}, {}) == IF ~{}.all_ok THEN {} ELSE {}", step, element, soFar, soFar, soFar, body));
    done.lets.push_back(fmt::format("{} == FoldSeq({}, [{}], {})", result, step, fmt::join(begin, ", "),
                                    expressions_.sequence(stmt.expr, collection)));
    if (!inner.ok.empty()) done.ok.push_back(result + ".all_ok");
    if (!inner.sends.empty()) done.sends.push_back(result + ".all_sent");
}

void TlaClauses::send(const ir::Stmt& stmt, const TlaScope& scope, Done& done) {
    std::vector<std::string> fields;
    for (ir::ExprId arg : stmt.args) fields.push_back(value(arg, scope, done));
    if (stmt.kind == ir::StmtKind::Emit) {
        std::vector<std::string> to;
        for (uint32_t location : listeners_[stmt.index])
            to.push_back(tlaString(subject_.interpreter.deployment().names[location], stmt.span));
        if (!to.empty())
            done.sends.push_back(fmt::format("EachOnce({{{} : d0 \\in {{{}}}}})",
                                             message(stmt.index, scope.self, "d0", fields), fmt::join(to, ", ")));
        return;
    }
    // A delay says nothing of what can happen; that it has a value does.
    for (ir::ExprId delay : {stmt.after, stmt.afterMax})
        if (delay.valid())
            if (const std::string ok = expressions_.defined(delay, scope); !ok.empty()) done.ok.push_back(ok);
    const std::string to = value(stmt.to, scope, done);
    switch (expressions_.kind(stmt.to)) {
    case ir::TypeKind::Loc:
        done.sends.push_back(fmt::format("Single({})", message(stmt.index, scope.self, to, fields)));
        break;
    case ir::TypeKind::Set:
        done.sends.push_back(
            fmt::format("EachOnce({{{} : d0 \\in {}}})", message(stmt.index, scope.self, "d0", fields), to));
        break;
    default: {   // with repetitions: List, Bag, Ring
        const std::string all = names_.make("to");
        done.lets.push_back(fmt::format("{} == {}", all, expressions_.sequence(stmt.to, to)));
        done.sends.push_back(fmt::format("BagOf([i0 \\in DOMAIN {} |-> {}])", all,
                                         message(stmt.index, scope.self, fmt::format("{}[i0]", all), fields)));
        break;
    }
    }
}

}   // namespace evd::explore
