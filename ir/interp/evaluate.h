#pragma once
// The value of an expression.

#include "ir/interp/interp.h"

#include <utility>

namespace evd::ir {

/// Raised inside the interpreter when an event must be rejected; never leaves it.
struct FaultSignal : FaultAt {};

/// What expressions may refer to, besides locals.
struct Surroundings {
    const Module& module;
    const Deployment& deployment;
    uint32_t location = 0;
    const std::vector<Value>* params = nullptr;   ///< of the instance
    const std::vector<Value>* vars = nullptr;     ///< current values
    const Event* event = nullptr;
    bool first = false;
    const std::vector<std::vector<Instance>>* tables = nullptr;
    const std::vector<std::vector<Value>>* yields = nullptr;
    const std::vector<LocationState>* states = nullptr;   ///< for state predicates
    bool* looked = nullptr;                               ///< … which note here that they read a variable; may be null
};

/// Evaluates expressions; keeps the locals in scope, innermost last.
class Evaluator {
public:
    explicit Evaluator(Surroundings surroundings) : s_(surroundings) {}

    /// Throws FaultSignal.
    Value value(ExprId id);
    bool truth(ExprId id) { return value(id).number != 0; }

    void bind(LocalId local, Value value) { locals_.emplace_back(local, std::move(value)); }
    size_t mark() const { return locals_.size(); }
    void release(size_t mark) { locals_.resize(mark); }
    Surroundings& surroundings() { return s_; }

private:
    Value arithmetic(const Expr& expr);
    Value collection(const Expr& expr);
    Value fold(const Expr& expr);
    Value call(const Expr& expr);
    Value instances(const Expr& expr);
    Value construct(const Expr& expr, uint32_t constructor, std::vector<Value> fields);
    Value localValue(LocalId local) const;
    Value arg(const Expr& expr, size_t i) { return value(expr.args[i]); }
    TypeKind kindOf(ExprId id) const { return s_.module.types[s_.module[id].type].kind; }
    std::string textOf(TypeId type, const Value& value) const {
        return text(s_.module.types, type, value, s_.deployment.names);
    }
    [[noreturn]] static void fail(Fault fault, const Expr& expr, std::string detail = {}) {
        throw FaultSignal{{fault, expr.span, std::move(detail)}};
    }

    [[noreturn]] void failArguments(const Expr& call, const Value& key) const;
    [[noreturn]] static void failIndex(const Expr& expr, int64_t index, size_t size);

    Surroundings s_;
    std::vector<std::pair<LocalId, Value>> locals_;
    uint32_t depth_ = 0;
};

}   // namespace evd::ir
