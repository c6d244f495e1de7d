#pragma once
// The replica of examples/two_thirds as a good C++ engineer would write it by hand: the yardstick for generated code.
// Same events in, same sends out; no allocation in steady state but for the tables of live slots.

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace bench {

using Location = int64_t;

struct Send {
    enum class Kind : uint8_t { Vote, Retry, Decided, Notify } kind;
    enum class To : uint8_t { Nodes, Self, Clients } to;
    int64_t slot, round, cmd;
};

class HandWrittenReplica {
public:
    explicit HandWrittenReplica(int64_t f) : quorum_(2 * f + 1) {}

    void propose(int64_t slot, int64_t cmd) {
        if (seen_.insert(slot).second) start(slot, cmd, nullptr);
    }

    void vote(int64_t slot, int64_t round, int64_t cmd, Location from) {
        Ballot ballot{round, cmd, from};
        if (auto found = slots_.find(slot); found != slots_.end()) deliver(slot, found->second, ballot);
        else if (seen_.insert(slot).second) start(slot, cmd, &ballot);
    }

    void retry(int64_t slot, int64_t round, int64_t cmd) {
        auto found = slots_.find(slot);
        if (found != slots_.end() && round > found->second.round) openRound(slot, found->second, round, cmd, nullptr);
    }

    void decided(int64_t slot, int64_t cmd) {
        auto found = slots_.find(slot);
        if (found == slots_.end()) return;
        sends_.push_back({Send::Kind::Notify, Send::To::Clients, slot, 0, cmd});
        slots_.erase(found);
    }

    std::vector<Send>& sends() { return sends_; }

private:
    struct Ballot {
        int64_t round, cmd;
        Location from;
    };
    struct Round {
        int64_t number;
        std::vector<std::pair<Location, int64_t>> votes;   // few senders: a flat array beats any map
    };
    struct Slot {
        int64_t round = 0;
        std::vector<Round> open;
    };

    void start(int64_t slot, int64_t cmd, const Ballot* ballot) {
        Slot& state = slots_[slot];
        openRound(slot, state, 0, cmd, ballot);
        if (ballot != nullptr && ballot->round > 0) openRound(slot, state, ballot->round, ballot->cmd, ballot);
    }

    void openRound(int64_t slot, Slot& state, int64_t number, int64_t cmd, const Ballot* ballot) {
        state.round = number;
        state.open.push_back({number, {}});
        state.open.back().votes.reserve(static_cast<size_t>(quorum_));
        sends_.push_back({Send::Kind::Vote, Send::To::Nodes, slot, number, cmd});
        if (ballot != nullptr && ballot->round == number && count(slot, state.open.back(), *ballot))
            state.open.pop_back();
    }

    void deliver(int64_t slot, Slot& state, const Ballot& ballot) {
        for (size_t i = 0; i < state.open.size(); ++i) {
            if (state.open[i].number != ballot.round) continue;
            if (count(slot, state.open[i], ballot)) state.open.erase(state.open.begin() + static_cast<long>(i--));
        }
        if (ballot.round > state.round) openRound(slot, state, ballot.round, ballot.cmd, &ballot);
    }

    /// Counts a vote; true if the round is now complete.
    bool count(int64_t slot, Round& round, const Ballot& ballot) {
        for (const auto& [from, cmd] : round.votes)
            if (from == ballot.from) return false;
        round.votes.emplace_back(ballot.from, ballot.cmd);
        if (static_cast<int64_t>(round.votes.size()) < quorum_) return false;
        auto [winner, most] = plurality(round);
        if (most == quorum_) sends_.push_back({Send::Kind::Decided, Send::To::Nodes, slot, 0, winner});
        else sends_.push_back({Send::Kind::Retry, Send::To::Self, slot, round.number + 1, winner});
        return true;
    }

    /// The most frequent value, the least among equals, and how often it occurs.
    static std::pair<int64_t, int64_t> plurality(const Round& round) {
        int64_t best = 0, most = 0;
        for (const auto& [from, cmd] : round.votes) {
            int64_t times = std::count_if(round.votes.begin(), round.votes.end(),
                                          [&](const auto& vote) { return vote.second == cmd; });
            if (times > most || (times == most && cmd < best)) {
                best = cmd;
                most = times;
            }
        }
        return {best, most};
    }

    int64_t quorum_;
    std::unordered_set<int64_t> seen_;
    std::unordered_map<int64_t, Slot> slots_;
    std::vector<Send> sends_;
};

}   // namespace bench
