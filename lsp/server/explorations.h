#pragma once
// The checks that are being explored, as lenses and commands see them.

#include "lsp/protocol/json.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace evd::lsp {

/// `950`, `1.2 k`, `120 k`, `3.4 M`: a number of states for titles.
std::string shortCount(uint64_t number);
/// `1 state`, `120 k states`.
std::string statesText(uint64_t number);

/// A check that is explored, or waits for its turn. The thread that explores writes how far it is; others read that and
/// may end it.
struct Exploration {
    std::string path, check;   ///< the spec, and Statement::key
    std::string meaning;       ///< SecondLook::checks
    bool background = false;   ///< nobody has asked for it
    Json token;                ///< under which the client of the request is told of progress; null: it does not want it

    std::atomic<bool> running{false};   ///< else it waits
    std::atomic<bool> stopped{false};   ///< it ends soon, and what it has found until then counts
    std::atomic<bool> dropped{false};   ///< it ends soon, and is as if it had not been
    std::atomic<uint64_t> states{0}, transitions{0}, waiting{0};
    std::atomic<double> seconds{0};

    /// "120 k states · 1.2 M/s"; empty if nothing is to be told yet.
    std::string progressText() const;
    /// The same with the states that wait.
    std::string frontierText() const;
};

/// All of them. For any thread.
class Explorations {
public:
    void add(std::shared_ptr<Exploration> one);
    void remove(const std::shared_ptr<Exploration>& one);
    /// That of a check, rather one that runs; or null.
    std::shared_ptr<Exploration> find(const std::string& path, const std::string& check) const;
    std::vector<std::shared_ptr<Exploration>> all() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::shared_ptr<Exploration>> all_;
};

}   // namespace evd::lsp
