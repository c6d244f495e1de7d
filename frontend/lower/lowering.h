#pragma once
// The lowering of one program: what all parts of lower share. Each part is one .cpp file named in the comments.

#include "frontend/lower/lower.h"
#include "frontend/lower/place.h"

#include <functional>
#include <set>
#include <tuple>

namespace evd::lower {

using sema::SymbolId;

struct Env;

/// What a name stands for while a body is lowered.
struct Meaning {
    ir::ExprId value;                             ///< may be used any number of times
    const syntax::LambdaExpr* lambda = nullptr;   ///< or a function argument, with the environment it was written in
    std::shared_ptr<const Env> captured;
};

/// Where a piece of syntax is lowered: its module, what its names mean, and its type parameters.
struct Env {
    uint32_t module = 0;
    std::map<SymbolId, Meaning> names;
    /// In statements: the number of the instance that is meant by the automaton `second` at the location `first`.
    std::map<std::pair<SymbolId, ir::AutomatonId>, ir::ExprId> instances;
    /// … by an expression that says which: `x of P(a) at i`.
    std::map<const syntax::Expr*, ir::ExprId> instanceOf;
    std::optional<ir::ExprId> here;   ///< in `x before e`: the location of the event
    std::vector<ir::TypeId> generics;
    Instance instance;      ///< of a class body within its automaton
    bool dynamic = false;   ///< class arguments here depend on the event, so no history can hang on them
};

class ClassLowering;
enum class Use : uint8_t;

/// Thrown where what was written out grows beyond all measure, and caught by `lower`: functions that take functions or
/// make sends, and classes, are written out where they are used, so a chain of them can double with each line.
struct TooLarge {
    Span span;
};
inline constexpr size_t kMadeMax = 1'000'000;   ///< expressions and statements

class Lowering {
public:
    Lowering(const sema::Program& program, const SourceSet& sources, const LowerOptions& options,
             Diagnostics& diagnostics);
    ir::Module run();

private:
    friend class ClassLowering;
    friend class FormulaLowering;
    using Statements = std::vector<ir::StmtId>;
    /// An operation with its immediates and the numbers of its operands.
    using Structure = std::tuple<ir::Op, ir::TypeId, uint32_t, int64_t, std::vector<uint32_t>>;

    // lower_types.cpp
    ir::TypeId type(sema::TypeRef type, const Env& env, bool inside = false);
    std::string recordName(sema::TypeRef type);
    // lower_type_params.cpp
    ir::TypeId typeParam(SymbolId symbol);
    std::optional<ir::TypeId> written(const syntax::TypeExpr* type);
    ir::TypeId typeOfNode(syntax::NodeId node, const Env& env) {
        return type(program_.modules[env.module].typeOf(node), env);
    }
    ir::TypeId enumType(SymbolId symbol, const std::vector<ir::TypeId>& args);
    ir::TypeId basic(ir::TypeKind kind) const { return m_.types.basic(kind); }
    // lower_expr.cpp
    ir::ExprId expr(const syntax::Expr* expr, const Env& env);
    /// The expression, if it needs no value that is bound nowhere in `env` (in a class: a value of the event).
    std::optional<ir::ExprId> known(const syntax::Expr* expr, const Env& env);
    ir::ExprId nameExpr(const syntax::Expr* expr, const syntax::NameExpr& node, const Env& env);
    std::vector<const syntax::Expr*> argumentsOf(const syntax::CallExpr& call, const Env& env);
    bool bindFunction(SymbolId param, const syntax::Expr* argument, const Env& env, Env& inner);
    ir::ExprId call(const syntax::Expr* expr, const syntax::CallExpr& node, const Env& env);
    ir::ExprId apply(SymbolId function, const sema::Use* use, const std::vector<const syntax::Expr*>& args, Span span,
                     const Env& env);
    ir::ExprId builtin(sema::BuiltinId id, const std::vector<const syntax::Expr*>& args, syntax::NodeId node, Span span,
                       const Env& env);
    ir::ExprId applyLambda(const Meaning& lambda, const std::vector<ir::ExprId>& args, Span span);
    ir::ExprId functionArgument(const syntax::Expr* argument, const std::vector<ir::ExprId>& args, const Env& env,
                                Span span);
    ir::ExprId matchExpr(const syntax::Expr* expr, const syntax::MatchExpr& node, const Env& env);
    ir::ExprId comprehension(const syntax::Expr* expr, const syntax::ComprehensionExpr& node, const Env& env);
    ir::ExprId foldOver(ir::ExprId source, ir::ExprId initial, Span span,
                        const std::function<ir::ExprId(ir::ExprId element, ir::ExprId accumulator)>& body,
                        const std::string& name = "x");
    /// A call with arguments that are lowered already.
    ir::ExprId callOf(SymbolId function, const std::vector<ir::TypeId>& generics, const std::vector<ir::ExprId>& args,
                      Span span, const std::vector<Span>& spans);
    ir::FunctionId function(SymbolId symbol, const std::vector<ir::TypeId>& generics);
    bool takesFunctions(SymbolId symbol) const;
    bool isPredicate(SymbolId symbol) const;
    bool isSend(sema::TypeRef type) const { return type != nullptr && type->kind == sema::Kind::Send; }
    // lower_pattern.cpp
    /// Conditions under which the pattern matches `value`, and its bindings in `env`. `value` must be usable
    /// repeatedly.
    void pattern(const syntax::Pattern* pattern, ir::ExprId value, Env& env, std::vector<ir::ExprId>& conditions);
    ir::ExprId all(const std::vector<ir::ExprId>& conditions, Span span);
    bool isRepeatable(ir::ExprId id) const;
    // lower_build.cpp
    ir::ExprId make(ir::Op op, ir::TypeId type, Span span, std::vector<ir::ExprId> args = {}, uint32_t index = 0,
                    int64_t value = 0);
    ir::ExprId boolean(bool value, Span span) {
        return make(ir::Op::Bool, basic(ir::TypeKind::Bool), span, {}, 0, value ? 1 : 0);
    }
    ir::ExprId integer(int64_t value, Span span) {
        return make(ir::Op::Int, basic(value < 0 ? ir::TypeKind::Int : ir::TypeKind::Nat), span, {}, 0, value);
    }
    ir::ExprId logic(ir::Op op, ir::ExprId a, ir::ExprId b, Span span);
    ir::ExprId negate(ir::ExprId a, Span span);
    ir::ExprId local(ir::LocalId id, Span span) { return make(ir::Op::Local, m_.locals[id].type, span, {}, id); }
    ir::ExprId get(ir::ExprId product, uint32_t position, Span span);
    ir::ExprId contains(ir::ExprId where, ir::ExprId location,
                        Span span);   ///< location equals, or is in the collection
    /// `value` fit for a place of the declared type: checked if the place is a Nat and the value might be negative.
    ir::ExprId stored(ir::ExprId value, ir::TypeId place, Span span);
    /// The same for a part of a variable. Within data a Nat is an Int here: what was declared only the type in the spec
    /// says.
    ir::ExprId storedPart(ir::ExprId value, sema::TypeRef declared, Span span);
    bool knownNatural(ir::ExprId id) const;
    /// A number that two expressions share if they are the same operations on the same operands, whatever the locals
    /// are that they bind.
    uint32_t structure(ir::ExprId id);
    /// Whether it has the same value at every event.
    bool isStable(ir::ExprId id) const;
    /// How many locals an expression binds for its last operand, from `index` on.
    uint32_t bindings(const ir::Expr& e) const;
    ir::TypeId typeOf(ir::ExprId id) const { return m_[id].type; }
    ir::TypeKind kindOf(ir::ExprId id) const { return m_.types[m_[id].type].kind; }
    ir::StmtId statement(ir::StmtKind kind, Span span, const std::function<void(ir::Stmt&)>& fill = {});
    // lower_output.cpp
    void output(const syntax::Expr* expr, const Env& env, Statements& out);
    void outputs(const syntax::Expr* collection, const Env& env, Statements& out);
    void choice(const syntax::MatchExpr& match, Span span, const Env& env, Statements& out,
                const std::function<void(const syntax::Expr*, const Env&, Statements&)>& arm);
    ir::ExprId bindRepeatable(ir::ExprId value, const std::string& name, Span span, Statements& out);
    // lower_process.cpp
    ir::AutomatonId process(SymbolId symbol);
    uint32_t sighting(const syntax::SightClass& node, const Env& env);
    void sightPattern(const syntax::SightClass& node, uint32_t sighting, Env& env, std::vector<ir::ExprId>& conditions);
    Statements block(const std::vector<syntax::Stmt*>& body, Env env);
    void stmt(const syntax::Stmt* stmt, Env& env, Statements& out);
    void assign(const syntax::Expr* target, ir::ExprId value, const Env& env, Statements& out, Span span);
    ir::ExprId targetValue(const syntax::Expr* target, const Env& env);
    void setTimer(const syntax::SetStmt& node, const Env& env, Statements& out, Span span);
    ir::StmtId setArmed(SymbolId timer, bool armed, const Env& env, Span span);
    void timerPattern(SymbolId timer, const Env& env, std::vector<ir::ExprId>& conditions, Span span);
    void addUnheard(const std::map<SymbolId, std::vector<ir::ExprId>>& heard, const Env& env);
    uint32_t table(ir::AutomatonId child);
    /// Pattern tests of a received message; binds its fields.
    void messagePattern(const syntax::MessageClass& node, Env& env, std::vector<ir::ExprId>& conditions);
    std::vector<ir::ExprId> arguments(const std::vector<syntax::Expr*>& args, const std::vector<ir::TypeId>& places,
                                      const Env& env);
    // lower_class.cpp (ClassLowering): event classes
    // lower_program.cpp
    void messages();
    void system(SymbolId symbol);
    syntax::ProcessRole roleOf(SymbolId process) const;
    void observers();
    void links();
    uint32_t quorum(SymbolId id);
    void placements(const syntax::ClassExpr* expr, const Env& env, ir::System& system,
                    std::optional<ir::ExprId> within = std::nullopt);
    ir::ExprId bothPlaces(ir::ExprId a, ir::ExprId b, Span span);
    bool placesProcess(const syntax::ClassExpr* e, const Env& env) const;
    void clocks();
    void statements();
    bool looksAtPlaced(const syntax::Expr* formula, uint32_t module) const;
    // lower_params.cpp: parameters of the system, and what `use` gives those of a module
    uint32_t systemParam(SymbolId symbol);
    ir::ExprId paramValue(SymbolId symbol, Span span);
    ir::ExprId paramCall(SymbolId symbol, const std::vector<ir::ExprId>& args, Span span);
    Env moduleEnv(uint32_t module) const;

    const sema::Symbol& symbol(SymbolId id) const { return program_[id]; }
    SymbolId resolve(const syntax::Name& name, const Env& env) const {
        return program_.modules[env.module].resolve(name);
    }
    const sema::Use* use(const syntax::Name& name, const Env& env) const {
        return program_.modules[env.module].use(name);
    }
    /// The automaton's message for a name, wherever it is declared and whatever it is wired to.
    ir::MessageId message(const syntax::Name& name, const Env& env) const {
        return messages_.at(program_.wire(resolve(name, env)));
    }
    ir::Automaton& automaton() { return m_.automata[current_]; }

    const sema::Program& program_;
    const SourceSet& sources_;
    const LowerOptions& options_;
    Diagnostics& diagnostics_;
    ir::Module m_;
    std::map<SymbolId, uint32_t> params_;   ///< system parameters that something uses, and all those of the root module
    std::map<SymbolId, ir::MessageId> messages_;   ///< by what stands for all that are wired
    std::map<SymbolId, ir::AutomatonId> processes_;
    /// Placed processes of the environment, which are lowered last.
    struct Placed {
        size_t system, placement;
        SymbolId process;
    };
    std::vector<Placed> environment_;
    std::map<SymbolId, uint32_t> quorums_;
    std::map<ir::AutomatonId, uint32_t> stateVariables_;   ///< of automata that are a state: its variable
    std::map<std::pair<SymbolId, lower::Use>, ir::AutomatonId> classes_;
    std::map<std::pair<NodeRef, lower::Use>, ir::AutomatonId> lifted_;   ///< class expressions that are spawned
    std::map<std::pair<SymbolId, std::vector<ir::TypeId>>, ir::FunctionId> functions_;   ///< with type arguments
    std::map<std::pair<SymbolId, std::vector<ir::TypeId>>, ir::TypeId> enums_;           ///< with type arguments
    std::map<Structure, uint32_t> structures_;
    size_t made_ = 0;                                    ///< expressions and statements so far
    std::map<sema::TypeRef, std::string> recordNames_;   ///< by record type: the name of its declaration
    std::map<SymbolId, ir::TypeId> typeParams_;
    ir::AutomatonId current_ = 0;
    bool inClass_ = false;    ///< a class is lowered; names of the event may be out of reach
    bool tolerant_ = false;   ///< such names are no mistake here …
    bool unknown_ = false;    ///< … but noted
    std::set<std::pair<uint32_t, uint32_t>>
        unknownAt_;   ///< where they were reported: a class is lowered once per message
    std::set<const syntax::QuantifierExpr*> topQuantifiers_;   ///< of the statement that is lowered …
    const syntax::Expr* topImplication_ = nullptr;             ///< … or that it is an implication itself
    bool inStatement_ = false;                                 ///< a statement about runs is lowered
};

}   // namespace evd::lower
