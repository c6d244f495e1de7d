#include "tests/unit/runtime/tree_module.h"

#include "tests/unit/runtime/test_types.h"

namespace evd::runtime::test {

namespace {

enum { kOp = EVD_EVENT_FIELDS, kKey, kText, kFault };
enum { kSiteNode = 0, kSiteLeaf = 1, kSiteGhost = 2 };

constexpr int64_t at(int64_t kind, int64_t site) { return kind | site << 8; }

// Node: {names, order}

int64_t nodeInit(evd_rt* rt, const evd_word*, const evd_word*, const evd_word*, evd_word* result) {
    result[0] = evd_empty(rt, types().MapStrList, 0);
    result[1] = evd_empty(rt, types().ListInt, 0);
    return 0;
}

int64_t nodeStep(evd_rt* rt, const evd_word*, const evd_word* state, const evd_word* event, evd_word* result) {
    evd_word op = event[kOp], key = event[kKey], text = event[kText];
    evd_take(rt, state[0]);
    evd_word names = state[0];
    if (op == 0) {
        evd_word found = evd_find1(rt, names, text);
        evd_word list = found < 0 ? evd_empty(rt, types().ListInt, 1) : evd_word_at(names, found, 1);
        if (found >= 0) evd_dup(list);
        evd_dup(text);
        names = evd_put11(rt, names, text, evd_append1(rt, list, key));
    } else if (op == 1 || op == 2) {
        evd_dup(text);
        evd_arg(rt, key);
        evd_arg(rt, text);
        if (int64_t fault = evd_spawn(rt, op == 1 ? 0 : 1)) {
            evd_drop(rt, names);
            return at(fault, kSiteNode);
        }
    } else if (op == 3) {
        names = evd_remove1(rt, names, text);
    }
    if (int64_t fault = evd_deliver(rt, 1)) {
        evd_drop(rt, names);
        return at(fault, kSiteNode);
    }
    evd_word yields = evd_yields(rt, 1);
    evd_take(rt, state[1]);
    evd_word order = evd_union(rt, state[1], yields);
    evd_drop(rt, yields);
    if (event[kFault] == 1) {
        evd_drop(rt, names);
        evd_drop(rt, order);
        return at(EVD_FAULT_OVERFLOW, kSiteNode);
    }
    result[0] = names;
    result[1] = order;
    return 0;
}

// Leaf: {key, text, log}

int64_t leafInit(evd_rt* rt, const evd_word*, const evd_word* state, const evd_word*, evd_word* result) {
    evd_word log = evd_empty(rt, types().MapIntStr, 0);
    evd_dup(state[1]);
    result[0] = evd_put11(rt, log, -2, state[1]);
    return 0;
}

int64_t leafStart(evd_rt* rt, const evd_word*, const evd_word* state, const evd_word*, evd_word* result) {
    evd_take(rt, state[2]);
    evd_dup(state[1]);
    result[0] = evd_put11(rt, state[2], -1, state[1]);
    return 0;
}

int64_t child(evd_rt* rt, bool become, uint32_t table, const evd_word* event, bool withKey) {
    evd_dup(event[kText]);
    if (withKey) evd_arg(rt, event[kKey]);
    evd_arg(rt, event[kText]);
    return become ? evd_become(rt, table) : evd_spawn(rt, table);
}

int64_t leafStep(evd_rt* rt, const evd_word*, const evd_word* state, const evd_word* event, evd_word* result) {
    if (event[kKey] != state[0]) {
        evd_dup(state[2]);
        result[0] = state[2];
        return 0;
    }
    evd_word op = event[kOp];
    evd_take(rt, state[2]);
    evd_dup(event[kText]);
    evd_word log = evd_put11(rt, state[2], op, event[kText]);
    evd_arg(rt, state[0]);
    evd_yield(rt);
    int64_t fault = 0;
    if (op == 4) evd_stop(rt);
    if (op == 5 || op == 8) fault = child(rt, true, 0, event, true);
    if (op == 8 && fault == 0) fault = child(rt, true, 0, event, true);
    if (op == 6) fault = child(rt, false, 0, event, true);
    if (op == 7) fault = child(rt, true, 1, event, false);
    if (fault == 0 && event[kFault] == 2) fault = EVD_FAULT_INDEX;
    if (fault != 0) {
        evd_drop(rt, log);
        return at(fault, kSiteLeaf);
    }
    result[0] = log;
    return 0;
}

// Ghost: {text}

int64_t ghostStep(evd_rt* rt, const evd_word*, const evd_word* state, const evd_word* event, evd_word*) {
    evd_dup(state[0]);
    evd_arg(rt, event[kOp]);
    evd_arg(rt, event[kKey]);
    evd_arg(rt, state[0]);
    evd_arg(rt, event[kFault]);
    evd_emit(rt, 0);
    if (event[kOp] == 9) evd_stop(rt);
    if (event[kOp] != 10) return 0;
    if (int64_t fault = child(rt, true, 0, event, false)) return at(fault, kSiteGhost);
    return 0;
}

int64_t everywhere(evd_rt*, const evd_word*, const evd_word*, const evd_word* event, evd_word* result) {
    result[0] = event[EVD_EVENT_SELF];
    return 0;
}

evd_module makeTree() {
    const Standard& t = types();
    static const uint32_t slot0[] = {0}, slot1[] = {1}, slot2[] = {2}, slots01[] = {0, 1};
    static const evd_type* messageSlots[] = {nullptr, nullptr, t.Str, nullptr};
    static const evd_field fields[] = {{"op", t.Int, 0}, {"key", t.Int, 1}, {"text", t.Str, 2}, {"fault", t.Int, 3}};
    static const evd_message messages[] = {{"cmd", EVD_INPUT, 4, fields, 4, messageSlots}};

    static const evd_index indexes[] = {{1, slot0}};
    static const evd_route byKey[] = {{EVD_ROUTE_INDEX, 0, slot1}}, scan[] = {{EVD_ROUTE_SCAN, 0, nullptr}};
    static const evd_table nodeTables[] = {{1, 0, 1, indexes, byKey, nullptr}, {1, 1, 0, nullptr, scan, t.ListInt}};
    static const evd_field nodeVars[] = {{"names", t.MapStrList, 0}, {"order", t.ListInt, 1}};
    static const evd_type* nodeSlots[] = {t.MapStrList, t.ListInt};
    static const evd_step nodeSteps[] = {{nodeStep, 2, slots01}};

    static const evd_table leafTables[] = {{1, 0, 1, indexes, byKey, t.ListInt}, {2, 0, 0, nullptr, scan, nullptr}};
    static const evd_field leafParams[] = {{"key", t.Int, 0}, {"text", t.Str, 1}};
    static const evd_field leafVars[] = {{"log", t.MapIntStr, 2}};
    static const evd_type* leafSlots[] = {nullptr, t.Str, t.MapIntStr};
    static const evd_step leafFirst[] = {{leafStart, 1, slot2}}, leafNext[] = {{leafStep, 1, slot2}};

    static const evd_table ghostTables[] = {{2, 0, 0, nullptr, scan, nullptr}};
    static const evd_field ghostParams[] = {{"text", t.Str, 0}};
    static const evd_type* ghostSlots[] = {t.Str};
    static const evd_step ghostSteps[] = {{ghostStep, 0, nullptr}};

    static const evd_step none{nullptr, 0, nullptr};
    static const uint8_t notDurable[] = {0, 0};
    static const evd_automaton automata[] = {{"Node", 0, 2, nullptr, nodeVars, notDurable, 0, 2, nodeSlots, nodeInit,
                                              none, nodeSteps, nodeSteps, 0, nullptr, 2, nodeTables},
                                             {"Leaf", 2, 1, leafParams, leafVars, notDurable, 2, 3, leafSlots, leafInit,
                                              leafFirst[0], leafFirst, leafNext, 0, nullptr, 2, leafTables},
                                             {"Ghost", 1, 0, ghostParams, nullptr, notDurable, 1, 1, ghostSlots,
                                              nullptr, none, ghostSteps, ghostSteps, 0, nullptr, 1, ghostTables}};
    static const evd_placement placements[] = {{0, everywhere, t.Loc, nullptr}, {0, everywhere, t.Loc, nullptr}};
    static const evd_system systems[] = {{"Tree", 2, placements}};
    static const evd_site sites[] = {{"tree.evd", 1, 1}, {"tree.evd", 2, 2}, {"tree.evd", 3, 3}};

    evd_module m{};
    m.abi = EVD_ABI_VERSION;
    m.name = "tree";
    m.schema = 42;
    m.message_count = 1;
    m.messages = messages;
    m.automaton_count = 3;
    m.automata = automata;
    m.system_count = 1;
    m.systems = systems;
    m.site_count = 3;
    m.sites = sites;
    m.result_slots = 4;
    m.event_slots = EVD_EVENT_FIELDS + 4;
    return m;
}

}   // namespace

const evd_module& treeModule() {
    static const evd_module module = makeTree();
    return module;
}

}   // namespace evd::runtime::test
