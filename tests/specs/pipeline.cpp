#include "tests/specs/pipeline.h"

#include "backend/jit/jit.h"
#include "driver/dump_tree.h"
#include "driver/prepare.h"
#include "driver/render_json.h"
#include "driver/render_text.h"
#include "driver/template.h"
#include "explore/simulate/simulator.h"
#include "explore/trace/render_json.h"
#include "explore/trace/render_mermaid.h"
#include "explore/trace/render_svg.h"
#include "explore/trace/render_text.h"
#include "frontend/format/format.h"
#include "frontend/sema/check.h"
#include "ir/core/parse.h"
#include "ir/core/print.h"
#include "ir/core/verify.h"
#include "tests/differential/twins.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace evd::specs {

namespace {

constexpr size_t kEvents = 60;
constexpr size_t kMostState = 3000;   ///< bytes; beyond it a location starts over
constexpr uint32_t kSteps = 60;
constexpr uint32_t kStepsAtOnce = 5;   ///< then it is looked whether the spec multiplies what it sends, starts or keeps
constexpr size_t kMultiplied = 2000;   ///< messages, changes and twenties of characters in them
constexpr size_t kFactor = 8;          ///< in so few steps

/// Thrown where something does not hold.
struct Broken : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool good, const std::string& what) {
    if (!good) throw Broken(what);
}

std::string listing(const Diagnostics& diagnostics, const SourceSet& sources) {
    return driver::renderText(diagnostics, sources, false);
}

std::string firstError(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics.all())
        if (diagnostic.severity == Severity::Error) return codeName(diagnostic.code) + " " + diagnostic.message;
    return "";
}

bool isInternal(const Diagnostics& diagnostics) {
    for (const Diagnostic& diagnostic : diagnostics.all())
        if (diagnostic.code == Code::Internal) return true;
    return false;
}

class Trial {
public:
    Trial(const MadeSpec& spec, uint64_t seed) : spec_(spec), seed_(seed) {
        for (const auto& [path, text] : spec.files) session_.setText(path, text);
        Chance chance(seed);
        static const std::vector<std::string> kTypes = {"Int", "Nat", "Str", "Bool", "Bytes", "Loc"};
        for (const std::string& name : spec.typeParams)
            if (chance.percent(60)) typeArgs_[name] = chance.pick(kTypes);
    }

    Outcome run() {
        step_ = "check";
        checked_ = session_.check(spec_.root());
        require(!isInternal(checked_.diagnostics), listing(checked_.diagnostics, checked_.sources));
        driver::renderJsonLines(checked_.diagnostics, checked_.sources);
        if (!checked_.ok() || !session_.lower(checked_, {}))
            return {Outcome::Refused, firstError(checked_.diagnostics), step_};
        layout();
        dumps();
        lower();
        roundTrip();
        std::string refused = simulate();
        if (!refused.empty()) out_.kind = Outcome::NotDeployed, out_.what = refused;
        native();
        return out_;
    }
    const std::string& step() const { return step_; }

private:
    void layout() {
        step_ = "format";
        driver::Session other(EVD_SOURCE_DIR "/stdlib");
        for (const auto& [path, text] : spec_.files) {
            auto once = format::format(text);
            require(once.has_value(), "a text without errors is not formatted");
            auto twice = format::format(*once);
            require(twice && *twice == *once,
                    "formatting again changes:\n" + *once + "\n---- into\n" + twice.value_or(""));
            require(format::sameMeaning(text, *once), "the format changes the meaning:\n" + *once);
            other.setText(path, *once);
        }
        step_ = "check of the formatted text";
        driver::Checked again = other.check(spec_.root());
        std::vector<std::string> before, after;
        for (const Diagnostic& diagnostic : checked_.diagnostics.all())
            before.push_back(codeName(diagnostic.code) + " " + diagnostic.message);
        for (const Diagnostic& diagnostic : again.diagnostics.all())
            after.push_back(codeName(diagnostic.code) + " " + diagnostic.message);
        require(before == after, "other diagnostics:\n" + listing(checked_.diagnostics, checked_.sources) +
                                     "---- formatted\n" + listing(again.diagnostics, again.sources));
    }

    void dumps() {
        step_ = "dump";
        const sema::Program& program = *checked_.program;
        for (uint32_t m = 0; m < program.modules.size(); ++m) {
            const sema::Module& module = program.modules[m];
            const SourceFile& file = checked_.sources.file(module.tree->file);
            require(!driver::dumpTree(*module.tree, file).empty(), "an empty tree");
            for (sema::SymbolId symbol : module.symbols) {
                require(!program.signature(symbol).empty(), "no signature of " + program[symbol].name);
                for (sema::SymbolId member : program[symbol].members)
                    if (program[member].type)
                        require(!program.text(program[member].type).empty(), "a type without text");
            }
            for (size_t i = 0; i < module.tree->tokens.size(); i += 1 + module.tree->tokens.size() / 40)
                sema::at(program, m, module.tree->tokens[i].span.begin);
        }
    }

    void lower() {
        step_ = "lower";
        auto lowered = session_.lower(checked_, {typeArgs_});
        require(lowered.has_value(), listing(checked_.diagnostics, checked_.sources));
        module_ = std::move(*lowered);
        step_ = "verify";
        std::vector<std::string> broken = ir::verify(module_);
        require(broken.empty(), fmt::format("{}\n{}", fmt::join(broken, "\n"), ir::print(module_)));
    }

    void roundTrip() {
        step_ = "print and parse";
        std::string text = ir::print(module_);
        auto parsed = ir::parse(text);
        require(static_cast<bool>(parsed), parsed ? "" : parsed.error().message + "\n" + text);
        require(ir::print(*parsed) == text,
                "the module is printed differently once parsed:\n" + text + "\n---- then\n" + ir::print(*parsed));
    }

    /// A run with the template's values; what refuses it, if something does.
    std::string simulate() {
        step_ = "deploy";
        std::string toml = driver::deploymentTemplate(module_, *checked_.program, checked_.sources, {typeArgs_});
        session_.setText("/specs/cluster.toml", toml);
        Chance chance(seed_);
        driver::PrepareRequest request;
        request.spec = spec_.root();
        request.deployment = "/specs/cluster.toml";
        request.system = chance.pick(spec_.systems);
        request.typeArgs = typeArgs_;
        Diagnostics diagnostics;
        SourceSet sources;
        auto prepared = driver::prepare(session_, request, diagnostics, sources);
        if (!prepared) {
            std::string first = firstError(diagnostics);
            bool ours = first.rfind("EVD70", 0) == 0 || first.rfind("EVD6007", 0) == 0;   // a value that faults
            require(ours, "the template is refused:\n" + listing(diagnostics, sources) + toml);
            return first;
        }
        step_ = "run";
        explore::SimOptions options;
        options.seed = seed_;
        options.steps = 0;
        options.drop = chance.percent(50) ? 0.1 : 0;
        options.duplicate = chance.percent(50) ? 0.2 : 0;
        options.fifo = chance.percent(30);
        options.delay.mostNs = chance.percent(30) ? 5'000'000 : 0;
        differential::RandomValues random(prepared->module.types, seed_);
        std::vector<uint32_t> places = prepared->interpreter->locations();
        size_t names = prepared->deployment().names.size();
        for (ir::MessageId m = 0; m < prepared->module.messages.size() && !places.empty(); ++m) {
            const ir::Message& message = prepared->module.messages[m];
            if (message.kind != ir::MessageKind::Input) continue;
            for (int i = 0; i < 4; ++i) {
                explore::Input input;
                input.message = m;
                for (const auto& field : message.fields) input.payload.push_back(random.value(field.type, names));
                input.to = chance.pick(places);
                input.from = static_cast<uint32_t>(chance.below(names));
                input.notBefore = static_cast<uint32_t>(chance.below(30));
                options.inputs.push_back(input);
            }
        }
        if (!places.empty() && chance.percent(60)) {
            uint32_t location = chance.pick(places), at = static_cast<uint32_t>(chance.below(40));
            options.crashes.push_back({location, at});
            options.restarts.push_back({location, at + static_cast<uint32_t>(chance.below(10))});
        }
        explore::Run run;
        size_t made = 0;
        for (size_t before = kMultiplied;
             options.steps < kSteps && made < kMultiplied && made < kFactor * before + 200;) {
            before = made;
            options.steps += kStepsAtOnce;
            run = explore::Simulator(*prepared->interpreter, options).run();
            made = run.messages.size();
            for (const explore::Event& event : run.events)
                for (const explore::Change& change : event.changes) made += 1 + change.after.size() / 20;
        }
        run.system = request.system;
        step_ = "show the run";
        std::string shown = explore::renderText(run, {});
        explore::renderJson(run);
        explore::renderSvg(run);
        explore::renderMermaid(run);
        step_ = "run again";
        explore::Run again = explore::Simulator(*prepared->interpreter, options).run();
        again.system = request.system;
        require(explore::renderText(again, {}) == shown, "the same seed gives another run");
        return "";
    }

    std::optional<std::pair<uint32_t, uint32_t>> placeOf(Span span) const {
        if (span.file >= checked_.sources.size()) return std::nullopt;
        LineColumn at = checked_.sources.file(span.file).position(span.begin);
        return std::pair(at.line + 1, at.column + 1);
    }

    void native() {
        step_ = "native";
        differential::RandomValues random(module_.types, seed_);
        ir::Deployment deployment;
        deployment.names = {"a", "b", "c"};
        for (const ir::SystemParam& param : module_.params) {
            ir::TypeTable& types = module_.types;
            if (param.domain.empty()) {
                ir::Value value = random.value(param.type, 3);
                ir::Type type = types[param.type];
                bool places = (type.kind == ir::TypeKind::Set || type.kind == ir::TypeKind::List ||
                               type.kind == ir::TypeKind::Ring) &&
                              types[type.args[0]].kind == ir::TypeKind::Loc;
                if (places) value = ir::Value::ofItems({ir::Value::scalar(0), ir::Value::scalar(1)});
                deployment.params.push_back(value);
            } else {
                deployment.params.push_back(random.value(types.map(types.tuple(param.domain), param.type), 3));
            }
        }
        Chance chance(seed_ + 1);
        auto system = static_cast<ir::SystemId>(chance.below(module_.systems.size()));
        backend::CodeOptions options;
        options.optLevel = static_cast<int>(chance.below(3));
        options.locate = [this](Span span) -> std::optional<backend::Place> {
            auto place = placeOf(span);
            if (!place) return std::nullopt;
            return backend::Place{checked_.sources.file(span.file).path(), place->first, place->second};
        };
        auto code = backend::compileInProcess(module_, options);
        require(static_cast<bool>(code), code ? "" : code.error().message);
        step_ = "native steps";
        differential::Twins twins(module_, system, deployment, (*code)->module(),
                                  [this](Span span) { return placeOf(span); });
        if (twins.refused() || twins.problem().find("EVD6007") != std::string::npos) {
            out_.kind = Outcome::NotDeployed;
            out_.what = twins.problem();
            return;
        }
        require(twins.problem().empty(), twins.problem());
        if (twins.locations().empty()) return;
        twins.limitState(kMostState);
        for (size_t i = 0; i < kEvents; ++i) {
            auto difference = twins.randomEvent(random);
            require(!difference,
                    fmt::format("event {}: {}\n{}", twins.events(), twins.lastEvent(), difference.value_or("")));
        }
        auto leaked = twins.leaks();
        require(!leaked, leaked.value_or(""));
        out_.events = twins.events();
        out_.faults = twins.faults();
        out_.outputs = twins.outputs();
    }

    const MadeSpec& spec_;
    uint64_t seed_;
    driver::Session session_{EVD_SOURCE_DIR "/stdlib"};
    std::map<std::string, std::string> typeArgs_;
    driver::Checked checked_;
    ir::Module module_;
    std::string step_ = "start";
    Outcome out_;
};

}   // namespace

Outcome tryOut(const MadeSpec& spec, uint64_t seed) {
    Trial trial(spec, seed);
    try {
        return trial.run();
    } catch (const std::exception& error) { return {Outcome::Failed, error.what(), trial.step()}; }
}

}   // namespace evd::specs
