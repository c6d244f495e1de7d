#pragma once
// The replica of two_thirds four times behind one shape: deliver an event, look at every send.

#include "bench/handwritten_two_thirds.h"
#include "bench/transcribed_two_thirds.h"
#include "bench/workload.h"
#include "driver/prepare.h"
#include "runtime/evident.h"

#include <memory>
#include <string>

namespace bench {

/// What was sent, as numbers, folded: the same work for all three, so that no compiler can leave out the sends.
struct Outputs {
    uint64_t count = 0, hash = 14695981039346656037ULL;
    void add(uint64_t word) { hash = (hash ^ word) * 1099511628211ULL; }
    /// Message: 0 vote, 1 retry, 2 decided, 3 notify; `destinations`: how many.
    void send(uint64_t message, uint64_t destinations, int64_t slot, int64_t round, int64_t cmd) {
        ++count;
        add(message << 8 | destinations);
        add(static_cast<uint64_t>(slot));
        add(static_cast<uint64_t>(round));
        add(static_cast<uint64_t>(cmd));
    }
    bool operator==(const Outputs&) const = default;
};

/// A replica written by hand, of either kind.
template <class Replica> class ByHand {
public:
    ByHand() : replica_(1) {}
    void deliver(const Event& event) {
        switch (event.kind) {
        case Event::Kind::Propose: return replica_.propose(event.slot, event.cmd);
        case Event::Kind::Vote: return replica_.vote(event.slot, event.round, event.cmd, event.from);
        case Event::Kind::Retry: return replica_.retry(event.slot, event.round, event.cmd);
        case Event::Kind::Decided: return replica_.decided(event.slot, event.cmd);
        }
    }
    void collect(Outputs& outputs) {
        for (const Send& send : replica_.sends())
            outputs.send(static_cast<uint64_t>(send.kind), send.to == Send::To::Nodes ? kNodes : 1, send.slot,
                         send.round, send.cmd);
        replica_.sends().clear();
    }
    Replica& replica() { return replica_; }

private:
    Replica replica_;
};
using HandWritten = ByHand<HandWrittenReplica>;
using Transcribed = ByHand<transcribed::Replica>;

/// The numbers that messages have in a module: propose, vote, retry, decided as in Event::Kind; and notify.
struct MessageNumbers {
    explicit MessageNumbers(const evd::ir::Module& module);
    uint32_t events[4], notify;
    uint64_t output(uint32_t message) const {
        return message == notify ? 3 : message == events[1] ? 0 : message == events[2] ? 1 : 2;
    }
};

class Native {
public:
    Native(const evd::driver::Prepared& prepared, const evd_module* module);
    void deliver(const Event& event);
    void collect(Outputs& outputs);

private:
    struct Free {
        void operator()(evd_rt* process) const { evident_destroy(process); }
    };
    MessageNumbers numbers_;
    std::unique_ptr<evd_rt, Free> process_;
};

class Interpreted {
public:
    explicit Interpreted(const evd::driver::Prepared& prepared);
    void deliver(const Event& event);
    void collect(Outputs& outputs);

private:
    MessageNumbers numbers_;
    const evd::ir::Interpreter& interpreter_;
    evd::ir::LocationState state_;
    std::vector<evd::ir::Output> outputs_;
};

}   // namespace bench
