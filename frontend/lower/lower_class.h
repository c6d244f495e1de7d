#pragma once
// Event classes to automata.

#include "frontend/lower/lowering.h"

namespace evd::lower {

/// What becomes of the values of a class that an automaton implements.
enum class Use : uint8_t {
    Output,    ///< sends are put out
    Mark,      ///< sends are put out, and each leaves a mark for the parent (yield of Unit)
    Observe,   ///< only that there was a value matters: each yields Unit
    Value,     ///< each value is yielded to the parent
};

/// One automaton that implements one class. A class is flattened: its states, its `once` and `until` flags and its
/// latest values become variables, and for each message of its alphabet one clause computes all values in push style:
/// `generate(C, k)` emits statements that call the continuation k for each value of C at the event.
///
/// Order within a clause: states and latest values first (they see every event, whatever is gated around their uses),
/// then the flags of operators that stand on the right of `&`, then the class itself. Sources: the table of
/// docs/language.md, and the combinators of EventML.
class ClassLowering {
public:
    /// The automaton for a declared class with its parameters, made once per use.
    static ir::AutomatonId declared(Lowering& lowering, SymbolId symbol, Use use);
    /// The automaton for the body of a system: no parameters.
    static ir::AutomatonId anonymous(Lowering& lowering, const syntax::ClassExpr* body, const Env& env,
                                     const std::string& name, Use use);

private:
    using Statements = Lowering::Statements;
    /// Receives a value in the scope of what was bound on the way.
    using Continue = std::function<void(const Env&, ir::ExprId value, Statements& out)>;

    ClassLowering(Lowering& lowering, ir::AutomatonId index, Use use) : l_(lowering), index_(index), use_(use) {}
    void build(const syntax::ClassExpr* body, const Env& env);
    void clause(const syntax::ClassExpr* body, const Env& env, std::optional<ir::MessageId> message);
    void generate(const syntax::ClassExpr* c, const Env& env, bool sends, bool always, const Continue& next,
                  Statements& out);
    void generateSpawn(const syntax::ClassExpr* c, const syntax::SpawnClass& node, const Env& env, bool sends,
                       bool always, const Continue& next, Statements& out);
    bool joined(const syntax::ClassExpr* c, const syntax::UnionClass& node, const Env& env, bool always,
                const Continue& next, Statements& out);
    Use useOf(const syntax::ClassExpr* c, const Env& env, bool sends, const Continue& next);
    void deliver(uint32_t table, const Env& env, Use use, Span span, const Continue& next, Statements& out);
    ir::ExprId yields(uint32_t table, Span span);
    // lower_alphabet.cpp: which events matter
    bool everyEvent(const syntax::ClassExpr* c, const Env& env);
    bool remembersEveryEvent(const syntax::ClassExpr* body, const Env& env);
    void alphabet(const syntax::ClassExpr* c, const Env& env, std::set<ir::MessageId>& messages, bool& starts,
                  std::set<SymbolId>& seen);
    std::vector<ir::ExprId> pins(const syntax::ClassExpr* body, const Env& env, ir::MessageId message);
    // lower_apart.cpp: parts that are automata of their own
    void markEnds(const syntax::ClassExpr* c, const Env& env);
    bool isApart(const syntax::ClassExpr* c, const Env& env) const;
    bool spawns(const syntax::ClassExpr* c, const Env& env) const;
    void generateApart(const syntax::ClassExpr* c, const Env& env, bool sends, bool always, const Continue& next,
                       Statements& out);
    /// What `each … spawn` starts: an automaton, and what its parameters stand for.
    struct Child {
        ir::AutomatonId automaton;
        std::vector<syntax::Expr*> args;
        std::vector<ir::TypeId> places;
    };
    Child spawned(const syntax::ClassExpr* child, const Env& env, Use use);
    Child lifted(const syntax::ClassExpr* body, const Env& env, Use use);
    std::vector<syntax::Expr*> freeNames(const syntax::ClassExpr* body, const Env& env) const;
    // lower_memory.cpp: what is remembered, and when nothing is left to say
    void prepare(const syntax::ClassExpr* c, const Env& env, bool always, Statements& out);
    void prepareState(SymbolId symbol, const Env& inner, Statements& out);
    std::optional<ir::ExprId> dead(const syntax::ClassExpr* c, const Env& env);

    /// The class a reference stands for, with its arguments bound.
    struct Reference {
        SymbolId symbol;
        Env env;
    };
    Reference reference(const syntax::ClassExpr* c, const syntax::ClassRef& ref, const Env& env);
    uint32_t variable(const Place& key, const std::string& name, ir::TypeId type,
                      const std::function<ir::ExprId()>& initial, Span span);
    uint32_t flag(const Place& key, const char* name, Span span);
    ir::ExprId var(uint32_t index, Span span);
    static Place placeOf(const syntax::ClassExpr* c, const Env& env, Memory holds = Memory::None) {
        return {env.instance, {env.module, c->id}, holds};
    }
    /// Of the state whose instance this is.
    static Place placeOf(const Env& env) { return {env.instance, {}, Memory::State}; }
    /// The instance of the class body to which `c` refers.
    static Instance referred(const syntax::ClassExpr* c, const Env& env) {
        Instance made = env.instance;
        made.references.push_back({env.module, c->id});
        return made;
    }
    /// The class that is a state and nothing else refers to it by this node, which no tree has.
    static constexpr syntax::NodeId kWholeState = UINT32_MAX;
    static bool isWholeState(const syntax::ClassExpr* c) { return c->id == kWholeState; }
    void set(uint32_t variable, ir::ExprId value, Span span, Statements& out);
    void when(ir::ExprId condition, Span span, Statements& out, const std::function<void(Statements&)>& body);
    ir::Automaton& automaton() { return l_.m_.automata[index_]; }

    Lowering& l_;
    ir::AutomatonId index_;
    Use use_;
    bool everyMessage_ = false;   ///< every message matters, not only those of the alphabet
    std::optional<ir::MessageId>
        message_;   ///< of the clause being generated; none: an event without a message of the alphabet
    SymbolId wholeState_ = sema::kNoSymbol;   ///< the state that the automaton is
    std::map<Place, uint32_t> variables_;
    std::map<Place, uint32_t> tables_;   ///< child tables
    std::map<Place, ir::ExprId> old_;    ///< within a clause: value before the event
    std::set<Place> ends_;               ///< the parts with which the automaton ends
    bool largeNext_ = false;             ///< what is generated for each value is a whole right side of `&`
    bool spawnsAtFirst_ = false;         ///< its first event matters, whatever it is
    std::set<Place> prepared_;           ///< within a clause: states
};

}   // namespace evd::lower
