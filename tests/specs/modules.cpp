// Whole modules, one importing the other.

#include "tests/specs/generator.h"
#include "tests/specs/layout.h"
#include "tests/specs/words.h"

#include <algorithm>
#include <fmt/format.h>

namespace evd::specs {

std::string MadeSpec::text() const {
    std::string out;
    for (const auto& [path, text] : files) out += "==== " + path + "\n" + text;
    return out;
}

/// A module of the standard library, which the others may import.
void Generator::declareStandard() {
    modules_.emplace_back();
    current_ = modules_.size() - 1;
    module().name = "quorum";
    auto function = [&](const char* name, ShapeRef var, std::vector<ShapeRef> params, ShapeRef result) {
        module().names.insert(name);
        Function made{name, current_, {}, {}, result, 1, false};
        if (var != nullptr) made.vars.push_back(var);
        for (ShapeRef param : params) made.params.push_back({"", param, {}});
        functions_.push_back(made);
    };
    ShapeRef a = shapes_.variable("T"), b = shapes_.variable("T"), c = shapes_.variable("T");
    auto bag = [&](ShapeRef of) { return shapes_.of(Kind::Bag, {of}); };
    function("plurality", a, {bag(a)}, a);
    function("has_quorum", b, {basic(Kind::Int), b, bag(b)}, basic(Kind::Bool));
    function("unanimous", c, {bag(c)}, basic(Kind::Bool));
    function("majority", nullptr, {basic(Kind::Nat)}, basic(Kind::Nat));
}

void Generator::declareModule(bool root) {
    modules_.emplace_back();
    current_ = modules_.size() - 1;
    Module& made = module();
    do made.name = chance_.pick(moduleWords()) + (chance_.percent(50) ? std::to_string(chance_.below(5)) : "");
    while (std::any_of(modules_.begin(), modules_.end() - 1,
                       [&](const Module& other) { return other.name == made.name; }));
    made.path = "/specs/" + made.name + ".evd";
    std::set<std::string> called;
    for (size_t other = 0; other < current_; ++other) {
        if (modules_[other].instance || (!root && chance_.percent(40))) continue;
        bool standard = modules_[other].path.empty();
        std::string alias = modules_[other].name,
                    text = standard ? "import std." + alias : "import \"./" + alias + ".evd\"";
        if (chance_.percent(40)) {
            alias = chance_.pick(smallWords()) + std::to_string(other);
            text += " as " + alias;
        } else if (chance_.percent(30) && !standard) {
            text = "import " + alias;
        }
        if (!called.insert(alias).second) continue;
        module().imports.emplace_back(alias, other);
        module().kept.insert(alias);
        put(text);
    }
    size_t few = root ? 1 : 0;
    auto times = [&](size_t most, auto what) {
        for (size_t i = chance_.below(most + 1); i > 0; --i) what();
    };
    if (root || chance_.percent(50)) declareParam(true);
    if (chance_.percent(15)) declareTypeParam();
    times(1, [&] { declareEnum(); });
    times(1, [&] { declareAlias(); });
    times(1, [&] { declareUse(); });
    times(1, [&] { declareEnum(); });
    times(1, [&] { declareAlias(); });
    times(1, [&] { declareEnum(); });
    times(2 + few, [&] { declareParam(false); });
    times(2 + few, [&] { declareFunction(); });
    times(1, [&] { declareStructural(); });
    times(1, [&] { declareCounting(); });
    times(1, [&] { declareExtern(); });
    times(1, [&] { declareAssumption(); });
    for (size_t i = 0; i < few; ++i)
        for (Way way : {Way::Input, Way::Output, Way::Internal}) declareMessage(way);
    times(2, [&] {
        declareMessage(chance_.percent(50) ? Way::Internal : chance_.percent(50) ? Way::Input : Way::Output);
    });
    times(1 + few, [&] { declareUse(); });
    times(1, [&] { declareSendFunction(); });
    times(1 + few, [&] { declareProcess(); });
    times(1, [&] { declareState(); });
    times(1 + few, [&] { declareClass(false); });
    if (chance_.percent(15)) declareSpawning();
    times(1, [&] { declareState(); });
    times(1 + few, [&] { declareClass(true); });
    if (chance_.percent(50)) declareComposed();
    if (!root && chance_.percent(30)) declareSystem();
    if (root) {
        if (processes_.empty() || chance_.percent(30)) declareProcess();
        for (size_t i = 1 + chance_.below(2); i > 0; --i) declareSystem();
    }
    times(1 + few, [&] { declareInvariant(); });
    times(1, [&] { declareProperty(); });
    if (chance_.percent(30)) declareCheck();
}

std::string Generator::fileText(Module& module) {
    if (chance_.percent(60)) {   // declarations may stand in any order
        chance_.shuffle(module.decls);
    }
    std::string out = "spec " + module.name + "\n";
    if (chance_.percent(30)) out = "/// A spec made at random.\n" + out;
    for (const std::string& decl : module.decls) {
        if (chance_.percent(15)) out += "\n/// It is documented: `" + decl.substr(0, 9) + "`\n";
        else if (chance_.percent(10)) out += "// a remark { ( [ \"\n";
        out += decl + "\n";
    }
    return chance_.percent(50) ? out : disturbed(out, chance_);
}

MadeSpec Generator::make() {
    size_t count = chance_.percent(50) ? 1 : 2 + chance_.below(3);
    if (chance_.percent(20)) declareStandard();
    for (size_t i = 0; i < count; ++i) {
        systems_.clear();
        declareModule(i + 1 == count);
    }
    if (systems_.empty()) throw DeadEnd("no system");
    decideDurable();
    MadeSpec out;
    for (size_t i = modules_.size(); i-- > 0;) {
        if (modules_[i].path.empty()) continue;
        current_ = i;
        out.files.emplace_back(modules_[i].path, fileText(modules_[i]));
    }
    for (const auto& [shape, owner] : typeParams_) out.typeParams.push_back(shape->name);
    out.systems = systems_;
    return out;
}

}   // namespace evd::specs
