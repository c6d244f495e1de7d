#pragma once
// The intermediate form: message automata over pure typed expressions. The meaning of everything here is
// given by `ir/interp`; `verify.h` says what a well-formed module is; `print.h` and `parse.h` are its text form.
//
// Sources: message automata and their clauses (theory account 2.1), rules R1–R13 of docs/language.md.

#include "base/span.h"
#include "ir/core/types.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace evd::ir {

struct ExprId {
    uint32_t index = UINT32_MAX;
    bool valid() const { return index != UINT32_MAX; }
    bool operator==(const ExprId&) const = default;
};
struct StmtId {
    uint32_t index = UINT32_MAX;
    bool operator==(const StmtId&) const = default;
};
using LocalId = uint32_t;       ///< index into Module::locals; each local is bound at exactly one place
using MessageId = uint32_t;     ///< index into Module::messages
using FunctionId = uint32_t;    ///< index into Module::functions
using AutomatonId = uint32_t;   ///< index into Module::automata
using SystemId = uint32_t;      ///< index into Module::systems

// ---- expressions -----------------------------------------------------------------------------------
// Pure, typed, evaluated left to right, strict except where said. "Faults" names the ways an operation may reject
// the event (R1). `args` are sub-expressions, `index` and `value` are immediate operands.

// clang-format off: one row an operation
enum class Op : uint8_t {
    // constants
    Int,          ///< value; type Int, Nat or Duration
    Bool,         ///< value 0 or 1
    Unit,
    Str,          ///< index into Module::texts; type Str or Bytes
    // references
    Local,        ///< index = LocalId
    Var,          ///< index = variable of the current automaton: its current value within a clause body, pre-state in
                  ///< a guard
    Param,        ///< index = parameter of the current automaton
    SystemParam,  ///< index into Module::params
    ParamCall,    ///< index into Module::params whose `domain` is not empty (`uid : Loc -> Int`); args = arguments;
                  ///< faults MissingKey
    Self,         ///< location of the event
    Sender,       ///< authenticated sender; only in Receive clauses
    Field,        ///< index = field of the received message; only in Receive clauses
    IsFirst,      ///< whether this event is the first of the instance's (sub-)history
    TableEmpty,   ///< index = child table: no live child
    Yields,       ///< index = child table: list of values yielded by the last Deliver of the table at this event
    // control (lazy)
    If,           ///< args: condition, then, else; only the chosen branch is evaluated
    And, Or,      ///< args: two; the second only if needed
    Let,          ///< args: value, body; index = LocalId bound in body
    Fold,         ///< args: collection, initial, body; index = first of consecutive locals: element (for maps: key,
                  ///< value), accumulator.
                  ///< Elements in order (R2). Value: the last body, or initial. Body and initial have the
                  ///< expression's type.
    Call,         ///< index = FunctionId; args; faults as the body does; Depth beyond kDepthMax
    // Bool
    Not,
    // Int, Nat, Duration. Overflow of 64 bits faults. Div and Mod are Euclidean:
    // 0 <= a mod b < |b|; b == 0 faults Division
    Add, Sub, Mul, Div, Mod, Neg, Min, Max,
    CheckNat,     ///< args: one Int; its value as a Nat; faults NegativeNat
    // any data type, both arguments of one type (Int and Nat mix)
    Eq, Ne, Lt, Le, Gt, Ge,
    // products
    Tuple,        ///< args: items; type Tuple or Record (fields in sorted order)
    Get,          ///< args: tuple or record; index = position
    // enums
    Construct,    ///< index = constructor; args = its fields; Depth if a value of a recursive enum
                  ///< nests beyond kDepthMax
    IsConstructor,///< args: enum value; index = constructor
    Payload,      ///< args: enum value; index = constructor; value = field position. Only evaluated where
                  ///< IsConstructor holds (checked by lowering)
    // collections: making
    List, Set, Bag, ///< args = elements
    Map,          ///< args = key, value, key, value, …; a later equal key wins
    ToList, ToSet, ToBag,  ///< args: any collection but Map (Ring too); Map to List/Set/Bag of (key, value) tuples
    Keys,         ///< Map -> Set
    Values,       ///< Map -> Bag
    // collections: asking
    Size,         ///< any collection, Str, Bytes; type Nat
    Contains,     ///< args: collection, element (key for maps); Bool
    Count,        ///< args: List or Bag, element; Nat
    At,           ///< args: List, Int (faults Index) or Map, key (faults MissingKey)
    Find,         ///< args: Map, key; Option<V>
    First, Last,  ///< args: List, Set, Bag: least/greatest or first/last element; faults Empty
    Subset,       ///< args: two Sets; Bool
    // collections: changing (functional)
    Append,       ///< args: List, element
    SetAt,        ///< args: List, Int, element; faults Index
    Put,          ///< args: Map, key, value
    Insert,       ///< args: Set or Bag, element
    Remove,       ///< args: Set (element), Bag (one occurrence), Map (key); no fault if absent
    Union,        ///< args: two Lists (concatenation), Sets, Bags (sum of counts), Maps (right wins), Strs or Bytes
                  ///< (concatenation)
    Intersect,    ///< args: two Sets
    Difference,   ///< args: two Sets, or two Bags (counts subtracted)
    Slice,        ///< args: List, from, to: elements from <= i < to, clamped
    // rings (args[0] is the Ring)
    RingNext, RingPrev,  ///< args: ring, element; faults MissingKey if not in the ring
    RingBetween,  ///< args: ring, a, b, c: going forward from a, b comes strictly before c (a, b, c distinct); Bool
    Locations,    ///< Set<Loc> of all locations of the deployment; in placements and statements
    // Logic from here on: never in automata. Statements about the present:
    Instances,    ///< args: location, or also the values of all its parameters; index = AutomatonId: the numbers 0, 1,
                  ///< … of its live instances there, placed or spawned, with those values; an instance comes before
                  ///< those that it spawned. List<Nat>
    VarOf,        ///< args: location, and the number of the instance unless one is meant that is the only one there;
                  ///< index = AutomatonId; value = variable, or after all of these a parameter; faults MissingKey if
                  ///< there is none, or not one
    StateOf,      ///< args: location, parameters; index = AutomatonId of a state class, value = its variable: the value
                  ///< of the state there now
    Up,           ///< args: location: whether it has not crashed, or is back
    LocNamed,     ///< index into Module::texts: the location of the deployment with that name; faults MissingKey if
                  ///< there is none. In scenarios only
    ObserverVar,  ///< index = AutomatonId of an observer, value = variable: its value now
    Quorums,      ///< index into Module::quorums: List<Set<T>>, of all subsets that are so large, in order; faults
                  ///< Overflow if there are more than kQuorumsMax
    Noted,        ///< true; between the premise of a statement and its conclusion: what reaches it is not vacuous
    // Statements about runs (ir/logic/history.h). Lists of events are in their order in the run; within Always,
    // Eventually, and statements about each moment they hold what has happened by then, elsewhere all of the run.
    // `value` of the first four is a Reach; unless it is Anywhere, the first argument is the event that it speaks of.
    Events,       ///< List<Event>
    Received,     ///< index = MessageId: its receipts. List of tuples: event, sender, fields
    Sent,         ///< index = MessageId: what was sent and emitted. List of tuples: event, List<Loc> of destinations
                  ///< (of what was emitted: none), fields
    Acted,        ///< index = an action in Module::actions. List of tuples: event, what was chosen; of events if
                  ///< nothing is
    InFlight,     ///< index = MessageId: copies on their way now. List of tuples: sender, destination, fields
    ClassValues,  ///< index = AutomatonId of a class, with yields; args: event, parameters: its values there. List
    EventLoc,     ///< args: event; Loc
    EventKind,    ///< args: event: name of the message or action, `start`, `crash`, `restart`; Str
    IsFirstEvent, ///< args: event: none comes before it at its location
    PredEvent,    ///< args: event: the one before it at its location; faults Empty if it is the first
    SendingEvent, ///< args: event: the one that sent what it receives; faults Empty if there is none
    CausallyBefore, LocallyBefore, ///< args: two events: the first is strictly before the second; Bool
    BeforeEvent, AfterEvent, ///< args: event, expression: its value in the state just before, just after the event
    Always, Eventually, ///< args: Bool: it holds now and at all later moments; now or at some later one
};
// clang-format on

/// Which events Events, Received, Sent and Acted speak of.
enum class Reach : uint8_t {
    Anywhere,
    At,               ///< that event
    CausallyBefore,   ///< those strictly before it
    LocallyBefore,    ///< … at its location
};

/// Calls, instances of one event, and values of recursive enums nested deeper fault on every target (EVD7008).
inline constexpr uint32_t kDepthMax = 1000;
/// The drift of clocks is told in millionths.
inline constexpr int64_t kMillion = 1'000'000;

/// One expression node. Nodes may be shared; sharing has no meaning of its own.
struct Expr {
    Op op;
    TypeId type;
    uint32_t index = 0;
    int64_t value = 0;
    std::vector<ExprId> args;
    Span span;
};

/// A local bound by Let, Fold, ForEach or an action parameter. The name is for printing; `_`: it is no name of the
/// text.
struct Local {
    std::string name;
    TypeId type;
};

// ---- statements --------------------------------------------------------------------------------------
// The body of a clause. Assignments within one body are sequential (R7).

// clang-format off
enum class StmtKind : uint8_t {
    Let,      ///< bind `local` to `expr` for the rest of the block
    Assign,   ///< variable `index` := `expr`
    If,       ///< `expr`; `body`, `orElse`
    ForEach,  ///< `expr` is a collection; `local` = element (for maps: key, and `local`+1 = value); `body`. Elements
              ///< in order
    Send,     ///< message `index` (Internal; or Output to an outside location) with `args` to `to`, after `after` ns
              ///< if valid. A Timer goes to self: it is set, to fire after `after` ns, or at a moment between that and
              ///< `afterMax`; one that is set with equal `args` is replaced
    Emit,     ///< message `index` (Output) with `args`
    Spawn,    ///< new child in table `index` with `args`; it sees this event as its first (R4)
    Deliver,  ///< the children of table `index` now see this event; only for tables with explicitDelivery
    Yield,    ///< adds `expr` to the yields of this instance for its parent
    Stop,     ///< this instance and all it spawned see no later event; takes effect after the event
    Assert,   ///< fault Assertion unless `expr`; text `index` is its source
    Become,   ///< Stop, and a child of table `index` with `args` takes this instance's place from this event on
};
// clang-format on

struct Stmt {
    StmtKind kind;
    Span span;
    uint32_t index = 0;
    LocalId local = 0;
    ExprId expr, to, after, afterMax;
    std::vector<ExprId> args;
    std::vector<StmtId> body, orElse;
};

// ---- automata ------------------------------------------------------------------------------------------

struct Variable {
    std::string name;
    TypeId type;
    ExprId initial;
    bool durable = false;
    Span span;
    std::optional<MessageId> timer = {};   ///< a Bool: whether this timer of the instance is set. A crash resets it
};
struct Parameter {
    std::string name;
    TypeId type;
    Span span;
};

enum class Trigger : uint8_t {
    Start,        ///< the instance's first event, whatever it is
    StartOther,   ///< the instance's first event, if no Receive clause of this automaton is for its message
    Receive,      ///< receipt of `message`
    Action,       ///< the local action itself
    Observe,      ///< of observers: an occurrence of Module::sightings[message]
};

/// One clause: at events of its kind whose guard holds on the pre-state, the body happens. All clauses that match an
/// event happen at once on the pre-state; two that assign one variable fault (EVD7006) (R7). Then children are
/// delivered to.
struct Clause {
    Trigger trigger = Trigger::Receive;
    MessageId message = 0;         ///< Receive; Observe: the sighting
    std::string name;              ///< Action: its name; else a label for printing
    bool fair = false;             ///< Action: weak fairness
    std::vector<LocalId> chosen;   ///< Action: parameters …
    std::vector<ExprId> domains;   ///< … each chosen from a List or Set (evaluated on the pre-state)
    ExprId guard;                  ///< Bool over the pre-state
    std::vector<StmtId> body;
    Span span;
};

/// How events of one message reach the children of a table without a scan (R6). Filled by passes/route.
struct Route {
    enum class Kind : uint8_t {
        Ignore,   ///< no child or descendant has a clause for it, and none can be in its first event
        Index,    ///< only children whose `params` equal the message's `fields`, pairwise
        Scan,     ///< every child
    } kind = Kind::Scan;
    std::vector<uint32_t> fields;
    std::vector<uint32_t> params;
};

/// The live children that one spawning place of the source created, oldest first.
struct ChildTable {
    AutomatonId child = 0;
    bool explicitDelivery = false;   ///< delivered by Deliver; otherwise after the clauses, tables in order
    std::vector<Route> routes;       ///< by MessageId; empty until routed
};

/// A frame written in the source: only these clauses may assign the variable, or send the message.
struct Frame {
    std::vector<uint32_t> clauses;
    bool sends = false;
    uint32_t subject = 0;
    Span span;
};

/// Whether an automaton is part of the protocol. What is of the environment plays what is around it: it may send inputs
/// and receive outputs, and is no part of native code. An observer is at no location and sees the events of all.
enum class Role : uint8_t { Ordinary, Environment, Observer };

struct Automaton {
    std::string name;
    std::vector<Parameter> params;
    std::vector<Variable> vars;
    std::vector<Clause> clauses;
    std::vector<ChildTable> tables;
    std::vector<Frame> frames;
    Role role = Role::Ordinary;
    bool fromClass = false;
    bool durable = false;           ///< its instances outlive a crash as they are, if what spawned them does
    std::optional<TypeId> yields;   ///< the type of Yield values, if any
    Span span;
};

// ---- the module ------------------------------------------------------------------------------------------

enum class MessageKind : uint8_t {
    Internal,
    Input,
    Output,
    Timer,   ///< of one automaton, of which the fields are the parameters: what sets it and what happens when it fires
};
struct Message {
    std::string name;   ///< of a Timer: `Node.election`
    MessageKind kind;
    std::vector<Parameter> fields;
    Span span;
};

/// A total function; recursion was checked by the front end. An extern function's `body` is its model, if valid.
struct Function {
    std::string name;
    std::vector<LocalId> params;
    TypeId result;
    ExprId body;
    bool isExtern = false;
    Span span;
};

/// A parameter supplied at deployment. With a `domain`, it is a function given as a finite table.
struct SystemParam {
    std::string name;
    std::vector<TypeId> domain;
    TypeId type;
    Span span;
};
/// A closed Bool over parameters, with its source name.
struct NamedFormula {
    std::string name;
    ExprId formula;
    Span span;
};

enum class StatementKind : uint8_t { Property, Invariant };
/// When the formula of a statement is evaluated.
enum class Judged : uint8_t {
    EachMoment,   ///< it speaks of variables as they are now: it must hold between any two events
    WholeRun,     ///< it speaks of events, or says itself of which moments it speaks
};
/// A statement about runs. Nothing that a spec states is dropped: what no run can evaluate says why.
struct Statement {
    StatementKind kind = StatementKind::Property;
    std::string name;
    ExprId formula;   ///< Bool, closed; not valid if `whyNot` is not empty
    Judged judged = Judged::EachMoment;
    std::string whyNot;   ///< "`v` ranges over every Int"
    Span span;
};

/// What observers see: occurrences of one kind, at all locations. An event is seen first, then what it sends, in order.
struct Sighting {
    enum class Kind : uint8_t { Started, Received, Sent, Acted, Crashed, Restarted } kind = Kind::Received;
    MessageId message = 0;   ///< Received, Sent
    uint32_t action = 0;     ///< Acted: index into Module::actions
    /// What a clause knows of it. Fields: where it happens; Received: the sender; Sent: the destinations, List<Loc>,
    /// none if it was emitted; then the fields of the message, or what was chosen.
    Message seen;
};

/// A quorum system: the subsets of a collection of a size from `least` to `most`.
struct QuorumDomain {
    std::string name;
    ExprId members;       ///< Set
    ExprId least, most;   ///< Int
    Span span;
};
/// A statement about more subsets than these is not evaluated.
inline constexpr size_t kQuorumsMax = 100'000;

/// What the network promises of some messages on some links.
struct LinkPromise {
    bool fifo = false;       ///< those that leave one location for another arrive in the order in which they leave
    bool reliable = false;   ///< the network neither loses nor repeats them
    std::vector<MessageId> messages;
    ExprId from, to;   ///< Loc, or a collection of locations; every one if not valid
    Span span;
};

/// An action of an automaton, for statements.
struct ActionRef {
    AutomatonId automaton = 0;
    uint32_t clause = 0;
    bool operator==(const ActionRef&) const = default;
};

/// What a parameter of the system is in an instance.
struct ParamValue {
    enum class Range : uint8_t {
        One,         ///< `value`
        Every,       ///< each value of a type with few; of a function, each table; numbers are 1 to how many arguments
                     ///< there are. In checks only
        Injective,   ///< of a function, each table that gives different arguments different results. In checks only
    };
    uint32_t param = 0;   ///< index into Module::params
    ExprId value;         ///< may read parameters bound before it; of a function a map from the argument (a tuple if
                          ///< several), of a ring a list; not valid unless `range` is One
    Range range = Range::One;
    Span span;   ///< its name
};
/// What a check or a scenario says of the instance on which it runs.
struct InstanceTerms {
    SystemId system = 0;
    std::vector<ParamValue> with;
    std::vector<std::string> locations;   ///< those that `with` names
    std::string whyNot;                   ///< why there is none in this module; empty if there is
};
/// One step of a scenario.
struct ScenarioStep {
    enum class Kind : uint8_t {
        Input,     ///< the environment sends `message` with `args` to `place`, which receives it
        Receive,   ///< the oldest copy of `message` on its way to `place`, from `from` if valid, of which `value`
                   ///< holds, arrives; `again`: one that has arrived before arrives once more
        Reject,    ///< the same, and the event is rejected
        Lose,      ///< that copy is lost
        Act,       ///< `place` does `action`, with chosen values of which `value` holds
        Start,
        Crash,
        Restart,
        Wait,     ///< `value`, a Duration, passes
        Fairly,   ///< whatever can happen happens, until nothing can or `value`, if valid, holds
        Expect,   ///< `value` must hold
    };
    Kind kind = Kind::Fairly;
    ExprId place, from;
    MessageId message = 0;
    uint32_t action = 0;          ///< index into Module::actions
    std::vector<ExprId> args;     ///< Input: the fields
    std::vector<LocalId> parts;   ///< Receive, Reject, Lose, Act: what stands for the fields, or what is chosen, in
                                  ///< `value`
    ExprId value;
    uint32_t chapter = 0;   ///< which of the scenarios that go on from each other it belongs to; the first is 0
    bool again = false;
    std::vector<std::string> statements;   ///< Expect: those that it names
    std::string text;                      ///< as it is written: `vote(0, 1, _)`
    Span span;
};
/// `receive`, `lose`, …: the name of a kind of step.
std::string_view name(ScenarioStep::Kind kind);
std::optional<ScenarioStep::Kind> stepNamed(std::string_view name);
/// A formula about a location, which who makes runs asks: may something crash there? No part of the spec.
struct Condition {
    std::string name;    ///< its text
    LocalId place = 0;   ///< stands for the location
    ExprId formula;
};
/// A script of events on one instance of a system.
struct Scenario : InstanceTerms {
    std::string name;
    std::vector<ScenarioStep> steps;
    Span span;
};

/// Something that may go wrong, and how often in one run.
struct FaultBudget {
    enum class Kind : uint8_t {
        Crash,       ///< a location stops for good
        Restart,     ///< a location stops, and comes back later with what is durable
        Drop,        ///< the network loses a message
        Duplicate,   ///< the network delivers a message once more
        Reorder,     ///< messages arrive in any order; where no links in order are declared they do anyway
        Delay,       ///< messages need time
    };
    Kind kind = Kind::Crash;
    ExprId most;   ///< Int over parameters; not valid: any number
    Span span;
};
/// `crash`, `restart`, …: the name of a kind of fault.
std::string_view name(FaultBudget::Kind kind);
std::optional<FaultBudget::Kind> faultNamed(std::string_view name);
/// Statements that are to be explored on instances of a system: all runs in which the environment puts in what is
/// given, and what goes wrong stays within the budgets.
struct Check : InstanceTerms {
    std::vector<uint32_t> statements;               ///< indexes into Module::statements
    std::vector<std::vector<ScenarioStep>> given;   ///< inputs, in groups: one after another, those of a group in any
                                                    ///< order
    std::vector<ExprId> bounds;                     ///< states where one does not hold are not gone on from
    std::vector<FaultBudget> faults;
    std::optional<uint32_t> start;   ///< index into Module::scenarios: the runs begin where it ends
    Span span;
};

/// Instances of one automaton at a location or each location of a collection.
struct Placement {
    AutomatonId automaton = 0;
    ExprId where;
    std::vector<ExprId> args;
    Span span;
};
struct System {
    std::string name;
    std::vector<Placement> placements;
    Span span;
};

/// One compiled spec.
struct Module {
    std::string name;
    TypeTable types;
    std::vector<Expr> exprs;
    std::vector<Stmt> stmts;
    std::vector<Local> locals;
    std::vector<std::string> texts;
    std::vector<SystemParam> params;
    std::vector<NamedFormula> assumptions;
    ExprId drift;   ///< Int over parameters, if valid: by how many millionths the clocks of locations may go wrong
    std::vector<Message> messages;
    std::vector<Function> functions;
    std::vector<Automaton> automata;
    std::vector<System> systems;
    std::vector<ActionRef> actions;   ///< of which statements and observers speak
    std::vector<Sighting> sightings;
    std::vector<QuorumDomain> quorums;
    std::vector<LinkPromise> links;
    std::vector<Statement> statements;
    std::vector<Scenario> scenarios;
    std::vector<Check> checks;
    std::vector<Condition> conditions;
    std::vector<std::string> files;   ///< path per FileId used in spans, for debug info and messages

    const Expr& operator[](ExprId id) const { return exprs[id.index]; }
    const Stmt& operator[](StmtId id) const { return stmts[id.index]; }
    ExprId add(Expr e) {
        exprs.push_back(std::move(e));
        return {static_cast<uint32_t>(exprs.size() - 1)};
    }
    StmtId add(Stmt s) {
        stmts.push_back(std::move(s));
        return {static_cast<uint32_t>(stmts.size() - 1)};
    }
    LocalId addLocal(std::string name, TypeId type) {
        locals.push_back({std::move(name), type});
        return static_cast<LocalId>(locals.size() - 1);
    }
    uint32_t addText(std::string text);   ///< interned
    bool isTimer(MessageId id) const { return messages[id].kind == MessageKind::Timer; }
    /// The name of a message as people know it: of a Timer without that of its automaton.
    std::string_view shortName(MessageId id) const;

private:
    std::unordered_map<std::string, uint32_t> textNumbers_;   ///< of the texts that `addText` has seen
};

}   // namespace evd::ir
