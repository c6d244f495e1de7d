// Events, actions, sends and faults in the C interface.

#include "runtime/api/errors.h"
#include "runtime/engine/foreign.h"
#include "runtime/values/order.h"
#include "runtime/wire/frame.h"

using namespace evd::runtime;

namespace {

int result(evd_rt* process, int64_t kind) {
    if (kind != 0) process->lastFault = {kind, process->engine.faultSite(), textOfFault(*process, kind)};
    return static_cast<int>(kind);
}

/// A timer fires where it was set, and is nobody else's business.
bool isForeignTimer(const evd_rt& process, uint32_t message, uint32_t sender) {
    return process.module.messages[message].kind == EVD_TIMER && sender != process.self;
}

const char* codeOf(FrameError error) { return error == FrameError::Schema ? "EVD7011" : "EVD7012"; }

}   // namespace

extern "C" {

int evident_start(evd_rt* process) { return isReady(process, nullptr) ? result(process, process->engine.start()) : -1; }

int evident_deliver(evd_rt* process, uint32_t message, uint32_t sender, const evd_word* fields) {
    if (!isReady(process, nullptr) || message >= process->module.message_count || sender >= process->locations.size() ||
        !areFields(*process, process->module.messages[message], fields) || isForeignTimer(*process, message, sender))
        return -1;
    return result(process, process->engine.receive(message, sender, fields));
}

int evident_deliver_fields(evd_rt* process, uint32_t number, uint32_t sender, const void* bytes, size_t size,
                           evident_error* error) {
    if (!isReady(process, error) || !isGiven(bytes, size, error)) return -1;
    if (number >= process->module.message_count) return refuse(error, "EVD6010", "there is no message of this number");
    if (sender >= process->locations.size()) return refuse(error, "EVD6006", "there is no location of this number");
    if (isForeignTimer(*process, number, sender))
        return refuse(error, "EVD6010", "a timer comes from its own location");
    const evd_message& message = process->module.messages[number];
    std::vector<evd_word> words(message.slots, 0);
    cbor::Reader reader({static_cast<const char*>(bytes), size});
    bool good = decodeFields(*process, message.fields, message.field_count, reader, words.data());
    if (good && !reader.atEnd()) {
        dropFields(*process, message.fields, message.field_count, words.data());
        reader.fail("expected the end");
    }
    if (reader.failed())
        return refuse(error, "EVD7012", std::string(reader.error()) + " at byte " + std::to_string(reader.offset()));
    int status = result(process, process->engine.receive(number, sender, words.data()));
    dropFields(*process, message.fields, message.field_count, words.data());
    return status;
}

int evident_deliver_frame(evd_rt* process, const void* body, size_t size, evident_error* error) {
    if (!isReady(process, error) || !isGiven(body, size, error)) return -1;
    FrameMessage frame = readFrame(*process, {static_cast<const char*>(body), size});
    if (frame.error != FrameError::None) return refuse(error, codeOf(frame.error), frame.reason);
    if (isForeignTimer(*process, frame.message, frame.sender)) {
        dropMessage(*process, frame);
        return refuse(error, "EVD7012", "a timer does not leave its location");
    }
    int status = result(process, process->engine.receive(frame.message, frame.sender, frame.words.data()));
    dropMessage(*process, frame);
    return status;
}

size_t evident_actions(evd_rt* process) { return isReady(process, nullptr) ? process->engine.enabled().size() : 0; }

int evident_action_at(evd_rt* process, size_t index, evident_action* out) {
    if (process == nullptr || out == nullptr) return -1;
    const std::vector<EnabledAction>& enabled = process->engine.lastEnabled();
    if (index >= enabled.size()) return -1;
    const EnabledAction& action = enabled[index];
    const evd_action& description = *action.description;
    size_t words = 0;
    uint64_t key = (reinterpret_cast<uintptr_t>(action.instance) * 0x9e3779b97f4a7c15u) ^ action.action;
    const evd_word* chosen = process->engine.chosen(action);
    for (uint32_t i = 0; i < description.chosen_count; ++i) {
        const evd_type* type = description.chosen[i].type;
        key = hashWords(type->slot_types, type->slots, chosen + words, key);
        words += type->slots;
    }
    *out = {action.instance->automaton->name, description.name, static_cast<int>(description.fair), chosen, words, key};
    return 0;
}

int evident_fire(evd_rt* process, size_t index) {
    if (!isReady(process, nullptr) || index >= process->engine.lastEnabled().size()) return -1;
    return result(process, process->engine.act(index));
}

int evident_changed(const evd_rt* process) { return process != nullptr && process->engine.changed() ? 1 : 0; }

size_t evident_send_count(const evd_rt* process) { return process != nullptr ? process->outbox.size() : 0; }

int evident_send_at(const evd_rt* process, size_t index, evident_send* out) {
    if (process == nullptr || out == nullptr || index >= process->outbox.size()) return -1;
    const OutboxEntry& entry = process->outbox.entry(index);
    *out = {entry.message,
            entry.emitted ? 1 : 0,
            process->outbox.destinations(entry),
            entry.toCount,
            process->outbox.payload(entry),
            process->module.messages[entry.message].slots,
            entry.delay.least,
            entry.delay.most,
            process->module.messages[entry.message].kind == EVD_TIMER ? 1 : 0};
    return 0;
}

void evident_clear_sends(evd_rt* process) {
    if (isReady(process, nullptr)) process->outbox.truncate(0);
}

size_t evident_poll_sends(evd_rt* process, void (*visit)(void*, const evident_send*), void* context) {
    if (!isReady(process, nullptr) || visit == nullptr) return 0;
    size_t count = process->outbox.size();
    for (size_t i = 0; i < count; ++i) {
        evident_send send;
        evident_send_at(process, i, &send);
        visit(context, &send);
    }
    process->outbox.truncate(0);
    return count;
}

void evident_last_fault(const evd_rt* process, evident_fault* out) {
    if (out == nullptr) return;
    *out = {};
    out->text = "";
    if (process == nullptr) return;
    const auto& last = process->lastFault;
    *out = describeFault(process->module, last.kind, last.site, last.text.c_str());
}

size_t evident_action_fault_count(const evd_rt* process) {
    return process != nullptr ? process->engine.actionFaults().size() : 0;
}

int evident_action_fault_at(const evd_rt* process, size_t index, evident_fault* out, const char** action) {
    if (process == nullptr || out == nullptr || index >= process->engine.actionFaults().size()) return -1;
    const ActionFault& fault = process->engine.actionFaults()[index];
    *out = describeFault(process->module, fault.kind, fault.site, fault.text.c_str());
    if (action != nullptr) *action = fault.description->name;
    return 0;
}

void evident_get_counters(const evd_rt* process, evident_counters* out) {
    if (out == nullptr) return;
    *out = {};
    if (process == nullptr) return;
    const Counters& counters = process->counters;
    *out = {counters.events, counters.faults, counters.sends, process->heap.live(), process->engine.liveInstances()};
}
}
