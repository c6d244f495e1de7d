#pragma once
// A node: one location of a system on TCP. Messages, timers and actions become events; sends become frames.

#include "runtime/evident.h"
#include "runtime/host/mesh.h"

#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <tuple>

namespace evd::runtime {

class Node {
public:
    /// `rt` is a new process for the deployment's location `rt.self`.
    Node(asio::io_context& io, evd_rt& rt, const Deployment& deployment, bool verbose);
    ~Node();

    /// Listens and lets the first event happen. An error text, or empty.
    std::string start();
    void stop() { mesh_.stop(); }

private:
    void onFrame(uint32_t peer, std::string_view body);
    void afterEvent(int status);
    void sendOut(const evident_send& send);
    void sendOne(uint32_t location, uint32_t message, const FrameBytes& frame, const evd_word* words);
    void emit(const evident_send& send, const FrameBytes& frame);
    void setTimer(const evident_send& send, const FrameBytes& frame);
    void later(int64_t delayNs, std::vector<uint32_t> to, uint32_t message, FrameBytes frame);
    void receiveOwn();
    void scheduleActions();
    void runActions();
    void logFault();
    void logActionFaults();
    void log(bool important, const std::string& text) const;

    using Clock = std::chrono::steady_clock;
    struct Past {
        uint64_t turn = 0;
        Clock::time_point notBefore{};
    };   // of one action with one choice

    asio::io_context& io_;
    evd_rt& rt_;
    const Deployment& deployment_;
    bool verbose_;
    Mesh mesh_;
    std::deque<FrameMessage> own_;                                        // messages to self, on their way
    std::map<std::string, std::shared_ptr<asio::steady_timer>> timers_;   // that are set, by message and fields
    std::mt19937_64 random_{std::random_device()()};                      // of random time-outs
    bool ownScheduled_ = false, actionsScheduled_ = false, hasActions_ = false;
    std::map<uint64_t, Past> actions_;   // by evident_action::key
    uint64_t turn_ = 0;
    asio::steady_timer pace_;
    Repeats faults_;                                                            // by kind and place
    std::set<std::tuple<const char*, uint32_t, uint32_t, int>> actionFaults_;   // told already, by place and kind
};

}   // namespace evd::runtime
