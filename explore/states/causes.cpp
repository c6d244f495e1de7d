#include "explore/states/causes.h"

#include "ir/analysis/reads.h"
#include "ir/core/walk.h"

#include <optional>
#include <set>

namespace evd::explore {

namespace {

class Reader {
public:
    explicit Reader(const ir::Module& module) : module_(module) {}

    /// Whether a part of the formula can be read; `positive`: it stands under an even number of negations.
    bool read(ir::ExprId id, bool positive) {
        const ir::Expr& expr = module_[id];
        if (!speaksOfEvents(id)) return true;
        switch (expr.op) {
        case ir::Op::Not: return read(expr.args[0], !positive);
        case ir::Op::And:
        case ir::Op::Or: return read(expr.args[0], positive) && read(expr.args[1], positive);
        case ir::Op::Let: return readLet(expr, positive);
        case ir::Op::Fold: return readQuantifier(expr, positive);
        case ir::Op::EventLoc: return module_[expr.args[0]].op == ir::Op::Local;
        case ir::Op::Eq:
        case ir::Op::Ne:   // of fields, and of places
            return module_.types[module_[expr.args[0]].type].kind != ir::TypeKind::Event && isField(expr.args[0]) &&
                   isField(expr.args[1]);
        default: return false;   // it counts or compares events
        }
    }
    bool hasCauses() const { return hasCauses_; }

private:
    static bool isOccurrence(ir::Op op) { return op >= ir::Op::Events && op <= ir::Op::Acted; }
    bool isEvent(ir::ExprId id) const { return module_.types[module_[id].type].kind == ir::TypeKind::Event; }
    /// Something that is said of an occurrence, or that events have no part in.
    bool isField(ir::ExprId id) const {
        if (!speaksOfEvents(id)) return true;
        const ir::Expr& expr = module_[id];
        const bool takes = expr.op == ir::Op::Get || expr.op == ir::Op::EventLoc;
        return takes && !isEvent(id) && module_[expr.args[0]].op == ir::Op::Local;
    }
    bool speaksOfEvents(ir::ExprId id) const {
        bool out = false;
        ir::forEachExpr(module_, id, [&](const ir::Expr& part) {
            out |= part.op >= ir::Op::Events;
            out |= part.op == ir::Op::Local && occurrences_.contains(part.index);
        });
        return out;
    }

    bool readLet(const ir::Expr& expr, bool positive) {
        const ir::Expr& value = module_[expr.args[0]];
        if (isEvent(expr.args[0])) {
            if (value.op != ir::Op::Get || module_[value.args[0]].op != ir::Op::Local) return false;
            if (module_[value.args[0]].index == *effect_) effects_.insert(expr.index);
            occurrences_.insert(expr.index);
        } else if (!isField(expr.args[0])) {
            return false;
        }
        return read(expr.args[1], positive);
    }

    bool readQuantifier(const ir::Expr& expr, bool positive) {
        const ir::Expr& first = module_[expr.args[1]];
        const ir::Expr& body = module_[expr.args[2]];
        if (first.op != ir::Op::Bool || body.op != (first.value == 0 ? ir::Op::Or : ir::Op::And)) return false;
        const bool exists = (first.value == 0) == positive;   // as the whole formula sees it
        const ir::Expr& source = module_[expr.args[0]];
        if (isOccurrence(source.op)) {
            occurrences_.insert(expr.index);
            switch (static_cast<ir::Reach>(source.value)) {
            case ir::Reach::Anywhere:
                if (effect_ || exists) return false;
                effect_ = expr.index;
                break;
            case ir::Reach::CausallyBefore:
                if (!exists || module_[source.args[0]].op != ir::Op::Local ||
                    !effects_.contains(module_[source.args[0]].index))
                    return false;
                hasCauses_ = true;
                break;
            case ir::Reach::At:
                if (module_[source.args[0]].op != ir::Op::Local) return false;
                break;
            case ir::Reach::LocallyBefore: return false;
            }
        } else if (speaksOfEvents(expr.args[0])) {
            return false;
        }
        return read(body.args[0], positive) && read(body.args[1], positive);
    }

    const ir::Module& module_;
    std::optional<ir::LocalId> effect_;   ///< the occurrence that the formula is about …
    std::set<ir::LocalId> effects_;       ///< … and what stands for its event
    std::set<ir::LocalId> occurrences_;   ///< what stands for occurrences and events
    bool hasCauses_ = false;
};

/// What locations are now is another thing where nothing but the past of an event has happened.
bool looksAtPresent(const ir::Module& module, ir::ExprId formula) {
    const ir::Reads reads = ir::readsOf(module, formula);
    return reads.present || reads.inFlight;
}

}   // namespace

bool asksOnlyForCauses(const ir::Module& module, ir::ExprId formula) {
    Reader reader(module);
    return formula.valid() && !looksAtPresent(module, formula) && reader.read(formula, true) && reader.hasCauses();
}

}   // namespace evd::explore
