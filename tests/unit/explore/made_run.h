#pragma once
// Builds runs by hand, for tests of the writers.

#include "explore/trace/run.h"

#include <algorithm>

namespace evd::explore::test {

/// Adds events one by one; clocks and predecessors are kept as the simulator keeps them.
class MadeRun {
public:
    MadeRun(std::vector<std::string> names, std::vector<bool> inside, std::vector<std::string> kinds) {
        run.spec = "made";
        run.system = "Made";
        run.seed = 7;
        run.names = std::move(names);
        run.inside = std::move(inside);
        run.kinds = std::move(kinds);
        last_.resize(run.names.size());
    }

    Event& event(EventKind kind, uint32_t location, std::string text, std::optional<uint32_t> cause = {}) {
        Event made;
        made.id = made.step = static_cast<uint32_t>(run.events.size());
        made.timeNs = made.id * 1'000'000;
        made.location = location;
        made.kind = kind;
        made.text = std::move(text);
        made.predecessor = last_[location];
        made.cause = cause;
        made.clock.assign(run.names.size(), 0);
        for (auto earlier : {made.predecessor, made.cause})
            for (size_t i = 0; earlier && i < made.clock.size(); ++i)
                made.clock[i] = std::max(made.clock[i], run.events[*earlier].clock[i]);
        ++made.clock[location];
        last_[location] = made.id;
        run.events.push_back(std::move(made));
        return run.events.back();
    }

    /// The last event sends; the id of the message.
    uint32_t send(ir::MessageId kind, uint32_t to, std::string text, Fate fate = Fate::InFlight) {
        Event& from = run.events.back();
        Message message;
        message.id = static_cast<uint32_t>(run.messages.size());
        message.kind = kind;
        message.text = std::move(text);
        message.from = from.location;
        message.to = to;
        message.sentBy = from.id;
        message.fate = fate;
        if (fate == Fate::Dropped) message.lostAfter = from.id;
        from.sends.push_back(message.id);
        run.messages.push_back(std::move(message));
        return run.messages.back().id;
    }

    Event& receive(uint32_t id) {
        Message& message = run.messages[id];
        EventKind kind = run.inside[message.to] ? EventKind::Receive : EventKind::OutsideReceive;
        Event& made = event(kind, message.to, message.text, message.sentBy);
        made.message = id;
        message.fate = Fate::Delivered;
        message.receivedBy = made.id;
        return made;
    }

    Run run;

private:
    std::vector<std::optional<uint32_t>> last_;
};

/// One round of voting among four with a client, a loss, a crash with a loss and a restart, a fault, and a message
/// still flying.
inline Run votingRun() {
    MadeRun made({"k", "n1", "n2", "n3", "n4"}, {false, true, true, true, true},
                 {"propose", "vote", "retry", "decided", "notify"});
    for (uint32_t n = 1; n <= 4; ++n) made.event(EventKind::Start, n, "start");
    made.event(EventKind::Request, 0, "propose(0, \"A\")");
    uint32_t p1 = made.send(0, 1, "propose(0, \"A\")");
    made.event(EventKind::Request, 0, "propose(0, \"A\")");
    uint32_t p3 = made.send(0, 3, "propose(0, \"A\")");
    std::vector<uint32_t> votes;
    for (uint32_t p : {p1, p3}) {
        uint32_t at = made.run.messages[p].to;
        made.receive(p).changes = {{"Replica.seen", "{}", "{0}"}};
        for (uint32_t n = 1; n <= 4; ++n)
            votes.push_back(made.send(1, n, "vote(0, 0, \"A\")", at == 3 && n == 2 ? Fate::Dropped : Fate::InFlight));
    }
    for (size_t i : {0, 1, 3}) made.receive(votes[i]);
    made.event(EventKind::Crash, 4, "crash");
    made.receive(votes[4]);
    made.run.messages[votes[7]].fate = Fate::LostAtCrash;
    made.run.messages[votes[7]].lostAfter = made.run.events.back().id;
    made.receive(votes[6]);
    uint32_t retry = made.send(2, 3, "retry(0, 1, \"A\")");
    made.event(EventKind::Restart, 4, "restart");
    made.event(EventKind::Start, 4, "start");
    made.receive(votes[2]).fault = ir::Fault::Overflow;
    made.receive(retry);
    std::vector<uint32_t> decided;
    for (uint32_t n = 1; n <= 4; ++n) decided.push_back(made.send(3, n, "decided(0, \"A\")"));
    for (size_t i : {3, 0, 1}) {
        made.receive(decided[i]).emits.push_back({4, "notify(0, \"A\")", {}});
        uint32_t notify = made.send(4, 0, "notify(0, \"A\")");
        if (i != 1) made.receive(notify);
    }
    made.event(EventKind::Action, 2, "tidy").actor = "Replica";
    made.run.end = End::Quiescent;
    return made.run;
}

}   // namespace evd::explore::test
