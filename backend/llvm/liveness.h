#pragma once
// Which words of locals and variables are still needed: decides where a reference can be moved instead of duplicated.

#include "backend/llvm/layout.h"

#include <set>
#include <unordered_map>

namespace evd::backend {

/// One word of a local or of a variable of the current automaton.
using Key = uint32_t;
using Keys = std::set<Key>;

/// Words `first` … `first + count - 1`.
struct KeyRange {
    Key first;
    uint32_t count;
};

class Liveness {
public:
    Liveness(const ir::Module& module, Layout& layout);

    /// Var now refers to this automaton's variables; null: there are none.
    void enter(const ir::Automaton* automaton);

    KeyRange local(ir::LocalId local);
    KeyRange variable(uint32_t index) const { return vars_[index]; }
    bool isVariable(Key key) const { return key >= firstVar_; }
    size_t variableCount() const { return vars_.size(); }

    /// The words that an expression which only selects a part of a local or variable stands for.
    std::optional<KeyRange> path(ir::ExprId expr);
    /// Words that evaluating the expression may read, including those of locals bound inside.
    const Keys& uses(ir::ExprId expr);
    Keys usesOf(const ir::Stmt& stmt);

    /// Words needed before a statement or block, given those needed after it.
    Keys before(ir::StmtId stmt, Keys after);
    Keys before(const std::vector<ir::StmtId>& block, Keys after);
    /// Words needed before each statement of the block and, last, after it.
    std::vector<Keys> along(const std::vector<ir::StmtId>& block, Keys after);
    /// Variables that the block may assign.
    std::set<uint32_t> assigned(const std::vector<ir::StmtId>& block) const;
    /// Variables that the block reads anywhere, also after it assigned them.
    std::set<uint32_t> readVariables(const std::vector<ir::StmtId>& block);

private:
    void addRange(Keys& keys, KeyRange range) {
        for (uint32_t i = 0; i < range.count; ++i) keys.insert(range.first + i);
    }
    void removeRange(Keys& keys, KeyRange range) {
        for (uint32_t i = 0; i < range.count; ++i) keys.erase(range.first + i);
    }

    const ir::Module& module_;
    Layout& layout_;
    std::vector<KeyRange> locals_;
    Key firstVar_ = 0;
    std::vector<KeyRange> vars_;
    std::unordered_map<uint32_t, Keys> uses_;
};

}   // namespace evd::backend
