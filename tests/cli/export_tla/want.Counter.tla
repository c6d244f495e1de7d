---- MODULE Counter ----
\* the check of `small, known, asked` of the spec counter
EXTENDS Integers, Sequences, FiniteSets, TLC

Range(s) == {s[i] : i \in DOMAIN s}
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

hub == "h"
nodes == {"a", "b"}
Inside == {"a", "b", "h"}
HubAt == {"h"}
HubInitially == [i0 \in {"h"} |-> [sum |-> 0, last |-> <<>>]]
NodeAt == {"a", "b"}
NodeInitially == [i0 \in {"a", "b"} |-> [left |-> 2]]

VARIABLES Hub, Node, started, msgs, asked
vars == <<Hub, Node, started, msgs, asked>>

\* msgs: how often each message is on its way.
InputKinds == {"bump"}
PassesNetwork(m) ==
  /\ m.kind \in {"add"} /\ m.from # m.to /\ m.from \in Inside /\ m.to \in Inside
Sent(old, new) == Plus(old, new)
Taken(m) == Minus(msgs, Single(m))

Hub_on_add(self, s, m) ==
  LET c == ((m.from \in DOMAIN s.last) /\ (s.last[m.from] = m.by))
      sum == (s.sum - 1)
      sum_2 == (s.sum + m.by)
      sum_3 == (IF c THEN sum ELSE sum_2)
      last == Put(s.last, m.from, m.by)
  IN IF ~(c => ((s.sum - 1) >= 0)) THEN Rejected
  ELSE [ok |-> TRUE,
     next |-> [s EXCEPT !.sum = sum_3, !.last = last],
     sends |-> <<>>,
     writes |-> {"sum", "last"}]

Node_does_send_one(self, s) ==
  IF ~(s.left > 0) THEN Ignored(s)
  ELSE LET left == (s.left - 1)
  IN IF ~((s.left - 1) >= 0) THEN Rejected
  ELSE [ok |-> TRUE,
     next |-> [s EXCEPT !.left = left],
     sends |-> Single([kind |-> "add", from |-> self, to |-> hub, by |-> left]),
     writes |-> {"left"}]

Node_on_bump(self, s, m) ==
  [ok |-> TRUE,
     next |-> s,
     sends |-> Single([kind |-> "add", from |-> self, to |-> hub, by |-> m.by]),
     writes |-> {}]

Start(self) ==
  /\ ~started[self]
  /\ started' = [started EXCEPT ![self] = TRUE]
  /\ msgs' = msgs
  /\ UNCHANGED <<Hub, Node, asked>>

Receive_bump(self, m, rest) ==
  /\ m.kind = "bump"
  /\ LET r1 == IF self \in NodeAt THEN Node_on_bump(self, Node[self], m) ELSE Ignored(<<>>)
         ok == r1.ok
     IN /\ Node' = IF ok /\ self \in NodeAt THEN [Node EXCEPT ![self] = r1.next] ELSE Node
        /\ msgs' = IF ok THEN Sent(rest, r1.sends) ELSE rest
  /\ UNCHANGED <<Hub, started, asked>>

Receive_add(self, m, rest) ==
  /\ m.kind = "add"
  /\ LET r1 == IF self \in HubAt THEN Hub_on_add(self, Hub[self], m) ELSE Ignored(<<>>)
         ok == r1.ok
     IN /\ Hub' = IF ok /\ self \in HubAt THEN [Hub EXCEPT ![self] = r1.next] ELSE Hub
        /\ msgs' = IF ok THEN Sent(rest, r1.sends) ELSE rest
  /\ UNCHANGED <<Node, started, asked>>

\* What nothing handles, or leaves the system, arrives all the same.
Leave(m, rest) ==
  /\ m.to \notin Inside \/ m.kind \notin {"bump", "add"}
  /\ msgs' = rest
  /\ UNCHANGED <<Hub, Node, started, asked>>

Arrive(m, rest) ==
  \/ Leave(m, rest)
  \/ /\ m.to \in Inside
     /\ \/ Receive_bump(m.to, m, rest)
        \/ Receive_add(m.to, m, rest)
CanArrive(m) == m.to \in Inside => started[m.to]

Node_send_one(self) ==
  /\ started[self]
  /\ (Node[self].left > 0)
  /\ LET r == Node_does_send_one(self, Node[self])
     IN /\ r.ok
        /\ Node' = [Node EXCEPT ![self] = r.next]
        /\ msgs' = Sent(msgs, r.sends)
  /\ UNCHANGED <<Hub, started, asked>>

Inputs == <<
  [group |-> 0, sends |-> [kind |-> "bump", from |-> "a", to |-> "a", by |-> 3]]>>
\* A group comes when all before it have been put in and have arrived.
PutIn(n) ==
  /\ n \notin asked
  /\ \A i \in DOMAIN Inputs : Inputs[i].group < Inputs[n].group => i \in asked
  /\ \/ Inputs[n].group = 0
     \/ \E i \in asked : Inputs[i].group = Inputs[n].group
     \/ \A m \in DOMAIN msgs : m.kind \notin InputKinds
  /\ asked' = asked \cup {n}
  /\ msgs' = Sent(msgs, Single(Inputs[n].sends))
  /\ UNCHANGED <<Hub, Node, started>>

Init ==
  /\ Hub = HubInitially
  /\ Node = NodeInitially
  /\ started = [i0 \in {"a", "b", "h"} |-> FALSE]
  /\ msgs = <<>>
  /\ asked = {}

Bound == (\A x_2 \in {"a", "b", "h"} : (x_2 \in HubAt => (Hub[x_2].sum <= 5)))
Happens ==
  \/ \E self \in Inside : Start(self)
  \/ \E m \in DOMAIN msgs : CanArrive(m) /\ Arrive(m, Taken(m))
  \/ \E self \in NodeAt : Node_send_one(self)
  \/ \E n \in DOMAIN Inputs : PutIn(n)
\* States outside of the bounds are not gone on from.
Next == Bound /\ Happens
Spec == Init /\ [][Next]_vars

small == (Hub[hub].sum <= 4)

known == (\A i \in nodes : ((i \in DOMAIN Hub[hub].last) => (Hub[hub].last[i] <= 3)))

====
