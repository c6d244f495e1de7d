// The operations with effects: sends, children, calls of functions of the host.

#include "runtime/engine/foreign.h"

#include <algorithm>
#include <iterator>

using namespace evd::runtime;

extern "C" {

void evd_after(evd_rt* rt, evd_word nanoseconds) { rt->engine.setDelay(nanoseconds); }
void evd_after_most(evd_rt* rt, evd_word nanoseconds) { rt->engine.setMostDelay(nanoseconds); }

void evd_send(evd_rt* rt, uint32_t message, evd_word to) {
    rt->outbox.add(message, false, rt->engine.takeDelay(), rt->takeStaged());
    rt->outbox.to(static_cast<uint32_t>(to));
}

void evd_send_all(evd_rt* rt, uint32_t message, evd_word to) {
    rt->outbox.add(message, false, rt->engine.takeDelay(), rt->takeStaged());
    const Object* all = object(to);
    for (uint32_t i = 0; i < all->size; ++i) rt->outbox.to(static_cast<uint32_t>(all->words()[i]));
}

void evd_emit(evd_rt* rt, uint32_t message) { rt->outbox.add(message, true, rt->engine.takeDelay(), rt->takeStaged()); }

int64_t evd_spawn(evd_rt* rt, uint32_t table) { return rt->engine.spawn(table); }
int64_t evd_become(evd_rt* rt, uint32_t table) { return rt->engine.become(table); }
void evd_stop(evd_rt* rt) { rt->engine.stop(); }
int64_t evd_deliver(evd_rt* rt, uint32_t table) { return rt->engine.deliver(table); }
evd_word evd_yields(evd_rt* rt, uint32_t table) { return rt->engine.yields(table); }
void evd_yield(evd_rt* rt) { rt->engine.yield(); }
evd_word evd_table_empty(evd_rt* rt, uint32_t table) { return rt->engine.tableEmpty(table) ? 1 : 0; }

int64_t evd_enter(evd_rt* rt) { return ++rt->callDepth > EVD_DEPTH_MAX ? EVD_FAULT_DEPTH : EVD_OK; }
void evd_leave(evd_rt* rt) { --rt->callDepth; }

int64_t evd_extern_call(evd_rt* rt, uint32_t index) {
    const evd_extern& description = rt->module.externs[index];
    size_t count = rt->stagedCount();
    evd_word few[EVD_EVENT_FIELDS + 14];
    std::vector<evd_word> many;
    evd_word* event = few;
    if (EVD_EVENT_FIELDS + count > std::size(few)) {
        many.resize(EVD_EVENT_FIELDS + count);
        event = many.data();
    }
    event[EVD_EVENT_SELF] = rt->self;
    event[EVD_EVENT_SENDER] = 0;
    std::copy_n(rt->takeStaged(), count, event + EVD_EVENT_FIELDS);
    uint32_t slots = description.result->slots;
    const HostFunction& host = rt->externs[index];
    if (host.fn != nullptr) {
        rt->externResult.assign(slots, 0);
        evd_word* result = rt->externResult.data();
        bool failed = host.fn(host.context, rt, event + EVD_EVENT_FIELDS, result) != 0;
        if (!failed && isValue(*rt, description.result, result)) return EVD_OK;
        rt->externProblem = "`" + std::string(description.name) + "`";
        if (!failed) rt->externProblem += " returned what is no " + std::string(description.result->name);
        dropForeign(*rt, description.result, result);
        return EVD_FAULT_EXTERN;
    }
    if (description.model == nullptr) {
        rt->externProblem = "`" + std::string(description.name) + "` has no model";
        return EVD_FAULT_EXTERN;
    }
    if (int64_t status = description.model(rt, rt->params.data(), nullptr, event, rt->result.data()))
        return rt->engine.noteFault(status);
    rt->externResult.assign(rt->result.begin(), rt->result.begin() + slots);
    return EVD_OK;
}

evd_word evd_extern_word(evd_rt* rt, uint32_t slot) { return rt->externResult[slot]; }
}
