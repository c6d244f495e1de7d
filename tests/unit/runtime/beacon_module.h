#pragma once
// Actions and delays, for tests of the host:
//
//   message ping(n: Int)   output beat(n: Int)   output nudge()
//   process Beacon {
//     var n : Int = 0
//     fair action step when n < 3 { n := n + 1  after 50ms send ping(n) to self }
//     action nudge { emit nudge() }
//     on ping(n) { emit beat(n) }
//   }
//   system Beacons = Beacon at {n1}

#include "runtime/abi.h"

namespace evd::runtime::test {

const evd_module& beaconModule();

}   // namespace evd::runtime::test
