#pragma once
// The replica of examples/two_thirds transcribed from the spec into everyday C++: one class per process, the same
// variables in the standard containers of the same meaning, each event passed down to the children it concerns. What a
// team writes that wants the code to look like the protocol; handwritten_two_thirds.h is what it becomes once it is
// tuned.

#include "bench/handwritten_two_thirds.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

namespace bench::transcribed {

/// `process Round(s, r, c)`.
class Round {
public:
    Round(int64_t quorum, int64_t slot, int64_t round, int64_t cmd)
        : quorum_(quorum), slot_(slot), round_(round), cmd_(cmd) {}

    void start(std::vector<Send>& sends) const {
        sends.push_back({Send::Kind::Vote, Send::To::Nodes, slot_, round_, cmd_});
    }

    /// True if the round stops.
    bool vote(int64_t cmd, Location from, std::vector<Send>& sends) {
        if (votes_.count(from) != 0) return false;
        votes_[from] = cmd;
        if (static_cast<int64_t>(votes_.size()) != quorum_) return false;
        std::map<int64_t, int64_t> times;
        for (const auto& [voter, value] : votes_) ++times[value];
        auto winner = times.begin();
        for (auto at = times.begin(); at != times.end(); ++at)
            if (at->second > winner->second) winner = at;
        if (winner->second == quorum_) sends.push_back({Send::Kind::Decided, Send::To::Nodes, slot_, 0, winner->first});
        else sends.push_back({Send::Kind::Retry, Send::To::Self, slot_, round_ + 1, winner->first});
        return true;
    }

private:
    int64_t quorum_, slot_, round_, cmd_;
    std::map<Location, int64_t> votes_;
};

/// `process Slot(s, c)`.
class Slot {
public:
    Slot(int64_t quorum, int64_t slot) : quorum_(quorum), slot_(slot) {}

    void open(int64_t number, int64_t cmd, std::vector<Send>& sends) {
        round_ = number;
        rounds_.insert_or_assign(number, Round(quorum_, slot_, number, cmd)).first->second.start(sends);
    }

    void retry(int64_t round, int64_t cmd, std::vector<Send>& sends) {
        if (round > round_) open(round, cmd, sends);
    }

    void vote(int64_t round, int64_t cmd, Location from, std::vector<Send>& sends) {
        if (round > round_) open(round, cmd, sends);
        auto found = rounds_.find(round);
        if (found != rounds_.end() && found->second.vote(cmd, from, sends)) rounds_.erase(found);
    }

private:
    int64_t quorum_, slot_, round_ = 0;
    std::map<int64_t, Round> rounds_;
};

/// `process Replica`.
class Replica {
public:
    explicit Replica(int64_t f) : quorum_(2 * f + 1) {}

    void propose(int64_t slot, int64_t cmd) {
        if (seen_.insert(slot).second) spawn(slot).open(0, cmd, sends_);
    }

    void vote(int64_t slot, int64_t round, int64_t cmd, Location from) {
        auto found = slots_.find(slot);
        if (found != slots_.end()) return found->second.vote(round, cmd, from, sends_);
        if (!seen_.insert(slot).second) return;
        Slot& made = spawn(slot);
        made.open(0, cmd, sends_);
        made.vote(round, cmd, from, sends_);
    }

    void retry(int64_t slot, int64_t round, int64_t cmd) {
        auto found = slots_.find(slot);
        if (found != slots_.end()) found->second.retry(round, cmd, sends_);
    }

    void decided(int64_t slot, int64_t cmd) {
        if (slots_.erase(slot) != 0) sends_.push_back({Send::Kind::Notify, Send::To::Clients, slot, 0, cmd});
    }

    std::vector<Send>& sends() { return sends_; }

private:
    Slot& spawn(int64_t slot) { return slots_.emplace(slot, Slot(quorum_, slot)).first->second; }

    int64_t quorum_;
    std::set<int64_t> seen_;
    std::map<int64_t, Slot> slots_;
    std::vector<Send> sends_;
};

}   // namespace bench::transcribed
