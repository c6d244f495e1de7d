#include "explore/simulate/replay.h"

#include "base/check.h"
#include "explore/world/identity.h"
#include "explore/world/timing.h"

#include <algorithm>
#include <map>
#include <set>

namespace evd::explore {

namespace {

constexpr int64_t kDeedNs = 1'000'000;     // of time between deeds, as between the steps of a simulation
constexpr size_t kPlayedMax = 1'000'000;   // deeds, of all replays

bool equal(const std::vector<ir::Value>& a, const std::vector<ir::Value>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const ir::Value& x, const ir::Value& y) { return compare(x, y) == 0; });
}

Deed about(const Message& message, Choice::Kind kind, uint32_t event) {
    Deed out;
    out.kind = kind;
    out.location = message.to;
    out.from = message.from;
    out.message = message.kind;
    out.payload = message.payload;
    out.event = event;
    return out;
}

}   // namespace

std::vector<Deed> deedsOf(const ir::Module& module, const Run& run) {
    std::vector<Deed> out;
    auto isInput = [&](const Message& message) { return module.messages[message.kind].kind == ir::MessageKind::Input; };
    // By event: the messages that were lost after it, in the order in which they were sent.
    std::vector<std::vector<const Message*>> lost(run.events.size());
    for (const Message& message : run.messages)
        if (message.lostAfter && !isInput(message)) lost[*message.lostAfter].push_back(&message);
    // Equal messages that one event has sent to one location are one class: as many of them arrive as were sent, and
    // further arrivals are second copies.
    struct Class {
        size_t sent = 0, arrivals = 0, lost = 0, arrived = 0;
    };
    std::map<uint32_t, Class> classes;
    auto first = [&](const Message& message) {
        if (!message.sentBy) return message.id;
        for (uint32_t id : run.events[*message.sentBy].sends) {
            const Message& other = run.messages[id];
            if (other.kind == message.kind && other.to == message.to && equal(other.payload, message.payload))
                return id;
        }
        return message.id;
    };
    for (const Message& message : run.messages) {
        Class& one = classes[first(message)];
        one.sent += message.duplicate ? 0 : 1;
        one.arrivals += message.receivedBy ? 1 : 0;
    }
    /// What is lost of those that do not arrive; nothing is said of what a crash takes from its own location.
    auto isLost = [&](const Message& message, const Event& after) {
        const bool own = after.kind == EventKind::Crash && after.location == message.from && message.sentBy &&
                         (message.to == message.from || message.leavesNs > after.timeNs);
        Class& one = classes[first(message)];
        if (own || message.duplicate || one.lost + one.arrivals >= one.sent) return false;
        ++one.lost;
        return true;
    };
    for (const Event& event : run.events) {
        Deed deed;
        deed.location = event.location;
        deed.event = event.id;
        switch (event.kind) {
        case EventKind::Start: deed.kind = Choice::Kind::Start; break;
        case EventKind::Crash: deed.kind = Choice::Kind::Crash; break;
        case EventKind::Restart: deed.kind = Choice::Kind::Restart; break;
        case EventKind::Action:
            deed.kind = Choice::Kind::Act;
            deed.action = event.action;
            deed.instance = event.instance;
            deed.payload = event.chosen;
            break;
        case EventKind::Request: {
            // It is told with its receipt; alone, if the run ends with it.
            const Message& message = run.messages[event.sends.front()];
            if (message.receivedBy || event.id + 1 < run.events.size()) continue;
            deed = about(message, Choice::Kind::Request, event.id);
            break;
        }
        case EventKind::Timer:
            deed.kind = Choice::Kind::Receive;
            deed.from = event.location;
            deed.message = event.timer;
            deed.payload = event.chosen;
            break;
        case EventKind::Receive:
        case EventKind::OutsideReceive: {
            const Message& message = run.messages[*event.message];
            deed = about(message, isInput(message) ? Choice::Kind::Request : Choice::Kind::Receive, event.id);
            Class& one = classes[first(message)];
            deed.again = ++one.arrived > one.sent;
            break;
        }
        }
        out.push_back(std::move(deed));
        for (const Message* message : lost[event.id])
            if (isLost(*message, event)) out.push_back(about(*message, Choice::Kind::Lose, event.id));
    }
    return out;
}

namespace {

class Replay {
public:
    Replay(const ir::Interpreter& interpreter, const std::vector<Deed>& deeds, const RecorderOptions& options,
           Network network, std::optional<Round> round = {})
        : deeds_(deeds), round_(round), transitions_(interpreter, network, inputs(deeds)),
          recorder_(transitions_, options), world_(recorder_.world()), timing_(interpreter.driftPpm()) {}

    Replayed run() {
        Replayed out;
        if (recorder_.begin())
            for (const Deed& deed : deeds_) {
                if (round_ && &deed == deeds_.data() + round_->from) beginRound();
                if (!happens(deed)) continue;
                out.done.push_back(deed);
                if (recorder_.violated()) break;
                world_.nowNs += kDeedNs;
                if (round_ && round_->repeats) noteRepeatable();
            }
        if (!recorder_.violated())
            recorder_.end(transitions_.isQuiet(world_) ? End::Quiescent : End::Steps, recorder_.events());
        if (!round_) recorder_.judgeWhole();
        else if (!recorder_.violated() && goesRound(out.done.size())) recorder_.judgeRound(roundEvents_, roundMoment_);
        out.run = std::move(recorder_.run());
        out.run.lacksInputs = false;
        if (hasTimers_) out.timely = giveTimes(out.run);
        return out;
    }

private:
    void beginRound() {
        begun_ = worldText();
        roundEvents_ = recorder_.events();
        roundMoment_ = recorder_.monitor().moment();
    }
    bool goesRound(size_t done) {
        if (round_->from == deeds_.size()) {   // it stays where it is
            beginRound();
            const std::vector<Choice> all = transitions_.choices(world_);
            return std::none_of(all.begin(), all.end(), [](const Choice& one) {
                return one.kind == Choice::Kind::Start || one.kind == Choice::Kind::Receive ||
                       (one.kind == Choice::Kind::Act && one.action.fair);
            });
        }
        return done == deeds_.size() && begun_ == worldText();
    }
    bool isRepeatable(const Packet& packet) const {
        return round_->repeats && transitions_.passesNetwork(world_, packet) &&
               transitions_.ahead(world_, packet).empty();   // in order, only the first can be repeated
    }
    void noteRepeatable() {
        for (const Packet& packet : world_.packets)
            if (isRepeatable(packet)) repeatable_.insert(textOf(packet));
    }
    /// Without what a crash has made doubtful, which does not matter of what is sent again and again.
    std::string textOf(Packet packet) const {
        packet.losable = false;
        packet.leavesNs = world_.nowNs;
        return identity(transitions_, world_, packet);
    }
    /// The bytes of the world, of which observers are no part. What waits for a time may happen at any moment.
    std::string worldText() const {
        World world = world_;
        world.nowNs = kTimeMaxNs;
        world.states.resize(transitions_.interpreter().deployment().names.size());
        std::erase_if(world.packets, [&](const Packet& packet) { return isRepeatable(packet); });
        std::string out = identity(transitions_, world);
        for (const std::string& one : repeatable_) out += one;
        return out;
    }

    static std::vector<Input> inputs(const std::vector<Deed>& deeds) {
        std::vector<Input> out;
        for (const Deed& deed : deeds)
            if (deed.kind == Choice::Kind::Request)
                out.push_back({deed.message, deed.payload, deed.from, deed.location, 0});
        return out;
    }

    void apply(const Choice& choice) {
        const uint32_t event = recorder_.events();
        const std::vector<uint32_t> sent = recorder_.apply(choice, event);
        if (recorder_.events() == event) return;
        const bool receives = choice.kind == Choice::Kind::Receive;
        std::erase_if(delayed_, [&](const auto& entry) {
            const auto& [packet, one] = entry;
            const bool here = receives && packet == choice.packet;
            const bool gone = std::none_of(world_.packets.begin(), world_.packets.end(),
                                           [id = packet](const Packet& other) { return other.id == id; });
            if (here && one.timer) timing_.happens(one.setBy, event, one.leastNs, one.mostNs);
            else if (here) timing_.arrives(one.setBy, event, one.leastNs);
            else if (gone && one.timer) timing_.waits(one.setBy, event, one.mostNs);
            return here || gone;
        });
        for (uint32_t id : sent) {
            const Packet& packet = world_.packet(id);
            hasTimers_ |= packet.timer;
            if (packet.timer || packet.leavesNs > world_.nowNs)
                delayed_[id] = {event, packet.leavesNs - world_.nowNs, packet.leavesMaxNs - world_.nowNs, packet.timer};
        }
    }

    /// Times that suit all timers: a millisecond apart, or as close as it must be.
    bool giveTimes(Run& run) {
        const uint32_t count = run.happened;
        for (const auto& [packet, one] : delayed_)
            if (one.timer && count > 0) timing_.waits(one.setBy, count - 1, one.mostNs);
        std::optional<std::vector<int64_t>> times = timing_.times(count, kDeedNs);
        if (!times) times = timing_.times(count, 0);
        if (!times) return false;
        for (Message& message : run.messages) {
            const int64_t later = message.sentBy ? (*times)[*message.sentBy] - run.events[*message.sentBy].timeNs : 0;
            message.leavesNs += later;
            message.readyNs += later;
        }
        for (Event& event : run.events) event.timeNs = (*times)[event.id];
        return true;
    }

    void arrive(uint32_t packet) {
        world_.nowNs = std::max(world_.nowNs, world_.packet(packet).readyNs);
        arrived_.push_back(world_.packet(packet));
        apply({Choice::Kind::Receive, world_.packet(packet).to, packet});
    }

    bool canReceive(uint32_t location) const { return !world_.inside[location] || world_.isAwake(location); }
    static bool isOf(const Packet& packet, const Deed& deed) {
        return packet.message == deed.message && packet.to == deed.location && packet.from == deed.from &&
               equal(packet.payload, deed.payload);
    }

    /// Makes it happen, if it is possible.
    bool happens(const Deed& deed) {
        switch (deed.kind) {
        case Choice::Kind::Start:
            if (!transitions_.canStart(world_, deed.location)) return false;
            apply({Choice::Kind::Start, deed.location});
            return true;
        case Choice::Kind::Crash:
        case Choice::Kind::Restart:
            if (world_.isUp(deed.location) != (deed.kind == Choice::Kind::Crash)) return false;
            apply({deed.kind, deed.location});
            return true;
        case Choice::Kind::Request: {
            const uint32_t input = nextInput_++;
            if (!canReceive(deed.location)) return false;
            apply({Choice::Kind::Request, deed.from, 0, input});
            if (!recorder_.violated()) arrive(world_.packets.back().id);
            return true;
        }
        case Choice::Kind::Receive: {
            if (!canReceive(deed.location)) return false;
            if (deed.again) {
                for (auto one = arrived_.rbegin(); one != arrived_.rend(); ++one)
                    if (isOf(*one, deed)) {
                        arrive(recorder_.repeat(*one));
                        return true;
                    }
                return false;
            }
            const auto packet = find(deed);
            if (!packet || !transitions_.canArrive(world_, world_.packet(*packet))) return false;
            arrive(*packet);
            return true;
        }
        case Choice::Kind::Lose: {
            const auto packet = find(deed);
            const bool possible = packet && transitions_.canBeLost(world_, world_.packet(*packet));
            if (possible) apply({Choice::Kind::Lose, deed.location, *packet});
            return possible;
        }
        case Choice::Kind::Act: return acts(deed);
        }
        return false;
    }

    std::optional<uint32_t> find(const Deed& deed) const {
        for (const Packet& packet : world_.packets)
            if (isOf(packet, deed)) return packet.id;
        return std::nullopt;
    }

    bool acts(const Deed& deed) {
        const ir::EnabledAction* best = nullptr;
        const std::vector<ir::EnabledAction> all = transitions_.actions(world_, deed.location);
        for (const ir::EnabledAction& one : all) {
            const ir::AutomatonId automaton = ir::instanceAt(world_.states[deed.location], one.instance).automaton;
            if (ir::ActionRef{automaton, one.clause} != deed.action || !equal(one.chosen, deed.payload)) continue;
            if (best == nullptr || one.instance == deed.instance) best = &one;
        }
        if (best == nullptr) return false;
        apply({Choice::Kind::Act, deed.location, 0, 0, *best});
        return true;
    }

    const std::vector<Deed>& deeds_;
    const std::optional<Round> round_;
    std::string begun_;   ///< the world where the round begins …
    uint32_t roundEvents_ = 0, roundMoment_ = 0;
    std::set<std::string> repeatable_;   ///< messages that the network may repeat, so far
    Transitions transitions_;
    Recorder recorder_;
    World& world_;
    /// What an event has sent after a delay, and timers that are set, by copy.
    struct Delayed {
        uint32_t setBy = 0;
        int64_t leastNs = 0, mostNs = 0;
        bool timer = false;
    };
    std::map<uint32_t, Delayed> delayed_;
    Timing timing_;
    bool hasTimers_ = false;
    std::vector<Packet> arrived_;
    uint32_t nextInput_ = 0;
};

}   // namespace

Replayed replay(const ir::Interpreter& interpreter, const std::vector<Deed>& deeds, const RecorderOptions& options,
                Network network) {
    return Replay(interpreter, deeds, options, network).run();
}

Replayed replayRound(const ir::Interpreter& interpreter, const std::vector<Deed>& deeds, const Round& round,
                     const RecorderOptions& options, Network network) {
    Replayed out = Replay(interpreter, deeds, options, network, round).run();
    if (!Transitions(interpreter, network).hasTimers()) return out;
    std::vector<Deed> thrice = deeds;
    for (int k = 0; k < 2; ++k)
        thrice.insert(thrice.end(), deeds.begin() + static_cast<std::ptrdiff_t>(round.from), deeds.end());
    RecorderOptions brief = options;
    brief.record = false;
    brief.statements.only = {""};
    out.timely &= Replay(interpreter, thrice, brief, network).run().timely;
    return out;
}

std::optional<Replayed> shrunk(const ir::Interpreter& interpreter, const Run& run, const RecorderOptions& options,
                               Network network) {
    if (!run.violation) return std::nullopt;
    size_t played = 0;
    RecorderOptions brief = options;
    brief.record = false;
    if (run.violation->statement) brief.statements.only = {run.violation->name};
    brief.plan = std::make_shared<Monitor::Plan>(interpreter, brief.statements);
    /// What is left of the deeds if they violate the same.
    auto violates = [&](const std::vector<Deed>& deeds) -> std::optional<std::vector<Deed>> {
        played += deeds.size() + 1;
        Replayed found = replay(interpreter, deeds, brief, network);
        const std::optional<Violation>& one = found.run.violation;
        if (!one || one->name != run.violation->name || one->span != run.violation->span || !found.timely)
            return std::nullopt;
        return std::move(found.done);
    };
    std::optional<std::vector<Deed>> deeds = violates(deedsOf(interpreter.module(), run));
    if (!deeds) return std::nullopt;
    auto without = [&](auto&& isGone) {
        std::vector<Deed> rest;
        for (size_t i = 0; i < deeds->size(); ++i)
            if (!isGone(i)) rest.push_back((*deeds)[i]);
        if (rest.size() == deeds->size()) return false;
        std::optional<std::vector<Deed>> smaller = violates(rest);
        if (smaller) deeds = std::move(smaller);
        return smaller.has_value();
    };
    for (uint32_t location = 0; location < run.names.size(); ++location)
        without([&](size_t i) { return (*deeds)[i].location == location; });
    for (size_t length = std::max<size_t>(deeds->size() / 2, 1); played < kPlayedMax;) {
        bool smaller = false;
        // From the end: what comes late is needed least.
        for (size_t end = deeds->size(); end > 0 && played < kPlayedMax;) {
            const size_t begin = end > length ? end - length : 0;
            smaller |= without([&](size_t i) { return i >= begin && i < end; });
            end = std::min(begin, deeds->size());
        }
        if (length == 1 && !smaller) break;
        if (!smaller || length > 1) length = std::max<size_t>(length / 2, 1);
    }
    RecorderOptions told = options;
    told.statements.only = brief.statements.only;
    Replayed out = replay(interpreter, *deeds, told, network);
    EVD_CHECK(out.run.violation && out.run.violation->name == run.violation->name, "the same deeds give the same run");
    out.run.seed = run.seed;
    out.run.system = run.system;
    return out;
}

}   // namespace evd::explore
