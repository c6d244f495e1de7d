#include "explore/states/locals.h"

#include "base/check.h"
#include "explore/world/identity.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::explore {

namespace {

uint64_t key(uint32_t a, uint32_t b) { return uint64_t{a} << 32 | b; }

void appendPart(const std::string& part, std::string& out) {
    out += fmt::format("{}:", part.size());
    out += part;
}

void appendClock(const Past::Clock& clock, std::string& out) {
    for (uint32_t count : clock) out += fmt::format("{},", count);
}

}   // namespace

Locals::Locals(const Transitions& transitions, const Faults& faults, Watched watched)
    : transitions_(transitions), faults_(faults), watched_(std::move(watched)) {
    const size_t count = transitions.interpreter().deployment().names.size();
    blank_ = transitions.initial();
    blank_.states.resize(count);   // observers are told apart
    blank_.inside.resize(count);
    blank_.started.assign(count, false);
    for (ir::LocationState& state : blank_.states) state.roots.clear();
    // All that waits for a time may happen now: how long things take says nothing of what can happen (semantics, time).
    blank_.nowNs = kTimeMaxNs;
    at_.resize(count);
    sentNumber({});
    for (uint32_t i = 0; i < count; ++i) inbox(i, {});
}

World Locals::around(uint32_t location, const Local& local) const {
    World out = blank_;
    out.states[location] = local.state;
    out.started[location] = local.started;
    out.packets = local.timers;
    for (Packet& timer : out.packets) timer.id = out.nextPacket++;
    return out;
}

std::string Locals::text(ir::TypeId type, const ir::Value& value) const {
    const ir::Interpreter& interpreter = transitions_.interpreter();
    std::string out;
    appendCbor(interpreter.module().types, type, value, interpreter.deployment().names, out);
    return out;
}

// ---- numbers ----------------------------------------------------------------------------------------------------

uint32_t Locals::local(uint32_t location, Local local) {
    Place& at = at_[location];
    const World world = around(location, local);
    std::string bytes = identity(transitions_, world, location);
    bytes += local.gone ? 'g' : '-';
    std::vector<std::string> timers;
    for (const Packet& timer : world.packets) timers.push_back(identity(transitions_, world, timer));
    std::sort(timers.begin(), timers.end());
    for (const std::string& timer : timers) appendPart(timer, bytes);
    bytes += '|';
    local.past.append(bytes);
    const auto [found, isNew] = at.localNumbers.try_emplace(std::move(bytes), static_cast<uint32_t>(at.locals.size()));
    if (!isNew) return found->second;
    bytes_ += found->first.size();
    at.locals.push_back(std::move(local));
    return found->second;
}

bool Locals::stays(const Packet& packet) const {
    return faults_.duplicates == kAnyNumber && transitions_.passesNetwork(blank_, packet) &&
           transitions_.ahead(blank_, packet).empty();   // in order, only the first can be repeated
}

uint32_t Locals::packet(const Packet& packet, const Past::Clock& clock) {
    Known known{packet, clock, stays(packet), false};
    known.packet.id = 0;
    known.packet.leavesNs = known.packet.readyNs = known.packet.leavesMaxNs = blank_.nowNs;
    known.packet.losable &= !known.stays;
    known.isInput = transitions_.interpreter().module().messages[packet.message].kind == ir::MessageKind::Input;
    World world = blank_;
    world.packets.push_back(known.packet);
    std::string bytes = identity(transitions_, world, known.packet);
    bytes += '|';
    appendClock(clock, bytes);
    const auto [found, isNew] = packetNumbers_.try_emplace(std::move(bytes), static_cast<uint32_t>(packets_.size()));
    if (isNew) packets_.push_back(std::move(known));
    return found->second;
}

uint32_t Locals::as(uint32_t packet, bool losable) {
    uint32_t& known = packets_[packet].twins[losable ? 1 : 0];   // stays where it is while others come
    if (known == UINT32_MAX) {
        Packet one = packets_[packet].packet;
        one.losable = losable;
        known = this->packet(one, packets_[packet].clock);
    }
    return known;
}

uint32_t Locals::sentNumber(const std::vector<uint32_t>& packets) {
    std::string bytes;
    for (uint32_t packet : packets) bytes += fmt::format("{},", packet);
    const auto [found, isNew] = sentNumbers_.try_emplace(std::move(bytes), static_cast<uint32_t>(sent_.size()));
    if (isNew) sent_.push_back(packets);
    return found->second;
}

uint32_t Locals::inbox(uint32_t location, const std::vector<uint32_t>& packets) {
    Place& at = at_[location];
    World world = blank_;
    for (uint32_t number : packets) {
        world.packets.push_back(packets_[number].packet);
        world.packets.back().id = world.nextPacket++;
    }
    // The order counts as far as a link promises one.
    std::vector<std::string> parts;
    Inbox made;
    made.packets = packets;
    for (uint32_t i = 0; i < packets.size(); ++i) {
        std::string part = fmt::format("{}", packets[i]);
        bool first = true;
        for (uint32_t earlier : transitions_.ahead(world, world.packets[i])) {
            part += fmt::format("<{}", earlier);
            first &= earlier == 0;
        }
        // Equal ones are told apart by their turn.
        const bool isNew = std::find(parts.begin(), parts.end(), part) == parts.end();
        parts.push_back(std::move(part));
        if (isNew) made.distinct.push_back(i);
        if (isNew && first) made.deliverable.push_back(i);
        made.hasInput |= packets_[packets[i]].isInput;
    }
    std::sort(parts.begin(), parts.end());
    std::string bytes;
    for (const std::string& part : parts) bytes += part + ',';
    const auto [found, isNew] = at.inboxNumbers.try_emplace(std::move(bytes), static_cast<uint32_t>(at.inboxes.size()));
    if (isNew) at.inboxes.push_back(std::move(made));
    return found->second;
}

// ---- what is on its way -----------------------------------------------------------------------------------------

uint32_t Locals::with(uint32_t location, uint32_t inbox, uint32_t packet) {
    Place& at = at_[location];
    if (outsideAtOnce && !blank_.inside[location]) return inbox;
    const auto known = at.with.find(key(inbox, packet));
    if (known != at.with.end()) return known->second;
    std::vector<uint32_t> packets = at.inboxes[inbox].packets;
    const bool there = std::find(packets.begin(), packets.end(), packet) != packets.end();
    if (!there || !packets_[packet].stays) packets.push_back(packet);
    const uint32_t out = this->inbox(location, packets);
    at.with[key(inbox, packet)] = out;
    return out;
}

uint32_t Locals::without(uint32_t location, uint32_t inbox, uint32_t index) {
    Place& at = at_[location];
    const auto known = at.without.find(key(inbox, index));
    if (known != at.without.end()) return known->second;
    std::vector<uint32_t> packets = at.inboxes[inbox].packets;
    packets.erase(packets.begin() + index);
    const uint32_t out = this->inbox(location, packets);
    at.without[key(inbox, index)] = out;
    return out;
}

bool Locals::comesBack(uint32_t local, uint32_t inbox, const LocalMove& event) {
    if (event.local != local) return false;
    uint32_t after = event.inbox;
    const std::vector<uint32_t> packets = sent(event.sent);
    for (uint32_t packet : packets)
        if (packets_[packet].packet.to == event.location && isNeeded(event.location, local, packet))
            after = with(event.location, after, packet);
    return after == inbox;
}

bool Locals::isNeeded(uint32_t location, uint32_t local, uint32_t packet) {
    if (!needed || local >= needed->known[location].size() || !needed->known[location][local] ||
        !blank_.inside[location])
        return true;
    if (packet >= needed->index.size()) {
        const uint32_t same = plain(packet);
        if (same >= needed->index.size()) return true;
        packet = same;
    }
    const uint32_t index = needed->index[packet];
    return (needed->at[location][local][index / 64] >> index % 64 & 1) != 0;
}

/// What of an inbox is needed.
uint32_t Locals::pruned(uint32_t location, uint32_t local, uint32_t inbox) {
    if (!needed) return inbox;
    std::vector<uint32_t> packets = at_[location].inboxes[inbox].packets;
    if (std::erase_if(packets, [&](uint32_t packet) { return !isNeeded(location, local, packet); }) == 0) return inbox;
    return this->inbox(location, packets);
}

uint32_t Locals::afterCrash(uint32_t location, uint32_t inbox, uint32_t crashed) {
    Place& at = at_[location];
    const auto known = at.crashed.find(key(inbox, crashed));
    if (known != at.crashed.end()) return known->second;
    World world = blank_;
    for (uint32_t number : at.inboxes[inbox].packets) {
        world.packets.push_back(packets_[number].packet);
        world.packets.back().id = world.nextPacket++;
    }
    const std::vector<uint32_t> before = at.inboxes[inbox].packets;
    transitions_.apply(world, {Choice::Kind::Crash, crashed});
    std::vector<uint32_t> packets;
    for (const Packet& left : world.packets)
        packets.push_back(packet(left, packets_[before[left.id - blank_.nextPacket]].clock));
    const uint32_t out = this->inbox(location, packets);
    at.crashed[key(inbox, crashed)] = out;
    return out;
}

std::pair<uint32_t, Past::Clock> Locals::afterRequest(const Input& input, uint32_t local) {
    if (blank_.inside[input.from]) return {local, {}};   // no event sends it
    Local after = at_[input.from].locals[local];
    ir::Happening what;
    what.kind = ir::Happening::Kind::Request;
    what.location = input.from;
    what.message = input.message;
    ir::Output output;
    output.message = input.message;
    output.to = {input.to};
    output.payload = input.payload;
    after.past.add(transitions_.interpreter().module(), watched_, locations(), std::move(what), {std::move(output)},
                   {});
    Past::Clock clock = after.past.clock();
    return {this->local(input.from, std::move(after)), std::move(clock)};
}

// ---- steps ------------------------------------------------------------------------------------------------------

/// Lets it happen in a world of one location.
Locals::Step Locals::step(uint32_t location, const Local& before, World world, const Choice& choice,
                          const Past::Clock& clock, LocalMove move, const std::optional<Packet>& received) {
    ++stepCount_;
    Applied applied = transitions_.apply(world, choice);
    Step out;
    if (applied.result.fault != ir::Fault::None) {
        out.rejected = static_cast<uint32_t>(rejected_.size());
        rejected_.push_back({move, {applied.result.fault, applied.result.faultAt, applied.result.faultDetail}, false});
        Local after = before;
        after.started = world.started[location];
        out.local = this->local(location, std::move(after));
        return out;
    }
    Local after;
    after.gone = before.gone;
    after.past = before.past;
    ir::Happening what;
    what.location = location;
    switch (choice.kind) {
    case Choice::Kind::Start: what.kind = ir::Happening::Kind::Start; break;
    case Choice::Kind::Receive:
        what.kind = ir::Happening::Kind::Receive;
        what.message = received->message;
        what.payload = received->payload;
        what.sender = received->from;
        break;
    case Choice::Kind::Act:
        what.kind = ir::Happening::Kind::Action;
        what.action = actions_[move.action].ref;
        what.payload = choice.action.chosen;
        break;
    case Choice::Kind::Crash: what.kind = ir::Happening::Kind::Crash; break;
    case Choice::Kind::Restart: what.kind = ir::Happening::Kind::Restart; break;
    default: EVD_CHECK(false, "a location does not do this");   // Request, Lose
    }
    if (watched_.any())
        after.past.add(transitions_.interpreter().module(), watched_, locations(), what, applied.result.outputs, clock);
    std::vector<uint32_t> sent;
    for (Packet& one : world.packets) {
        if (one.timer) after.timers.push_back(one);
        else sent.push_back(packet(one, after.past.clock()));
    }
    after.state = std::move(world.states[location]);
    after.started = world.started[location];
    out.local = this->local(location, std::move(after));
    out.sent = sentNumber(sent);
    return out;
}

/// Whether it is an assertion that fails: a violation, with which a run ends.
bool Locals::endsRun(uint32_t rejected) const {
    return rejected != Step::kAccepted && rejected_[rejected].fault.fault == ir::Fault::Assertion;
}

LocalMove Locals::receipt(uint32_t location, uint32_t packet, const Step& does) const {
    LocalMove out;
    out.kind = Choice::Kind::Receive;
    out.location = location;
    out.packet = packet;
    out.local = does.local;
    out.sent = does.sent;
    return out;
}

const Locals::Step& Locals::arrives(uint32_t location, uint32_t local, uint32_t packet) {
    Place& at = at_[location];
    const auto known = at.steps.find(key(local, packet));
    if (known != at.steps.end()) return known->second;
    const Local before = at.locals[local];
    const Packet received = packets_[packet].packet;
    World world = around(location, before);
    world.packets.push_back(received);
    const uint32_t id = world.packets.back().id = world.nextPacket++;
    LocalMove move;
    move.kind = Choice::Kind::Receive;
    move.location = location;
    move.packet = packet;
    const Past::Clock clock = packets_[packet].clock;
    Step made = step(location, before, std::move(world), {Choice::Kind::Receive, location, id}, clock, move, received);
    return at.steps[key(local, packet)] = made;
}

/// A location outside the system after a message has reached it: an event that statements may speak of.
uint32_t Locals::leaves(uint32_t location, uint32_t local, uint32_t packet) {
    if (!watched_.any()) return local;
    const Known received = packets_[packet];
    Local after = at_[location].locals[local];
    ir::Happening what;
    what.kind = ir::Happening::Kind::Receive;
    what.location = location;
    what.message = received.packet.message;
    what.payload = received.packet.payload;
    what.sender = received.packet.from;
    after.past.add(transitions_.interpreter().module(), watched_, locations(), std::move(what), {}, received.clock);
    return this->local(location, std::move(after));
}

const std::vector<LocalMove>& Locals::own(uint32_t location, uint32_t local) {
    Place& at = at_[location];
    const auto known = at.own.find(local);
    if (known != at.own.end()) return known->second;
    const Local before = at.locals[local];
    const World world = around(location, before);
    std::vector<LocalMove> out;
    std::vector<uint32_t> rejected;
    const auto add = [&](LocalMove move, const Choice& choice, const std::optional<Packet>& received = std::nullopt) {
        move.kind = choice.kind;
        move.location = location;
        const Step made = step(location, before, world, choice, {}, move, received);
        if (made.rejected != Step::kAccepted) rejected.push_back(made.rejected);
        if (endsRun(made.rejected)) return;
        move.local = made.local;
        move.sent = made.sent;
        out.push_back(move);
    };
    if (transitions_.canStart(world, location)) add({}, {Choice::Kind::Start, location});
    std::vector<ir::ActionFault> faults;
    for (ir::EnabledAction& action : transitions_.actions(world, location, &faults)) {
        LocalMove move;
        move.action = static_cast<uint32_t>(actions_.size());
        actions_.push_back({{ir::instanceAt(before.state, action.instance).automaton, action.clause}, action});
        add(move, {Choice::Kind::Act, location, 0, 0, action});
    }
    for (const ir::ActionFault& one : faults) {
        rejected.push_back(static_cast<uint32_t>(rejected_.size()));
        rejected_.push_back({{}, one.fault, true});
    }
    if (world.isAwake(location))
        for (const Packet& timer : world.packets) {
            LocalMove move;
            Packet unnumbered = timer;
            move.packet = packet(unnumbered, {});
            add(move, {Choice::Kind::Receive, location, timer.id}, timer);
        }
    if (blank_.inside[location] && !transitions_.isEnvironment(location) && world.isUp(location)) {
        for (const Spends spends : {Spends::Crash, Spends::Restart}) {
            if ((spends == Spends::Crash ? faults_.crashes : faults_.restarts) == 0) continue;
            LocalMove move;
            move.spends = spends;
            add(move, {Choice::Kind::Crash, location});
            Local after = at.locals[out.back().local];
            after.gone = spends == Spends::Crash;
            out.back().local = this->local(location, std::move(after));
        }
    } else if (blank_.inside[location] && !world.isUp(location) && !before.gone) {
        add({}, {Choice::Kind::Restart, location});
    }
    at.ownRejected[local] = std::move(rejected);
    return at.own[local] = std::move(out);
}

Locals::Events Locals::events(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance,
                              const std::vector<uint32_t>* only) {
    Place& at = at_[location];
    Events made;
    std::vector<LocalMove>& out = made.moves;
    for (LocalMove move : own(location, local)) {
        if (move.spends != Spends::Nothing && !allows(allowance, move.spends)) continue;
        move.inbox = move.kind == Choice::Kind::Crash ? afterCrash(location, inbox, location) : inbox;
        out.push_back(move);
    }
    made.rejected = at.ownRejected[local];
    const Inbox packets = at.inboxes[inbox];
    const Local& before = at.locals[local];
    const bool inside = blank_.inside[location];
    for (uint32_t index : packets.deliverable) {
        if (inside && !(before.started && before.state.up)) break;
        if (only != nullptr && !std::binary_search(only->begin(), only->end(), packets.packets[index])) continue;
        LocalMove move;
        move.kind = Choice::Kind::Receive;
        move.location = location;
        move.packet = packets.packets[index];
        move.local = local;
        if (!inside) {
            move.local = leaves(location, local, move.packet);
        } else {
            const Step& does = arrives(location, local, move.packet);
            // A message whose event is rejected has arrived all the same (R1).
            if (does.rejected != Step::kAccepted) made.rejected.push_back(does.rejected);
            if (endsRun(does.rejected)) continue;
            move.local = does.local;
            move.sent = does.sent;
        }
        move.inbox = packets_[move.packet].stays ? inbox : without(location, inbox, index);
        out.push_back(move);
        if (!packets_[move.packet].stays && allows(allowance, Spends::Duplicate) &&
            transitions_.passesNetwork(blank_, packets_[move.packet].packet)) {
            move.inbox = inbox;
            move.spends = Spends::Duplicate;
            out.push_back(move);
        }
    }
    for (uint32_t index : packets.distinct) {
        const Known& packet = packets_[packets.packets[index]];
        const bool drops = allows(allowance, Spends::Drop) && transitions_.passesNetwork(blank_, packet.packet);
        if (packet.stays || (!packet.packet.losable && !drops)) continue;
        LocalMove move;
        move.kind = Choice::Kind::Lose;
        move.location = location;
        move.packet = packets.packets[index];
        move.local = local;
        move.inbox = without(location, inbox, index);
        move.spends = packet.packet.losable ? Spends::Nothing : Spends::Drop;
        out.push_back(move);
    }
    std::erase_if(out, [&](LocalMove& move) {
        if (move.local != local) move.inbox = pruned(location, move.local, move.inbox);
        // It leads nowhere else.
        return !listsIdle && move.local == local && move.inbox == inbox && move.sent == 0 &&
               move.spends == Spends::Nothing;
    });
    return made;
}

const Locals::List& Locals::moves(uint32_t location, uint32_t local, uint32_t inbox, Allowance allowance) {
    Place& at = at_[location];
    EVD_CHECK(inbox < 1U << 27, "the allowance stands behind the inbox");
    const uint64_t asked = key(local, inbox << 5 | allowance);
    if (const uint32_t known = at.listNumbers.find(asked); known != NumberMap::kNone) return at.lists[known];
    Events all = instead ? instead(location, local, inbox, allowance) : events(location, local, inbox, allowance);
    List made;
    made.rejected = std::move(all.rejected);
    made.begin = static_cast<uint32_t>(moves_.size());
    for (LocalMove& move : all.moves) {
        move.touches = touches && move.local != local ? touches(location, local, move.local) : 0;
        moves_.push_back(move);
    }
    made.end = static_cast<uint32_t>(moves_.size());
    at.listNumbers.set(asked, static_cast<uint32_t>(at.lists.size()));
    at.lists.push_back(std::move(made));
    return at.lists.back();
}

}   // namespace evd::explore
