// `use`: instances of modules, what they are given, and how their messages are wired.

#include "tests/unit/sema/fixture.h"

namespace evd::sema::testing {
namespace {

const std::map<std::string, std::string> kCore = {{"/specs/core.evd", R"(spec core
param nodes : Set<Loc>
param weight : Loc -> Int
param f : Nat
param type Cmd
type Entry = { slot: Int, cmd: Cmd }
input   propose(slot: Int, cmd: Cmd)
output  decided(slot: Int, cmd: Cmd)
message vote(slot: Int, cmd: Cmd)
process Replica {
  var last : Option<Entry> = None
  on propose(s, c) when weight(self) > f { send vote(s, c) to nodes }
  on vote(s, c) { last := Some({ slot = s, cmd = c })  emit decided(s, c) }
}
class Core = Replica
invariant quiet = forall i in nodes: last of Replica at i == None
)"}};

std::string with(const std::string& rest) {
    return "param hosts : Set<Loc>\nparam rank : Loc -> Int\nenum Op { Get, Put(x: Int) }\n" + rest;
}

const std::string kUse = "use core(nodes = hosts, weight = rank, f = 1, Cmd = Op) as px\n";

TEST(Use, NamesOfAnInstanceAreQualified) {
    expectClean(with(kUse + R"(
process Desk {
  var seen : Option<px.Entry> = None
  on px.decided(s, c) { seen := Some({ slot = s, cmd = c }) }
  on start { send px.propose(0, Put(3)) to self }
}
system S = (px.Replica || Desk) at hosts
invariant still = forall i in hosts: last of px.Replica at i == None and seen of Desk at i == None
)"),
                kCore);
    expectOne(with(kUse + "system S = ⟦Replica⟧ at hosts"), Code::UnknownProcess, kCore);
}

TEST(Use, FramesNameMessagesOfInstances) {
    const std::string body = "  var seen : Int = 0\n  on px.decided(s, _) { seen := s }\n"
                             "  on py.decided(s, _) { send px.propose(s, Get) to self }\n}\n"
                             "system S = (px.Core || py.Core || D) at hosts";
    const std::string two = kUse + "use core(nodes = hosts, weight = rank, f = 1, Cmd = Int) as py\nprocess D {\n";
    expectClean(with(two + "  only on px.decided affects seen\n  only on py.decided sends px.propose\n" + body), kCore);
    auto found = expectOne(
        with(two + "  only on px.decided sends px.propose\n  var seen : Int = 0\n  on px.decided(s, _) { seen := s }\n"
                   "  on py.decided(s, _) { send px.⟦propose⟧(s, Get) to self }\n}\n"
                   "system S = (px.Core || py.Core || D) at hosts"),
        Code::FrameViolation, kCore);
    expectOne(with(two + "  only on px.⟦decide⟧ affects seen\n" + body), Code::UnknownMessage, kCore);
    expectOne(with(two + "  only px.⟦decided⟧ affects seen\n" + body), Code::UnknownAction, kCore);
    expectOne(with(two + "  only on px.decided affects px.⟦seen⟧\n" + body), Code::UnknownVariable, kCore);
}

TEST(Use, TypesOfInstancesAreTheirOwn) {
    std::string two = kUse + "use core(nodes = hosts, weight = rank, f = 1, Cmd = Int) as py\n";
    expectClean(with(two + "process D { on start { send px.propose(1, Get) to self  send py.propose(1, 2) to self } }\n"
                           "system S = (px.Core || py.Core || D) at hosts"),
                kCore);
    auto found = expectOne(with(two + "process D { on py.decided(_, c) { send px.propose(1, ⟦c⟧) to self } }\n"
                                      "system S = (px.Core || py.Core || D) at hosts"),
                           Code::TypeMismatch, kCore);
    EXPECT_EQ(found.message, "expected Op, found Int");
}

TEST(Use, ArgumentsAreChecked) {
    expectOne(with("use core(⟦node⟧ = hosts) as px"), Code::UnknownParameter, kCore);
    expectOne(with("use core(nodes = hosts, ⟦nodes⟧ = hosts) as px"), Code::DuplicateParameter, kCore);
    expectOne(with("use core(nodes = ⟦3⟧) as px"), Code::TypeMismatch, kCore);
    expectOne(with("use core(nodes = {⟦self⟧}) as px"), Code::NotLocal, kCore);
    expectOne(with("use core(f = ⟦no_such⟧) as px"), Code::UnknownName, kCore);
    expectOne(with("use core(Cmd = ⟦Opp⟧) as px"), Code::UnknownType, kCore);
    expectOne(with("use core(⟦vote⟧ = px.decided) as px"), Code::MessageNotBound, kCore);
    expectOne(with("use core(decided = ⟦3⟧) as px"), Code::TypeMismatch, kCore);
    expectOne(with("message note(x: Int)\nuse core(decided = ⟦note⟧) as px"), Code::TypeMismatch, kCore);
    expectOne("use ⟦no_such⟧(n = 1) as px", Code::UnknownModule, kCore);
}

TEST(Use, AFunctionParameterTakesFunctions) {
    std::string rest = "system S = px.Core at hosts";
    expectClean(with("use core(nodes = hosts, weight = rank) as px\n" + rest), kCore);
    expectClean(with("use core(nodes = hosts, weight = one) as px\nfn one(l: Loc) : Int = 1 + rank(l)\n" + rest),
                kCore);
    expectClean(with("use core(nodes = hosts, weight = l => 1 + rank(l)) as px\n" + rest), kCore);
    expectOne(with("use core(nodes = hosts, weight = ⟦many⟧) as px\nfn many(l: Loc) : Bool = true\n" + rest),
              Code::TypeMismatch, kCore);
}

TEST(Use, ValuesThatNeedEachOtherAreRefused) {
    std::map<std::string, std::string> files = {{"/specs/m.evd", "spec m\nparam n : Int\nassume some = n > 0"}};
    expectOne("use m(⟦n⟧ = b.n) as a\nuse m(n = a.n + 1) as b", Code::CircularBinding, files);
    expectOne("use m(⟦n⟧ = next_of(1)) as a\nfn next_of(k: Int) : Int = a.n + k", Code::CircularBinding, files);
    expectClean("param k : Int\nuse m(n = k) as a\nuse m(n = a.n + 1) as b\nassume more = b.n > a.n", files);
    std::map<std::string, std::string> wires = {{"/specs/w.evd", "spec w\ninput i(x: Int)\noutput o(x: Int)"}};
    expectOne("use w(i = b.o) as a\nuse w(o = ⟦a.i⟧) as b", Code::CircularBinding, wires);
}

TEST(Use, AnOutputOfTheSpecItselfIsStillNotReceived) {
    expectOne("param n : Set<Loc>\noutput o(x: Int)\nprocess P { on ⟦o⟧(x) { emit o(x) } }\nsystem S = P at n",
              Code::CannotReceive);
    expectOne("param n : Set<Loc>\ninput i(x: Int)\nprocess P { on i(x) { send ⟦i⟧(x) to self } }\nsystem S = P at n",
              Code::CannotSend);
}

TEST(Use, MessagesOfTwoModulesAreTwoMessages) {
    std::map<std::string, std::string> files = {{"/specs/lib.evd", "spec lib\ninput ping(n: Int)"}};
    expectClean(R"(import "./lib.evd"
param nodes : Set<Loc>
input ping(text: Str)
output done(n: Int)
process App {
  var got : Int = 0
  on ping(t)     { got := size(t)  emit done(got) }
  on lib.ping(n) { got := n  emit done(got) }
}
state Last : Int = 0 {
  on ping(t) -> size(t)
  on lib.ping(n) -> n
}
class Report = lib.ping(_) & Last as l => emit done(l)
system S = (App || Report) at nodes
)",
                files);
    // … and two handlers of one message that came by two ways meet.
    expectOne(R"(use lib(ping = go) as l
param nodes : Set<Loc>
input go(n: Int)
output done(n: Int)
process App {
  var got : Int = 0
  on go(n)     { got := n  emit done(got) }
  on l.ping(n) { ⟦got⟧ := n }
}
system S = App at nodes
)",
              Code::ConflictingWrites, files);
}

TEST(Use, InstancesWithinInstances) {
    std::map<std::string, std::string> files = kCore;
    files["/specs/outer.evd"] = R"(spec outer
param hosts : Set<Loc>
param type Item
use core(nodes = hosts, weight = _ => 2, Cmd = Item) as inner
class Node = inner.Core
)";
    expectClean(R"(use outer(hosts = all_of_them, Item = Str) as o
param all_of_them : Set<Loc>
output told(s: Str)
process Tell { on o.inner.decided(_, c) { emit told(c) } }
system S = (o.Node || Tell) at all_of_them
)",
                files);
}

TEST(Use, ManyInstancesAreRefused) {
    std::map<std::string, std::string> files;
    for (int i = 1; i < 12; ++i)
        files["/specs/m" + std::to_string(i) + ".evd"] = "spec m" + std::to_string(i) + "\nuse m" +
                                                         std::to_string(i + 1) + "() as a\nuse m" +
                                                         std::to_string(i + 1) + "() as b\n";
    files["/specs/m12.evd"] = "spec m12\n";
    auto checked = check("use m1() as a\n", files);
    ASSERT_FALSE(checked.diagnostics.all().empty());
    EXPECT_EQ(checked.diagnostics.all()[0].code, Code::TooManyModules);
}

TEST(Use, AModuleCannotUseItself) {
    auto checked =
        check("use a() as x", {{"/specs/a.evd", "spec a\nuse b() as x"}, {"/specs/b.evd", "spec b\nuse a() as x"}});
    ASSERT_EQ(checked.diagnostics.all().size(), 1u);
    EXPECT_EQ(checked.diagnostics.all()[0].code, Code::ImportCycle);
}

TEST(Composites, AreClassesOfProcesses) {
    std::string parts = R"(param nodes : Set<Loc>
message a()
process A(n: Int) { on start { send a() to nodes } }
process B { var k : Int = 0  on a() { k += 1 } }
)";
    expectClean(parts + "class Node(n: Int) = A(n) || B\nsystem S = Node(3) at nodes");
    expectClean(parts + "class Node = A(1) at nodes || B at nodes\nsystem S = Node");
    expectClean(parts + "system One = A(1) at nodes\nsystem S = One || B at nodes");
    expectOne(parts + "class Node = A(1) || B\nsystem S = ⟦Node⟧", Code::UnexpectedToken);
    expectOne(parts + "class Node = A(1) || B\nclass C = once ⟦Node⟧\nsystem S = C at nodes", Code::NotAClass);
    expectOne(parts + "class X = ⟦X⟧ || B\nsystem S = X at nodes", Code::ClassRecursion);
}

}   // namespace
}   // namespace evd::sema::testing
