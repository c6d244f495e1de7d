#pragma once
// Names and texts as other languages take them.

#include <set>
#include <string>
#include <string_view>

namespace evd::explore {

/// Gives each thing a name of letters, digits and `_` that no other thing has.
class ExportNames {
public:
    /// `taken`: words that no name may be, such as the reserved words of the language.
    explicit ExportNames(std::set<std::string> taken = {}) : taken_(std::move(taken)) {}

    /// The text with `_` for what no name has, behind `prefix`; with a number behind it if that is taken.
    std::string make(std::string_view text, const std::string& prefix = {});

private:
    std::set<std::string> taken_;
};

/// Letters, digits and `_` of a text; `_` for the rest, once for several.
std::string nameCharacters(std::string_view text);

}   // namespace evd::explore
