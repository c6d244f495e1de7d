#pragma once
// One process: everything that `evd_rt*` stands for. No globals, no threads, no input or output.

#include "runtime/engine/engine.h"
#include "runtime/values/heap.h"
#include "runtime/values/undo.h"

#include <string>
#include <vector>

namespace evd::runtime {

/// A function supplied by the host program, or null where the model in the spec is used.
struct HostFunction {
    evd_host_fn fn;
    void* context;
};

struct Counters {
    uint64_t events = 0, faults = 0, sends = 0;
};

/// The descriptor of the literals of a module that are Str or Bytes.
const evd_type* textType(uint32_t kind);

}   // namespace evd::runtime

struct evd_rt {
    evd_rt(const evd_module& module, std::vector<std::string> names, uint32_t location);
    ~evd_rt();
    evd_rt(const evd_rt&) = delete;
    evd_rt& operator=(const evd_rt&) = delete;

    const evd_module& module;
    const evd_system* system = nullptr;
    std::vector<std::string> locations;   ///< sorted; a location's number is its index
    uint32_t self;
    std::vector<uint32_t> members;   ///< locations at which the system places something, ascending
    evd::runtime::Heap heap;
    evd::runtime::UndoLog undo{heap};
    uint64_t epoch = 1;             ///< number of the event in progress (see Object::shadow)
    std::vector<evd_word> params;   ///< words of the system parameters, owned
    std::vector<evd_word> texts;    ///< literals, owned
    std::vector<evd_word> result;   ///< where generated functions write
    std::vector<evd::runtime::HostFunction> externs;
    std::vector<evd_word> externResult;
    uint32_t callDepth = 0;                ///< evd_enter
    std::vector<std::string> fieldBytes;   ///< fields that evident_send_values gave out as CBOR
    evd::runtime::Outbox outbox{module, heap};
    evd::runtime::Engine engine{*this};
    evd::runtime::Counters counters;
    std::string externProblem;   ///< which host function failed last, and how
    std::string faultDetail;     ///< which key, index, number or variable the last such fault was about
    struct {
        int64_t kind;
        uint64_t site;
        std::string text;
    } lastFault = {0, evd::runtime::kNoSite, {}};

    void stage(evd_word word) {
        if (stagedCount_ == staged_.size()) staged_.resize(2 * staged_.size());
        staged_[stagedCount_++] = word;
    }
    /// The staged words, valid until the next is staged.
    const evd_word* takeStaged() {
        stagedCount_ = 0;
        return staged_.data();
    }
    size_t stagedCount() const { return stagedCount_; }

private:
    std::vector<evd_word> staged_ = std::vector<evd_word>(64);
    size_t stagedCount_ = 0;
};
