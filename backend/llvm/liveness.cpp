#include "backend/llvm/liveness.h"

namespace evd::backend {

using namespace ir;

Liveness::Liveness(const Module& module, Layout& layout) : module_(module), layout_(layout) {
    for (const Local& local : module.locals) {
        uint32_t count = layout.slots(local.type);
        locals_.push_back({firstVar_, count});
        firstVar_ += count;
    }
}

void Liveness::enter(const Automaton* automaton) {
    uses_.clear();
    vars_.clear();
    if (automaton == nullptr) return;
    Key next = firstVar_;
    for (const Variable& variable : automaton->vars) {
        uint32_t count = layout_.slots(variable.type);
        vars_.push_back({next, count});
        next += count;
    }
}

KeyRange Liveness::local(LocalId local) { return locals_.at(local); }

std::optional<KeyRange> Liveness::path(ExprId id) {
    const Expr& expr = module_[id];
    switch (expr.op) {
    case Op::Local: return local(expr.index);
    case Op::Var: return vars_.at(expr.index);
    case Op::Get:
    case Op::Payload: {
        auto whole = path(expr.args[0]);
        if (!whole) return std::nullopt;
        const TypeLayout& layout = layout_[module_[expr.args[0]].type];
        if (layout.boxed) return std::nullopt;
        uint32_t part = expr.op == Op::Get ? layout.parts[expr.index]
                                           : layout.ctorParts[expr.index][static_cast<size_t>(expr.value)];
        return KeyRange{whole->first + part, layout_.slots(expr.type)};
    }
    default: return std::nullopt;   // every other operation makes a new value
    }
}

const Keys& Liveness::uses(ExprId id) {
    auto known = uses_.find(id.index);
    if (known != uses_.end()) return known->second;
    Keys keys;
    const Expr& expr = module_[id];
    if (auto range = path(id)) {
        addRange(keys, *range);
    } else if (expr.op == Op::IsConstructor && path(expr.args[0]) && !layout_[module_[expr.args[0]].type].boxed) {
        keys.insert(path(expr.args[0])->first);
    } else {
        for (ExprId arg : expr.args) {
            const Keys& inner = uses(arg);
            keys.insert(inner.begin(), inner.end());
        }
    }
    return uses_.emplace(id.index, std::move(keys)).first->second;
}

Keys Liveness::usesOf(const Stmt& stmt) {
    Keys keys;
    auto add = [&](ExprId expr) {
        if (!expr.valid()) return;
        const Keys& inner = uses(expr);
        keys.insert(inner.begin(), inner.end());
    };
    add(stmt.expr);
    add(stmt.to);
    add(stmt.after);
    add(stmt.afterMax);
    for (ExprId arg : stmt.args) add(arg);
    return keys;
}

Keys Liveness::before(StmtId id, Keys after) {
    const Stmt& stmt = module_[id];
    Keys reads = usesOf(stmt);
    switch (stmt.kind) {
    case StmtKind::Let: removeRange(after, local(stmt.local)); break;
    case StmtKind::Assign: removeRange(after, vars_[stmt.index]); break;
    case StmtKind::If: {
        Keys other = before(stmt.orElse, after);
        after = before(stmt.body, std::move(after));
        after.insert(other.begin(), other.end());
        break;
    }
    case StmtKind::ForEach: {
        Keys inside =
            before(stmt.body, after);   // reads of a later round that no earlier one overwrites are the same set
        after.insert(inside.begin(), inside.end());
        break;
    }
    case StmtKind::Send:
    case StmtKind::Emit:
    case StmtKind::Spawn:
    case StmtKind::Deliver:
    case StmtKind::Yield:
    case StmtKind::Stop:
    case StmtKind::Assert:
    case StmtKind::Become: break;
    }
    after.insert(reads.begin(), reads.end());
    return after;
}

std::vector<Keys> Liveness::along(const std::vector<StmtId>& block, Keys after) {
    std::vector<Keys> all(block.size() + 1);
    all[block.size()] = std::move(after);
    for (size_t i = block.size(); i-- > 0;) all[i] = before(block[i], all[i + 1]);
    return all;
}

Keys Liveness::before(const std::vector<StmtId>& block, Keys after) {
    for (size_t i = block.size(); i-- > 0;) after = before(block[i], std::move(after));
    return after;
}

std::set<uint32_t> Liveness::assigned(const std::vector<StmtId>& block) const {
    std::set<uint32_t> all;
    for (StmtId id : block) {
        const Stmt& stmt = module_[id];
        if (stmt.kind == StmtKind::Assign) all.insert(stmt.index);
        for (const auto* inner : {&stmt.body, &stmt.orElse}) {
            auto more = assigned(*inner);
            all.insert(more.begin(), more.end());
        }
    }
    return all;
}

std::set<uint32_t> Liveness::readVariables(const std::vector<StmtId>& block) {
    std::set<uint32_t> all;
    std::vector<StmtId> open(block.begin(), block.end());
    while (!open.empty()) {
        const Stmt& stmt = module_[open.back()];
        open.pop_back();
        for (Key key : usesOf(stmt))
            for (uint32_t v = 0; v < vars_.size(); ++v)
                if (key >= vars_[v].first && key < vars_[v].first + vars_[v].count) all.insert(v);
        open.insert(open.end(), stmt.body.begin(), stmt.body.end());
        open.insert(open.end(), stmt.orElse.begin(), stmt.orElse.end());
    }
    return all;
}

}   // namespace evd::backend
