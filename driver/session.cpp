#include "driver/session.h"

#include "base/read_file.h"
#include "driver/qualified.h"
#include "frontend/repair/trial.h"
#include "frontend/sema/check.h"
#include "ir/passes/pipeline.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace evd::driver {

std::optional<std::string> OverlayReader::read(const std::string& path) {
    auto found = texts_.find(canonicalPath(path));
    return found != texts_.end() ? std::optional(found->second) : readFile(path, &why_);
}

std::string OverlayReader::name(const std::string& path) {
    std::error_code error;
    std::string canonical = canonicalPath(path);
    std::string plain = normalPath(path);
    bool link = std::filesystem::is_symlink(plain, error) || canonicalPath(plain) != canonical;   // `link/../a`
    return names_.try_emplace(canonical, link ? canonical : plain).first->second;
}

Checked Session::check(const std::string& path) {
    Checked out;
    if (!reader_.read(path)) {
        out.diagnostics.report(Code::CannotRead, kNowhere, path, reader_.why());
        return out;
    }
    out.program = sema::check(path, reader_, stdlibPath_, out.sources, out.diagnostics);
    out.diagnostics.sortAndDeduplicate();
    repair::Trial trial(path, reader_, stdlibPath_, {out.program.get(), &out.sources});
    repair::keepSound(trial, out.diagnostics);
    return out;
}

std::vector<std::string> Session::typeParams(const sema::Program& program) {
    std::vector<std::string> names;
    for (const sema::Symbol& symbol : program.symbols)
        if (symbol.kind == sema::SymbolKind::TypeParam && symbol.bound == nullptr)
            names.push_back(program.qualifiedName(static_cast<sema::SymbolId>(&symbol - program.symbols.data())));
    return names;
}

void Session::checkTypeArgs(Checked& checked, const std::map<std::string, std::string>& typeArgs) {
    std::vector<std::string> known = typeParams(*checked.program);
    for (const auto& [name, type] : typeArgs) {
        auto means = [&](const std::string& one) { return one == name || lastPart(one) == name; };
        if (std::any_of(known.begin(), known.end(), means)) continue;
        Diagnostic& diagnostic = checked.diagnostics.report(Code::BadUsage, kNowhere,
                                                            "--type " + name + "=" + type +
                                                                ": the spec declares no `param type " + name + "`");
        if (!known.empty()) diagnostic.note(fmt::format("it declares {}", fmt::join(known, ", ")));
    }
}

Lowered Session::lower(Checked& checked, const lower::LowerOptions& options) const {
    ir::Module module = lower::lower(*checked.program, checked.sources, options, checked.diagnostics);
    checked.diagnostics.sortAndDeduplicate();
    if (checked.diagnostics.hasErrors()) return std::nullopt;
    ir::runPipeline(module);
    return module;
}

std::optional<FileId> Session::load(const std::string& path, Checked& into) {
    std::optional<std::string> text = reader_.read(path);
    if (text) return into.sources.add(path, std::move(*text));
    into.diagnostics.report(Code::CannotRead, kNowhere, path, reader_.why());
    return std::nullopt;
}

std::optional<ir::SystemId> chooseSystem(const ir::Module& module, const std::string& name, const std::string& purpose,
                                         Diagnostics& diagnostics, Span named) {
    std::vector<std::string> names;
    for (uint32_t i = 0; i < module.systems.size(); ++i) {
        if (module.systems[i].name == name) return i;
        names.push_back(module.systems[i].name);
    }
    if (names.empty()) {
        diagnostics.report(Code::NoSystem, {0, 0, 0}, purpose)
            .note("a system says what runs where: `system S = P at nodes`");
    } else if (!name.empty()) {
        std::string near = nearest(name, names);
        diagnostics.report(Code::NoSuchSystem, named, name)
            .note(near.empty() ? fmt::format("it declares {}", fmt::join(names, ", "))
                               : "did you mean `" + near + "`?");
    } else if (names.size() == 1) {
        return 0;
    } else {
        diagnostics.report(Code::SeveralSystems, module.systems.front().span,
                           fmt::format("{}", fmt::join(names, ", ")));
    }
    return std::nullopt;
}

}   // namespace evd::driver
