// Names: collisions between modules and kinds are wanted, as long as the language can tell what is meant.

#include "tests/specs/generator.h"
#include "tests/specs/words.h"

#include <algorithm>
#include <cctype>

namespace evd::specs {

std::string Generator::declareName(bool capital) {
    const auto& words = capital ? capitalWords() : smallWords();
    for (size_t tries = 0;; ++tries) {
        std::string name = chance_.pick(words);
        if (tries > 3 || chance_.percent(20)) name += "_" + std::to_string(chance_.below(tries < 20 ? 9 : 999));
        if (module().kept.count(name) == 0 && module().names.insert(name).second) return name;
    }
}

std::string Generator::localName() {
    if (chance_.percent(15) && !locals_.empty())   // hides another one
        if (const Local& hidden = locals_[chance_.below(locals_.size())];
            !hidden.atom && std::islower(static_cast<unsigned char>(hidden.name[0])) != 0 && hidden.name.size() > 1)
            return hidden.name;
    std::string name = chance_.pick(smallWords());
    if (chance_.percent(60)) name += std::to_string(chance_.below(10));
    return name;
}

std::string Generator::fieldName(const std::set<std::string>& taken) {
    for (;;) {
        std::string name = chance_.pick(smallWords());
        if (chance_.percent(30)) name += std::to_string(chance_.below(10));
        if (taken.count(name) == 0) return name;
    }
}

bool Generator::isLocal(const std::string& name) const {
    return std::any_of(locals_.begin(), locals_.end(),
                       [&](const Local& local) { return !local.atom && local.name == name; }) ||
           std::any_of(beside_.begin(), beside_.end(), [&](const Field& field) { return field.name == name; });
}

bool Generator::imports(size_t other) const {
    const auto& imports = modules_[current_].imports;
    return std::any_of(imports.begin(), imports.end(), [&](const auto& import) { return import.second == other; });
}

/// The text that names a declaration of a module here, if there is one. Capitals are never hidden by locals.
std::optional<std::string> Generator::reference(size_t owner, const std::string& name, bool capital) {
    bool hidden = !capital && isLocal(name);
    if (owner == current_) return hidden ? std::nullopt : std::optional(name);
    size_t candidates = 0;
    std::string first, alias;   // `alias` may lead through an instance of another module
    for (const auto& [called, imported] : module().imports) {
        if (!modules_[imported].instance) candidates += modules_[imported].names.count(name);
        if (imported == owner) first = alias = called;
        if (alias.empty())
            for (const auto& [inner, deeper] : modules_[imported].imports)
                if (deeper == owner && modules_[deeper].instance) first = called, alias = called + "." + inner;
    }
    if (alias.empty()) return std::nullopt;
    bool direct = !hidden && !modules_[owner].instance && candidates == 1 && module().names.count(name) == 0;
    auto plainly = [&] {
        module().kept.insert(name);   // what is declared later must not hide it
        return std::optional(name);
    };
    if (direct && chance_.percent(50)) return plainly();
    // `alias.name` means a field or a call if the alias is the name of something else
    bool aliasHidden = isLocal(first) || module().names.count(first) != 0;
    for (const auto& [called, imported] : module().imports)
        aliasHidden |= !modules_[imported].instance && modules_[imported].names.count(first) != 0;
    if (!aliasHidden) {
        module().kept.insert(first);
        return alias + "." + name;
    }
    return direct ? plainly() : std::nullopt;
}

/// Whether a built-in function can be called by its name here.
bool Generator::builtin(const std::string& name) {
    if (isLocal(name) || module().names.count(name) != 0) return false;
    for (const auto& [alias, imported] : module().imports)
        if (!modules_[imported].instance && modules_[imported].names.count(name) != 0) return false;
    module().kept.insert(name);
    return true;
}

std::string Generator::constructorName(const EnumInfo* info, const Constructor& constructor) {
    if (info == shapes_.optionInfo()) return constructor.name;
    auto name = reference(info->module, constructor.name, true);
    if (!name) throw DeadEnd("a constructor that cannot be named");
    return *name;
}

}   // namespace evd::specs
