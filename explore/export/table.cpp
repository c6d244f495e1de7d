#include "explore/export/table.h"

#include "explore/trace/run.h"
#include "explore/trace/state_diff.h"
#include "ir/analysis/effects.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::explore {

namespace {

constexpr size_t kBytesOfStep = 100;   // of local states that grow

std::vector<Input> inputsOfExport(const ExportSubject& subject) {
    std::vector<Input> out = subject.start != nullptr ? subject.start->inputs : std::vector<Input>();
    out.insert(out.end(), subject.instance.inputs.begin(), subject.instance.inputs.end());
    return out;
}

std::vector<Judge::Asked> askedOf(const ExportSubject& subject, const std::vector<uint32_t>& statements) {
    std::vector<Judge::Asked> out;
    for (uint32_t number : statements) {
        const ir::Statement& one = subject.module().statements[number];
        out.push_back({one.formula, one.judged == ir::Judged::WholeRun});
    }
    for (ir::ExprId bound : subject.instance.bounds) out.push_back({bound, false});
    return out;
}

std::string argumentsText(const ir::Module& module, const ir::LocationNames& names,
                          const std::vector<std::pair<ir::TypeId, ir::Value>>& values) {
    std::vector<std::string> parts;
    for (const auto& [type, value] : values) parts.push_back(ir::text(module.types, type, value, names));
    return parts.empty() ? "" : fmt::format("({})", fmt::join(parts, ", "));
}

}   // namespace

std::unique_ptr<Table> Table::of(const ExportSubject& subject, const std::string& tool, size_t stepsMax,
                                 Diagnostics& diagnostics) {
    const ir::Module& module = subject.module();
    Watched watched(module);
    std::vector<uint32_t> statements;
    for (uint32_t number : subject.statements) {
        const ir::Statement& one = module.statements[number];
        std::string whyNot = whyNotOnStates(subject.interpreter, one);
        if (whyNot.empty() && ir::readsOf(module, one.formula).inFlight)
            whyNot = "it speaks of messages on their way, of which a table of local states knows nothing";
        if (!whyNot.empty()) {
            leaveOut(diagnostics, subject, number, tool, whyNot);
            continue;
        }
        statements.push_back(number);
        watched.add(module, one.formula);
    }
    for (ir::ExprId bound : subject.instance.bounds) watched.add(module, bound);
    if (!subject.interpreter.observers().empty())
        diagnostics.report(Code::ExportLacks, subject.span, tool,
                           "observers, so that what they assert is not looked at");

    std::unique_ptr<Table> out(new Table(subject, watched, std::move(statements)));
    for (size_t i = 0; i < subject.instance.bounds.size(); ++i)
        if (!out->judge_.isOfEachLocation(out->statements_.size() + i)) {
            refuseExport(diagnostics, subject, module[subject.instance.bounds[i]].span, tool,
                         "this bound is not one of each location by itself")
                .note("a bound such as `n <= 3`, of the name of a variable, is");
            return nullptr;
        }
    const std::optional<World> begin = out->beginning(tool, diagnostics);
    if (!begin) return nullptr;
    if (!out->fill(*begin, stepsMax)) {
        refuseExport(
            diagnostics, subject, subject.span, tool,
            fmt::format("its locations have more states by themselves, whatever they receive, than {} steps find",
                        stepsMax))
            .note("a `bound` on what grows makes them finite");
        return nullptr;
    }
    out->addCrashes();
    if (!out->findChannels(tool, diagnostics)) return nullptr;
    return out;
}

Table::Table(const ExportSubject& subject, Watched watched, std::vector<uint32_t> statements)
    : subject_(subject), transitions_(subject.interpreter, subject.network, inputsOfExport(subject)),
      statements_(std::move(statements)), locals_(transitions_, subject.instance.faults, std::move(watched)),
      space_(locals_, transitions_, subject.instance.faults),
      judge_(subject.interpreter, locals_, askedOf(subject, statements_)), blank_(transitions_.initial()) {}

/// Where the runs begin; none if what statements must know of the way there is not followed.
std::optional<World> Table::beginning(const std::string& tool, Diagnostics& diagnostics) const {
    World world = transitions_.initial();
    if (subject_.start == nullptr) return world;
    if (locals_.watched().any()) {
        refuseExport(diagnostics, subject_, subject_.span, tool,
                     "it goes on from a scenario, and a statement speaks of what has happened");
        return std::nullopt;
    }
    for (const Move& move : subject_.start->moves) {
        world.nowNs = move.nowNs;
        if (move.again) {
            world.packets.push_back(*move.again);
            world.packets.back().id = world.nextPacket++;
        }
        transitions_.apply(world, move.choice);
    }
    return world;
}

// ---- the least fixed point --------------------------------------------------------------------------------------

uint32_t Table::stateOf(uint32_t location, uint32_t local) {
    const auto [found, isNew] =
        stateNumbers_[location].try_emplace(local, static_cast<uint32_t>(numbers_[location].size()));
    if (!isNew) return found->second;
    numbers_[location].push_back(local);
    LocalState& made = places_[location].states.emplace_back();
    const Local& one = locals_.local(location, local);
    made.text = textOf(location, one);
    made.down = !one.state.up;
    places_[location].mayBeDown |= made.down;
    if (locals_.isInside(location)) {
        const std::vector<uint32_t> others(locals_.locations(), 0);   // which a bound of each location does not ask
        for (size_t i = statements_.size(); i < statements_.size() + subject_.instance.bounds.size(); ++i)
            made.outside |= judge_.judgeAt(i, others, location, local).truth != ir::Truth::True;
    }
    return found->second;
}

uint32_t Table::packetOf(uint32_t number) {
    const auto [found, isNew] = packetNumbers_.try_emplace(number, static_cast<uint32_t>(packets_.size()));
    if (!isNew) return found->second;
    const Packet& packet = locals_.packet(number);
    PacketKind& made = packets_.emplace_back();
    made.message = subject_.module().messages[packet.message].name;
    made.text = textOf(packet);
    made.from = packet.from;
    made.to = packet.to;
    made.stays = locals_.stays(number);
    made.network = transitions_.passesNetwork(blank_, packet);
    made.input = subject_.module().messages[packet.message].kind == ir::MessageKind::Input;
    made.losable = packet.losable;
    packetLocals_.push_back(number);
    if (!packet.losable) packetsTo_[packet.to].push_back(found->second);
    return found->second;
}

std::vector<uint32_t> Table::packetsOf(uint32_t sent) {
    std::vector<uint32_t> out;
    const std::vector<uint32_t> numbers = locals_.sent(sent);
    for (uint32_t number : numbers) out.push_back(packetOf(locals_.plain(number)));
    return out;
}

bool Table::fill(const World& begin, size_t stepsMax) {
    const uint32_t count = locals_.locations();
    numbers_.resize(count);
    stateNumbers_.resize(count);
    packetsTo_.resize(count);
    for (uint32_t i = 0; i < count; ++i) places_.push_back({nameOf(i), {}, false, {}});
    space_.add(begin, std::vector<Past>(begin.states.size()), std::vector<Past::Clock>(begin.packets.size()));
    requested_ = begin.requested;
    const uint64_t* const first = space_.table()[0];
    for (uint32_t i = 0; i < count; ++i) {
        stateOf(i, space_.localOf(first, i));
        for (uint32_t number : locals_.packetsIn(i, space_.inboxOf(space_.networkOf(first), i))) {
            const uint32_t plain = packetOf(locals_.plain(number));
            ++packets_[locals_.packet(number).losable ? lossyOf(plain) : plain].atFirst;
        }
    }
    std::vector<std::vector<size_t>> received(count);   // by state: how many of the packets to there it has received
    const auto isTooMuch = [&] { return locals_.steps() > stepsMax || locals_.bytes() > stepsMax * kBytesOfStep; };
    for (bool changed = true; changed;) {
        changed = false;
        for (uint32_t i = 0; i < count; ++i)
            for (uint32_t s = 0; s < places_[i].states.size(); ++s) {
                const bool isNew = s >= received[i].size();
                if (isNew) {
                    received[i].push_back(0);
                    changed = true;
                }
                if (places_[i].states[s].outside) continue;
                if (isTooMuch()) return false;
                if (isNew) addRows(i, s);
                if (!receives(i, s)) continue;
                for (; received[i][s] < packetsTo_[i].size(); ++received[i][s]) {
                    changed = true;
                    if (isTooMuch()) return false;
                    arrive(i, s, packetsTo_[i][received[i][s]]);
                }
            }
    }
    return true;
}

bool Table::receives(uint32_t location, uint32_t state) const {
    const Local& local = locals_.local(location, numbers_[location][state]);
    return !locals_.isInside(location) || (local.started && local.state.up);
}

/// What happens in a local state without a message.
void Table::addRows(uint32_t location, uint32_t state) {
    const uint32_t local = numbers_[location][state];
    std::vector<Row> rows;
    for (const LocalMove& move : locals_.own(location, local)) {
        Row row;
        row.kind = move.kind;
        row.spends = move.spends;
        row.next = stateOf(location, move.local);
        row.sent = packetsOf(move.sent);
        row.what = textOf(move);
        if (row.next != state || !row.sent.empty() || move.kind == Choice::Kind::Crash) rows.push_back(std::move(row));
    }
    const std::vector<uint32_t> rejected = locals_.moves(location, local, 0, 0).rejected;
    for (uint32_t number : rejected) {
        const Rejected& one = locals_.rejected(number);
        if (one.guard || one.fault.fault != ir::Fault::Assertion) continue;
        Row row;
        row.kind = one.move.kind;
        row.next = state;
        row.fails = true;
        row.what = textOf(one.move) + ", and an assertion does not hold";
        rows.push_back(std::move(row));
    }
    std::vector<Row>& all = places_[location].states[state].rows;
    all.insert(all.end(), rows.begin(), rows.end());
    addRequests(location, state);
}

/// What the arrival of a packet does.
void Table::arrive(uint32_t location, uint32_t state, uint32_t packet) {
    const uint32_t local = numbers_[location][state], number = packetLocals_[packet];
    Row row;
    row.kind = Choice::Kind::Receive;
    row.packet = packet;
    row.what = fmt::format("{} receives {}", nameOf(location), packets_[packet].text);
    row.next = state;
    if (locals_.isInside(location)) {
        const Locals::Step step = locals_.arrives(location, local, number);
        if (step.rejected != Locals::Step::kAccepted) {
            const ir::FaultAt& fault = locals_.rejected(step.rejected).fault;
            row.fails = fault.fault == ir::Fault::Assertion;
            row.what += ", which is rejected: " + faultText(fault.fault, fault.detail);
        }
        if (!row.fails) {
            row.next = stateOf(location, step.local);
            row.sent = packetsOf(step.sent);
        }
    } else {
        const Locals::List& list = locals_.moves(location, local, locals_.inbox(location, {number}), 0);
        for (uint32_t k = list.begin; k < list.end; ++k)
            if (locals_.move(k).kind == Choice::Kind::Receive) row.next = stateOf(location, locals_.move(k).local);
    }
    if (packets_[packet].stays && row.next == state && row.sent.empty() && !row.fails) return;
    places_[location].states[state].rows.push_back(std::move(row));
}

/// The inputs that the environment sends from a location outside the system, where statements know of that.
void Table::addRequests(uint32_t location, uint32_t state) {
    for (uint32_t i = 0; i < inputs().size(); ++i) {
        const Input& input = inputs()[i];
        if (input.from != location || requested_[i]) continue;
        const auto [after, clock] = locals_.afterRequest(input, numbers_[location][state]);
        Row row;
        row.kind = Choice::Kind::Request;
        row.input = i;
        row.next = stateOf(location, after);
        row.sent = {packetOf(locals_.plain(locals_.packet(space_.packetOf(input), clock)))};
        row.what = "the environment sends " + packets_[row.sent.front()].text;
        if (locals_.watched().any() && !locals_.isInside(location)) {
            places_[location].states[state].rows.push_back(std::move(row));
        } else if (state == 0) {
            inputRows_.push_back({i, row.sent.front(), row.what});
        }
    }
}

// ---- crashes and losses -----------------------------------------------------------------------------------------

/// The same packet, if it may be lost.
uint32_t Table::lossyOf(uint32_t packet) {
    if (packets_[packet].losable || packets_[packet].stays) return packet;
    if (packets_[packet].lossy) return *packets_[packet].lossy;
    const uint32_t out = packetOf(locals_.losable(packetLocals_[packet]));
    packets_[packet].lossy = out;
    return out;
}

/// What crashes do to messages, and what is sent to locations that are down.
void Table::addCrashes() {
    for (uint32_t packet = 0; packet < packets_.size(); ++packet)
        if (places_[packets_[packet].to].mayBeDown) lossyOf(packet);
    for (uint32_t packet = 0; packet < packets_.size(); ++packet)   // more come behind
        for (uint32_t i : {packets_[packet].from, packets_[packet].to}) {
            if (!places_[i].mayBeDown || (i == packets_[packet].to && i == packets_[packet].from &&
                                          std::any_of(places_[i].crash.begin(), places_[i].crash.end(),
                                                      [&](const auto& one) { return one.first == packet; })))
                continue;
            const uint32_t to = packets_[packet].to, number = packetLocals_[packet];
            const uint32_t after = locals_.afterCrash(to, locals_.inbox(to, {number}), i);
            const std::vector<uint32_t> left = locals_.packetsIn(to, after);
            if (left.empty()) places_[i].crash.push_back({packet, std::nullopt});
            else if (left.front() != number) places_[i].crash.push_back({packet, lossyOf(packet)});
        }
}

// ---- order ------------------------------------------------------------------------------------------------------

/// Groups what arrives in order; false, and EVD6019, where that would need more than queues.
bool Table::findChannels(const std::string& tool, Diagnostics& diagnostics) {
    if (!transitions_.hasOrder()) return true;
    const auto refuse = [&](const std::string& why) {
        refuseExport(diagnostics, subject_, subject_.span, tool, why);
        return false;
    };
    const auto counts = [&](uint32_t first, uint32_t second) {
        World world = blank_;
        for (uint32_t one : {first, second}) {
            world.packets.push_back(locals_.packet(packetLocals_[one]));
            world.packets.back().id = world.nextPacket++;
        }
        return transitions_.ahead(world, world.packets.back());
    };
    for (const ir::Automaton& automaton : subject_.module().automata)
        for (const ir::Clause& clause : automaton.clauses)
            if (ir::effectsOf(subject_.module(), clause).delays)
                return refuse("messages that are sent after a delay would have to keep an order");
    std::vector<uint32_t> examples;   // by channel: a packet
    for (uint32_t packet = 0; packet < packets_.size(); ++packet) {
        const size_t promises = counts(packet, packet).size();
        if (promises == 0) continue;
        PacketKind& one = packets_[packet];
        if (promises > 1) return refuse(fmt::format("several links promise an order of {}", one.text));
        if (one.losable || one.lossy || places_[one.from].mayBeDown)
            return refuse("messages in order may be lost at crashes, from the middle of a queue");
        if (one.network && faults().drops > 0)
            return refuse("messages in order may be lost, from the middle of a queue");
        if (one.atFirst > 0) return refuse("messages in order are on their way where the scenario ends");
        for (uint32_t k = 0; k < examples.size() && !one.channel; ++k)
            if (counts(examples[k], packet) == std::vector<uint32_t>{1}) one.channel = k;
        if (one.channel) continue;
        one.channel = static_cast<uint32_t>(examples.size());
        examples.push_back(packet);
        channels_.push_back({one.from, one.to});
    }
    return true;
}

// ---- statements -------------------------------------------------------------------------------------------------

std::vector<std::vector<uint32_t>> Table::views(size_t statement, uint32_t place) {
    std::vector<std::vector<uint32_t>> out;
    for (uint32_t state = 0; state < numbers_[place].size(); ++state) {
        const auto same = [&](const std::vector<uint32_t>& group) {
            const uint64_t bits = locals_.touches(place, numbers_[place][group.front()], numbers_[place][state]);
            return (bits & judge_.bits(statement)) == 0;
        };
        const auto found = std::find_if(out.begin(), out.end(), same);
        if (found != out.end()) found->push_back(state);
        else out.push_back({state});
    }
    return out;
}

ir::Truth Table::judge(size_t statement, const std::vector<uint32_t>& states) const {
    std::vector<uint32_t> locals;
    for (size_t i = 0; i < states.size(); ++i) locals.push_back(numbers_[i][states[i]]);
    return judge_.judgeAt(statement, locals, 0, locals.front()).truth;
}

// ---- texts ------------------------------------------------------------------------------------------------------

std::string Table::textOf(uint32_t location, const Local& local) const {
    ir::LocationState nothing;
    nothing.location = location;
    std::vector<std::string> parts;
    if (local.gone) parts.emplace_back("has stopped for good");
    else if (!local.state.up) parts.emplace_back("is down");
    else if (locals_.isInside(location) && !local.started) parts.emplace_back("has not started");
    const std::string kWith = "spawned with ", kAlone = "spawned";
    for (const Change& one :
         difference(subject_.module(), subject_.interpreter.deployment().names, nothing, local.state)) {
        const std::string values = one.after.rfind(kWith, 0) == 0 ? one.after.substr(kWith.size())
                                   : one.after == kAlone          ? ""
                                                                  : one.after;
        parts.push_back(values.empty() ? one.subject : one.subject + ": " + values);
    }
    for (const Past::Noted& one : local.past.log()) {
        std::string noted;
        switch (one.what.kind) {
        case ir::Happening::Kind::Receive:
            noted = "received " + std::string(subject_.module().shortName(one.what.message));
            break;
        case ir::Happening::Kind::Action:
            noted = "did " + subject_.module().automata[one.what.action.automaton].clauses[one.what.action.clause].name;
            break;
        default: break;   // what it has sent says enough
        }
        for (const ir::Output& output : one.outputs) {
            std::vector<std::pair<ir::TypeId, ir::Value>> values;
            const ir::Message& message = subject_.module().messages[output.message];
            for (size_t i = 0; i < output.payload.size(); ++i)
                values.emplace_back(message.fields[i].type, output.payload[i]);
            noted += (noted.empty() ? "sent " : ", sent ") + message.name +
                     argumentsText(subject_.module(), subject_.interpreter.deployment().names, values);
        }
        parts.push_back("has " + (noted.empty() ? "started" : noted));
    }
    return parts.empty() ? "nothing" : fmt::format("{}", fmt::join(parts, "; "));
}

std::string Table::textOf(const Packet& packet) const {
    const ir::Message& message = subject_.module().messages[packet.message];
    std::vector<std::pair<ir::TypeId, ir::Value>> values;
    for (size_t i = 0; i < packet.payload.size(); ++i) values.emplace_back(message.fields[i].type, packet.payload[i]);
    return fmt::format("{}{} from {} to {}{}", subject_.module().shortName(packet.message),
                       argumentsText(subject_.module(), subject_.interpreter.deployment().names, values),
                       nameOf(packet.from), nameOf(packet.to), packet.losable ? ", which may be lost" : "");
}

std::string Table::textOf(const LocalMove& move) const {
    const std::string& name = nameOf(move.location);
    switch (move.kind) {
    case Choice::Kind::Start: return name + " starts";
    case Choice::Kind::Act: {
        const ir::ActionRef& action = locals_.action(move.action);
        const ir::Clause& clause = subject_.module().automata[action.automaton].clauses[action.clause];
        std::vector<std::pair<ir::TypeId, ir::Value>> values;
        for (size_t i = 0; i < clause.chosen.size(); ++i)
            values.emplace_back(subject_.module().locals[clause.chosen[i]].type, locals_.chosen(move.action).chosen[i]);
        return fmt::format("{} does {}{}", name, clause.name,
                           argumentsText(subject_.module(), subject_.interpreter.deployment().names, values));
    }
    case Choice::Kind::Receive:
        return fmt::format("{} fires at {}", subject_.module().shortName(locals_.packet(move.packet).message), name);
    case Choice::Kind::Crash: return name + (move.spends == Spends::Crash ? " stops for good" : " crashes");
    case Choice::Kind::Restart: return name + " restarts";
    case Choice::Kind::Request:
    case Choice::Kind::Lose: break;   // not of one location
    }
    return name;
}

}   // namespace evd::explore
