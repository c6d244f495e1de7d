#pragma once
// What the emitter knows at one point of the code it emits: words with their ownership, storage of locals and
// variables.

#include "backend/llvm/liveness.h"

#include <llvm/IR/Value.h>

#include <map>
#include <vector>

namespace llvm {
class BasicBlock;
}

namespace evd::backend {

inline constexpr Key kNoKey = UINT32_MAX;
inline constexpr int kNoToken = -1;

/// One word of a value in hand. A handle is either owned (it has a token), or borrowed: from the storage `key`, which
/// must stay as it is until the word is consumed or released, or from something that outlives the function.
struct Word {
    llvm::Value* value = nullptr;
    bool handle = false;
    int token = kNoToken;
    Key key = kNoKey;
    bool last = false;   ///< the storage is not read again: consuming the word may move it out

    bool owned() const { return token != kNoToken; }
};
using Words = std::vector<Word>;

/// Where a word of a local or variable is.
struct Storage {
    enum class Mode : uint8_t {
        Scalar,
        Borrowed,   ///< from `root`, or if that is kNoKey from something that outlives the function
        Pre,        ///< the state's word before the event; the state owns it
        Owned,      ///< with `token`
        Moved,      ///< given away; not read again
    } mode = Mode::Scalar;
    llvm::Value* value = nullptr;
    int token = kNoToken;
    Key root = kNoKey;
};

/// One point of the emitted code. Branches copy it and are merged again.
struct Flow {
    llvm::BasicBlock* block = nullptr;
    std::map<int, llvm::Value*> live;   ///< owned handles by token; dropped if the event faults here
    std::map<Key, Storage> storage;
    std::map<Key, int> pins;   ///< borrowed words in hand, by the storage they come from
    std::map<uint32_t, llvm::Value*>
        written;   ///< by variable: i1, whether this clause assigned it; absent: certainly not
};

}   // namespace evd::backend
