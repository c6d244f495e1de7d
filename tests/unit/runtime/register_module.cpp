#include "tests/unit/runtime/register_module.h"

#include "tests/unit/runtime/test_types.h"

namespace evd::runtime::test {

namespace {

enum : uint32_t { kClients = 0, kNodes = 1, kQuorum = 2 };   // parameter words

// Replica: state {seen, ticks}

int64_t replicaInit(evd_rt* rt, const evd_word*, const evd_word*, const evd_word*, evd_word* result) {
    result[0] = evd_empty(rt, types().SetInt, 0);
    result[1] = 0;
    return 0;
}

int64_t replicaOpen(evd_rt* rt, const evd_word*, const evd_word* state, const evd_word* event, evd_word* result) {
    evd_word seen = state[0], slot = event[EVD_EVENT_FIELDS], text = event[EVD_EVENT_FIELDS + 1];
    if (evd_find1(rt, seen, slot) >= 0) {
        evd_dup(seen);
        result[0] = seen;
        return 0;
    }
    evd_take(rt, seen);
    seen = evd_insert1(rt, seen, slot);
    evd_dup(text);
    evd_arg(rt, slot);
    evd_arg(rt, text);
    if (int64_t fault = evd_spawn(rt, 0)) {
        evd_drop(rt, seen);
        return fault | int64_t{1} << 8;
    }
    result[0] = seen;
    return 0;
}

int64_t tickGuard(evd_rt*, const evd_word*, const evd_word* state, const evd_word*, evd_word* result) {
    result[0] = state[1] < 3 ? 1 : 0;
    return 0;
}

int64_t tick(evd_rt*, const evd_word*, const evd_word* state, const evd_word*, evd_word* result) {
    evd_word next = state[1];
    if (next < 3 && __builtin_add_overflow(next, 1, &next)) return EVD_FAULT_OVERFLOW | int64_t{0} << 8;
    result[0] = next;
    return 0;
}

// Slot: state {s, t, votes}

int64_t slotInit(evd_rt* rt, const evd_word*, const evd_word*, const evd_word*, evd_word* result) {
    result[0] = evd_empty(rt, types().SetLoc, 4);
    return 0;
}

void sendText(evd_rt* rt, uint32_t message, evd_word slot, evd_word text, evd_word to) {
    evd_dup(text);
    evd_arg(rt, slot);
    evd_arg(rt, text);
    if (to != 0) evd_send_all(rt, message, to);
    else evd_emit(rt, message);
}

int64_t slotStart(evd_rt* rt, const evd_word* params, const evd_word* state, const evd_word*, evd_word*) {
    sendText(rt, kVote, state[0], state[1], params[kNodes]);
    return 0;
}

int64_t slotVote(evd_rt* rt, const evd_word* params, const evd_word* state, const evd_word* event, evd_word* result) {
    evd_word votes = state[2], from = event[EVD_EVENT_SENDER];
    if (event[EVD_EVENT_FIELDS] != state[0] || evd_find1(rt, votes, from) >= 0) {
        evd_dup(votes);
        result[0] = votes;
        return 0;
    }
    evd_take(rt, votes);
    votes = evd_insert1(rt, votes, from);
    if (evd_size(votes) == params[kQuorum]) {
        sendText(rt, kStored, state[0], state[1], params[kClients]);
        sendText(rt, kStored, state[0], state[1], 0);
        evd_stop(rt);
    }
    result[0] = votes;
    return 0;
}

int64_t slotFirstVote(evd_rt* rt, const evd_word* params, const evd_word* state, const evd_word* event,
                      evd_word* result) {
    slotStart(rt, params, state, event, result);
    return slotVote(rt, params, state, event, result);
}

int64_t whereNodes(evd_rt*, const evd_word* params, const evd_word*, const evd_word*, evd_word* result) {
    evd_dup(params[kNodes]);
    result[0] = params[kNodes];
    return 0;
}

int64_t enough(evd_rt*, const evd_word* params, const evd_word*, const evd_word*, evd_word* result) {
    result[0] = evd_size(params[kNodes]) >= params[kQuorum] ? 1 : 0;
    return 0;
}

evd_module make() {
    const Standard& t = types();
    static const uint32_t slot0[] = {0}, slot1[] = {1}, slot2[] = {2};
    static const evd_type* messageSlots[] = {nullptr, t.Str};
    static const evd_field fields[] = {{"slot", t.Int, 0}, {"text", t.Str, 1}};
    static const evd_message messages[] = {{"write", EVD_INPUT, 2, fields, 2, messageSlots},
                                           {"vote", EVD_INTERNAL, 2, fields, 2, messageSlots},
                                           {"stored", EVD_OUTPUT, 2, fields, 2, messageSlots}};

    static const evd_index indexes[] = {{1, slot0}};
    static const evd_route routes[] = {
        {EVD_ROUTE_IGNORE, 0, nullptr}, {EVD_ROUTE_INDEX, 0, slot0}, {EVD_ROUTE_IGNORE, 0, nullptr}};
    static const evd_table tables[] = {{1, 0, 1, indexes, routes, nullptr}};
    static const evd_step ticks = {tick, 1, slot1};
    static const evd_action actions[] = {{"tick", 1, ticks, tickGuard, 0, nullptr, nullptr, nullptr, ticks}};
    static const evd_field replicaVars[] = {{"seen", t.SetInt, 0}, {"ticks", t.Int, 1}};
    static const uint8_t notDurable[] = {0, 0};
    static const evd_type* replicaSlots[] = {t.SetInt, nullptr};
    static const evd_step open[] = {{replicaOpen, 1, slot0}, {replicaOpen, 1, slot0}, {nullptr, 0, nullptr}};

    static const evd_field slotParams[] = {{"s", t.Int, 0}, {"t", t.Str, 1}};
    static const evd_field slotVars[] = {{"votes", t.SetLoc, 2}};
    static const evd_type* slotSlots[] = {nullptr, t.Str, t.SetLoc};
    static const evd_step first[] = {{slotStart, 0, nullptr}, {slotFirstVote, 1, slot2}, {slotStart, 0, nullptr}};
    static const evd_step next[] = {{nullptr, 0, nullptr}, {slotVote, 1, slot2}, {nullptr, 0, nullptr}};

    static const evd_automaton automata[] = {{"Replica",
                                              0,
                                              2,
                                              nullptr,
                                              replicaVars,
                                              notDurable,
                                              0,
                                              2,
                                              replicaSlots,
                                              replicaInit,
                                              {nullptr, 0, nullptr},
                                              open,
                                              open,
                                              1,
                                              actions,
                                              1,
                                              tables},
                                             {"Slot",
                                              2,
                                              1,
                                              slotParams,
                                              slotVars,
                                              notDurable,
                                              2,
                                              3,
                                              slotSlots,
                                              slotInit,
                                              {slotStart, 0, nullptr},
                                              first,
                                              next,
                                              0,
                                              nullptr,
                                              0,
                                              nullptr}};

    static const evd_placement placements[] = {{0, whereNodes, t.SetLoc, nullptr}};
    static const evd_system systems[] = {{"Register", 1, placements}};
    static const evd_param params[] = {
        {"clients", t.SetLoc, 0, kClients}, {"nodes", t.SetLoc, 0, kNodes}, {"quorum", t.Int, 0, kQuorum}};
    static const evd_assumption assumptions[] = {{"enough", enough}};
    static const evd_site sites[] = {{"register.evd", 7, 52}, {"register.evd", 5, 51}};

    evd_module m{};
    m.abi = EVD_ABI_VERSION;
    m.name = "register";
    m.schema = 0x0123456789abcdefu;
    m.message_count = 3;
    m.messages = messages;
    m.automaton_count = 2;
    m.automata = automata;
    m.system_count = 1;
    m.systems = systems;
    m.param_count = 3;
    m.params = params;
    m.param_slots = 3;
    m.assumption_count = 1;
    m.assumptions = assumptions;
    m.site_count = 2;
    m.sites = sites;
    m.result_slots = 4;
    m.event_slots = EVD_EVENT_FIELDS + 2;
    return m;
}

}   // namespace

const evd_module& registerModule() {
    static const evd_module module = make();
    return module;
}

}   // namespace evd::runtime::test
