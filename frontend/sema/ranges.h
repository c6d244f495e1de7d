#pragma once
// How the variables of a quantified statement are enumerated when the statement is evaluated on a run. A variable
// without a domain takes its values from what happened: `forall v, e: sent out(v) @ e implies …` looks at the sends of
// `out`, not at every Int. Source: safe-range formulas of the relational calculus (Abiteboul, Hull, Vianu, chapter 5).

#include "base/diagnostics.h"
#include "base/source.h"
#include "frontend/sema/program.h"

#include <set>

namespace evd::sema {

/// A part of what a statement says, or its negation.
struct Goal {
    const syntax::Expr* formula = nullptr;
    bool positive = true;
    bool conclusion = false;   ///< what is said if all else is so: the right side of `implies`. Comes last if it can
};

struct RangePlan;

/// One step of the search for values; each may bind variables for those after it.
struct RangeStep {
    enum class Kind : uint8_t {
        Test,         ///< `goal` holds
        Member,       ///< `variable` is in the collection `value`
        Precedes,     ///< the event `variable` is before the event `value`
        Follows,      ///< … after it
        Collection,   ///< `variable` ranges over the collection `value`; if `goal` says so, over the keys of a map
        Everything,   ///< over the values of its type, which is finite
        Events,       ///< over the events, or those before the event `value`
        Equal,        ///< it is `value`
        Location,     ///< it is the location of the event `value`
        Occurrence,   ///< over what makes `goal`, which is an occurrence, true; binds all that is open in it
        Cases,        ///< one of several ways
    };
    Kind kind = Kind::Test;
    Goal goal;
    SymbolId variable = kNoSymbol;
    const syntax::Expr* value = nullptr;   ///< Occurrence: its event is before this one; null if it need not be
    bool locally = false;                  ///< Precedes, Events, Occurrence: at the same location
    bool orSame = false;                   ///< Precedes, Follows: or it is that event
    std::vector<RangePlan> cases;
};

/// Values for which all of a list of goals hold.
struct RangePlan {
    std::vector<RangeStep> steps;
    std::string whyNot;   ///< why there is none: "`v` ranges over every Int; give it a collection: `v in …`"
    /// The quantifiers whose variables it binds: the one asked about, and those directly below it.
    std::set<const syntax::QuantifierExpr*> quantifiers;
};

/// The formula of a property, assumption or predicate that a name stands for; null if it is none.
const syntax::Expr* formulaOf(const Symbol& symbol);
/// The one that an expression names, `name` or `module.name`; none if it names none.
SymbolId formulaNamed(const Program& program, uint32_t module, const syntax::Expr* expr);

/// How to find values that make a quantifier's body true (`positive`), or false: `exists` holds if there are such, and
/// `forall` fails. All other names must be known.
RangePlan planRanges(const Program& program, uint32_t module, const syntax::QuantifierExpr& quantifier, bool positive);

/// The action or timer that an occurrence is one of (`a @ e`); none if it is one of a message or class.
SymbolId actionOf(const Program& program, uint32_t module, const syntax::OccurrenceExpr& node);

/// Whether a quantifier may range over the whole type: locations, Bool, and enums whose constructors have no fields.
bool isFinite(const Program& program, TypeRef type);

/// Why a statement of `module` cannot be evaluated on a run, as the rest of "is not evaluated: …". Empty if it can.
std::string whyNotEvaluated(const Program& program, uint32_t module, const syntax::Expr* formula);

/// Why a formula of `module` cannot be evaluated on a deployment, as the rest of "cannot be evaluated: …". Empty if it
/// can: it is about parameters only.
std::string whyNoAssumption(const Program& program, const SourceSet& sources, uint32_t module,
                            const syntax::Expr* formula);

/// What may be said of a spec without errors, but is no mistake: the statements that `evident run` does not evaluate,
/// and why (EVD3025).
Diagnostics notes(const Program& program);

}   // namespace evd::sema
