#include "ir/analysis/effects.h"

#include "ir/core/ops.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace evd::ir {

namespace {

class EffectsReader {
public:
    explicit EffectsReader(const Module& module) : m_(module) {}

    /// Where a variable has certainly been assigned before, its value before the event does not matter.
    void expr(ExprId id) {
        if (!id.valid()) return;
        const Expr& e = m_[id];
        // Within one assignment state an expression says the same whenever it is met.
        if (!seen_.insert(id.index).second) return;
        for (ExprId arg : e.args) expr(arg);
        switch (e.op) {
        case Op::Var:
            if (assigned_.count(e.index) == 0) out.reads.insert(e.index);
            break;
        case Op::Param: out.params.insert(e.index); break;
        case Op::SystemParam:
        case Op::ParamCall: out.systemParams.insert(e.index); break;
        case Op::Self: out.self = true; break;
        case Op::Sender: out.sender = true; break;
        case Op::Field: out.fields.insert(e.index); break;
        case Op::IsFirst: out.first = true; break;
        case Op::TableEmpty:
        case Op::Yields: out.looksInto.insert(e.index); break;
        case Op::Call: expr(m_.functions[e.index].body); break;
        default: break;   // what else there is looks at its arguments only
        }
        const bool nests = (e.op == Op::Construct || e.op == Op::Find) && !e.args.empty();
        if (mayFault(e.op) || (nests && m_.types.isRecursive(e.type))) fault({id, {}});
    }

    void block(const std::vector<StmtId>& body) {
        for (StmtId id : body) statement(id);
    }

    Effects out;

private:
    void fault(FaultPlace place) {
        if (std::find(out.faults.begin(), out.faults.end(), place) == out.faults.end()) out.faults.push_back(place);
    }

    void statement(StmtId id) {
        const Stmt& s = m_[id];
        switch (s.kind) {
        case StmtKind::Assign:
            expr(s.expr);
            out.writes.insert(s.index);
            if (assigned_.insert(s.index).second) seen_.clear();
            return;
        case StmtKind::If: {
            expr(s.expr);
            const std::set<uint32_t> before = assigned_;
            block(s.body);
            std::set<uint32_t> then = std::exchange(assigned_, before), both;
            seen_.clear();
            block(s.orElse);
            std::set_intersection(then.begin(), then.end(), assigned_.begin(), assigned_.end(),
                                  std::inserter(both, both.end()));
            restore(std::move(both));
            return;
        }
        case StmtKind::ForEach: {
            expr(s.expr);
            std::set<uint32_t> before = assigned_;   // there may be no element
            block(s.body);
            restore(std::move(before));
            return;
        }
        case StmtKind::Send:
        case StmtKind::Emit:
            for (ExprId arg : s.args) expr(arg);
            expr(s.to);
            expr(s.after);
            expr(s.afterMax);
            (s.kind == StmtKind::Send ? out.sends : out.emits).insert(s.index);
            out.delays |= s.after.valid();
            return;
        case StmtKind::Spawn:
        case StmtKind::Become:
            for (ExprId arg : s.args) expr(arg);
            out.spawns.insert(s.index);
            out.ends |= s.kind == StmtKind::Become;
            return;
        case StmtKind::Deliver: out.delivers.insert(s.index); return;
        case StmtKind::Let: expr(s.expr); return;
        case StmtKind::Yield:
            expr(s.expr);
            out.yields = true;
            return;
        case StmtKind::Stop: out.ends = true; return;
        case StmtKind::Assert:
            expr(s.expr);
            fault({{}, id});
            return;
        }
    }

    void restore(std::set<uint32_t> assigned) {
        if (assigned == assigned_) return;
        assigned_ = std::move(assigned);
        seen_.clear();
    }

    const Module& m_;
    std::set<uint32_t> assigned_;   ///< variables with a value from this body
    std::set<uint32_t> seen_;       ///< expressions, since that has changed
};

void guard(EffectsReader& reader, const Clause& clause) {
    for (ExprId domain : clause.domains) reader.expr(domain);
    reader.expr(clause.guard);
}

}   // namespace

bool Effects::none() const {
    return writes.empty() && sends.empty() && emits.empty() && spawns.empty() && delivers.empty() && !yields && !ends;
}

Effects effectsOf(const Module& module, const Clause& clause) {
    EffectsReader reader(module);
    guard(reader, clause);
    reader.block(clause.body);
    return std::move(reader.out);
}

Effects effectsOfGuard(const Module& module, const Clause& clause) {
    EffectsReader reader(module);
    guard(reader, clause);
    return std::move(reader.out);
}

Effects effectsOf(const Module& module, ExprId expr) {
    EffectsReader reader(module);
    reader.expr(expr);
    return std::move(reader.out);
}

}   // namespace evd::ir
