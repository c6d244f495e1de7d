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

/// The spec of a seed: the first of its variants whose choices lead to one.
inline std::optional<MadeSpec> specOf(uint64_t seed) {
    for (uint64_t variant = 0; variant < 20; ++variant) try {
            return Generator(seed ^ (variant << 40U)).make();
        } catch (const DeadEnd&) { continue; } catch (const std::bad_optional_access&) {
            continue;   // something that has no name where it is used
        } catch (const std::exception& error) {
            throw std::runtime_error(fmt::format("the generator fails, seed {}: {}", seed, error.what()));
        }
    return std::nullopt;
}

}   // namespace evd::specs
