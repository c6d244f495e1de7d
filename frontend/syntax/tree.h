#pragma once
// The syntax tree of one spec file. Nodes live in the Tree's arena, are immutable after parsing, and
// are referred to by plain pointers. Every node has an exact span. Error nodes stand where text could
// not be understood, so that checking goes on around them.

#include "base/span.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

namespace evd::syntax {

/// Dense number of an expression, pattern, class expression or type of one Tree; keys of side tables.
using NodeId = uint32_t;

/// An identifier as written. Empty text means it was missing (an error has been reported).
struct Name {
    std::string text;
    Span span;
    bool missing() const { return text.empty(); }
};

struct Expr;
struct Pattern;
struct TypeExpr;
struct ClassExpr;
struct Stmt;

// clang-format off: one node a line
// ---- types ---------------------------------------------------------------------------------------

/// `Int`, `Map<K, V>`, `paxos.Ballot`.
struct NamedType { std::vector<Name> path; std::vector<TypeExpr*> args; };
/// `(A, B)`; zero items is Unit.
struct TupleType { std::vector<TypeExpr*> items; };
struct FieldType { Name name; TypeExpr* type; };
/// `{ a: Int, b: Loc }`.
struct RecordType { std::vector<FieldType> fields; };
/// `A -> B`; several parameters are written `(A, B) -> C` and kept apart in `from`.
struct FunctionType { std::vector<TypeExpr*> from; TypeExpr* to; };
struct ErrorType {};

struct TypeExpr {
    Span span;
    NodeId id;
    std::variant<NamedType, TupleType, RecordType, FunctionType, ErrorType> node;
};

// ---- patterns ------------------------------------------------------------------------------------

struct WildcardPattern {};
/// `x` binds.
struct BindPattern { Name name; };
/// `^e` matches the current value of e.
struct PinPattern { Expr* value; };
/// A literal: number, text, `true`, `false`, possibly negative, a duration.
struct LiteralPattern { Expr* literal; };
/// `Some(p)`, `Idle`.
struct ConstructorPattern { std::vector<Name> path; std::vector<Pattern*> args; bool hasArgs; };
/// `(p, q)`; zero items is the unit pattern `()`.
struct TuplePattern { std::vector<Pattern*> items; };
struct FieldPattern { Name name; Pattern* pattern; };   ///< `{ a = p }`; pattern null for `{ a }`
struct RecordPattern { std::vector<FieldPattern> fields; };
struct ErrorPattern {};

struct Pattern {
    Span span;
    NodeId id;
    std::variant<WildcardPattern, BindPattern, PinPattern, LiteralPattern, ConstructorPattern, TuplePattern,
                 RecordPattern, ErrorPattern> node;
};

// ---- expressions ---------------------------------------------------------------------------------

struct IntLiteral { int64_t value; };
struct BoolLiteral { bool value; };
struct TextLiteral { std::string value; };            ///< escapes resolved
struct BytesLiteral { std::string value; };           ///< `b"…"`
struct DurationLiteral { int64_t nanoseconds; };      ///< `200ms`, `5s`, `10us`, `1min`
/// A variable, parameter, function, state name or constructor; qualified as `paxos.x` when `path` has two parts.
struct NameExpr { std::vector<Name> path; };
/// `self`: the location of the event.
struct SelfExpr {};
/// `f(a, b)`, `x.f(a)` (receiver first in `args`, `method` true), `Some(x)`.
struct CallExpr { Expr* callee; std::vector<Expr*> args; bool method = false; };
/// `x.f` without call: a record field, or a function of one argument.
struct FieldExpr { Expr* object; Name field; };
/// `a[k]`.
struct IndexExpr { Expr* object; Expr* index; };
enum class UnaryOp { Negate, Not };
struct UnaryExpr { UnaryOp op; Expr* operand; };
enum class BinaryOp {
    Add, Sub, Mul, Div, Mod, Eq, Ne, Lt, Le, Gt, Ge, And, Or, Implies, Iff, In, NotIn,
    Before,      ///< `e1 < e2` on events is Lt; `e1 <@ e2` (same location) is this
    LeadsTo      ///< `φ leads_to ψ`
};
struct BinaryExpr { BinaryOp op; Span opSpan; Expr* left; Expr* right; };
struct IfExpr { Expr* condition; Expr* thenValue; Expr* elseValue; };
struct MatchArm { Pattern* pattern; Expr* guard; Expr* value; Span span; };  ///< guard null if none
struct MatchExpr { Expr* value; std::vector<MatchArm> arms; };
struct LetExpr { Pattern* pattern; TypeExpr* type; Expr* value; Expr* body; };  ///< type null if none
struct LambdaParam { Pattern* pattern; TypeExpr* type; };      ///< type null if not written
struct LambdaExpr { std::vector<LambdaParam> params; Expr* body; };
struct TupleExpr { std::vector<Expr*> items; };                ///< zero items: unit; never one
struct ListExpr { std::vector<Expr*> items; };
struct SetExpr { std::vector<Expr*> items; };                  ///< `{}` is here with no items: set or map
struct MapEntry { Expr* key; Expr* value; };
struct MapExpr { std::vector<MapEntry> entries; };
struct FieldInit { Name name; Expr* value; };
struct RecordExpr { std::vector<FieldInit> fields; };          ///< `{ a = 1, b = 2 }`
struct RecordUpdateExpr { Expr* record; std::vector<FieldInit> fields; };  ///< `{ r with a = 1 }`
enum class ComprehensionKind { List, Set, Map };
struct Generator { Pattern* pattern; Expr* source; };
/// `[e for x in xs, y in ys if p]`, `{e for …}`, `{k: v for …}` (value non-null only for maps).
struct ComprehensionExpr {
    ComprehensionKind kind; Expr* element; Expr* value; std::vector<Generator> generators; Expr* condition;
};
/// `all x in s: p`, `any x in s: p`; executable.
struct BoundedExpr { bool all; Pattern* pattern; Expr* source; Expr* body; };
/// `send m(a) to d`, `after 200ms send m(a) to d`; `after` null if none, `to` null if missing.
struct SendExpr { std::vector<Name> message; std::vector<Expr*> args; Expr* to; Expr* after; };
/// `emit o(a)`.
struct EmitExpr { std::vector<Name> output; std::vector<Expr*> args; };

// expressions of properties only (logic)
enum class BoundRelation { None, In, Before, BeforeOrSame, LocallyBefore, After, AfterOrSame };
struct QuantifiedVar { Name name; BoundRelation relation; Expr* bound; TypeExpr* type; };
/// `forall a, b in s, e0 < e: φ`, `exists …`. A bound written once after several names holds for all of them.
struct QuantifierExpr { bool forall; std::vector<QuantifiedVar> vars; Expr* body; };
/// `m(p…) @ e`, `sent m(p…) @ e`, `C(v) @ e`, `C(a…)(v) @ e`, `was_sent m(p…) by n to d`, `in_flight m(p…) by n to d`,
/// `happened m(p…) at n`, `e @ i` (then `name` is empty and `object` set).
struct OccurrenceExpr {
    enum class Kind { Received, Sent, WasSent, InFlight, Happened, ClassValue, At } kind;
    std::vector<Name> name; std::vector<Expr*> args; Expr* object; Expr* at; Expr* by;
    std::vector<Expr*> params = {};   ///< ClassValue: of the class
    Expr* to = nullptr;               ///< WasSent, InFlight, Happened (`at`): where it arrives
};
/// `x of P at i`, `x of P(a…) at i`: the current value of a process variable; `S of C at i`: of a state in a class;
/// `x of O`: of a variable of an observer (`at` null).
struct ValueOfExpr {
    Name variable; std::vector<Name> process; Expr* at; std::vector<Expr*> args = {}; bool hasArgs = false;
};
/// `S at i`, `S(a…) at i`: the current value of a state class; `P at i runs`, `P(a…) at i runs`: whether a process
/// does.
struct PlacedExpr { std::vector<Name> path; std::vector<Expr*> args; bool hasArgs; Expr* at; bool runs; };
/// `x before e`, `x after e`.
struct AtEventExpr { bool before; Expr* value; Expr* event; };
enum class TemporalOp { Always, Eventually };
struct TemporalExpr { TemporalOp op; Expr* body; };
/// `_` where an expression may be left open (arguments of occurrences).
struct HoleExpr {};
struct ErrorExpr { std::vector<Expr*> parts; };   ///< what could be salvaged, still checked

struct Expr {
    Span span;
    NodeId id;
    std::variant<IntLiteral, BoolLiteral, TextLiteral, BytesLiteral, DurationLiteral, NameExpr, SelfExpr, CallExpr,
                 FieldExpr, IndexExpr, UnaryExpr, BinaryExpr, IfExpr, MatchExpr, LetExpr, LambdaExpr, TupleExpr,
                 ListExpr, SetExpr, MapExpr, RecordExpr, RecordUpdateExpr, ComprehensionExpr, BoundedExpr, SendExpr,
                 EmitExpr, QuantifierExpr, OccurrenceExpr, ValueOfExpr, PlacedExpr, AtEventExpr,
                 TemporalExpr, HoleExpr, ErrorExpr>
        node;
};

// ---- event class expressions -----------------------------------------------------------------------

struct StartClass {};                                                          ///< `start`
/// `m(p…)`, `m(p…) from x`; `hasArgs` false for a bare `m`.
struct MessageClass { std::vector<Name> message; std::vector<Pattern*> args; bool hasArgs; Pattern* from; };
/// `C`, `C(a, b)`: a class, state class, or class parameter.
struct ClassRef { std::vector<Name> path; std::vector<Expr*> args; };
struct AsClass { ClassExpr* source; Pattern* pattern; };                       ///< `C as p`
struct PairClass { ClassExpr* left; ClassExpr* right; };                       ///< `G & H`
/// `G when b`, `G => v`, `G when b => each s`; `condition` or `value` may be null.
struct RuleClass { ClassExpr* source; Expr* condition; Expr* value; bool each; };
struct UnionClass { ClassExpr* left; ClassExpr* right; };                      ///< `C || D`
struct OnceClass { ClassExpr* source; };
struct UntilClass { ClassExpr* source; ClassExpr* end; };
struct BeforeClass { ClassExpr* state; };                                      ///< `before S`
struct LatestClass { ClassExpr* source; Expr* otherwise; };                    ///< `latest C else v`
struct SpawnClass { Pattern* pattern; ClassExpr* source; ClassExpr* child; };  ///< `each p in C spawn D(p)`
struct AtClass { ClassExpr* source; Expr* locations; };                        ///< `C at locs`
/// What a handler of an observer sees: `m(p…) from x at i`, `sent m(p…) by i to d`, `a(p…) at i`, `crash at i`;
/// `start at i` has no name. Patterns are null where they are left out.
struct SightClass { MessageClass what; bool sent; Pattern* to; Pattern* place; };
struct ErrorClass {};

struct ClassExpr {
    Span span;
    NodeId id;
    std::variant<StartClass, MessageClass, ClassRef, AsClass, PairClass, RuleClass, UnionClass, OnceClass, UntilClass,
                 BeforeClass, LatestClass, SpawnClass, AtClass, SightClass, ErrorClass> node;
};

// ---- statements of handlers --------------------------------------------------------------------------

enum class AssignOp { Set, Add, Remove };   ///< `:=`, `+=`, `-=`
/// `x := e`, `m[k] := e`, `r.f := e`, `s += e`. `target` is a NameExpr, IndexExpr or FieldExpr chain on a variable.
struct AssignStmt { Expr* target; AssignOp op; Expr* value; };
struct LetStmt { Pattern* pattern; TypeExpr* type; Expr* value; };
struct IfStmt { Expr* condition; std::vector<Stmt*> thenBody; std::vector<Stmt*> elseBody; bool hasElse; };
struct StmtArm { Pattern* pattern; Expr* guard; std::vector<Stmt*> body; Span span; };
struct MatchStmt { Expr* value; std::vector<StmtArm> arms; };      ///< `match e { P => { … } … }`
struct ForStmt { Pattern* pattern; Expr* source; std::vector<Stmt*> body; };   ///< `for x in xs { … }`
struct OutputStmt { Expr* output; };                               ///< a SendExpr, an EmitExpr, or a CallExpr of sends
struct SpawnStmt { std::vector<Name> process; std::vector<Expr*> args; };
struct BecomeStmt { std::vector<Name> process; std::vector<Expr*> args; };
struct StopStmt {};
struct AssertStmt { Expr* condition; };
/// `set t after d` (`most` null), `set t between d and e`.
struct SetStmt { Name timer; Expr* after; Expr* most; };
struct CancelStmt { Name timer; };
struct ErrorStmt {};

struct Stmt {
    Span span;
    std::variant<AssignStmt, LetStmt, IfStmt, MatchStmt, ForStmt, OutputStmt, SpawnStmt, BecomeStmt, StopStmt,
        AssertStmt, SetStmt, CancelStmt, ErrorStmt>
        node;
};

// ---- declarations ------------------------------------------------------------------------------------

/// Type null if inferred; pattern always null but in lambdas.
struct Param { Name name; TypeExpr* type; Pattern* pattern; };

struct ImportDecl { std::vector<Name> path; std::optional<std::string> file; Span fileSpan; Name alias; };
/// What `use` gives a module: `nodes = replicas` (`type` null) or `Cmd = Op` (`value` null).
struct UseArg { Name name; Expr* value; TypeExpr* type; };
/// `use paxos(nodes = replicas, Cmd = Op) as px`: a module of its own with these parameters. Named as in an ImportDecl.
struct UseDecl {
    std::vector<Name> path; std::optional<std::string> file; Span fileSpan; std::vector<UseArg> args; Name alias;
};
struct ParamDecl { TypeExpr* type; bool isType; };               ///< `param x : T`, `param type T`
struct AssumeDecl { Expr* formula; };
struct TypeDecl { std::vector<Name> typeParams; TypeExpr* type; };
struct Constructor { Name name; std::vector<Param> fields; Span span; };
struct EnumDecl { std::vector<Name> typeParams; std::vector<Constructor> constructors; };
/// `fn f<T>(x: Int) : U decreases x = e`; `body` null for an extern without a model. `predicate p(x: Int) = φ`: a
/// formula with parameters, for statements.
struct FunctionDecl {
    std::vector<Name> typeParams; std::vector<Param> params; TypeExpr* result; Expr* decreases; Expr* body;
    bool isExtern; bool isPredicate = false;
};
enum class MessageKind { Internal, Input, Output };
struct MessageDecl { MessageKind kind; std::vector<Param> fields; };
struct ClassDecl { std::vector<Param> params; TypeExpr* result; ClassExpr* body; };
/// `on G when b -> e`; the `when` is inside `on` as a RuleClass without value.
struct StateClause { ClassExpr* on; Expr* value; Span span; };
struct StateDecl {
    std::vector<Param> params; TypeExpr* type; Expr* initial; std::vector<StateClause> clauses; bool durable = false;
};

struct VarDecl { Name name; TypeExpr* type; Expr* initial; bool durable; Span span; std::string doc; };
/// Event: StartClass or MessageClass, which may name a timer; of an observer a SightClass.
struct HandlerDecl { ClassExpr* event; Expr* guard; std::vector<Stmt*> body; Span span; std::string doc; };
struct ActionParam { Name name; Expr* domain; };                 ///< `v in S`
struct ActionDecl {
    Name name; bool fair; std::vector<ActionParam> params; Expr* guard; std::vector<Stmt*> body; Span span;
    std::string doc;
};
/// A kind named in a frame: an action, or `on m`, or `start`, which has no path.
struct FrameKind { bool isMessage; bool isStart; std::vector<Name> path; };
/// `only a, on m affects x, y` / `only a sends m`; no kinds: nothing may.
struct FrameDecl { std::vector<FrameKind> kinds; bool sends; std::vector<std::vector<Name>> subjects; Span span; };
struct TimerDecl { Name name; Span span; std::string doc; };
struct ErrorMember { Span span; };
using ProcessMember = std::variant<VarDecl, HandlerDecl, ActionDecl, FrameDecl, TimerDecl, ErrorMember>;
/// Whether a process is part of the protocol, plays what is around it, or only looks on.
enum class ProcessRole { Ordinary, Environment, Observer };
struct ProcessDecl {
    bool open; std::vector<Param> params; std::vector<ProcessMember> members; Span bodySpan; bool durable = false;
    ProcessRole role = ProcessRole::Ordinary;
};
/// `quorum Q of nodes = size == e`: the subsets of a collection that are so large.
struct QuorumDecl { Expr* of; Name measure; BinaryOp op; Expr* size; };
/// `links fifo reliable of a, b from e to d`: what the network promises of messages; null or empty: of all.
struct LinksDecl { std::vector<Name> promises; std::vector<std::vector<Name>> messages; Expr* from; Expr* to; };

struct SystemDecl { ClassExpr* body; };                          ///< processes appear as ClassRef
enum class PropertyKind { Property, Invariant };
struct PropertyDecl { PropertyKind kind; Expr* formula; };
struct ProveDecl { std::vector<std::vector<Name>> goals, by; };  ///< paths
struct CheckBinding { std::vector<Name> path; Expr* value; bool any; Name constraint; };   ///< `uid = any injective`
/// One step of a scenario. `places`: who; of an Input to whom, each in turn. `from`: from whom, each in turn. `what`:
/// an OccurrenceExpr (Happened) that names a message or an action; of Wait a duration, of Fairly a condition or null,
/// of Expect a formula, of None what stands there.
struct ScenarioStep {
    enum class Kind {
        Input,      ///< `m(v…) to i, j from k`
        Receives,   ///< `i receives m(v…) from j, k again`
        Rejects,    ///< … and faults
        Loses,      ///< `i loses m(v…) from j`
        Does,       ///< `i does a(v…)`
        Starts, Crashes, Restarts,
        Wait,       ///< `wait 5ms`
        Fairly,     ///< `fairly until φ`
        Expect,     ///< `expect φ`
        None,       ///< no step
    } kind;
    std::vector<Expr*> places; Expr* what; std::vector<Expr*> from; bool again; Span span;
};
struct CheckFault { Name name; BinaryOp op; Expr* bound; };      ///< `crash <= 1`, `reorder` (bound null)
/// `check p in S with n = 3 given go(1) to a then go(2) to b bound φ faults drop`. `base`: the scenario of
/// `from scenario s`; `given`: inputs in groups, which `then` parts.
struct CheckDecl {
    std::vector<std::vector<Name>> properties; std::vector<Name> system, base; std::vector<CheckBinding> with;
    std::vector<std::vector<ScenarioStep>> given; std::vector<Expr*> bounds; std::vector<CheckFault> faults;
};
/// `scenario s in S from base with n = 3 { … }`.
struct ScenarioDecl {
    std::vector<Name> system, base; std::vector<CheckBinding> with; std::vector<ScenarioStep> steps;
    Span sign = {};   ///< of a `=` where braces should be; empty if there is none
};
/// `clocks drift 10 percent`; in millionths if `ppm`.
struct ClocksDecl { Expr* drift; bool ppm; };
/// Program, refine, variants, switch: reserved, skipped.
struct LaterDecl { std::string keyword; };
struct ErrorDecl {};

// clang-format on

struct Decl {
    Name name;         ///< empty where the form has none
    Span span;         ///< the whole declaration
    std::string doc;   ///< the `///` lines before it, joined by newlines, marks removed
    std::variant<ImportDecl, UseDecl, ParamDecl, AssumeDecl, TypeDecl, EnumDecl, FunctionDecl, MessageDecl, ClassDecl,
                 StateDecl, ProcessDecl, QuorumDecl, LinksDecl, SystemDecl, PropertyDecl, ProveDecl, CheckDecl,
                 ScenarioDecl, ClocksDecl, LaterDecl, ErrorDecl>
        node;
    /// Of its tokens, if it was parsed without a report: an equal text of equal shape means the same; else 0.
    uint64_t shape = 0;
};

/// A comment as written, marks included. Line comments exclude the line ending.
struct Comment {
    Span span;
    bool doc;
};

/// One token kept for editors and the formatter.
struct Token {
    Span span;
    uint16_t type;
};

/// A parsed file. Owns all its nodes.
class Tree {
public:
    FileId file = 0;
    Name specName;   ///< empty if the header is missing
    std::string specDoc;
    std::vector<Decl*> decls;
    std::vector<Comment> comments;   ///< in text order
    std::vector<Token> tokens;       ///< all tokens in text order, without comments and white space
    std::vector<Token> raw;          ///< tokens and comments as the lexer reads them, before anything is mended
    NodeId nodeCount = 0;            ///< node ids are 0 … nodeCount-1

    /// The last declaration that begins at or before a place of the text; null before the first. It may end before it.
    const Decl* declBefore(uint32_t offset) const {
        auto after = std::upper_bound(decls.begin(), decls.end(), offset,
                                      [](uint32_t at, const Decl* decl) { return at < decl->span.begin; });
        return after == decls.begin() ? nullptr : *std::prev(after);
    }

    /// Allocates a node that lives as long as the tree.
    template <class T, class... Args> T* make(Args&&... args) {
        T& made = std::get<std::deque<T>>(nodes_).emplace_back(T{std::forward<Args>(args)...});
        if constexpr (requires { made.id; }) typed_.emplace_back(made.span, made.id);
        return &made;
    }

    /// Takes a node out of `typedNodes` that was made for what turned out to be another form.
    void forget(NodeId id) {
        auto entry = std::find_if(typed_.rbegin(), typed_.rend(), [id](const auto& one) { return one.second == id; });
        if (entry != typed_.rend()) typed_.erase(std::next(entry).base());
    }

    /// Span and number of every expression, pattern, type and class expression.
    const std::vector<std::pair<Span, NodeId>>& typedNodes() const { return typed_; }

private:
    std::tuple<std::deque<TypeExpr>, std::deque<Pattern>, std::deque<Expr>, std::deque<ClassExpr>, std::deque<Stmt>,
               std::deque<Decl>>
        nodes_;
    std::vector<std::pair<Span, NodeId>> typed_;
};

/// What was parsed before: a tree and its text. Declarations that stand unchanged in a later text are copied, not
/// parsed again.
struct Earlier {
    const Tree* tree = nullptr;
    std::string_view text;
};

}   // namespace evd::syntax
