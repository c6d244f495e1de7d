#include "tests/differential/twins.h"

#include "runtime/engine/rt.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

namespace evd::differential {

using namespace ir;

namespace {

constexpr size_t kMostInFlight = 200;
constexpr size_t kMostRecent = 64;
constexpr size_t kWholeDetail = 100;   // bytes; the texts of longer ones are cut off
constexpr size_t kMostIdle =
    30;   // events in a row without effect after which a location starts over: its protocol may have ended
constexpr size_t kDigestEvery =
    16;   // the digest is a function of the canonical bytes, which are compared at every event

std::string fieldsCbor(const Module& module, MessageId message, const std::vector<Value>& payload,
                       const LocationNames& names) {
    std::string out(1, static_cast<char>(0x80 | payload.size()));   // messages have fewer than 24 fields
    for (size_t i = 0; i < payload.size(); ++i)
        appendCbor(module.types, module.messages[message].fields[i].type, payload[i], names, out);
    return out;
}

std::string hex(const std::string& bytes) {
    std::string out;
    for (unsigned char c : bytes) out += fmt::format("{:02x}", c);
    return out;
}

template <class Function> std::string bytesOf(Function write) {
    std::string bytes(1024, '\0');
    size_t size = write(bytes.data(), bytes.size());
    bool written = size <= bytes.size();
    bytes.resize(size);
    if (!written) write(bytes.data(), bytes.size());
    return bytes;
}

}   // namespace

Twins::Twins(const Module& module, SystemId system, const Deployment& deployment, const evd_module* native,
             std::function<std::optional<std::pair<uint32_t, uint32_t>>(Span)> place)
    : module_(module), deployment_(deployment), native_(native), place_(std::move(place)), system_(system),
      interpreter_(module, system, deployment), locations_(interpreter_.locations()) {
    effectsOf_.resize(module.messages.size());
    std::set<MessageId> awaited;
    std::vector<AutomatonId> running;   // what the system places, and what that starts
    for (const auto& placement : module.systems[system].placements) running.push_back(placement.automaton);
    for (size_t i = 0; i < running.size(); ++i) {
        for (const Clause& clause : module.automata[running[i]].clauses)
            if (clause.trigger == Trigger::Receive) awaited.insert(clause.message);
        for (const auto& table : module.automata[running[i]].tables)
            if (std::find(running.begin(), running.end(), table.child) == running.end()) running.push_back(table.child);
    }
    awaited_.assign(awaited.begin(), awaited.end());
    for (uint32_t location = 0; location < deployment.names.size(); ++location) {
        auto fault = interpreter_.initialFault(location);
        if (!fault) continue;
        std::string place;
        if (auto at = place_ ? place_(fault->at) : std::nullopt) place = fmt::format(":{}:{}: ", at->first, at->second);
        std::string wanted = fmt::format("{}EVD{}: ", place, 7000 + static_cast<int>(fault->fault));
        if (create(location)) problem_ = "the native process was made in spite of " + wanted;
        else if (problem_.find(wanted) != std::string::npos) refused_ = true;
        else problem_ += "; expected " + wanted;
        return;
    }
    for (uint32_t location : locations_) {
        Site& site = sites_[location];
        site.process = create(location);
        if (!site.process) return;
        site.state = interpreter_.initial(location);
        auto empty = create(location);
        empty->engine.clear();
        site.baseline = empty->heap.live();
        std::string canonical = interpreter_.canonical(site.state);
        std::string state =
            bytesOf([&](void* out, size_t size) { return evident_state(site.process.get(), out, size); });
        if (state != canonical) problem_ = "initial states differ: " + hex(canonical) + " and natively " + hex(state);
        site.canonical = canonical;
    }
}

std::unique_ptr<evd_rt, Twins::Free> Twins::create(uint32_t location) {
    TypeTable types = module_.types;
    std::vector<std::string> encoded;
    std::vector<evident_bytes> params;
    for (size_t i = 0; i < module_.params.size(); ++i) {
        const SystemParam& param = module_.params[i];
        TypeId type = param.domain.empty() ? param.type : types.map(types.tuple(param.domain), param.type);
        encoded.emplace_back();
        appendCbor(types, type, deployment_.params[i], deployment_.names, encoded.back());
    }
    for (const std::string& one : encoded) params.push_back({one.data(), one.size()});
    std::vector<const char*> names;
    for (const std::string& name : deployment_.names) names.push_back(name.c_str());
    evident_deployment deployment{};
    deployment.struct_size = sizeof deployment;
    deployment.system = module_.systems[system_].name.c_str();
    deployment.locations = names.data();
    deployment.location_count = names.size();
    deployment.self = names[location];
    deployment.params = params.data();
    deployment.param_count = params.size();
    evident_error error{};
    evd_rt* process = evident_create(native_, &deployment, &error);
    if (process == nullptr) problem_ = std::string(error.code) + " " + error.text;
    return std::unique_ptr<evd_rt, Free>(process);
}

std::string Twins::lastEvent() const {
    std::string what = last_.what;
    if (last_.message)
        what = fmt::format("{} from {}", describe(*last_.message, last_.payload), deployment_.names[last_.sender]);
    return what + " at " + deployment_.names[last_.location];
}

std::string Twins::describe(MessageId message, const std::vector<Value>& payload) const {
    std::vector<std::string> parts;
    for (size_t i = 0; i < payload.size(); ++i)
        parts.push_back(text(module_.types, module_.messages[message].fields[i].type, payload[i], deployment_.names));
    return fmt::format("{}({})", module_.messages[message].name, fmt::join(parts, ", "));
}

std::optional<std::string> Twins::compare(uint32_t location, const StepResult& expected, int status) {
    ++events_;
    Site& site = sites_.at(location);
    evd_rt* process = site.process.get();
    if (status < 0) return fmt::format("the native process refused the event ({})", status);
    if (status != static_cast<int>(expected.fault))
        return fmt::format("fault {} (at offset {}) expected, natively {}", static_cast<int>(expected.fault),
                           expected.faultAt.begin, status);
    if (status != 0) {
        ++faults_;
        evident_fault fault{};
        evident_last_fault(process, &fault);
        std::string detail = expected.fault == Fault::Extern ? "" : expected.faultDetail;
        if (detail.size() <= kWholeDetail && !detail.empty() && !std::string(fault.text).ends_with(": " + detail))
            return fmt::format("fault {} of `{}` expected, natively {}", status, detail, fault.text);
        if (place_)
            if (auto place = place_(expected.faultAt); place && *place != std::pair(fault.line, fault.column))
                return fmt::format("fault {} expected at {}:{}, natively at {}:{}", status, place->first, place->second,
                                   fault.line, fault.column);
    }
    if (evident_send_count(process) != expected.outputs.size())
        return fmt::format("{} outputs expected, natively {}", expected.outputs.size(), evident_send_count(process));
    for (size_t i = 0; i < expected.outputs.size(); ++i) {
        const Output& output = expected.outputs[i];
        evident_send send{};
        evident_send_at(process, i, &send);
        std::vector<uint32_t> to(send.to, send.to + send.to_count);
        std::string payload = bytesOf([&](void* out, size_t size) {
            return evident_encode_fields(process, send.message, send.fields, out, size);
        });
        std::string wanted = fieldsCbor(module_, output.message, output.payload, deployment_.names);
        bool same = send.message == output.message && (send.emitted != 0) == output.emitted && to == output.to &&
                    send.delay_ns == output.afterNs && send.delay_max_ns == output.afterMaxNs && payload == wanted;
        if (!same)
            return fmt::format("output {}: {} to {} after {} expected ({}), natively {} to {} after {} ({})", i,
                               describe(output.message, output.payload), fmt::join(output.to, " "), output.afterNs,
                               hex(wanted), module_.messages[send.message].name, fmt::join(to, " "), send.delay_ns,
                               hex(payload));
        ++outputs_;
        for (uint32_t target : output.to)
            if (sites_.count(target) != 0 && inFlight_.size() < kMostInFlight)
                inFlight_.push_back({output.message, location, target, output.payload});
    }
    evident_clear_sends(process);
    std::string canonical = interpreter_.canonical(site.state);
    largest_ = std::max(largest_, canonical.size());
    std::string state = bytesOf([&](void* out, size_t size) { return evident_state(process, out, size); });
    if (state != canonical) return fmt::format("state {} expected, natively {}", hex(canonical), hex(state));
    if (events_ % kDigestEvery == 0 && evident_digest(process) != interpreter_.digest(site.state))
        return "digests differ";
    if (state != site.canonical && evident_changed(process) == 0) return "the state changed, natively unnoticed";
    if (state != site.canonical || !expected.outputs.empty()) {
        ++effects_;
        site.idle = 0;
        if (last_.message) ++effectsOf_[*last_.message];
    }
    site.canonical = std::move(canonical);
    if (++site.idle > kMostIdle || site.canonical.size() > mostState_) return crash(location);
    return std::nullopt;
}

std::optional<std::string> Twins::start(uint32_t location) {
    Site& site = sites_.at(location);
    site.started = true;
    last_ = Last{"start", location};
    StepResult expected = interpreter_.step(site.state, Event{});
    return compare(location, expected, evident_start(site.process.get()));
}

std::optional<std::string> Twins::receive(uint32_t location, MessageId message, uint32_t sender,
                                          const std::vector<Value>& payload) {
    Site& site = sites_.at(location);
    last_ = Last{"", location, sender, message, payload};
    Event event;
    event.kind = Event::Kind::Receive;
    event.message = message;
    event.payload = payload;
    event.sender = sender;
    StepResult expected = interpreter_.step(site.state, event);
    std::string fields = fieldsCbor(module_, message, payload, deployment_.names);
    evident_error error{};
    int status = evident_deliver_fields(site.process.get(), message, sender, fields.data(), fields.size(), &error);
    if (status < 0) return fmt::format("the native process refused the message: {}", error.text);
    return compare(location, expected, status);
}

std::optional<std::string> Twins::compareActionFaults(const Site& site,
                                                      const std::vector<ActionFault>& expected) const {
    size_t natively = evident_action_fault_count(site.process.get());
    if (natively != expected.size()) return fmt::format("{} actions fault, natively {}", expected.size(), natively);
    for (size_t i = 0; i < natively; ++i) {
        evident_fault fault{};
        evident_action_fault_at(site.process.get(), i, &fault, nullptr);
        const FaultAt& wanted = expected[i].fault;
        auto place = place_ ? place_(wanted.at) : std::nullopt;
        if (fault.kind != static_cast<int>(wanted.fault) || (place && *place != std::pair(fault.line, fault.column)))
            return fmt::format("an action with fault {} expected, natively {} at {}:{}", static_cast<int>(wanted.fault),
                               fault.kind, fault.line, fault.column);
    }
    return std::nullopt;
}

std::optional<std::string> Twins::act(uint32_t location, RandomValues& random) {
    Site& site = sites_.at(location);
    std::vector<ActionFault> faults;
    auto enabled = interpreter_.enabled(site.state, &faults);
    size_t natively = evident_actions(site.process.get());
    last_ = Last{"actions", location};
    if (enabled.size() != natively) return fmt::format("{} actions enabled, natively {}", enabled.size(), natively);
    if (std::optional<std::string> differs = compareActionFaults(site, faults)) return differs;
    if (enabled.empty()) return std::nullopt;
    size_t chosen = random.below(enabled.size());
    evident_action action{};
    evident_action_at(site.process.get(), chosen, &action);
    Event event;
    event.kind = Event::Kind::Action;
    event.instance = enabled[chosen].instance;
    event.clause = enabled[chosen].clause;
    event.payload = enabled[chosen].chosen;
    last_.what = fmt::format("action {} of {}", action.name, action.automaton);
    StepResult expected = interpreter_.step(site.state, event);
    return compare(location, expected, evident_fire(site.process.get(), chosen));
}

/// Of roots, or of the children in a table.
template <class Instances> void Twins::rememberState(const Instances& instances, RandomValues& random) {
    for (size_t i = 0; i < instances.size() && i < 6; ++i) {
        const Instance& instance = instances[instances.size() - 1 - i];
        const Automaton& automaton = module_.automata[instance.automaton];
        if (instance.stopped) continue;
        for (size_t p = 0; p < instance.params.size(); ++p)
            random.remember(automaton.params[p].type, instance.params[p]);
        for (size_t v = 0; v < instance.vars.size(); ++v) random.remember(automaton.vars[v].type, instance.vars[v]);
        for (const auto& table : instance.tables) rememberState(table, random);
    }
}

std::vector<Value> Twins::randomPayload(MessageId message, RandomValues& random) {
    const InFlight* like = nullptr;
    if (!recent_.empty() && random.chance(0.4)) like = &recent_[random.below(recent_.size())];
    if (like != nullptr && like->message != message) like = nullptr;
    std::vector<Value> payload;
    const auto& fields = module_.messages[message].fields;
    for (size_t i = 0; i < fields.size(); ++i) {
        bool keep = like != nullptr && random.chance(0.6);
        payload.push_back(keep ? like->payload[i] : random.value(fields[i].type, deployment_.names.size()));
    }
    return payload;
}

std::optional<std::string> Twins::randomEvent(RandomValues& random) {
    uint32_t location = locations_[random.below(locations_.size())];
    Site& site = sites_.at(location);
    if (!site.started) return start(location);
    if (random.chance(0.002)) return random.chance(0.5) ? crash(location) : moveOn(location);
    if (random.chance(0.1)) return act(location, random);
    if (!inFlight_.empty() && random.chance(0.5)) {
        size_t index = random.below(inFlight_.size());
        InFlight send = inFlight_[index];
        if (!random.chance(0.1))
            inFlight_.erase(inFlight_.begin() + static_cast<long>(index));   // else it is delivered again
        if (!sites_.at(send.to).started) return start(send.to);
        recent_.push_back(send);
        if (recent_.size() > kMostRecent) recent_.erase(recent_.begin());
        return receive(send.to, send.message, send.sender, send.payload);
    }
    if (module_.messages.empty()) return std::nullopt;
    random.forget();
    rememberState(site.state.roots, random);
    auto message = awaited_.empty() || random.chance(0.05)
                       ? static_cast<MessageId>(random.below(module_.messages.size()))
                       : awaited_[random.below(awaited_.size())];
    auto payload = randomPayload(message, random);
    const auto sender = static_cast<uint32_t>(random.below(deployment_.names.size()));
    return receive(location, message, module_.isTimer(message) ? location : sender, payload);
}

std::optional<std::string> Twins::crash(uint32_t location) {
    Site& site = sites_.at(location);
    last_ = Last{"crash", location};
    auto leaked = leakAt(site);
    if (leaked) return leaked;
    site.process = create(location);
    if (!site.process) return problem_;
    site.state = interpreter_.initial(location);
    site.canonical = interpreter_.canonical(site.state);
    site.started = false;
    site.idle = 0;
    return std::nullopt;
}

std::optional<std::string> Twins::moveOn(uint32_t location) {
    Site& site = sites_.at(location);
    last_ = Last{"snapshot and restore", location};
    std::string snapshot =
        bytesOf([&](void* out, size_t size) { return evident_snapshot(site.process.get(), out, size); });
    auto leaked = leakAt(site);
    if (leaked) return leaked;
    site.process = create(location);
    evident_error error{};
    if (evident_restore(site.process.get(), snapshot.data(), snapshot.size(), &error) != 0)
        return std::string("the snapshot is refused: ") + error.text;
    std::string state = bytesOf([&](void* out, size_t size) { return evident_state(site.process.get(), out, size); });
    if (state != site.canonical)
        return fmt::format("state {} expected after the restore, natively {}", hex(site.canonical), hex(state));
    return std::nullopt;
}

std::optional<std::string> Twins::leakAt(Site& site) {
    evd_rt& process = *site.process;
    process.outbox.truncate(0);
    process.engine.clear();
    if (process.heap.live() == site.baseline) return std::nullopt;
    return fmt::format("{} objects left where {} belong to parameters and literals", process.heap.live(),
                       site.baseline);
}

std::optional<std::string> Twins::leaks() {
    for (auto& [location, site] : sites_)
        if (auto leaked = leakAt(site)) return leaked;
    return std::nullopt;
}

}   // namespace evd::differential
