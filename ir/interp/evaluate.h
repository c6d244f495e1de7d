#pragma once
// The value of an expression.

#include "ir/interp/interp.h"

#include <array>
#include <cstddef>
#include <memory_resource>
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
    const std::vector<std::vector<Child>>* tables = nullptr;
    const std::vector<std::vector<Value>>* yields = nullptr;
};

/// A Bool that is not decided yet: only in statements about a run that goes on (ir/logic). `and`, `or`, `not`, `if` and
/// the comparison of truths know of it.
inline constexpr int64_t kOpen = 2;

/// Evaluates expressions; keeps the locals in scope, innermost last.
class Evaluator {
public:
    explicit Evaluator(Surroundings surroundings) : s_(surroundings) { locals_.reserve(kUsual); }
    virtual ~Evaluator() = default;

    /// Throws FaultSignal.
    Value value(ExprId id);
    /// The number of that value: all of it, if it is a scalar. Throws FaultSignal.
    int64_t number(ExprId id);
    bool truth(ExprId id) { return number(id) == 1; }

    void bind(LocalId local, Value value) { locals_.push_back({local, nullptr, std::move(value)}); }
    /// The same, of a value that outlives the binding and does not move.
    void bindTo(LocalId local, const Value& value) { locals_.push_back({local, &value, {}}); }
    size_t mark() const { return locals_.size(); }
    void release(size_t mark) { locals_.erase(locals_.begin() + static_cast<long>(mark), locals_.end()); }
    Surroundings& surroundings() { return s_; }

protected:
    /// The operations that only statements have.
    virtual Value logic(const Expr& expr);
    virtual Value fold(const Expr& expr);
    /// The rest of a fold: over these elements, from this value on.
    Value foldOver(const Expr& fold, const std::vector<Value>& elements, size_t count, Value accumulator);
    void bindLet(const Expr& let);
    void bindElement(LocalId local, const std::vector<Value>& items, size_t at, bool isMap);
    Value arg(const Expr& expr, size_t i) { return value(expr.args[i]); }
    std::string textOf(TypeId type, const Value& value) const {
        return text(s_.module.types, type, value, s_.deployment.names);
    }
    [[noreturn]] static void fail(Fault fault, const Expr& expr, std::string detail = {}) {
        throw FaultSignal{{fault, expr.span, std::move(detail)}};
    }

    Surroundings s_;

private:
    int64_t arithmetic(const Expr& expr);
    int64_t comparison(const Expr& expr);
    int64_t connective(const Expr& expr);
    /// The value of an expression that only names one which is kept somewhere; else null. Locals move when others are
    /// bound, so they are left out unless `locals`.
    const Value* kept(ExprId id, bool locals) const;
    bool binds(ExprId id) const { return !s_.module[id].args.empty(); }
    Value collection(const Expr& expr);
    Value call(const Expr& expr);
    Value construct(const Expr& expr, uint32_t constructor, std::vector<Value> fields);
    Value computed(ExprId id);
    const Value& localValue(LocalId local) const;
    TypeKind kindOf(ExprId id) const { return s_.module.types[s_.module[id].type].kind; }
    [[noreturn]] void failArguments(const Expr& call, const Value& key) const;
    [[noreturn]] static void failIndex(const Expr& expr, int64_t index, size_t size);

    struct Bound {
        LocalId local;
        const Value* elsewhere;   ///< null: it is `own`
        Value own;
    };
    static constexpr size_t kUsual = 16;   // locals in scope; more are elsewhere
    alignas(Bound) std::array<std::byte, kUsual * sizeof(Bound)> room_;
    std::pmr::monotonic_buffer_resource memory_{room_.data(), room_.size()};
    std::pmr::vector<Bound> locals_{&memory_};
    uint32_t depth_ = 0;
};

}   // namespace evd::ir
