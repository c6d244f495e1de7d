#pragma once
// A replicated register, written by hand as the back end would emit it:
//
//   param clients : Set<Loc>   param nodes : Set<Loc>   param quorum : Int
//   input write(slot: Int, text: Str)   message vote(slot: Int, text: Str)   output stored(slot: Int, text: Str)
//   process Replica {
//     var seen : Set<Int> = {}   var ticks : Int = 0
//     on write(s, t) when s not in seen { seen += s  spawn Slot(s, t) }
//     on vote(s, t)  when s not in seen { seen += s  spawn Slot(s, t) }
//     fair action tick when ticks < 3 { ticks := ticks + 1 }
//   }
//   process Slot(s: Int, t: Str) {
//     var votes : Set<Loc> = {}
//     on start { send vote(s, t) to nodes }
//     on vote(^s, x) from p when p not in votes {
//       votes += p
//       if size(votes) == quorum { send stored(s, t) to clients  emit stored(s, t)  stop }
//     }
//   }
//   system Register = Replica at nodes

#include "runtime/abi.h"

namespace evd::runtime::test {

const evd_module& registerModule();

enum : uint32_t { kWrite = 0, kVote = 1, kStored = 2 };

}   // namespace evd::runtime::test
