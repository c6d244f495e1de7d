// Which actions can happen now, and letting one happen.

#include "runtime/api/errors.h"
#include "runtime/engine/rt.h"

#include <algorithm>

namespace evd::runtime {

const std::vector<EnabledAction>& Engine::enabled() {
    clearEnabled();
    actionFaults_.clear();
    bool noted = faultNoted_;   // an action whose guard faults is not enabled; no event was rejected
    uint64_t site = faultSite_;
    faultNoted_ = false;
    for (Instance* root : roots_)
        if (root != nullptr) collectEnabled(root);
    faultNoted_ = noted;
    faultSite_ = site;
    return enabled_;
}

void Engine::collectEnabled(Instance* instance) {
    const evd_automaton& automaton = *instance->automaton;
    if (!mayAct_[static_cast<size_t>(&automaton - rt_.module.automata)]) return;
    std::vector<evd_word> event(event_.size(), 0);
    event[EVD_EVENT_SELF] = rt_.self;
    for (uint32_t a = 0; a < automaton.action_count; ++a) collectChoices(instance, a, 0, event);
    for (uint32_t t = 0; t < automaton.table_count; ++t) {
        if (!mayAct_[automaton.tables[t].child]) continue;
        for (Instance* child = instance->tables[t].oldest; child != nullptr; child = child->younger)
            collectEnabled(child);
    }
}

void Engine::collectChoices(Instance* instance, uint32_t number, uint32_t next, std::vector<evd_word>& event) {
    const evd_action& action = instance->automaton->actions[number];
    if (next == action.chosen_count) {
        rt_.callDepth = 0;
        if (action.guard != nullptr) {
            int64_t status = action.guard(&rt_, rt_.params.data(), instance->state, event.data(), rt_.result.data());
            if (status != 0) return noteActionFault(action, status);
            if (rt_.result[0] == 0) return;
        }
        enabled_.push_back({instance, number, &action, chosen_.size()});
        for (uint32_t i = 0; i < action.chosen_count; ++i) {
            const evd_field& field = action.chosen[i];
            const evd_word* words = event.data() + EVD_EVENT_FIELDS + field.slot;
            dupWords(rt_.heap, field.type->slot_types, field.type->slots, words);
            chosen_.insert(chosen_.end(), words, words + field.type->slots);
        }
        return;
    }
    const evd_field& field = action.chosen[next];
    int64_t status = action.domains[next](&rt_, rt_.params.data(), instance->state, event.data(), rt_.result.data());
    if (status != 0) return noteActionFault(action, status);
    evd_word domain = rt_.result[0];
    for (uint32_t i = 0; i < object(domain)->size; ++i) {
        std::copy_n(object(domain)->element(i), field.type->slots, event.begin() + EVD_EVENT_FIELDS + field.slot);
        collectChoices(instance, number, next + 1, event);
    }
    rt_.heap.drop(domain);
}

void Engine::noteActionFault(const evd_action& action, int64_t status) {
    int64_t kind = noteFault(status);
    actionFaults_.push_back({&action, kind, faultSite_, textOfFault(rt_, kind)});
    faultNoted_ = false;
}

void Engine::clearEnabled() {
    for (const EnabledAction& enabled : enabled_) {
        const evd_action& action = *enabled.description;   // the instance may be gone
        const evd_word* words = chosen(enabled);
        for (uint32_t i = 0; i < action.chosen_count; ++i) {
            const evd_type* type = action.chosen[i].type;
            dropWords(rt_.heap, type->slot_types, type->slots, words);
            words += type->slots;
        }
    }
    enabled_.clear();
    chosen_.clear();
}

int64_t Engine::act(size_t index) {
    const EnabledAction enabled = enabled_[index];
    const evd_action& action = *enabled.description;
    event_[EVD_EVENT_SELF] = rt_.self;
    event_[EVD_EVENT_SENDER] = 0;
    const evd_word* words = chosen(enabled);
    for (uint32_t i = 0; i < action.chosen_count; ++i) {
        const evd_field& field = action.chosen[i];
        std::copy_n(words, field.type->slots, event_.begin() + EVD_EVENT_FIELDS + field.slot);
        words += field.type->slots;
    }
    current_ = {Event::Kind::Action, 0, enabled.instance, enabled.action};
    return happen();
}

}   // namespace evd::runtime
