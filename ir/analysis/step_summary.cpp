#include "ir/analysis/step_summary.h"

#include "ir/core/ops.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace evd::ir {

namespace {

using Kind = SummaryItem::Kind;

/// What is known while a body is gone through: of each variable its value so far and whether it has been assigned.
struct State {
    std::vector<ExprId> values;
    std::vector<ExprId> assigned;   ///< Bool
};

class Summarizer {
public:
    Summarizer(Module& module, const Automaton& automaton) : m_(module), automaton_(automaton) {}

    StepSummary run(const Clause& clause) {
        StepSummary out;
        out.guard = clause.guard;
        for (uint32_t i = 0; i < automaton_.vars.size(); ++i) {
            state_.values.push_back(make(Op::Var, automaton_.vars[i].type, {}, i));
            state_.assigned.push_back(truth(false));
        }
        items_ = &out.items;
        block(clause.body);
        for (uint32_t i = 0; i < automaton_.vars.size(); ++i) {
            if (isConstant(state_.assigned[i], false)) continue;
            const bool always = isConstant(state_.assigned[i], true);
            out.updates.push_back({i, state_.values[i], always ? ExprId() : state_.assigned[i]});
        }
        return out;
    }

private:
    // ---- expressions ----

    ExprId make(Op op, TypeId type, std::vector<ExprId> args, uint32_t index = 0, int64_t value = 0, Span span = {}) {
        return m_.add(Expr{op, type, index, value, std::move(args), span});
    }
    TypeId boolean() const { return m_.types.basic(TypeKind::Bool); }
    ExprId truth(bool value) {
        ExprId& made = value ? true_ : false_;
        if (!made.valid()) made = make(Op::Bool, boolean(), {}, 0, value);
        return made;
    }
    bool isConstant(ExprId id, bool value) const { return m_[id].op == Op::Bool && (m_[id].value == 1) == value; }
    ExprId negation(ExprId of) { return make(Op::Not, boolean(), {of}, 0, 0, m_[of].span); }
    /// Both; the second is looked at only where the first holds.
    ExprId both(ExprId first, ExprId second) {
        if (!first.valid() || isConstant(first, true)) return second;
        return make(Op::And, boolean(), {first, second}, 0, 0, m_[second].span);
    }
    ExprId either(ExprId condition, ExprId yes, ExprId no) {
        if (yes == no) return yes;
        return make(Op::If, m_[yes].type, {condition, yes, no});
    }

    /// The expression with the values of variables and locals as they are now. What asks for the children becomes a
    /// local that is bound here.
    ExprId now(ExprId id) {
        if (!id.valid()) return id;
        return replaced(id, memo_, [this](const Expr& e, ExprId self) -> std::optional<ExprId> {
            if (e.op == Op::Var) return state_.values[e.index];
            if (e.op == Op::Local)
                if (auto known = locals_.find(e.index); known != locals_.end()) return known->second;
            if (e.op != Op::Yields && e.op != Op::TableEmpty) return std::nullopt;
            const LocalId local = m_.addLocal("_", e.type);
            notes_.insert(local);
            SummaryItem& item = put(Kind::Note, e.span);
            item.local = local;
            item.expr = self;
            return make(Op::Local, m_.locals[local].type, {}, local);
        });
    }

    using Memo = std::unordered_map<uint32_t, ExprId>;
    /// What stands for a part; nothing if it is looked into.
    using Leaf = std::function<std::optional<ExprId>(const Expr& part, ExprId id)>;

    /// A copy of an expression in which `leaf` says what stands for some of its parts; parts that stay the same are
    /// shared. Locals that a copied part binds are new ones: each is bound at one place.
    ExprId replaced(ExprId id, Memo& memo, const Leaf& leaf) {
        if (auto known = memo.find(id.index); known != memo.end()) return known->second;
        const Expr e = m_[id];   // a copy: `m_` grows
        ExprId out = id;
        if (std::optional<ExprId> told = leaf(e, id)) out = *told;
        else if (!e.args.empty()) out = copied(id, e, memo, leaf);
        memo.emplace(id.index, out);
        return out;
    }

    ExprId copied(ExprId id, const Expr& e, Memo& memo, const Leaf& leaf) {
        Expr copy = e;
        // The value of a `let`, and the collection and first value of a fold, do not see what it binds.
        const size_t outside = e.op == Op::Let ? 1 : e.op == Op::Fold ? 2 : e.args.size();
        for (size_t i = 0; i < outside; ++i) copy.args[i] = replaced(e.args[i], memo, leaf);
        if (outside < e.args.size()) {
            const ExprId body = replaced(e.args[outside], memo, leaf);
            if (body == e.args[outside] && copy.args == e.args) return id;
            const uint32_t count = e.op == Op::Let ? 1 : m_.types[m_[e.args[0]].type].kind == TypeKind::Map ? 3 : 2;
            std::map<LocalId, ExprId> renamed;
            for (uint32_t i = 0; i < count; ++i) {
                const Local local = m_.locals[e.index + i];
                const LocalId made = m_.addLocal(local.name, local.type);
                if (i == 0) copy.index = made;
                renamed[e.index + i] = make(Op::Local, local.type, {}, made);
            }
            Memo fresh;
            copy.args[outside] = replaced(body, fresh, [&](const Expr& part, ExprId) -> std::optional<ExprId> {
                if (part.op != Op::Local) return std::nullopt;
                auto known = renamed.find(part.index);
                return known == renamed.end() ? std::nullopt : std::optional(known->second);
            });
        }
        return copy.args == e.args ? id : m_.add(std::move(copy));
    }

    /// Whether it may fault; the answer is kept, since parts are shared.
    bool faults(ExprId id) {
        if (auto known = faults_.find(id.index); known != faults_.end()) return known->second;
        const Expr& e = m_[id];
        const bool nests = (e.op == Op::Construct || e.op == Op::Find) && !e.args.empty();
        bool out = mayFault(e.op) || (nests && m_.types.isRecursive(e.type));
        for (size_t i = 0; i < e.args.size() && !out; ++i) out = faults(m_[id].args[i]);
        faults_[id.index] = out;
        return out;
    }

    // ---- statements ----

    SummaryItem& put(Kind kind, Span span) {
        SummaryItem& item = items_->emplace_back();
        item.kind = kind;
        item.condition = path_;
        item.span = span;
        return item;
    }

    /// The value of an expression of a statement, whose faults are told here.
    ExprId evaluated(ExprId id, Span span) {
        const ExprId value = now(id);
        if (faults(value)) put(Kind::Evaluate, span).expr = value;
        return value;
    }

    void block(const std::vector<StmtId>& body) {
        for (StmtId id : body) statement(Stmt(m_[id]));
    }

    void statement(const Stmt& s) {
        switch (s.kind) {
        case StmtKind::Let: locals_[s.local] = evaluated(s.expr, s.span); return;
        case StmtKind::Assign:
            state_.values[s.index] = evaluated(s.expr, s.span);
            state_.assigned[s.index] = truth(true);
            memo_.clear();
            return;
        case StmtKind::If: return branches(s);
        case StmtKind::ForEach: return loop(s);
        case StmtKind::Send:
        case StmtKind::Emit:
        case StmtKind::Spawn:
        case StmtKind::Become: {
            std::vector<ExprId> args;
            for (ExprId arg : s.args) args.push_back(now(arg));
            const ExprId to = now(s.to), after = now(s.after), afterMax = now(s.afterMax);
            SummaryItem& item = put(s.kind == StmtKind::Send    ? Kind::Send
                                    : s.kind == StmtKind::Emit  ? Kind::Emit
                                    : s.kind == StmtKind::Spawn ? Kind::Spawn
                                                                : Kind::Become,
                                    s.span);
            item.index = s.index;
            item.args = std::move(args);
            item.to = to;
            item.after = after;
            item.afterMax = afterMax;
            if (s.kind == StmtKind::Spawn) memo_.clear();   // there is a child more
            return;
        }
        case StmtKind::Deliver: {
            SummaryItem& item = put(Kind::Deliver, s.span);
            item.index = s.index;
            memo_.clear();   // the children are others now
            return;
        }
        case StmtKind::Yield:
        case StmtKind::Assert: {
            const ExprId value = now(s.expr);
            SummaryItem& item = put(s.kind == StmtKind::Yield ? Kind::Yield : Kind::Assert, s.span);
            item.expr = value;
            item.index = s.index;
            return;
        }
        case StmtKind::Stop: put(Kind::Stop, s.span); return;
        }
    }

    void branches(const Stmt& s) {
        const ExprId condition = evaluated(s.expr, m_[s.expr].span), around = path_;
        const State before = state_;
        auto branch = [&](const std::vector<StmtId>& body, ExprId taken) {
            path_ = both(around, taken);
            state_ = before;
            memo_.clear();
            block(body);
            return state_;
        };
        const State yes = branch(s.body, condition);
        const State no = s.orElse.empty() ? before : branch(s.orElse, negation(condition));
        path_ = around;
        for (size_t i = 0; i < state_.values.size(); ++i) {
            state_.values[i] = either(condition, yes.values[i], no.values[i]);
            state_.assigned[i] = either(condition, yes.assigned[i], no.assigned[i]);
        }
        memo_.clear();
    }

    /// The variables that a body may assign.
    void written(const std::vector<StmtId>& body, std::set<uint32_t>& out) const {
        for (StmtId id : body) {
            const Stmt& s = m_[id];
            if (s.kind == StmtKind::Assign) out.insert(s.index);
            written(s.body, out);
            written(s.orElse, out);
        }
    }

    void loop(const Stmt& s) {
        const ExprId source = evaluated(s.expr, s.span), around = path_;
        const bool isMap = m_.types[m_[source].type].kind == TypeKind::Map;
        SummaryItem item;
        item.kind = Kind::Loop;
        item.condition = around;
        item.span = s.span;
        item.expr = source;
        // The source's own locals may be bound again by the folds behind it, so the loop has locals of its own.
        for (LocalId i = 0; i < (isMap ? 2U : 1U); ++i) {
            const Local local = m_.locals[s.local + i];
            const LocalId made = m_.addLocal(local.name, local.type);
            if (i == 0) item.local = made;
            locals_[s.local + i] = make(Op::Local, local.type, {}, made);
        }
        std::set<uint32_t> variables;
        written(s.body, variables);
        const State before = state_;
        auto carry = [&](ExprId& slot) {
            const LocalId local = m_.addLocal("_", m_[slot].type);
            item.carried.push_back({local, slot, {}});
            slot = make(Op::Local, m_.locals[local].type, {}, local);
        };
        for (uint32_t variable : variables) {
            carry(state_.values[variable]);
            carry(state_.assigned[variable]);
        }
        std::vector<SummaryItem>* outer = std::exchange(items_, &item.body);
        path_ = {};
        memo_.clear();
        block(s.body);
        items_ = outer;
        path_ = around;
        size_t next = 0;
        for (uint32_t variable : variables) {
            item.carried[next++].next = state_.values[variable];
            item.carried[next++].next = state_.assigned[variable];
        }
        state_ = before;
        memo_.clear();
        if (std::any_of(item.carried.begin(), item.carried.end(), [&](const Carried& one) { return asks(one.next); }))
            afterwards(item, variables);
        else if (!variables.empty()) folds(item, isMap, variables);
        items_->push_back(std::move(item));
    }

    /// After a loop in which children decide what variables become: locals that the loop binds.
    void afterwards(SummaryItem& loop, const std::set<uint32_t>& variables) {
        const auto behind = [&](Carried& one) {
            const TypeId type = m_.locals[one.local].type;
            one.after = m_.addLocal("_", type);
            notes_.insert(*one.after);
            return make(Op::Local, type, {}, *one.after);
        };
        size_t part = 0;
        for (uint32_t variable : variables) {
            state_.values[variable] = behind(loop.carried[part++]);
            state_.assigned[variable] = behind(loop.carried[part++]);
        }
    }

    /// After a loop: each variable that it carries is a part of one fold.
    void folds(const SummaryItem& loop, bool isMap, const std::set<uint32_t>& variables) {
        std::vector<TypeId> types;
        std::vector<ExprId> initial, next;
        for (const Carried& one : loop.carried) {
            types.push_back(m_.locals[one.local].type);
            initial.push_back(one.initial);
        }
        const TypeId tuple = m_.types.tuple(types);
        LocalId element = 0;
        std::map<LocalId, ExprId> meaning;
        for (LocalId i = 0; i < (isMap ? 2U : 1U); ++i) {
            const Local local = m_.locals[loop.local + i];
            const LocalId made = m_.addLocal(local.name, local.type);
            if (i == 0) element = made;
            meaning[loop.local + i] = make(Op::Local, local.type, {}, made);
        }
        const ExprId all = make(Op::Local, tuple, {}, m_.addLocal("_", tuple));
        for (uint32_t i = 0; i < loop.carried.size(); ++i)
            meaning[loop.carried[i].local] = make(Op::Get, types[i], {all}, i);
        Memo memo;
        for (const Carried& one : loop.carried)
            next.push_back(replaced(one.next, memo, [&](const Expr& e, ExprId) -> std::optional<ExprId> {
                auto known = e.op == Op::Local ? meaning.find(e.index) : meaning.end();
                return known == meaning.end() ? std::nullopt : std::optional(known->second);
            }));
        const ExprId first = make(Op::Tuple, tuple, std::move(initial));
        const ExprId body = make(Op::Tuple, tuple, std::move(next));
        const ExprId fold = make(Op::Fold, tuple, {loop.expr, first, body}, element);
        uint32_t part = 0;
        for (uint32_t variable : variables) {
            const uint32_t value = part++, assigned = part++;
            state_.values[variable] = make(Op::Get, types[value], {fold}, value);
            state_.assigned[variable] = make(Op::Get, types[assigned], {fold}, assigned);
        }
    }

    /// Whether it is known only where items are gone through.
    bool asks(ExprId id) const {
        std::set<uint32_t> seen;
        std::vector<ExprId> open{id};
        while (!open.empty()) {
            const ExprId at = open.back();
            open.pop_back();
            if (!seen.insert(at.index).second) continue;
            if (m_[at].op == Op::Local && notes_.count(m_[at].index) != 0) return true;
            open.insert(open.end(), m_[at].args.begin(), m_[at].args.end());
        }
        return false;
    }

    Module& m_;
    const Automaton& automaton_;
    State state_;
    std::map<LocalId, ExprId> locals_;   ///< of the clause: what they stand for
    std::vector<SummaryItem>* items_ = nullptr;
    ExprId path_;   ///< what holds where the body has come to; not valid: nothing in particular
    Memo memo_;     ///< of `now`, since a value has changed
    std::unordered_map<uint32_t, bool> faults_;
    std::set<LocalId> notes_;   ///< bound by items, and not known but there
    ExprId true_, false_;
};

}   // namespace

StepSummary summarize(Module& module, const Automaton& automaton, const Clause& clause) {
    const Automaton own = automaton;   // it may be a part of the module, which grows
    const Clause one = clause;
    return Summarizer(module, own).run(one);
}

}   // namespace evd::ir
