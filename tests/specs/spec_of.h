#pragma once
// The specs that the tests of this folder go through.

#include "tests/specs/generator.h"

#include <cstdlib>
#include <fmt/format.h>
#include <optional>

namespace evd::specs {

/// A number from the environment.
inline size_t numberFrom(const char* variable, size_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

/// The spec of a seed, if the choices lead to one.
inline std::optional<MadeSpec> specOf(uint64_t seed) {
    try {
        return Generator(seed).make();
    } catch (const DeadEnd&) { return std::nullopt; } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("the generator fails, seed {}: {}", seed, error.what()));
    }
}

}   // namespace evd::specs
