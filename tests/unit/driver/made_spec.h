#pragma once
// A spec and deployments in memory, for tests of the driver.

#include "driver/deployment.h"
#include "driver/session.h"

#include <gtest/gtest.h>

namespace evd::driver::test {

inline const char* const kSpec = R"(spec made
param nodes : Set<Loc>
param home  : Loc
param f     : Nat
param name  : Str
param up    : Bool
param pace  : Duration
param order : Ring<Loc>
param sizes : List<Int>
param uid   : Loc -> Int
param cost  : (Loc, Int) -> Int
param mode  : Mode
param point : { x: Int, y: Int }
param table : Map<Int, Str>
param type Cmd
enum Mode { Fast, Slow(by: Int), Mixed(a: Int, b: Bool) }
assume small = f < 3
input propose(slot: Int, cmd: Cmd)
input nothing()
message vote(x: Int)
output done(x: Cmd)
process P {
  var got : Int = 0
  on propose(s, c) { got := got + s + f + uid(self) + cost(self, s) + size(sizes)  emit done(c) }
  on nothing() {
    if up and point.x > 0 and size(table) > 0 and name == "x" and mode == Fast and pace > 1s { send vote(1) to next(order, home) }
  }
  on vote(x) { got := x }
}
system S = P at nodes
)";

inline const char* const kToml = R"(system = "S"
[locations]
n1 = "127.0.0.1:7001"
n2 = { address = "[::1]:7002" }
k = "host.example:7003"
[params]
nodes = ["n2", "n1"]
home = "n1"
f = 1
name = "x"
up = true
pace = "1500ms"
order = ["n2", "n1"]
sizes = [3, 1, 2]
uid = { n1 = 5, n2 = -9 }
cost = [[["n1", 3], 7], [["n2", 0], 8]]
mode = { Mixed = [4, true] }
point = { y = 2, x = 1 }
table = { 3 = "c", 1 = "a" }
[types]
Cmd = "Int"
[[inputs]]
to = ["n1", "n2"]
message = 'propose(0, 7)'
after_step = 4
)";

/// The spec lowered and a deployment text matched with it.
struct Made {
    Session session{EVD_SOURCE_DIR "/stdlib"};
    Checked checked;
    ir::Module module;
    std::optional<DeploymentFile> file;
    ir::Deployment deployment;

    explicit Made(const std::string& toml = kToml) {
        session.setText("made.evd", kSpec);
        session.setText("cluster.toml", toml);
        checked = session.check("made.evd");
        if (!checked.ok())
            throw std::runtime_error("the spec of the test is wrong: " + checked.diagnostics.all()[0].message);
        file = readDeployment(*session.load("cluster.toml", checked), checked.sources, checked.diagnostics);
        if (!file) return;
        checkTypes(*file, Session::typeParams(*checked.program), checked.diagnostics);
        Lowered lowered = session.lower(checked, {file->typeArgs});
        if (!lowered) return;
        module = std::move(*lowered);
        explore::Written written = writtenIn(*file, module, checked.diagnostics);
        deployment.names = written.names;
        deployment.params = written.values;
        explore::build(module, std::move(written), checked.diagnostics);
    }

    /// `EVD6004 at 7:1`, one per diagnostic.
    std::vector<std::string> found() const {
        std::vector<std::string> out;
        for (const Diagnostic& diagnostic : checked.diagnostics.all()) {
            std::string text = codeName(diagnostic.code);
            if (diagnostic.span.file < checked.sources.size()) {
                LineColumn at = checked.sources.file(diagnostic.span.file).position(diagnostic.span.begin);
                text += fmt::format(" at {}:{}", at.line + 1, at.column + 1);
            }
            out.push_back(text);
        }
        return out;
    }
};

}   // namespace evd::driver::test
