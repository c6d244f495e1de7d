#include "tests/unit/runtime/beacon_module.h"

#include "tests/unit/runtime/test_types.h"

namespace evd::runtime::test {

namespace {

enum : uint32_t { kPing = 0, kBeat = 1, kNudge = 2 };

int64_t init(evd_rt*, const evd_word*, const evd_word*, const evd_word*, evd_word* result) {
    result[0] = 0;
    return 0;
}

int64_t stepGuard(evd_rt*, const evd_word*, const evd_word* state, const evd_word*, evd_word* result) {
    result[0] = state[0] < 3 ? 1 : 0;
    return 0;
}

int64_t step(evd_rt* rt, const evd_word*, const evd_word* state, const evd_word* event, evd_word* result) {
    result[0] = state[0] + (state[0] < 3 ? 1 : 0);
    evd_arg(rt, result[0]);
    evd_after(rt, 50000000);
    evd_send(rt, kPing, event[EVD_EVENT_SELF]);
    return 0;
}

int64_t nudge(evd_rt* rt, const evd_word*, const evd_word*, const evd_word*, evd_word*) {
    evd_emit(rt, kNudge);
    return 0;
}

int64_t ping(evd_rt* rt, const evd_word*, const evd_word*, const evd_word* event, evd_word*) {
    evd_arg(rt, event[EVD_EVENT_FIELDS]);
    evd_emit(rt, kBeat);
    return 0;
}

int64_t where(evd_rt*, const evd_word*, const evd_word*, const evd_word*, evd_word* result) {
    result[0] = 1;   // locations are k, n1
    return 0;
}

evd_module make() {
    const Standard& t = types();
    static const uint32_t slot0[] = {0};
    static const evd_type* oneScalar[] = {nullptr};
    static const evd_field n[] = {{"n", t.Int, 0}};
    static const evd_message messages[] = {{"ping", EVD_INTERNAL, 1, n, 1, oneScalar},
                                           {"beat", EVD_OUTPUT, 1, n, 1, oneScalar},
                                           {"nudge", EVD_OUTPUT, 0, nullptr, 0, nullptr}};
    static const evd_step steps{step, 1, slot0}, nudges{nudge, 0, nullptr};
    static const evd_action actions[] = {{"step", 1, steps, stepGuard, 0, nullptr, nullptr, nullptr, steps},
                                         {"nudge", 0, nudges, nullptr, 0, nullptr, nullptr, nullptr, nudges}};
    static const evd_step none{nullptr, 0, nullptr};
    static const evd_step onMessage[] = {{ping, 0, nullptr}, none, none};
    static const uint8_t notDurable[] = {0};
    static const evd_automaton automata[] = {{"Beacon", 0, 1, nullptr, n, notDurable, 0, 1, oneScalar, init, none,
                                              onMessage, onMessage, 2, actions, 0, nullptr}};
    static const evd_placement placements[] = {{0, where, t.Loc, nullptr}};
    static const evd_system systems[] = {{"Beacons", 1, placements}};
    evd_module m{};
    m.abi = EVD_ABI_VERSION;
    m.name = "beacon";
    m.schema = 7;
    m.message_count = 3;
    m.messages = messages;
    m.automaton_count = 1;
    m.automata = automata;
    m.system_count = 1;
    m.systems = systems;
    m.result_slots = 2;
    m.event_slots = EVD_EVENT_FIELDS + 1;
    return m;
}

}   // namespace

const evd_module& beaconModule() {
    static const evd_module module = make();
    return module;
}

}   // namespace evd::runtime::test
