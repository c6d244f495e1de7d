#include "fixture.h"

#include <functional>

namespace evd::sema::testing {
namespace {

/// A process P with a counter, two inputs and whatever `body` adds.
std::string process(const std::string& body, const std::string& more = "") {
    return "param peer : Loc\ninput a(n: Int)\ninput b(o: Option<Int>, k: Int)\noutput out(n: Int)\n" + more +
           "process P {\n  var x : Int = 0\n  var seen : Set<Int> = {}\n" + body + "\n}\nsystem S = P at peer\n";
}

TEST(Sends, DirectionsOfMessages) {
    const std::string m = "message m(n: Int)\n";
    expectOne(process("on a(n) { send ⟦a⟧(n) to peer }"), Code::CannotSend);
    expectOne(process("on a(n) { emit ⟦m⟧(n) }\n on m(n) { x := n }", m), Code::EmitNeedsOutput);
    expectOne(process("on a(n) { emit out(n) }\n on ⟦out⟧(n) { x := n }"), Code::CannotReceive);
    expectOne(process("on a(n) { send ⟦m⟧(n) }\n on m(n) { x := n }", m), Code::SendNeedsDestination);
    expectOne(process("on a(n) { send m(n) to ⟦n⟧ }\n on m(n) { x := n }", m), Code::DestinationType);
}

TEST(Sends, ADestinationIsALocationOrSeveral) {
    const std::string m = "message m(n: Int)\nparam locs : List<Loc>\nparam ring : Ring<Loc>\n";
    expectWithout(process("on a(n) { send m(n) to peer  send m(n) to {peer}  send m(n) to [peer, self]  send m(n) to "
                          "locs  send m(n) to ring  send out(n) to peer }\n on m(n) { x := n }",
                          m),
                  Code::DestinationType);
}

TEST(Sends, ASendIsNotData) {
    expectOne("param p : Loc\nmessage m(n: Int)\nfn f(n: Int) = (⟦send m(n) to p⟧, n)", Code::SendNotStored);
    expectOne("param p : Loc\nmessage m(n: Int)\nfn f(n: Int) : Bool = (⟦send m(n) to p⟧) == 3", Code::SendNotStored);
}

TEST(Sends, ArgumentsOfMessages) {
    const std::string m = "message m(n: Int, s: Str)\n";
    expectOne(process("on a(n) { send m(n, ⟦n⟧) to peer }\n on m(n, s) { x := n + size(s) }", m), Code::TypeMismatch);
    expectOne(process("on a(n) { send m(⟦\"t\", n⟧) to peer }\n on m(n, s) { x := n + size(s) }", m),
              Code::WrongArgumentOrder);
    expectOne(process("on ⟦a⟧(n, k) { x := n }"), Code::WrongArgumentCount);
}

TEST(Assignments, TypesOfAddingAndRemoving) {
    expectQuiet(process("var s : Str = \"\"\n var m : Map<Int, List<Int>> = {}\n var d : Duration = 1s\n"
                        "on a(n) { x += n  x -= 1  seen += n  seen += {n, 2}  seen -= n  s += \"t\"  m[n] := [1]  m[n] "
                        "+= 2  m += {n: []}  m -= n  d += 2s  emit out(size(seen) + size(s)) }"));
    expectOne(process("on a(n) { x += ⟦\"t\"⟧ }"), Code::TypeMismatch);
    expectOne(process("on a(n) { x := ⟦n == 1⟧ }"), Code::TypeMismatch);
    expectOne(process("on a(n) { seen += ⟦\"t\"⟧ }"), Code::TypeMismatch);
}

TEST(Assignments, ACollectionOfCollectionsTakesBoth) {
    auto checked = check(process(
        "var sets : Set<Set<Int>> = {}\n var lists : List<List<Int>> = []\n"
        "on a(n) { sets += {n, 3}  sets += {{n}}  sets -= {}  sets -= seen  lists += [n]  lists += [[n]]  seen += n\n"
        " x := n  emit out(size(sets) + size(lists) + size(seen) + x) }\n on b(o, k) { match o { Some(i) => { x := i + "
        "k } None => { } } }"));
    EXPECT_EQ(checked.shown(), std::vector<std::string>());
}

TEST(Handlers, PinsSeeTheScopeOutsideThePattern) {
    expectQuiet(process("on b(_, ^x) from p when p != self { x += 1 }"));
    expectOne(process("on b(Some(o), ^⟦o⟧) { x += 1 }"), Code::PatternNotConstant);
}

TEST(Handlers, NothingHappensAfterStop) { expectOne(process("on a(n) { stop  ⟦x := n⟧ }"), Code::StatementAfterStop); }

TEST(Handlers, TwoSureWritersConflict) {
    auto found = expectOne(process("on a(n) { x := n }\n on a(n) { ⟦x⟧ := n + 1 }"), Code::ConflictingWrites);
    EXPECT_EQ(found.labels.size(), 1u);
}

TEST(Handlers, UnclearGuardsMayConflict) {
    expectOne(process("on a(n) when n > 3 { x := n }\n on a(n) when n < 9 { ⟦x⟧ := n + 1 }"), Code::PossibleConflict);
}

TEST(Handlers, GuardsThatMeetMayConflict) {
    for (const char* guards : {"n <= 3|n >= 3", "n < 4|n > 2", "n != 3|n != 4", "n == 3|n >= 3", "n == x|n != x + 1"}) {
        std::string both = guards;
        std::string first = both.substr(0, both.find('|')), second = both.substr(both.find('|') + 1);
        SCOPED_TRACE(both);
        expectOne(process("on a(n) when " + first + " { x := n }\n on a(n) when " + second + " { ⟦x⟧ := n + 1 }"),
                  Code::PossibleConflict);
    }
    expectOne(process("on a(3) { x := 1 }\n on a(n) when n >= 3 { ⟦x⟧ := n }"), Code::PossibleConflict);
    expectOne(process("on a(^x) { x := 1 }\n on a(n) when n != x + 1 { ⟦x⟧ := n }"), Code::PossibleConflict);
}

TEST(Handlers, GuardsThatExcludeEachOtherDoNotConflict) {
    for (const char* guards : {"n > 3|n <= 3", "n in seen|n not in seen", "n == x|n != x", "n == 1|n == 2",
                               "n < x|x < n", "seen == {}|not seen == {}"}) {
        std::string both = guards;
        std::string first = both.substr(0, both.find('|')), second = both.substr(both.find('|') + 1);
        SCOPED_TRACE(both);
        expectQuiet(process("on a(n) when " + first + " { x := n }\n on a(n) when " + second + " { x := n + 1 }"));
    }
    for (const char* guards : {"n < 3|n > 3", "n <= 3|n > 4", "n <= 3|n >= 4", "n == 3|n > 3", "3 < n|n < 4",
                               "n > 0 and n < 2|n != 1 and n > 0", "n == -1|n >= 0"}) {
        std::string both = guards;
        std::string first = both.substr(0, both.find('|')), second = both.substr(both.find('|') + 1);
        SCOPED_TRACE(both);
        expectQuiet(process("on a(n) when " + first + " { x := n }\n on a(n) when " + second + " { x := n + 1 }"));
    }
    expectQuiet(process("on a(3) { x := 1 }\n on a(n) when n != 3 { x := n }"));
    expectQuiet(process("on a(3) { x := 1 }\n on a(n) when n > 3 { x := n }"));
    expectQuiet(process("on a(^x) { x := 1 }\n on a(n) when n != x { x := n }"));
    expectQuiet(process("on a(n) from ^self { x := 1 }\n on a(n) from p when p != self { x := n }"));
    expectQuiet(process("on b(None, k) { x := k }\n on b(Some(n), _) { x := n }"));
    expectQuiet(process("on b(_, 1) { x := 1 }\n on b(_, 2) { x := 2 }"));
}

TEST(Handlers, GuardsAreComparedByFieldNotByName) {
    expectQuiet(process("on a(n) when n > x { x := n }\n on a(m) when m <= x { x := m }"));
    expectOne(process("on b(_, n) when n > x { x := n }\n on b(n, _) when n <= ⟦x⟧ { seen += 1 }"), Code::TypeMismatch);
}

/// Two handlers of `a` with these guards, `first|second`, that write one variable.
std::string guarded(const std::string& guards) {
    std::string first = guards.substr(0, guards.find('|')), second = guards.substr(guards.find('|') + 1);
    return "param peer : Loc\nenum Role { A, B, C }\ninput a(n: Int, o: Option<Int>)\n"
           "process P {\n  var x : Int = 0\n  var role : Role = A\n  var last : Option<Int> = None\n"
           "  var p : { f: Int, g: Role } = { f = 0, g = A }\n  var seen : Set<Int> = {}\n  var on_now : Bool = true\n"
           "  var by_role : Map<Role, Int> = {}\n  on a(n, o) when " +
           first + " { x := n }\n  on a(k, q) when " + second +
           " { ⟦x⟧ := k }\n  on start { role := B  last := Some(1)  p.f := 1  seen += 2  on_now := false  "
           "by_role[A] := 1 }\n}\nsystem S = P at peer\n";
}

TEST(Handlers, GuardsExcludeEachOtherByWhatTheyMean) {
    for (const char* guards : {"role == A|role == B",
                               "role == A|B == role",
                               "last == None|last == Some(k)",
                               "o == None|q == Some(k)",
                               "o == Some(1)|q == Some(2)",
                               "on_now|not on_now",
                               "on_now == true|on_now == false",
                               "on_now|on_now == false",
                               "p.f == 1|p.f == 2",
                               "p.g == A|p.g == C",
                               "p == { f = 1, g = A }|p.f == 2",
                               "n in seen|k not in seen",
                               "n in seen|not (k in seen)",
                               "n in [1, 2]|k > 2",
                               "role in [A, B]|role == C",
                               "n == 3|k >= 4",
                               "role in by_role|role not in by_role",
                               "seen == {}|k in seen",
                               "size(seen) > 2|is_empty(seen)",
                               "n mod 2 == 0|k mod 2 == 1",
                               "n > 0 and role == A|k > 0 and role == B",
                               "n > 5 or n < 0|k >= 0 and k <= 5",
                               "not (n > 0 and on_now)|k > 0 and on_now",
                               "n == x + 1|x == k",
                               "min(n, x) > 3|k < 2"})
        expectQuiet([&] {
            SCOPED_TRACE(guards);
            std::string text = guarded(guards);
            for (const char* mark : {"⟦", "⟧"}) text.erase(text.find(mark), std::string(mark).size());
            return text;
        }());
}

TEST(Handlers, GuardsThatOnlyLookAlikeMayConflict) {
    for (const char* guards :
         {"role == A|role != B", "o == Some(1)|last == Some(2)", "p.f == 1|p.g == B", "n in seen|x not in seen",
          "n in [1, 2]|k > 1", "on_now|k > 0", "n mod 2 == 0|k mod 3 == 1", "n > 5 or n < 0|k > 0"}) {
        SCOPED_TRACE(guards);
        expectOne(guarded(guards), Code::PossibleConflict);
    }
}

TEST(Handlers, PatternsAndGuardsAreOneDemand) {
    expectQuiet(process("on b(None, k) { x := k }\n on b(o, _) when o == Some(3) { x := 1 }"));
    expectQuiet(process("on b(Some(3), k) { x := k }\n on b(Some(n), _) when n > 3 { x := n }"));
    expectQuiet(process("on b(Some(3), k) { x := k }\n on b(Some(4), _) { x := 1 }"));
    expectOne(process("on b(Some(3), k) { x := k }\n on b(Some(n), _) when n > 2 { ⟦x⟧ := n }"),
              Code::PossibleConflict);
    expectOne(process("on a(3) when ⟦x > 1 and x < 2⟧ { x := 1 }"), Code::GuardAlwaysFalse);
    expectOne("param peer : Loc\ninput a(n: Nat)\nprocess P {\n var x : Int = 0\n on a(n) when ⟦n < 0⟧ { x := n }\n}\n"
              "system S = P at peer",
              Code::GuardAlwaysFalse);
}

/// A process of 200 handlers; `head(i)` is the i-th, without its body.
std::string handlers(const std::function<std::string(size_t)>& head, const std::string& last) {
    std::string out;
    for (size_t i = 0; i < 200; ++i) out += "on " + head(i) + " { x := " + std::to_string(i) + " }\n";
    return process(out + last);
}

TEST(Handlers, ManyThatExcludeEachOtherDoNotConflict) {
    auto number = [](size_t i) { return std::to_string(i); };
    auto same = [&](size_t i) { return "a(n) when n == " + number(i); };
    expectWithout(handlers(same, ""), Code::PossibleConflict);
    auto literal = [&](size_t i) { return "b(Some(" + number(i) + "), k) when k > " + number(i); };
    expectWithout(handlers(literal, "on b(None, k) { x := k }"), Code::PossibleConflict);
    auto between = [&](size_t i) { return "a(n) when n >= " + number(3 * i) + " and n < " + number(3 * i + 3); };
    expectWithout(handlers(between, "on a(n) when n < 0 { x := 1 }"), Code::PossibleConflict);
    auto sum = [&](size_t i) { return "b(Some(m), k) when 2 * k - m == " + number(i); };
    expectWithout(handlers(sum, ""), Code::PossibleConflict);
    auto grid = [&](size_t i) { return "b(Some(" + number(i % 14) + "), k) when k == " + number(i / 14); };
    expectWithout(handlers(grid, ""), Code::PossibleConflict);
    auto negated = [&](size_t i) { return "a(n) when -n == " + number(i); };
    expectWithout(handlers(negated, "on a(n) when n > 0 { x := n }"), Code::PossibleConflict);
}

TEST(Handlers, OneOfManyThatMeetsAnotherMayConflict) {
    auto number = [](size_t i) { return std::to_string(i); };
    auto same = [&](size_t i) { return "a(n) when n == " + number(i); };
    expectOne(handlers(same, "on a(n) when n > 198 { ⟦x⟧ := n }"), Code::PossibleConflict);
    expectOne(handlers(same, "on a(77) { ⟦x⟧ := 1 }"), Code::PossibleConflict);
    expectOne(handlers(same, "on a(n) from p when p == self { ⟦x⟧ := n }"), Code::PossibleConflict);
    auto literal = [&](size_t i) { return "b(Some(" + number(i) + "), k)"; };
    expectOne(handlers(literal, "on b(o, 3) { ⟦x⟧ := 1 }"), Code::PossibleConflict);
    auto between = [&](size_t i) { return "a(n) when n >= " + number(3 * i) + " and n < " + number(3 * i + 3); };
    expectOne(handlers(between, "on a(n) when n >= 599 { ⟦x⟧ := n }"), Code::PossibleConflict);
    auto twoOf = [&](size_t i) { return "a(n) when n == " + number(i) + " or n == " + number(1000 + i); };
    expectOne(handlers(twoOf, "on a(1150) { ⟦x⟧ := 1 }"), Code::PossibleConflict);
}

TEST(Handlers, AHandlerIsReportedOnceForAVariable) {
    auto every = [](size_t) { return std::string("a(n)"); };
    Checked checked = check(handlers(every, ""));
    size_t reports = 0;
    for (const Diagnostic& one : checked.diagnostics.all()) reports += one.code == Code::ConflictingWrites ? 1 : 0;
    EXPECT_EQ(reports, 199u);
}

TEST(Handlers, HandlersOfDifferentVariablesDoNotConflict) {
    expectQuiet(process("on a(n) { x := n }\n on a(n) { seen += n }"));
}

TEST(Frames, OnlyTheNamedKindsMayWriteOrSend) {
    expectOne(process("on a(n) { x := n }\n on b(_, k) { ⟦x⟧ := k }\n only on a affects x"), Code::FrameViolation);
    expectOne(process("on a(n) { send m(n) to peer }\n on m(n) { x := n  send ⟦m⟧(n) to peer }\n only on a sends m",
                      "message m(n: Int)\n"),
              Code::FrameViolation);
    expectQuiet(process("action go when x < 3 { x := x + 1 }\n on a(n) { x := n }\n only go, on a affects x"));
}

TEST(Frames, NothingMay) {
    expectQuiet(process("on a(n) { emit out(n + x) }\n only affects x"));
    expectOne(process("on a(n) { ⟦x⟧ := n }\n only affects x"), Code::FrameViolation);
    expectOne(process("on a(n) { emit ⟦out⟧(n) }\n only sends out"), Code::FrameViolation);
    expectOne(process("on start { ⟦x⟧ := 1 }\n only affects x"), Code::FrameViolation);
    expectQuiet(process("on start { x := 1 }\n only start affects x"));
}

TEST(Frames, SeveralVariables) {
    expectQuiet(process("on a(n) { x := n  seen += n }\n only on a affects x, seen"));
    expectOne(process("on a(n) { x := n }\n on b(_, k) { ⟦seen⟧ += k }\n only on a affects x, seen"),
              Code::FrameViolation);
    expectOne(process("on a(n) { x := n }\n only on a affects x, ⟦zzz⟧"), Code::UnknownVariable);
    expectWithout(
        "input a(n: Int)\nparam p : Loc\nopen process P {\n var x : Int = 0\n var y : Int = 0\n on a(n) { x := "
        "n + y }\n only on a affects x, y\n}\nsystem S = P at p",
        Code::OpenProcessHavoc);
}

TEST(Frames, ASoftWordMayBeAVariable) {
    expectQuiet("param peer : Loc\ninput a(n: Int)\nprocess P {\n  var affects : Int = 0\n  on a(n) { affects := n }\n"
                "  only on a affects affects\n}\nsystem S = P at peer");
}

TEST(Frames, AnOpenProcessWithoutFrames) {
    expectOne("input a(n: Int)\nparam p : Loc\nopen process P {\n var ⟦x⟧ : Int = 0\n on a(n) { x := n }\n}\nsystem S "
              "= P at p",
              Code::OpenProcessHavoc);
}

TEST(Actions, ParametersAndGuards) {
    expectQuiet(process("action take(n in seen) when n > x { seen -= n  x := n }\n on a(n) { seen += n }"));
    expectOne(process("action take(n in ⟦x⟧) { x := 1 }"), Code::TypeMismatch);
    expectOne(process("fair action ⟦idle⟧ when x > 0 { }\n on a(n) { x := n }"), Code::FairWithoutEffect);
    expectOne(process("action go when ⟦false⟧ { x := 1 }"), Code::GuardAlwaysFalse);
}

TEST(Messages, NobodySendsOrReceives) {
    const std::string rest = "param p : Loc\ninput a(n: Int)\nprocess P {\n var x : Int = 0\n on a(n) { x := n";
    expectOne("message ⟦m⟧(n: Int)\n" + rest + " }\n on m(n) { x := n }\n}\nsystem S = P at p", Code::NeverSent);
    expectOne("message ⟦m⟧(n: Int)\n" + rest + "  send m(n) to p }\n}\nsystem S = P at p", Code::NeverHandled);
}

TEST(Messages, ASpawnedProcessThatCountsEverything) {
    const std::string child =
        "message m(k: Int)\nprocess Child(k: Int) {\n var got : Int = 0\n on ⟦m⟧(_) { got += k }\n}\n";
    expectOne(process("on a(n) { send m(n) to peer  spawn Child(n) }", child), Code::SpawnCountsEarlier);
    expectWithout(
        process("on a(n) { send m(n) to peer  spawn Child(n) }",
                "message m(k: Int)\nprocess Child(k: Int) {\n var got : Int = 0\n on m(^k) { got += 1 }\n}\n"),
        Code::SpawnCountsEarlier);
}

TEST(Messages, ASingleSendUnderLoss) {
    expectOne("param p : Loc\nmessage m(n: Int)\noutput out(n: Int)\nprocess P {\n on start { send m(1) to p }\n on "
              "m(n) { emit out(n) }\n}\nsystem S = P at p\n"
              "property live = eventually exists e: sent out(1) @ e\ncheck live with p = a faults ⟦drop⟧ <= 1",
              Code::OneShotSend);
}

TEST(Messages, RepeatedByAFairActionItIsNotASingleSend) {
    expectWithout("param p : Loc\nmessage m(n: Int)\noutput out(n: Int)\nprocess P {\n fair action go { send m(1) to p "
                  "}\n on m(n) { emit out(n) }\n}\nsystem S = P at p\n"
                  "property live = eventually exists e: sent out(1) @ e\ncheck live with p = a faults drop <= 1",
                  Code::OneShotSend);
}

}   // namespace
}   // namespace evd::sema::testing
