#pragma once
/*
 * The C interface of a compiled spec. A process is one location of a system: give it events, collect what it sends.
 * No threads, sockets, clocks or globals inside; as many processes in one program as you like, each used by one thread
 * at a time.
 *
 *     const evd_module* module = &evd_module_two_thirds;
 *     evident_deployment d = {.struct_size = sizeof d, .locations = names, .location_count = 5, .self = "n1", ...};
 *     evident_error error;
 *     evd_rt* process = evident_create(module, &d, &error);
 *     evident_start(process);
 *     evident_deliver_fields(process, message, sender, cbor, size, &error);
 *     for (size_t i = 0; i < evident_send_count(process); ++i) { evident_send s; evident_send_at(process, i, &s); ... }
 *     evident_clear_sends(process);
 *     evident_destroy(process);
 *
 * Mistakes are refused, never believed: a null pointer, a null handle, a number without a message or location, words
 * that are no value of their type. Functions of the kind of evident_deliver return -1 then, those that count or write
 * bytes 0, and those without a result do nothing. What is no pointer to what it should be is beyond that.
 *
 * Values come in two forms. *Words* are what generated code works with: one int64_t per scalar (docs/runtime.md);
 * payloads of Int, Nat, Bool, Loc and Duration are simply their numbers. *CBOR* (docs/wire-format.md) can express every
 * value.
 */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Version of this interface. It grows compatibly: structures carry their size, functions keep their meaning. */
#define EVIDENT_VERSION 1

typedef int64_t evd_word;
typedef struct evd_rt evd_rt;         /**< one process */
typedef struct evd_type evd_type;     /**< descriptor of a type (abi.h) */
typedef struct evd_module evd_module; /**< one compiled spec, `evd_module_<spec>` */

typedef struct evident_bytes {
    const void* data;
    size_t size;
} evident_bytes;

/** What went wrong: a code of docs/diagnostics and a sentence. */
typedef struct evident_error {
    char code[8];
    char text[504];
} evident_error;

/** A function of the host: borrowed argument words in, owned result words out; non-zero rejects the event (EVD7009),
 * and so do words that are no value of the result's type. It cannot begin another event of the process. */
typedef int (*evident_host_fn)(void* context, evd_rt* process, const evd_word* args, evd_word* result);
typedef struct evident_extern {
    const char* name;
    evident_host_fn fn;
    void* context;
} evident_extern;

typedef struct evident_deployment {
    size_t struct_size;           /**< sizeof(evident_deployment) */
    const char* system;           /**< name, or null if the spec has one system only */
    const char* const* locations; /**< names of all locations, clients too, sorted bytewise, distinct */
    size_t location_count;
    const char* self;            /**< name of this process's location */
    const evident_bytes* params; /**< per parameter of the spec, in its order: the value as CBOR */
    size_t param_count;
    const evident_extern* externs; /**< host functions; those left out use their model in the spec */
    size_t extern_count;
} evident_deployment;

/** Makes a process before its first event. Null and *error: EVD6004 missing parameter, EVD6005 value of a wrong type,
 * EVD6006 unknown location, EVD6007 an assumption does not hold, EVD6010 wrong usage, EVD70xx an initial value faults.
 * Copies what it needs. */
evd_rt* evident_create(const evd_module* module, const evident_deployment* deployment, evident_error* error);
void evident_destroy(evd_rt* process);

/* ---- events. Results: 0 done; > 0 rejected by a fault (evident_last_fault), nothing has changed; < 0 refused, see
 * error. ---- */

/** The first event of the location. */
int evident_start(evd_rt* process);
/** Receipt of message number `message` from location number `sender`; borrowed words. */
int evident_deliver(evd_rt* process, uint32_t message, uint32_t sender, const evd_word* fields);
/** The same with the fields as one CBOR array. */
int evident_deliver_fields(evd_rt* process, uint32_t message, uint32_t sender, const void* cbor, size_t size,
                           evident_error* error);
/** The same from the body of a frame (no length in front), which names message, schema and sender. Refuses with EVD7011
 * or EVD7012. */
int evident_deliver_frame(evd_rt* process, const void* body, size_t size, evident_error* error);

/* ---- local actions ---- */

typedef struct evident_action {
    const char* automaton;
    const char* name;
    int fair;               /**< weakly fair: fire it again and again while it stays enabled */
    const evd_word* chosen; /**< its parameters, one after another; borrowed */
    size_t chosen_count;
    uint64_t key; /**< same action of the same instance with the same choice, same key, while that instance lives */
} evident_action;

/** Finds all enabled actions; their numbers hold until the next event. An action whose guard, or what a parameter is
 * chosen from, faults is not among them: see evident_action_fault_at. */
size_t evident_actions(evd_rt* process);
int evident_action_at(evd_rt* process, size_t index, evident_action* out);
/** Lets one happen. Results as for deliver. */
int evident_fire(evd_rt* process, size_t index);
/** Whether the last event changed the state. */
int evident_changed(const evd_rt* process);

/* ---- sends ---- */

typedef struct evident_send {
    uint32_t message;
    int emitted;        /**< to the environment; has no destinations */
    const uint32_t* to; /**< location numbers in order */
    size_t to_count;
    const evd_word* fields; /**< borrowed words */
    size_t field_words;
    int64_t delay_ns;     /**< `after`: hand it to the transport so much later */
    int64_t delay_max_ns; /**< of a timer that is set `between`: at some moment up to then; else as delay_ns */
    int timer; /**< a timer is set: deliver the message to this process itself, as its own sender, when the time
                  has come; one that is waiting with the same message and fields is replaced. One that the
                  process has cancelled may still be delivered: it does nothing */
} evident_send;

/** What events have sent since the last evident_clear_sends, in order. Pointers hold until the next event or clear. */
size_t evident_send_count(const evd_rt* process);
int evident_send_at(const evd_rt* process, size_t index, evident_send* out);
void evident_clear_sends(evd_rt* process);
/** Visits and clears. `visit` must not use the process. */
size_t evident_poll_sends(evd_rt* process, void (*visit)(void* context, const evident_send* send), void* context);

/* ---- names ---- */

int64_t evident_message_number(const evd_module* module, const char* name);   /**< or -1 */
const char* evident_message_name(const evd_module* module, uint32_t message); /**< or null */
int64_t evident_location_number(const evd_rt* process, const char* name);     /**< or -1 */
const char* evident_location_name(const evd_rt* process, uint32_t location);  /**< or null */
uint64_t evident_schema(const evd_module* module);
/** Whether the system runs something at a location; others are its environment. */
int evident_is_member(const evd_rt* process, uint32_t location);

/* ---- bytes. Functions that write bytes return their size and write only if it fits into `capacity`; call twice, or
 * with room. ---- */

/** The fields of a message as one CBOR array; 0 for null pointers, unknown messages and words that are no fields of it.
 */
size_t evident_encode_fields(const evd_rt* process, uint32_t message, const evd_word* fields, void* out,
                             size_t capacity);
/** A whole frame with its length in front, as from this process; 0 if it would exceed the limit of 16 MiB. */
size_t evident_encode_frame(const evd_rt* process, uint32_t message, const evd_word* fields, void* out,
                            size_t capacity);
/** The canonical state (docs/wire-format.md); two processes with equal bytes are in the same state. */
size_t evident_state(const evd_rt* process, void* out, size_t capacity);
/** 64-bit FNV-1a of the canonical state. */
uint64_t evident_digest(const evd_rt* process);
/** The state between events, to go on from later. Collect the sends first: they are not part of it. */
size_t evident_snapshot(const evd_rt* process, void* out, size_t capacity);
/** 0, or -1 and *error (EVD7012) with the state as before, if the bytes are damaged or of another spec, system,
 * location or parameters. */
int evident_restore(evd_rt* process, const void* bytes, size_t size, evident_error* error);

/* ---- faults and counters ---- */

typedef struct evident_fault {
    int kind;              /**< evd_fault of abi.h; 0: none yet */
    char code[8];          /**< EVD7001 … EVD7009 */
    const char* text;      /**< holds until the next event */
    const char* file;      /**< null if the place is not known */
    uint32_t line, column; /**< from 1 */
} evident_fault;

/** The fault of the last rejected event. */
void evident_last_fault(const evd_rt* process, evident_fault* out);

/** How many actions, or choices for one, the last evident_actions could not try because they fault; and such a fault
 * with the name of its action (may be null). 0, or -1 if there is none with this number. */
size_t evident_action_fault_count(const evd_rt* process);
int evident_action_fault_at(const evd_rt* process, size_t index, evident_fault* out, const char** action);

typedef struct evident_counters {
    uint64_t events, faults, sends;
    size_t objects, instances;
} evident_counters;
void evident_get_counters(const evd_rt* process, evident_counters* out);

/* ---- fields one by one, for programs in C: generated headers use these ---- */

/** A field of a message, or a parameter. Int, Nat, Bool, Duration (ns) and Loc (number of the location) are in
 * `number`; Str (UTF-8) and Bytes in `bytes`; values of every other type in `bytes` as one item of CBOR. */
typedef struct evident_value {
    int64_t number;
    evident_bytes bytes;
} evident_value;

/** Receipt of a message, one value per field. Results as for evident_deliver_fields; EVD6005 if a value is not of its
 * type. */
int evident_deliver_values(evd_rt* process, uint32_t message, uint32_t sender, const evident_value* values,
                           evident_error* error);
/** Fills one value per field of a send. Bytes hold until the next call, event or clear. */
void evident_send_values(evd_rt* process, const evident_send* send, evident_value* values);
/** evident_create with parameters as values (deployment->params is ignored); a Loc is an index into
 * deployment->locations. */
evd_rt* evident_create_values(const evd_module* module, const evident_deployment* deployment,
                              const evident_value* params, evident_error* error);

/** Writes CBOR item by item; `size` counts what was needed, also beyond `capacity`, where nothing is written. */
typedef struct evident_writer {
    unsigned char* data;
    size_t capacity;
    size_t size;
} evident_writer;
void evident_put_int(evident_writer* writer, int64_t value);
void evident_put_bool(evident_writer* writer, int value);
void evident_put_null(evident_writer* writer);
void evident_put_text(evident_writer* writer, const char* data, size_t size);
void evident_put_bytes(evident_writer* writer, const void* data, size_t size);
/** The head of an array; exactly `count` items must follow. */
void evident_put_array(evident_writer* writer, size_t count);

/* ---- values for host functions; handles are reference counted ---- */

/** An owned text or bytes handle of the given descriptor's type; 0 if that is another type, or the text not UTF-8. */
evd_word evident_text(evd_rt* process, const evd_type* type, const char* data, size_t size);
/** The bytes behind a text or bytes handle. */
const char* evident_text_data(evd_word text, size_t* size);
/** Words (owned) of a value from CBOR: 0, or -1 with nothing owned. */
int evident_value_from_cbor(evd_rt* process, const evd_type* type, const void* cbor, size_t size, evd_word* words);
size_t evident_value_to_cbor(const evd_rt* process, const evd_type* type, const evd_word* words, void* out,
                             size_t capacity);
/** Descriptors of an extern's arguments and result, to be used with the functions above; null if there is no such one.
 */
const evd_type* evident_extern_arg_type(const evd_module* module, const char* name, uint32_t arg);
const evd_type* evident_extern_result_type(const evd_module* module, const char* name);
/** Number of words of a value of a type. */
uint32_t evident_type_words(const evd_type* type);
void evident_retain(evd_word handle);
void evident_release(evd_rt* process, evd_word handle);

#ifdef __cplusplus
}
#endif
