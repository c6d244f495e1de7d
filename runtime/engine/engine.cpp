#include "runtime/engine/engine.h"

#include "runtime/engine/rt.h"
#include "runtime/values/order.h"

#include <algorithm>
#include <cstring>

namespace evd::runtime {

namespace {

constexpr int64_t kindOf(int64_t status) { return status & 0xff; }

/// Which automata have actions themselves or below; the rest is never searched for enabled ones.
std::vector<uint8_t> actingAutomata(const evd_module& module) {
    std::vector<uint8_t> acting(module.automaton_count, 0);
    for (uint32_t a = 0; a < module.automaton_count; ++a) acting[a] = module.automata[a].action_count > 0;
    for (bool again = true; again;) {
        again = false;
        for (uint32_t a = 0; a < module.automaton_count; ++a)
            for (uint32_t t = 0; t < module.automata[a].table_count && !acting[a]; ++t)
                if (acting[module.automata[a].tables[t].child]) acting[a] = again = true;
    }
    return acting;
}

}   // namespace

Engine::Engine(evd_rt& rt)
    : rt_(rt), store_(rt.module, rt.heap), mayAct_(actingAutomata(rt.module)),
      event_(std::max<size_t>(rt.module.event_slots, EVD_EVENT_FIELDS) + 1, 0) {
    log_.reserve(64);
}

Engine::~Engine() { clear(); }

void Engine::clear() {
    clearEnabled();
    for (Instance* root : roots_)
        if (root != nullptr) store_.destroy(root);
    roots_.clear();
}

void Engine::adopt(std::vector<Instance*> roots) {
    clear();
    roots_ = std::move(roots);
}

int64_t Engine::noteFault(int64_t status) {
    if (!faultNoted_) {
        faultNoted_ = true;
        faultSite_ = static_cast<uint64_t>(status) >> 8;
    }
    return kindOf(status);
}

// ---- events ---------------------------------------------------------------------------------------

int64_t Engine::start() {
    event_[EVD_EVENT_SELF] = rt_.self;
    event_[EVD_EVENT_SENDER] = 0;
    current_ = {Event::Kind::Start, 0, nullptr, 0};
    return happen();
}

int64_t Engine::receive(uint32_t message, uint32_t sender, const evd_word* fields) {
    event_[EVD_EVENT_SELF] = rt_.self;
    event_[EVD_EVENT_SENDER] = sender;
    copyWords(event_.data() + EVD_EVENT_FIELDS, fields, rt_.module.messages[message].slots);
    current_ = {Event::Kind::Receive, message, nullptr, 0};
    return happen();
}

int64_t Engine::happen() {
    ++rt_.epoch;
    ++rt_.counters.events;
    delay_ = {};
    rt_.callDepth = 0;
    depth_ = 0;
    faultNoted_ = false;
    faultSite_ = kNoSite;
    size_t outboxSize = rt_.outbox.size();
    int64_t status = 0;
    if (current_.kind == Event::Kind::Action) {
        status = run(current_.actor, nullptr);
    } else {
        for (size_t i = 0; i < roots_.size() && status == 0; ++i)
            if (roots_[i] != nullptr) status = run(roots_[i], nullptr);
    }
    if (status != 0) {
        rollback(outboxSize);
        ++rt_.counters.faults;
        changed_ = false;
    } else {
        rt_.counters.sends += rt_.outbox.size() - outboxSize;
        if (log_.empty() && rt_.undo.empty()) changed_ = false;
        else commit();
    }
    if (!enabled_.empty()) clearEnabled();
    return kindOf(status);
}

void Engine::commit() {
    changed_ = !rt_.undo.empty();
    rt_.undo.commit();
    for (const LogEntry& entry : log_) {
        if (entry.kind != LogEntry::Kind::Word) {
            changed_ = true;
            continue;
        }
        const evd_type* type = entry.instance->automaton->slot_types[entry.slot];
        evd_word now = entry.instance->state[entry.slot];
        if (type == nullptr) {
            changed_ |= entry.old != now;
            continue;
        }
        if (!changed_) changed_ = compareWords(&type, 1, &entry.old, &now) != 0;
        rt_.heap.drop(entry.old);
    }
    for (const LogEntry& entry : log_)   // an inner one is noted before an outer one
        if (entry.kind == LogEntry::Kind::Ended) forget(entry.instance);
    log_.clear();
}

void Engine::rollback(size_t outboxSize) {
    rt_.undo.rollback();
    rt_.outbox.truncate(outboxSize);
    for (; !log_.empty(); log_.pop_back()) {
        LogEntry& entry = log_.back();
        Instance* instance = entry.instance;
        switch (entry.kind) {
        case LogEntry::Kind::Word: {
            evd_word now = instance->state[entry.slot];
            instance->state[entry.slot] = entry.old;
            if (instance->automaton->slot_types[entry.slot] != nullptr) rt_.heap.drop(now);
            break;
        }
        case LogEntry::Kind::First:
            instance->first = true;
            if (entry.slot != 0) instance->parent->tables[instance->place].oldestNew = instance;
            break;
        case LogEntry::Kind::Linked:
            if (instance->parent != nullptr) store_.unlink(instance);
            store_.destroy(instance);
            break;
        case LogEntry::Kind::Ended:
            instance->ended = false;
            if (instance->parent != nullptr) ++instance->parent->tables[instance->place].live;
            break;
        case LogEntry::Kind::Root: roots_[entry.slot] = instance; break;
        }
    }
}

void Engine::forget(Instance* instance) {
    if (instance->parent != nullptr) store_.unlink(instance);
    else if (roots_[instance->place] == instance) roots_[instance->place] = nullptr;
    store_.destroy(instance);
}

// ---- one instance ---------------------------------------------------------------------------------

int64_t Engine::run(Instance* instance, evd_word* yieldInto) {
    if (++depth_ > EVD_DEPTH_MAX) {
        --depth_;
        return noteFault(EVD_FAULT_DEPTH | static_cast<int64_t>(instance->automaton->site) << 8);
    }
    bool wasFirst = instance->first;
    if (wasFirst) markSeen(instance);
    Frame frame{instance, frame_, yieldInto};
    frame_ = &frame;
    const evd_step* step = stepFor(*instance, wasFirst);
    int64_t status = step == nullptr || step->fn == nullptr ? 0 : runClauses(instance, *step);
    const evd_automaton& automaton = *instance->automaton;
    for (uint32_t t = 0; t < automaton.table_count && status == 0; ++t)
        if (!automaton.tables[t].explicit_delivery && instance->tables[t].oldest != nullptr)
            status = deliverTable(instance, t, nullptr);
    for (uint32_t t = 0; frame.delivered && t < automaton.table_count; ++t) {
        ChildTable& table = instance->tables[t];
        rt_.heap.drop(table.yields);
        table.yields = 0;
    }
    frame_ = frame.up;
    if (status == 0 && frame.successor != nullptr) status = replace(instance, frame.successor, yieldInto);
    else if (frame.successor != nullptr) store_.destroy(frame.successor);
    else if (status == 0 && frame.stopped) {
        instance->ended = true;
        if (instance->parent != nullptr) --instance->parent->tables[instance->place].live;
        log_.push_back({LogEntry::Kind::Ended, 0, instance, 0});
    }
    --depth_;
    return status;
}

/// An instance sees its first event: it is no new child any more.
void Engine::markSeen(Instance* instance) {
    ChildTable* table = instance->parent != nullptr ? &instance->parent->tables[instance->place] : nullptr;
    bool oldestNew = table != nullptr && table->oldestNew == instance;   // a successor never is
    log_.push_back({LogEntry::Kind::First, oldestNew, instance, 0});
    instance->first = false;
    if (oldestNew) table->oldestNew = instance->younger;
}

/// What the event in progress means to an instance; null, or without a function: nothing.
inline const evd_step* Engine::stepFor(const Instance& instance, bool wasFirst) const {
    const evd_automaton& automaton = *instance.automaton;
    if (current_.kind == Event::Kind::Receive)
        return wasFirst ? &automaton.first[current_.message] : &automaton.next[current_.message];
    if (current_.kind == Event::Kind::Action && current_.actor == &instance) {
        const evd_action& action = automaton.actions[current_.action];
        return wasFirst ? &action.first : &action.step;
    }
    return wasFirst ? &automaton.start : nullptr;
}

inline int64_t Engine::runClauses(Instance* instance, const evd_step& step) {
    evd_word* result = rt_.result.data();
    if (int64_t status = step.fn(&rt_, rt_.params.data(), instance->state, event_.data(), result)) {
        noteFault(status);
        return kindOf(status);
    }
    for (uint32_t i = 0; i < step.written_count; ++i) {
        uint32_t slot = step.written[i];
        if (result[i] == instance->state[slot]) {   // unchanged, or changed in place: then the undo log knows
            if (instance->automaton->slot_types[slot] != nullptr) rt_.heap.drop(result[i]);
            continue;
        }
        log_.push_back({LogEntry::Kind::Word, slot, instance, instance->state[slot]});
        instance->state[slot] = result[i];
    }
    return 0;
}

int64_t Engine::replace(Instance* instance, Instance* successor, evd_word* yieldInto) {
    if (instance->parent != nullptr) {
        store_.link(successor, instance);
    } else {
        log_.push_back({LogEntry::Kind::Root, instance->place, instance, 0});
        roots_[instance->place] = successor;
    }
    log_.push_back({LogEntry::Kind::Linked, 0, successor, 0});
    instance->ended = true;
    if (instance->parent != nullptr) --instance->parent->tables[instance->place].live;
    log_.push_back({LogEntry::Kind::Ended, 0, instance, 0});
    return run(successor, yieldInto);
}

int64_t Engine::deliverTable(Instance* owner, uint32_t t, evd_word* yieldInto) {
    ChildTable& table = owner->tables[t];
    Instance* firstNew = table.oldestNew;
    if (current_.kind == Event::Kind::Receive)
        if (int64_t status = deliverMatching(owner, t, yieldInto)) return status;
    for (Instance* child = firstNew; child != nullptr;) {
        Instance* next = child->younger;
        if (!child->ended)
            if (int64_t status = run(child, yieldInto)) return status;
        child = next;
    }
    return 0;
}

/// The event to those children that have seen one before, as the route says; a superset of them is never wrong.
int64_t Engine::deliverMatching(Instance* owner, uint32_t t, evd_word* yieldInto) {
    ChildTable& table = owner->tables[t];
    const evd_table& description = owner->automaton->tables[t];
    const evd_route& route = description.routes[current_.message];
    Instance* firstNew = table.oldestNew;
    if (table.oldest == firstNew) return 0;
    if (table.foreign > 0 || route.kind == EVD_ROUTE_SCAN) {
        for (Instance* child = table.oldest; child != nullptr && child != firstNew;) {
            Instance* next = child->younger;
            if (!child->ended)
                if (int64_t status = run(child, yieldInto)) return status;
            child = next;
        }
        return 0;
    }
    if (route.kind == EVD_ROUTE_IGNORE) return 0;
    const evd_index& key = description.indexes[route.index];
    const evd_word* fields = event_.data() + EVD_EVENT_FIELDS;
    const evd_type* const* types = rt_.module.messages[current_.message].slot_types;
    if (key.count == 1 && types[route.event_slots[0]] == nullptr) {   // by far the most common: one number
        const evd_word word = fields[route.event_slots[0]];
        const uint32_t slot = key.param_slots[0], index = route.index;
        for (Instance* child = store_.bucket(table, index, InstanceStore::hashNumber(word)); child != nullptr;) {
            Instance* next = child->links[index].after;
            if (child->state[slot] == word && !child->first && !child->ended)
                if (int64_t status = run(child, yieldInto)) return status;
            child = next;
        }
        return 0;
    }
    uint64_t hash = InstanceStore::hashKey(types, route.event_slots, key.count, fields);
    for (Instance* child = store_.bucket(table, route.index, hash); child != nullptr;) {
        const IndexLink& link = child->links[route.index];
        Instance* next = link.after;
        bool same = link.hash == hash && !child->first && !child->ended;
        for (uint32_t i = 0; i < key.count && same; ++i) {
            uint32_t slot = route.event_slots[i];
            same = compareWords(&types[slot], 1, &child->state[key.param_slots[i]], &fields[slot]) == 0;
        }
        if (same)
            if (int64_t status = run(child, yieldInto)) return status;
        child = next;
    }
    return 0;
}

// ---- effects of a step ------------------------------------------------------------------------------

int64_t Engine::initialise(Instance* instance, const evd_word* event) {
    const evd_automaton& automaton = *instance->automaton;
    if (automaton.init == nullptr) return 0;
    if (int64_t status = automaton.init(&rt_, rt_.params.data(), instance->state, event, rt_.result.data()))
        return noteFault(status);
    copyWords(instance->state + automaton.param_slots, rt_.result.data(),
              automaton.state_slots - automaton.param_slots);
    return 0;
}

Instance* Engine::makeChild(Instance* parent, uint32_t automaton, uint32_t place, int64_t& status) {
    Instance* child = store_.make(automaton, parent, place);
    copyWords(child->state, rt_.takeStaged(), child->automaton->param_slots);
    status = initialise(child, event_.data());
    if (status == 0) return child;
    store_.destroy(child);
    return nullptr;
}

int64_t Engine::spawn(uint32_t table) {
    Instance* self = frame_->self;
    int64_t status = 0;
    Instance* child = makeChild(self, self->automaton->tables[table].child, table, status);
    if (child == nullptr) return status;
    store_.link(child);
    log_.push_back({LogEntry::Kind::Linked, 0, child, 0});
    return 0;
}

int64_t Engine::become(uint32_t table) {
    Instance* self = frame_->self;
    int64_t status = 0;
    Instance* successor = makeChild(self->parent, self->automaton->tables[table].child, self->place, status);
    if (successor == nullptr) return status;
    if (frame_->successor != nullptr) {
        store_.destroy(successor);
        rt_.faultDetail = "what it becomes";
        return EVD_FAULT_CONFLICT;
    }
    frame_->successor = successor;
    return 0;
}

int64_t Engine::deliver(uint32_t t) {
    Instance* self = frame_->self;
    const evd_type* type = self->automaton->tables[t].yields;
    ChildTable& table = self->tables[t];
    rt_.heap.drop(table.yields);
    table.yields = type != nullptr ? evd_empty(&rt_, type, 4) : 0;
    frame_->delivered = true;
    return deliverTable(self, t, type != nullptr ? &table.yields : nullptr);
}

evd_word Engine::yields(uint32_t t) {
    const evd_type* type = frame_->self->automaton->tables[t].yields;
    evd_word list = frame_->self->tables[t].yields;
    if (list == 0) return evd_empty(&rt_, type, 0);
    rt_.heap.dup(list);
    return list;
}

void Engine::yield() {
    Instance* self = frame_->self;
    if (frame_->yieldInto != nullptr) {
        *frame_->yieldInto = evd_append(&rt_, *frame_->yieldInto);
    } else {   // nobody listens
        const evd_word* words = rt_.takeStaged();
        const evd_type* list = self->parent != nullptr ? self->tableOfParent().yields : nullptr;
        if (list != nullptr) dropWords(rt_.heap, list->args[0]->slot_types, list->args[0]->slots, words);
    }
}

// ---- set-up and actions -------------------------------------------------------------------------------

int64_t Engine::place(const evd_system& system) {
    faultNoted_ = false;
    faultSite_ = kNoSite;
    std::vector<evd_word> event(event_.size(), 0);
    event[EVD_EVENT_SELF] = rt_.self;
    for (uint32_t p = 0; p < system.placement_count; ++p) {
        const evd_placement& placement = system.placements[p];
        if (int64_t status = placement.where(&rt_, rt_.params.data(), nullptr, event.data(), rt_.result.data()))
            return noteFault(status);
        evd_word where = rt_.result[0];
        std::vector<evd_word> locations;
        if (placement.where_type->kind == EVD_LOC) {
            locations.push_back(where);
        } else {
            locations.assign(object(where)->words(), object(where)->words() + object(where)->size);
            rt_.heap.drop(where);
        }
        for (evd_word location : locations) rt_.members.push_back(static_cast<uint32_t>(location));
        if (std::find(locations.begin(), locations.end(), static_cast<evd_word>(rt_.self)) != locations.end()) {
            Instance* root = store_.make(placement.automaton, nullptr, static_cast<uint32_t>(roots_.size()));
            roots_.push_back(root);
            rootAutomata_.push_back(placement.automaton);
            if (placement.args != nullptr) {
                if (int64_t status = placement.args(&rt_, rt_.params.data(), nullptr, event.data(), rt_.result.data()))
                    return noteFault(status);
                std::copy_n(rt_.result.begin(), root->automaton->param_slots, root->state);
            }
            if (int64_t status = initialise(root, event.data())) return status;
        }
    }
    std::sort(rt_.members.begin(), rt_.members.end());
    rt_.members.erase(std::unique(rt_.members.begin(), rt_.members.end()), rt_.members.end());
    return 0;
}

}   // namespace evd::runtime
