#pragma once
// The contract between generated code and the runtime: type and automaton descriptors, the shape of step functions, and
// the operations they call (ops.def). Plain C; everything is 64-bit words. docs/runtime.md explains it with an example.
//
// Values. A value of a type is a fixed number of words, its *slots*: scalars (Int, Nat, Bool 0/1, Unit 0, Loc as
// location number, Duration ns) are one word; tuples and records are their parts one after another (record fields in
// name order); a small enum is its constructor number followed by the slots of every constructor in turn, unused ones
// zero; everything else is one word holding a *handle*: Str, Bytes, List, Set, Bag, Map, Ring, and boxed enums
// (recursive, or more than EVD_FLAT_ENUM_SLOTS slots). A zero handle word stands only in unused enum slots.
//
// Ownership. Handles are reference counted per process, without atomics. An operation's handle arguments and results
// are *owned* or *borrowed* as ops.def says; state, event and parameter words are borrowed by a step function. The
// state keeps its own reference during a step, whatever happens; `evd_take` marks that it is about to be overwritten,
// so that an operation may update in place, with an undo entry; a fault restores everything (R1).

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef int64_t evd_word;
typedef struct evd_rt evd_rt;   ///< one location: heap, instances, the event in progress

#define EVD_ABI_VERSION 5
#define EVD_FLAT_ENUM_SLOTS 8
/// Calls, instances of one event, and values of recursive enums nested deeper fault (EVD_FAULT_DEPTH). The levels of a
/// value are constructors with fields, tuples, records and collections that are not empty. Same as evd::ir::kDepthMax.
#define EVD_DEPTH_MAX 1000

/// Same order as evd::ir::TypeKind.
typedef enum evd_kind {
    EVD_INT,
    EVD_NAT,
    EVD_BOOL,
    EVD_UNIT,
    EVD_STR,
    EVD_BYTES,
    EVD_LOC,
    EVD_DURATION,
    EVD_TUPLE,
    EVD_RECORD,
    EVD_ENUM,
    EVD_LIST,
    EVD_SET,
    EVD_BAG,
    EVD_MAP,
    EVD_RING
} evd_kind;

/// How an enum is stored.
typedef enum evd_boxing {
    EVD_FLAT,
    EVD_BOXED,
    EVD_RECURSIVE /**< boxed, and may hold values of itself: nests at most EVD_DEPTH_MAX deep */
} evd_boxing;

typedef struct evd_type evd_type;

typedef struct evd_ctor {
    const char* name;
    uint32_t arg_count;
    const evd_type* const* args;
    const uint32_t* arg_slots;        ///< first slot of each field: in the flat enum, whose slot 0 is the constructor
                                      ///< number; in a box counted from 0 for the first field of this constructor
    const char* const* field_names;   ///< may hold empty strings
} evd_ctor;

struct evd_type {
    uint32_t kind;
    uint32_t slots;       ///< words of a value; 1 for handles
    uint32_t boxed;       ///< evd_boxing; enums only
    uint32_t arg_count;   ///< tuple items, record fields, element / key, value
    const evd_type* const* args;
    const char* const* field_names;   ///< records
    uint32_t ctor_count;
    const evd_ctor* ctors;
    const evd_type* const* slot_types;   ///< per slot: the type of the handle in it, or null for a scalar word
    const char* name;                    ///< as printed by the compiler, for messages and schemas
};

/// A named part of a flattened sequence of words.
typedef struct evd_field {
    const char* name;
    const evd_type* type;
    uint32_t slot;   ///< first word
} evd_field;

/// What every generated function looks like. Reads `params` (system parameters), `state` (parameters of the automaton,
/// then its variables) and `event` (EVD_EVENT_*), and writes `result` only just before it returns 0. Returns 0, or a
/// fault: kind in the low 8 bits (evd_fault), index into the module's sites above. Operations that return "0 or a
/// fault" return the kind alone; the caller adds its own site and returns. The runtime remembers the site of the
/// innermost fault and reports that one.
typedef int64_t (*evd_fn)(evd_rt* rt, const evd_word* params, const evd_word* state, const evd_word* event,
                          evd_word* result);

enum {
    EVD_EVENT_SELF = 0,
    EVD_EVENT_SENDER = 1,
    EVD_EVENT_FIELDS = 2
};   ///< words of `event`; then the message's or action's slots

typedef enum evd_fault {
    EVD_OK = 0,
    EVD_FAULT_OVERFLOW = 1,
    EVD_FAULT_DIVISION = 2,
    EVD_FAULT_MISSING_KEY = 3,
    EVD_FAULT_INDEX = 4,
    EVD_FAULT_NEGATIVE_NAT = 5,
    EVD_FAULT_CONFLICT = 6,
    EVD_FAULT_EMPTY = 7,
    EVD_FAULT_DEPTH = 8,
    EVD_FAULT_EXTERN = 9,
    EVD_FAULT_ASSERTION = 13
} evd_fault;

/// All clauses of one kind of event as one function. `result` gets, for each range of `written`, the new words; all
/// owned.
typedef struct evd_step {
    evd_fn fn;   ///< null: nothing happens
    uint32_t written_count;
    const uint32_t* written;   ///< state slots in ascending order; result[i] replaces state[written[i]]
} evd_step;

enum { EVD_ROUTE_IGNORE = 0, EVD_ROUTE_INDEX = 1, EVD_ROUTE_SCAN = 2 };

typedef struct evd_route {
    uint32_t kind;
    uint32_t index;   ///< INDEX: which of the table's indexes
    const uint32_t*
        event_slots;   ///< INDEX: for each word of that index's key, the message slot (0 = first field's first word)
} evd_route;

typedef struct evd_index {
    uint32_t count;
    const uint32_t* param_slots;   ///< words of the child's parameters that make the key
} evd_index;

typedef struct evd_table {
    uint32_t child;   ///< automaton
    uint32_t explicit_delivery;
    uint32_t index_count;
    const evd_index* indexes;
    const evd_route* routes;   ///< by message
    const evd_type* yields;    ///< List type of the values children yield, or null
} evd_table;

typedef struct evd_action {
    const char* name;
    uint32_t fair;
    evd_step step;
    evd_fn guard;   ///< result[0] = Bool; `event` holds the chosen values
    uint32_t chosen_count;
    const evd_field* chosen;   ///< slots relative to EVD_EVENT_FIELDS
    const evd_fn* domains;     ///< result[0] = owned List or Set handle
    const evd_type* const* domain_types;
    evd_step first;   ///< where it is the instance's first event (its start faulted): with the Start and StartOther
                      ///< clauses
} evd_action;

typedef struct evd_automaton {
    const char* name;
    uint32_t param_count, var_count;
    const evd_field* params;             ///< slots within the state
    const evd_field* vars;               ///< slots within the state; after the parameters
    const uint8_t* durable;              ///< per variable
    uint32_t param_slots, state_slots;   ///< words of the parameters; of the whole state
    const evd_type* const* slot_types;   ///< of the whole state
    evd_fn init;                         ///< `state` holds the parameters; result = words of the variables, owned
    evd_step
        start;   ///< a first event that is a start, an action, or a message without clause here (Start and StartOther)
    const evd_step*
        first;   ///< by message: as a first event (Start and Receive; if it has no Receive clause: the same as `start`)
    const evd_step* next;   ///< by message: as a later event
    uint32_t action_count;
    const evd_action* actions;
    uint32_t table_count;
    const evd_table* tables;
    uint32_t site;   ///< of its declaration: where instances nested too deep fault
} evd_automaton;

enum {
    EVD_INTERNAL = 0,
    EVD_INPUT = 1,
    EVD_OUTPUT = 2,
    EVD_TIMER = 3 /**< a timer of one automaton, with its parameters as fields; it never leaves its location */
};

typedef struct evd_message {
    const char* name;
    uint32_t kind;
    uint32_t field_count;
    const evd_field* fields;
    uint32_t slots;
    const evd_type* const* slot_types;
} evd_message;

/// A deployment parameter; `params` words of step functions hold them one after another. A function parameter is a Map.
typedef struct evd_param {
    const char* name;
    const evd_type* type;   ///< Map<domain, result> for functions
    uint32_t arity;         ///< of a function: its arguments; 0 for data
    uint32_t slot;
} evd_param;

/// What a `param type` of the spec stands for in this code.
typedef struct evd_type_param {
    const char* name;
    const char* type;
} evd_type_param;

typedef struct evd_assumption {
    const char* name;
    evd_fn holds;
} evd_assumption;   ///< result[0] = Bool

typedef struct evd_placement {
    uint32_t automaton;
    evd_fn where;   ///< result[0] = Loc word, or owned handle of a collection of Loc
    const evd_type* where_type;
    evd_fn args;   ///< `event[EVD_EVENT_SELF]` = location; result = parameter words, owned
} evd_placement;

typedef struct evd_system {
    const char* name;
    uint32_t placement_count;
    const evd_placement* placements;
} evd_system;

typedef struct evd_text {
    const char* data;
    uint64_t size;
    uint32_t is_bytes;
} evd_text;
typedef struct evd_site {
    const char* file;
    uint32_t line, column;
} evd_site;   ///< counted from 1

/// A host function. `args` are borrowed words; writes owned words to `result`; non-zero rejects the event
/// (EVD_FAULT_EXTERN).
typedef int (*evd_host_fn)(void* context, evd_rt* rt, const evd_word* args, evd_word* result);

typedef struct evd_extern {
    const char* name;
    uint32_t arg_count;
    const evd_type* const* args;
    const evd_type* result;
    evd_fn model;   ///< the body in the spec, or null; `event + EVD_EVENT_FIELDS` holds the arguments
} evd_extern;

/// One compiled spec; a constant in the object file, named evd_module_<spec>.
typedef struct evd_module {
    uint32_t abi;   ///< EVD_ABI_VERSION
    const char* name;
    uint64_t schema;   ///< hash of message names, kinds and field types; peers must agree
    uint32_t message_count;
    const evd_message* messages;
    uint32_t automaton_count;
    const evd_automaton* automata;
    uint32_t system_count;
    const evd_system* systems;
    uint32_t param_count;
    const evd_param* params;
    uint32_t param_slots;
    uint32_t assumption_count;
    const evd_assumption* assumptions;
    uint32_t extern_count;
    const evd_extern* externs;
    uint32_t text_count;
    const evd_text* texts;
    uint32_t site_count;
    const evd_site* sites;
    uint32_t result_slots;   ///< words that any function of this module may write to `result`
    uint32_t event_slots;    ///< words that any `event` of this module may need
    uint32_t type_param_count;
    const evd_type_param* type_params;
} evd_module;

#define EVD_OP(ret, name, args, doc) ret name args;
#include "ops.def"
#undef EVD_OP

#ifdef __cplusplus
}
#endif
