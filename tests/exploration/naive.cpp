#include "tests/exploration/naive.h"

#include <algorithm>

namespace evd::exploration {

namespace {

using namespace explore;

constexpr size_t kBytesMax = 3'000'000;   // of identities: large states take long

/// A world, with what the check adds to it.
struct State {
    World world;
    std::vector<bool> gone;   ///< by location: it has crashed for good
    Faults used;
};

class Search {
public:
    Search(const ir::Interpreter& interpreter, const Instance& instance, Network network,
           const std::vector<uint32_t>& statements)
        : interpreter_(interpreter), instance_(instance), transitions_(interpreter, network, instance.inputs),
          statements_(statements) {}

    Naive run(size_t statesMax) {
        State first{transitions_.initial(), {}, {}};
        first.gone.resize(first.world.states.size());
        // Time says nothing of what can happen: all that waits for a time may happen now.
        first.world.nowNs = kTimeMaxNs;
        add(std::move(first));
        while (!open_.empty()) {
            const auto [state, bytes] = std::move(open_.front());
            open_.pop_front();
            if (isBounded(state.world)) continue;
            const uint64_t before = out_.transitions;
            successors(state, bytes);
            if (out_.transitions == before) {
                ++out_.terminal;
                out_.ends.insert(placesOf(state.world));
            }
            if (seen_.size() > statesMax || bytes_ > kBytesMax) return out_;
        }
        out_.complete = true;
        out_.states = seen_.size();
        return out_;
    }

private:
    std::string bytesOf(const State& state) const {
        std::string out = identity(transitions_, state.world);
        for (bool gone : state.gone) out += gone ? 'g' : '-';
        for (uint32_t count : {state.used.crashes, state.used.restarts, state.used.drops, state.used.duplicates})
            out += std::to_string(count) + ' ';
        return out;
    }

    /// What the locations are, with the timers that are set there.
    std::string placesOf(const World& world) const {
        std::string out;
        for (size_t i = 0; i < world.states.size(); ++i) out += identity(transitions_, world, i);
        std::vector<std::string> timers;
        for (const Packet& packet : world.packets)
            if (packet.timer) timers.push_back(identity(transitions_, world, packet));
        std::sort(timers.begin(), timers.end());
        for (const std::string& timer : timers) out += timer;
        return out;
    }

    /// A message that may be repeated any number of times.
    bool stays(const World& world, const Packet& packet) const {
        return instance_.faults.duplicates == kAnyNumber && transitions_.passesNetwork(world, packet) &&
               transitions_.ahead(world, packet).empty();   // in order, only the first can be repeated
    }

    /// Of what is repeated any number of times there is one copy, which nothing takes away.
    void settle(World& world) const {
        if (instance_.faults.duplicates != kAnyNumber) return;
        std::vector<Packet> kept;
        std::set<std::string> there;
        for (Packet& packet : world.packets) {
            const bool once = stays(world, packet);
            packet.losable &= !once;
            if (!once || there.insert(identity(transitions_, world, packet)).second) kept.push_back(packet);
        }
        world.packets = std::move(kept);
    }

    void add(State state) {
        std::string bytes = bytesOf(state);
        bytes_ += bytes.size();
        if (!seen_.insert(bytes).second) return;
        for (uint32_t number : statements_) {
            const ir::ExprId formula = interpreter_.module().statements[number].formula;
            if (judgeNow(interpreter_, formula, state.world.states).truth == ir::Truth::False)
                out_.refuted.insert(number);
        }
        open_.emplace_back(std::move(state), std::move(bytes));
    }

    bool isBounded(const World& world) const {
        return std::any_of(instance_.bounds.begin(), instance_.bounds.end(), [&](ir::ExprId bound) {
            return judgeNow(interpreter_, bound, world.states).truth != ir::Truth::True;
        });
    }

    static bool spend(uint32_t& used, uint32_t most) {
        if (most == kAnyNumber) return true;
        return used++ < most;
    }

    /// One transition, if it leads somewhere else; several choices of equal copies are one.
    void go(const State& from, const std::string& bytes, State to, const Choice& choice, const std::string& name) {
        if (!done_.insert(name).second) return;
        const Applied applied = transitions_.apply(to.world, choice);
        if (applied.result.fault != ir::Fault::None)
            out_.faults.insert({applied.result.faultAt.begin, applied.result.faultAt.end});
        if (applied.result.fault == ir::Fault::Assertion) return;   // the run ends there
        settle(to.world);
        if (bytesOf(to) == bytes) return;
        (void)from;
        ++out_.transitions;
        add(std::move(to));
    }

    void successors(const State& state, const std::string& bytes) {
        done_.clear();
        using Kind = Choice::Kind;
        const World& world = state.world;
        const auto count = static_cast<uint32_t>(interpreter_.deployment().names.size());
        for (const Choice& choice : transitions_.choices(world)) {
            std::string name = std::to_string(static_cast<int>(choice.kind)) + " " + std::to_string(choice.location);
            if (choice.kind == Kind::Request) name += " " + std::to_string(choice.input);
            if (choice.kind == Kind::Act) {
                for (uint32_t step : choice.action.instance) name += " " + std::to_string(step);
                name += " " + std::to_string(choice.action.clause) + " " + std::to_string(acts_++);
            }
            const bool carries = choice.kind == Kind::Receive || choice.kind == Kind::Lose;
            if (carries) name += " " + identity(transitions_, world, world.packet(choice.packet));
            if (choice.kind != Kind::Receive || !stays(world, world.packet(choice.packet))) {
                if (choice.kind == Kind::Lose && stays(world, world.packet(choice.packet))) continue;
                go(state, bytes, state, choice, name);
                if (choice.kind != Kind::Receive) continue;
            }
            const Packet& packet = world.packet(choice.packet);
            if (packet.timer || !transitions_.passesNetwork(world, packet)) continue;
            State again = state;
            if (!spend(again.used.duplicates, instance_.faults.duplicates)) continue;
            transitions_.duplicate(again.world, choice.packet);
            go(state, bytes, std::move(again), choice, name + " again");
        }
        for (const Packet& packet : world.packets) {
            State dropped = state;
            if (packet.losable || stays(world, packet) || !transitions_.passesNetwork(world, packet) ||
                !spend(dropped.used.drops, instance_.faults.drops))
                continue;
            go(state, bytes, std::move(dropped), {Kind::Lose, packet.to, packet.id},
               "drop " + identity(transitions_, world, packet));
        }
        for (uint32_t i = 0; i < count; ++i) {
            if (!world.inside[i] || transitions_.isEnvironment(i)) continue;
            if (world.isUp(i)) {
                State crashed = state;
                crashed.gone[i] = true;
                if (spend(crashed.used.crashes, instance_.faults.crashes))
                    go(state, bytes, std::move(crashed), {Kind::Crash, i}, "crash " + std::to_string(i));
                State back = state;
                if (spend(back.used.restarts, instance_.faults.restarts))
                    go(state, bytes, std::move(back), {Kind::Crash, i}, "stop " + std::to_string(i));
            } else if (!state.gone[i]) {
                go(state, bytes, state, {Kind::Restart, i}, "restart " + std::to_string(i));
            }
        }
        transitions_.untried(world, [&](uint32_t, const std::vector<ir::ActionFault>& faults) {
            for (const ir::ActionFault& one : faults) out_.faults.insert({one.fault.at.begin, one.fault.at.end});
        });
    }

    const ir::Interpreter& interpreter_;
    const Instance& instance_;
    Transitions transitions_;
    const std::vector<uint32_t>& statements_;
    Naive out_;
    std::set<std::string> seen_, done_;
    std::deque<std::pair<State, std::string>> open_;
    uint64_t acts_ = 0;
    size_t bytes_ = 0;   ///< of identities that were made
};

}   // namespace

Naive search(const ir::Interpreter& interpreter, const explore::Instance& instance, explore::Network network,
             const std::vector<uint32_t>& statements, size_t statesMax) {
    return Search(interpreter, instance, network, statements).run(statesMax);
}

}   // namespace evd::exploration
