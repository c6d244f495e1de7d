// The programs of examples/embed as a user builds them: `evident build --lib`, a compiler, run.

#include "tests/fixture/files.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

class Embed : public testing::Test {
protected:
    Embed() { fs::create_directories(folder_); }
    ~Embed() override { fs::remove_all(folder_); }

    /// Output of a shell command run in a fresh folder; `evident` is on the PATH. Fails unless it exits with 0.
    std::string run(const std::string& command) {
        std::string whole = "cd '" + folder_.string() +
                            "' && { PATH='" EVD_BINARY_DIR "/bin':\"$PATH\"; EXAMPLES='" EVD_SOURCE_DIR "/examples'; " +
                            command + "; } > out 2>&1";
        int status = std::system(whole.c_str());
        std::string said = evd::fixture::read(folder_ / "out");
        EXPECT_EQ(status, 0) << command << "\n" << said;
        return said;
    }

    fs::path folder_ = fs::temp_directory_path() / ("evident-embed-" + std::to_string(getpid()));
};

const std::string kWarnings = " -Wall -Wextra -Wpedantic -Wconversion -Werror ";

TEST_F(Embed, ReplicasInACppProgramAgree) {
    run("evident build $EXAMPLES/two_thirds/two_thirds.evd --lib -o libtwo_thirds.a");
    run("g++ -std=c++20 -O1" + kWarnings + "-I. $EXAMPLES/embed/consensus.cpp -L. -ltwo_thirds -o consensus");
    size_t decided = 0;
    for (int seed = 1; seed <= 20; ++seed) {
        std::string out = run("./consensus " + std::to_string(seed));
        EXPECT_NE(out.find("all that decided agree"), std::string::npos) << out;
        for (size_t at = out.find("replicas decided"); at != std::string::npos;
             at = out.find("replicas decided", at + 1))
            ++decided;
    }
    EXPECT_GE(decided, 200u) << "of 400 slots";
}

/// The first blocks of docs/embedding.md, as they stand there.
TEST_F(Embed, TheProgramOfTheDocumentationWorks) {
    std::string page = evd::fixture::sourceText("docs/embedding.md");
    auto block = [&](const std::string& language) {
        size_t begin = page.find("```" + language + "\n"), end = page.find("\n```\n", begin);
        EXPECT_NE(begin, std::string::npos);
        begin += language.size() + 4;
        return page.substr(begin, end + 1 - begin);
    };
    std::ofstream(folder_ / "main.cpp") << block("cpp");
    run("ln -s \"$EXAMPLES\" examples");
    std::ofstream(folder_ / "steps") << block("sh");
    run("sh -e steps");
    EXPECT_EQ(run("./main"), "grant 1 to a\n");
    EXPECT_NE(run("head -3 lock.hpp").find("Link with liblock.a;"), std::string::npos);
}

/// Extern functions beside several systems; names that the header or C use for something else.
TEST_F(Embed, SeveralSystemsWithAHost) {
    run("evident build '" EVD_SOURCE_DIR "/tests/corpus/names_of_systems.evd' --lib -o libnames.a");
    std::ofstream(folder_ / "main.cpp") << R"(#include <cstdio>
#include "names.hpp"
int main() {
    using namespace names_of_systems;
    Params params{.nodes = {{"a"}}, .bytes = 7, .linux_ = {{"x", 2}}};
    Host host;
    host.add = [](std::int64_t x, std::int64_t y) { return 100 * x + y; };
    Process modelled({"a", "k"}, "a", params, "B"), hosted({"a", "k"}, "a", params, host, "A");
    for (Process* process : {&modelled, &hosted}) {
        if (!process->start() || !process->deliver(Go{4, E::Data{2}}, {"k"})) return 1;
        std::printf("%d\n", static_cast<int>(std::get<Done>(process->takeSends().at(0).message).x));
    }
}
)";
    run("g++ -std=c++20" + kWarnings + "main.cpp -L. -lnames -o main");
    EXPECT_EQ(run("./main"), "11\n407\n");
}

TEST_F(Embed, PingPongInACProgramFinishes) {
    run("evident build $EXAMPLES/ping_pong/ping_pong.evd --lib -o libping_pong.a");
    run("gcc -std=c99" + kWarnings + "-I. $EXAMPLES/embed/ping_pong.c -L. -lping_pong -lstdc++ -o ping_pong");
    std::string out = run("./ping_pong");
    EXPECT_NE(out.find("ping 5\n     pong 5\nfinished after 5 rounds\n"), std::string::npos) << out;
}

/// A program that keeps the timers of a process.
TEST_F(Embed, TimersAreTheBusinessOfTheHost) {
    std::ofstream(folder_ / "alarms.evd") << R"(spec alarms
param places : Set<Loc>
input  watch(id: Int)
input  paid(id: Int)
output late(id: Int)
process Watch(id: Int) {
  timer reminder
  on start    { set reminder after 1h  set reminder between 20ms and 30ms }
  on paid(^id) { cancel reminder }
  on reminder { emit late(id)  stop }
}
process P {
  on watch(id) { spawn Watch(id) }
}
system S = P at places
)";
    std::ofstream(folder_ / "main.c") << R"(#include "alarms.h"
#include <stdio.h>
int main(void) {
    const char* names[] = {"a", "b"};
    evident_bytes places = {"\x81\x61" "a", 3};
    evident_deployment d = {0};
    evident_error error;
    d.struct_size = sizeof d; d.locations = names; d.location_count = 2; d.self = "a";
    alarms_params params = {0};
    params.places = places;
    evd_rt* process = alarms_create(&d, &params, &error);
    if (process == NULL) { printf("%s\n", error.text); return 1; }
    evident_start(process);
    for (int id = 1; id <= 2; ++id) {
        alarms_watch watch = {0};
        watch.id = id;
        if (alarms_deliver_watch(process, 1, &watch, &error) != 0) return 2;
    }
    alarms_Watch_reminder set[2];
    alarms_sent sent;
    int count = 0;
    for (size_t i = 0; alarms_send_at(process, i, &sent) == 0; ++i) {
        if (!sent.send.timer) return 3;
        printf("%d after %d to %d ms\n", (int)sent.as.Watch_reminder.id, (int)(sent.send.delay_ns / 1000000), (int)(sent.send.delay_max_ns / 1000000));
        if (i % 2 == 1) set[count++] = sent.as.Watch_reminder;
    }
    evident_clear_sends(process);
    alarms_paid paid = {0};
    paid.id = 2;
    if (alarms_deliver_paid(process, 1, &paid, &error) != 0) return 4;
    if (alarms_deliver_Watch_reminder(process, 1, &set[0], &error) >= 0) return 5;   /* from another location */
    for (int i = 0; i < count; ++i)
        if (alarms_deliver_Watch_reminder(process, 0, &set[i], &error) != 0) return 6;
    for (size_t i = 0; alarms_send_at(process, i, &sent) == 0; ++i) printf("late %d\n", (int)sent.as.late.id);
    evident_destroy(process);
    return 0;
}
)";
    run("evident build alarms.evd --lib -o libalarms.a");
    run("gcc -std=c99" + kWarnings + "-I. main.c -L. -lalarms -lstdc++ -o main");
    EXPECT_EQ(run("./main"), "1 after 3600000 to 3600000 ms\n1 after 20 to 30 ms\n"
                             "2 after 3600000 to 3600000 ms\n2 after 20 to 30 ms\nlate 1\n");
}

/// Sets, maps, enums and host functions through the typed interface.
TEST_F(Embed, ValuesOfEveryKindPassThrough) {
    std::ofstream(folder_ / "shapes.evd") << R"(spec shapes
param places : Set<Loc>
param limits : Map<Str, Int>
enum Tree { Leaf(value: Int), Node(left: Tree, right: Tree) }
type Point = { x: Int, y: Int }
extern fn weigh(t: Tree, names: Set<Str>) : Int
input  take(t: Tree, spot: Point, names: Set<Str>, counts: Map<Str, Int>, maybe: Option<Int>, who: Loc, wait: Duration, raw: Bytes, pair: (Int, Bool))
output gave(t: Tree, spot: Point, names: Set<Str>, counts: Map<Str, Int>, maybe: Option<Int>, who: Loc, wait: Duration, raw: Bytes, pair: (Int, Bool), weight: Int)
process Echo {
  on take(t, spot, names, counts, maybe, who, wait, raw, pair) {
    emit gave(Node(t, Leaf(limits["top"])), { spot with y = spot.y + 1 }, names + {"more"}, counts + {"new": 7}, maybe, who, wait, raw, pair, weigh(t, names))
  }
}
system S = Echo at places
)";
    std::ofstream(folder_ / "main.cpp") << R"(#include "shapes.hpp"
#include <cassert>
#include <cstdio>
int main() {
    using namespace shapes;
    Params params{{{"a"}}, {{"top", 42}}};
    Host host;
    host.weigh = [](const Tree& t, const std::set<std::string>& names) -> std::int64_t {
        if (names.count("bad") != 0) throw 1;
        return std::holds_alternative<Tree::Leaf>(t.value) ? std::get<Tree::Leaf>(t.value).value : -static_cast<std::int64_t>(names.size());
    };
    Process process({"a", "k"}, "a", params, host);
    assert(process.start());
    Tree leaf = Tree::Leaf{-5};
    Take take{Tree::Node{leaf, leaf}, {3, 4}, {"x", "y"}, {{"old", 1}}, 9, {"k"}, std::chrono::seconds(2), {std::string("\0\xff", 2)}, {1, true}};
    assert(process.deliver(take, {"k"}));
    auto sends = process.takeSends();
    assert(sends.size() == 1 && sends[0].emitted);
    const auto& gave = std::get<Gave>(sends[0].message);
    assert((gave.t == Tree(Tree::Node{take.t, Tree(Tree::Leaf{42})})));
    assert((gave.spot == Point{3, 5}) && gave.names.count("more") == 1 && gave.names.size() == 3);
    assert((gave.counts == std::map<std::string, std::int64_t>{{"old", 1}, {"new", 7}}));
    assert(gave.maybe == 9 && gave.who.name == "k" && gave.wait == take.wait && gave.raw == take.raw && gave.pair == take.pair && gave.weight == -2);
    take.names = {"bad"};
    assert(!process.deliver(take, {"k"}) && process.fault().code == "EVD7009" && process.takeSends().empty());
    std::string snapshot = process.snapshot();
    Process other({"a", "k"}, "a", params, host);
    other.restore(snapshot);
    assert(other.digest() == process.digest());
    try { other.restore("nonsense"); assert(false); } catch (const evident::Error& error) { assert(error.code() == "EVD7012"); }
    try { process.deliver(take, {"nobody"}); assert(false); } catch (const evident::Error& error) { assert(error.code() == "EVD6006"); }
    try { Process bad({"a"}, "z", params, host); assert(false); } catch (const evident::Error& error) { assert(error.code() == "EVD6006"); }
    std::puts("good");
}
)";
    run("evident build shapes.evd --lib -o libshapes.a");
    run("g++ -std=c++20" + kWarnings + "-fsanitize=address,undefined main.cpp -L. -lshapes -o main");
    EXPECT_EQ(run("./main"), "good\n");
}

/// Words that a host function in C returns are checked like the values of one in C++: what is no value of the result's
/// type rejects the event, and says which function it was.
TEST_F(Embed, HostFunctionsInCAreChecked) {
    std::ofstream(folder_ / "asks.evd") << R"(spec asks
param places : Set<Loc>
enum Color { Red, Green, Mixed(part: Int) }
extern fn where(a: Int) : Loc
extern fn many(a: Int) : Nat
extern fn flag(a: Int) : Bool
extern fn name(a: Int) : Str
extern fn color(a: Int) : Color
extern fn spots(a: Int) : List<Loc>
extern fn pair(a: Int) : (Str, Nat)
input ask_where(k: Int)
input ask_many(k: Int)
input ask_flag(k: Int)
input ask_name(k: Int)
input ask_color(k: Int)
input ask_spots(k: Int)
input ask_pair(k: Int)
process P {
  var w : List<Loc> = []
  var n : Nat = 0
  var b : Bool = false
  var s : Str = ""
  var c : Color = Red
  on ask_where(k) { w := w + [where(k)] }
  on ask_many(k) { n := many(k) }
  on ask_flag(k) { b := flag(k) }
  on ask_name(k) { s := name(k) }
  on ask_color(k) { c := color(k) }
  on ask_spots(k) { w := spots(k) }
  on ask_pair(k) { let (t, m) = pair(k)  s := t  n := m }
}
system S = P at places
)";
    std::ofstream(folder_ / "main.c") << R"(#include "asks.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>
static evd_word text_of(evd_rt* p, const char* function) {
    return evident_text(p, evident_extern_result_type(&evd_module_asks, function), "fine", 4);
}
/* Argument 0: a value; others: words that are none. */
static int where(void* c, evd_rt* p, const evd_word* a, evd_word* r) { (void)c; (void)p; r[0] = a[0] == 0 ? 1 : a[0] == 1 ? 2 : -1; return 0; }
static int many(void* c, evd_rt* p, const evd_word* a, evd_word* r) { (void)c; (void)p; r[0] = a[0] == 0 ? 5 : -5; return 0; }
static int flag(void* c, evd_rt* p, const evd_word* a, evd_word* r) { (void)c; (void)p; r[0] = a[0] == 0 ? 1 : a[0] == 1 ? 7 : -1; return 0; }
static int name(void* c, evd_rt* p, const evd_word* a, evd_word* r) {
    (void)c;
    const evd_type* type = evident_extern_result_type(&evd_module_asks, "name");
    r[0] = a[0] == 0 ? text_of(p, "name") : a[0] == 1 ? 12345 : evident_text(p, type, "\xff", 1);
    return 0;
}
static int color(void* c, evd_rt* p, const evd_word* a, evd_word* r) { (void)c; (void)p; r[0] = a[0] == 0 ? 2 : a[0] == 1 ? 3 : 0; r[1] = 9; return 0; }
static int spots(void* c, evd_rt* p, const evd_word* a, evd_word* r) {
    (void)c;
    if (a[0] != 0) { r[0] = a[0] == 1 ? 0 : 64; return 0; }
    return evident_value_from_cbor(p, evident_extern_result_type(&evd_module_asks, "spots"), "\x81\x61k", 3, r);
}
/* Fails with garbage in the words, or after it has made a part of its result. */
static int pair(void* c, evd_rt* p, const evd_word* a, evd_word* r) {
    (void)c;
    r[0] = a[0] == 1 ? 77 : text_of(p, "name"); r[1] = a[0] == 0 ? 3 : -3;
    assert(evident_start(p) < 0); /* in the middle of an event */
    return a[0] == 1;
}
int main(void) {
    const char* names[] = {"a", "k"};
    const evident_bytes params[] = {{"\x81\x61" "a", 3}};
    const evident_extern externs[] = {{"where", where, 0}, {"many", many, 0}, {"flag", flag, 0}, {"name", name, 0},
                                      {"color", color, 0}, {"spots", spots, 0}, {"pair", pair, 0}};
    evident_deployment d = {sizeof d, 0, names, 2, "a", params, 1, externs, 7};
    evident_error e;
    evd_rt *p = evident_create(&evd_module_asks, &d, &e), *q = evident_create(&evd_module_asks, &d, &e);
    assert(p && q && evident_start(p) == 0);
    for (uint32_t message = 0; message < 7; ++message) {
        evd_word k = 0;
        assert(evident_deliver(p, message, 1, &k) == 0);
        for (k = 1; k < 3; ++k) {
            uint64_t before = evident_digest(p);
            evident_counters held, now;
            evident_get_counters(p, &held);
            assert(evident_deliver(p, message, 1, &k) > 0 && evident_digest(p) == before);
            evident_get_counters(p, &now);
            assert(held.objects == now.objects);
            evident_fault f;
            evident_last_fault(p, &f);
            printf("%s: %s\n", f.code, f.text);
        }
    }
    char bytes[4096];
    size_t size = evident_snapshot(p, bytes, sizeof bytes);
    assert(evident_restore(q, bytes, size, &e) == 0 && evident_digest(q) == evident_digest(p));
    evident_destroy(p);
    evident_destroy(q);
    return 0;
}
)";
    run("evident build asks.evd --lib -o libasks.a");
    run("gcc -std=c99 -Wall -Wextra -fsanitize=address,undefined main.c -L. -lasks -lstdc++ -lm -o main");
    std::string wanted;
    auto refused = [&](const std::string& function, const std::string& type, bool failed = false) {
        wanted += "EVD7009: fault: the host function failed: `" + function + "`" +
                  (failed ? "" : " returned what is no " + type) + "\n";
    };
    for (const auto& [function, type] : {std::pair{"where", "Loc"},
                                         {"many", "Nat"},
                                         {"flag", "Bool"},
                                         {"name", "Str"},
                                         {"color", "Color"},
                                         {"spots", "List<Loc>"}}) {
        refused(function, type);
        refused(function, type);
    }
    refused("pair", "", true);
    wanted += "EVD7005: fault: a `Nat` would become negative: -3\n";   // within a tuple it is an Int until it is stored
    EXPECT_EQ(run("./main"), wanted);
}

}   // namespace
