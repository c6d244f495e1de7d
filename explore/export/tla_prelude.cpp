#include "explore/export/tla_prelude.h"

#include <regex>

namespace evd::explore {

const char* tlaPrelude() {
    return R"tla(Range(s) == {s[i] : i \in DOMAIN s}
FoldSeq(op(_, _), base, s) ==
  LET f[i \in 0..Len(s)] == IF i = 0 THEN base ELSE op(s[i], f[i - 1]) IN f[Len(s)]
Least(S, less(_, _)) == CHOOSE x \in S : \A y \in S : x = y \/ less(x, y)
Greatest(S, less(_, _)) == CHOOSE x \in S : \A y \in S : x = y \/ less(y, x)
Sorted(S, less(_, _)) ==
  LET f[T \in SUBSET S] == IF T = {} THEN <<>> ELSE LET x == Least(T, less) IN <<x>> \o f[T \ {x}] IN f[S]
SeqLess(a, b, less(_, _)) ==
  \E i \in 1..(Len(a) + 1) :
    /\ i <= Len(b)
    /\ \A j \in 1..(i - 1) : a[j] = b[j]
    /\ (i = Len(a) + 1 \/ less(a[i], b[i]))
Lesser(a, b) == IF a <= b THEN a ELSE b
Greater(a, b) == IF a >= b THEN a ELSE b
\* Euclidean: 0 <= Remainder(a, b), whatever the sign of b
Quotient(a, b) == IF b > 0 THEN a \div b ELSE -(a \div (-b))
Remainder(a, b) == IF b > 0 THEN a % b ELSE a % (-b)
\* maps: functions from their keys
Put(m, k, v) == [x \in DOMAIN m \cup {k} |-> IF x = k THEN v ELSE m[x]]
Without(m, k) == [x \in DOMAIN m \ {k} |-> m[x]]
Over(a, b) == [x \in DOMAIN a \cup DOMAIN b |-> IF x \in DOMAIN b THEN b[x] ELSE a[x]]
\* bags: functions from their elements to how often they are there
Copies(b, x) == IF x \in DOMAIN b THEN b[x] ELSE 0
Single(x) == [y \in {x} |-> 1]
EachOnce(S) == [x \in S |-> 1]
BagOf(s) == [x \in Range(s) |-> Cardinality({i \in DOMAIN s : s[i] = x})]
Plus(a, b) == [x \in DOMAIN a \cup DOMAIN b |-> Copies(a, x) + Copies(b, x)]
Minus(a, b) == [x \in {y \in DOMAIN a : a[y] > Copies(b, y)} |-> a[x] - Copies(b, x)]
Except(b, gone(_)) == [x \in {y \in DOMAIN b : ~gone(y)} |-> b[x]]
BagSize(b) ==
  LET f[T \in SUBSET DOMAIN b] == IF T = {} THEN 0 ELSE LET x == CHOOSE y \in T : TRUE IN b[x] + f[T \ {x}]
  IN f[DOMAIN b]
Repeated(b, s) == FoldSeq(LAMBDA x, all : all \o [i \in 1..b[x] |-> x], <<>>, s)
ValuesOf(m) ==
  [v \in {m[k] : k \in DOMAIN m} |-> Cardinality({k \in DOMAIN m : m[k] = v})]
\* rings: sequences
PlaceIn(r, x) == CHOOSE i \in DOMAIN r : r[i] = x
NextIn(r, x) == r[(PlaceIn(r, x) % Len(r)) + 1]
PrevIn(r, x) == r[((PlaceIn(r, x) + Len(r) - 2) % Len(r)) + 1]
BetweenIn(r, a, b, c) ==
  /\ a # b /\ b # c /\ a # c
  /\ (PlaceIn(r, b) + Len(r) - PlaceIn(r, a)) % Len(r) < (PlaceIn(r, c) + Len(r) - PlaceIn(r, a)) % Len(r)
\* what handlers do: events that are rejected have not happened
Rejected == [ok |-> FALSE]
Ignored(s) == [ok |-> TRUE, next |-> s, sends |-> <<>>, writes |-> {}]
Both(s, a, b) ==
  IF ~a.ok \/ ~b.ok THEN Rejected
  ELSE IF a.writes \cap b.writes # {} THEN Rejected
  ELSE [ok |-> TRUE, next |-> [f \in DOMAIN s |-> IF f \in b.writes THEN b.next[f] ELSE a.next[f]],
        sends |-> Plus(a.sends, b.sends), writes |-> a.writes \cup b.writes]
)tla";
}

std::set<std::string> tlaReserved() {
    std::set<std::string> out = {"ASSUME",
                                 "ASSUMPTION",
                                 "AXIOM",
                                 "CASE",
                                 "CHOOSE",
                                 "CONSTANT",
                                 "CONSTANTS",
                                 "DOMAIN",
                                 "ELSE",
                                 "ENABLED",
                                 "EXCEPT",
                                 "EXTENDS",
                                 "IF",
                                 "IN",
                                 "INSTANCE",
                                 "LET",
                                 "LOCAL",
                                 "MODULE",
                                 "OTHER",
                                 "SF_",
                                 "SUBSET",
                                 "THEN",
                                 "THEOREM",
                                 "UNCHANGED",
                                 "UNION",
                                 "VARIABLE",
                                 "VARIABLES",
                                 "WF_",
                                 "WITH",
                                 "TRUE",
                                 "FALSE",
                                 "BOOLEAN",
                                 "STRING",
                                 "LAMBDA",
                                 "RECURSIVE",
                                 "PROOF",
                                 "BY",
                                 "OBVIOUS",
                                 "OMITTED",
                                 "QED",
                                 "DEF",
                                 "DEFS",
                                 "DEFINE",
                                 "PROVE",
                                 "SUFFICES",
                                 "HAVE",
                                 "TAKE",
                                 "PICK",
                                 "WITNESS",
                                 "STATE",
                                 "ACTION",
                                 "TEMPORAL",
                                 "NEW",
                                 "HIDE",
                                 "USE",
                                 "Int",
                                 "Nat",
                                 "Seq",
                                 "Len",
                                 "Append",
                                 "Head",
                                 "Tail",
                                 "SubSeq",
                                 "SelectSeq",
                                 "IsFiniteSet",
                                 "Cardinality",
                                 "Print",
                                 "PrintT",
                                 "Assert",
                                 "JavaTime",
                                 "TLCGet",
                                 "TLCSet",
                                 "Permutations",
                                 "SortSeq",
                                 "RandomElement",
                                 "Any",
                                 "ToString",
                                 "TLCEval",
                                 "Init",
                                 "Next",
                                 "Spec",
                                 "vars",
                                 "msgs",
                                 "started",
                                 "up",
                                 "gone",
                                 "asked",
                                 "self",
                                 "m",
                                 "s",
                                 "crashes",
                                 "restarts",
                                 "drops",
                                 "duplicates",
                                 "rest",
                                 "n",
                                 "new",
                                 "old",
                                 "both",
                                 "r",
                                 "ok",
                                 "kept",
                                 "x",
                                 "y",
                                 "d0",
                                 "i0",
                                 "k1",
                                 "a1",
                                 "b1",
                                 "all0",
                                 "Q",
                                 "Inside",
                                 "InputKinds",
                                 "TimerKinds",
                                 "PassesNetwork",
                                 "Marked",
                                 "Unmarked",
                                 "Sent",
                                 "Taken",
                                 "Start",
                                 "Arrive",
                                 "Leave",
                                 "CanArrive",
                                 "Inputs",
                                 "PutIn",
                                 "Drop",
                                 "Lose",
                                 "Touched",
                                 "AfterCrash",
                                 "After",
                                 "StopForGood",
                                 "Crash",
                                 "Restart",
                                 "Bound",
                                 "Bound2",
                                 "Happens"};
    static const std::regex kNames(R"((?:^|\n)([A-Za-z]\w*))");
    const std::string text = tlaPrelude();
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kNames); at != std::sregex_iterator(); ++at)
        out.insert((*at)[1]);
    for (size_t i = 1; i < 100; ++i) out.insert("r" + std::to_string(i));   // results of processes
    return out;
}

}   // namespace evd::explore
