#pragma once
// A module that does everything to its children that an automaton can, steered by its one message, for tests of the
// engine:
//
//   message cmd(op: Int, key: Int, text: Str, fault: Int)
//   process Node {                                  // fault 1: faults after everything else
//     var names : Map<Str, List<Int>> = {}   var order : List<Int> = []
//     table 0: Leaf, indexed by key;  table 1: Leaf, delivered explicitly, yields Int
//     on cmd(op, key, text, fault) {
//       op 0: names[text] := names[text] + [key]
//       op 1: spawn table 0 Leaf(key, text)
//       op 2: spawn table 1 Leaf(key, text)
//       op 3: remove text from names
//       then: deliver table 1, order := order + yields
//     }
//   }
//   process Leaf(key: Int, text: Str) {             // fault 2: faults after everything else, in leaves of this key
//     var log : Map<Int, Str> = {}                    // keyed by op
//     table 0: Leaf (spawned, indexed by key);  table 1: Ghost (only become)
//     on start { log[-1] := text }
//     on cmd(op, ^key, text, fault) {                 // not at the first event
//       log[op] := text  yield key
//       op 4: stop      op 5: become Leaf(key, text)    op 6: spawn Leaf(key, text)    op 7: become Ghost(text)
//       op 8: become Leaf twice
//     }
//   }
//   process Ghost(text: Str) {
//     on cmd(op, _, _, _) {
//       emit cmd
//       op 9: stop      op 10: become Ghost, again at its first event
//     }
//   }

#include "runtime/abi.h"

namespace evd::runtime::test {

const evd_module& treeModule();

}   // namespace evd::runtime::test
