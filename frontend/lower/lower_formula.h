#pragma once
// Statements about runs to formulas of the intermediate form.

#include "frontend/lower/lowering.h"
#include "frontend/sema/ranges.h"

namespace evd::lower {

/// Lowers what only statements have; the rest of a formula is lowered as any expression. A quantifier becomes nested
/// folds, as planRanges found them: `exists` is the disjunction over the values, `forall` the negation of one.
class FormulaLowering {
public:
    explicit FormulaLowering(Lowering& lowering) : l_(lowering) {}

    /// A part of a formula, if it is one that only statements have.
    std::optional<ir::ExprId> part(const syntax::Expr* e, const Env& env);
    /// The statement of a property or invariant.
    ir::Statement statement(ir::StatementKind kind, SymbolId symbol, const syntax::Expr* formula);
    /// A predicate of one location as a condition.
    ir::Condition condition(SymbolId predicate);
    /// A scenario with the steps of those that it goes on from.
    ir::Scenario scenario(SymbolId symbol);
    /// A check of the root module. Its scenarios and statements are lowered.
    ir::Check check(const syntax::Decl& decl, ir::SystemId system);

    /// The number of an action among those of which statements and observers speak.
    uint32_t actionIndex(SymbolId action);

private:
    using Plan = sema::RangePlan;
    using Step = sema::RangeStep;
    /// What follows once variables are bound.
    using Rest = std::function<ir::ExprId(const Env&)>;

    /// The name of what a counterexample does not tell: its parts have names of their own.
    static constexpr const char* kHidden = "_";

    void steps(const syntax::ScenarioStep& step, const Env& env, std::vector<ir::ScenarioStep>& out);
    void knownBefore(const ir::ScenarioStep& step);
    ir::ScenarioStep step(const syntax::ScenarioStep& step, const Env& env);
    std::string whyNoInstance() const;
    ir::SystemId systemOf(std::optional<SymbolId> named) const;
    ir::ExprId bound(const syntax::Expr* e, const Env& env);
    void binding(const syntax::CheckBinding& binding, const Env& env, ir::InstanceTerms& terms);
    ir::ExprId instanceValue(const syntax::Expr* e, const Env& env);
    void parts(const std::vector<ir::TypeId>& types, const syntax::OccurrenceExpr& what, const Env& env,
               ir::ScenarioStep& made);
    ir::ExprId quantifier(const syntax::QuantifierExpr& node, const Env& env, Span span);
    void markTop(const syntax::Expr* formula);
    ir::ExprId search(const Plan& plan, size_t next, const Env& env, const syntax::QuantifierExpr& node, Span span);
    ir::ExprId occurrence(const syntax::OccurrenceExpr& node, const Step* step, const Env& env, Span span,
                          const Rest& rest);
    ir::ExprId some(ir::ExprId source, const std::string& name, Span span,
                    const std::function<ir::ExprId(ir::ExprId element)>& body);
    /// An argument of an occurrence, or a part of one, and the value that is there.
    using Part = std::pair<const syntax::Expr*, ir::ExprId>;
    ir::ExprId matchingAll(std::vector<Part> parts, const Env& env, const Rest& rest);
    ir::ExprId matching(const syntax::Expr* pattern, ir::ExprId value, const Env& env, const Rest& rest);
    ir::ExprId bound(SymbolId variable, ir::ExprId value, const Env& env, const Rest& rest, Span span);
    ir::ExprId overInstances(SymbolId variable, ir::ExprId value, const syntax::QuantifierExpr& node, const Env& env,
                             Span span, const Rest& rest);
    ir::ExprId everyValue(ir::TypeId finite, Span span);
    void lookedAt(const syntax::Expr* whole, SymbolId place, const Env& env, std::set<ir::AutomatonId>& out);
    ir::ExprId instances(ir::AutomatonId automaton, ir::ExprId place, const std::vector<syntax::Expr*>& given,
                         const Env& env, Span span);
    ir::ExprId variableOf(ir::AutomatonId automaton, SymbolId variable, std::vector<ir::ExprId> args, Span span);
    ir::ExprId valueOf(const syntax::Expr* e, const syntax::ValueOfExpr& node, const Env& env);
    ir::ExprId stateAt(SymbolId state, const std::vector<syntax::Expr*>& given, ir::ExprId place, const Env& env,
                       Span span);
    bool isProcess(const syntax::ValueOfExpr& value, const Env& env) const;
    SymbolId placeOf(const syntax::ValueOfExpr& value, const Env& env) const;
    ir::ExprId order(const syntax::BinaryExpr& node, const Env& env, Span span);
    ir::ExprId list(ir::Op op, std::vector<ir::TypeId> items, uint32_t index, Span span,
                    std::vector<ir::ExprId> args = {}, ir::Reach reach = ir::Reach::Anywhere);
    std::vector<ir::ExprId> operands(ir::ExprId first, ir::AutomatonId automaton,
                                     const std::vector<syntax::Expr*>& given, const Env& env);
    ir::TypeId inside(ir::TypeId type) const;
    std::vector<ir::TypeId> fieldsOf(ir::MessageId message, std::vector<ir::TypeId> before) const;

    Lowering& l_;
    std::set<SymbolId> open_;   ///< predicates that `lookedAt` is looking through
};

}   // namespace evd::lower
