#include "driver/fault_options.h"

#include "driver/commands.h"
#include "driver/message_text.h"
#include "ir/core/reader.h"

#include <algorithm>
#include <charconv>
#include <iostream>

namespace evd::driver {

namespace {

bool refuse(const std::string& text) {
    fail(Code::BadUsage, {text});
    return false;
}

std::string_view stripped(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

/// Where `sign` stands outside of quotes.
size_t findOutside(std::string_view text, std::string_view sign) {
    bool quoted = false;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && quoted) ++i;
        else if (text[i] == '"') quoted = !quoted;
        else if (!quoted && text.substr(i, sign.size()) == sign) return i;
    }
    return std::string_view::npos;
}

template <class Number> std::optional<Number> numberIn(std::string_view text) {
    Number out{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return out;
}

/// The number of a location; an error is told.
std::optional<uint32_t> locationNamed(const Prepared& prepared, std::string_view text) {
    const Result<uint32_t> out = writtenLocation(stripped(text), prepared.deployment().names);
    if (out) return *out;
    std::cerr << "error[" << out.error().code << "]: " << out.error().message << "\n";
    return std::nullopt;
}

std::optional<uint32_t> locationInside(const Prepared& prepared, std::string_view text, const char* verb) {
    const std::optional<uint32_t> out = locationNamed(prepared, text);
    if (!out) return out;
    const std::vector<uint32_t> inside = prepared.interpreter->locations();
    if (std::find(inside.begin(), inside.end(), *out) != inside.end()) return out;
    refuse(fmt::format("the system places nothing at `{}`, so it cannot {}", stripped(text), verb));
    return std::nullopt;
}

/// The location before the colon of `n1: up(i)`; empty if there is none.
std::string_view onlyAt(std::string_view text) {
    const size_t colon = findOutside(text, ":");
    if (colon == std::string_view::npos) return "";
    const std::string_view name = stripped(text.substr(0, colon));
    const bool quoted = name.size() > 1 && name.front() == '"' && findOutside(name.substr(1), "\"") == name.npos;
    const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.';
    });
    return quoted || plain ? name : "";
}

std::string formulaOf(const std::string& text) {
    const std::string_view name = onlyAt(text);
    return std::string(stripped(name.empty() ? text : std::string_view(text).substr(text.find(':', name.size()) + 1)));
}

std::optional<double> probability(std::string_view text) {
    const std::optional<double> out = numberIn<double>(text);
    return out && *out >= 0 && *out <= 1 ? out : std::nullopt;
}

/// `5ms`, `1ms..20ms` or `heavy:1ms..10s`.
std::optional<explore::Delay> delay(std::string_view text, const ir::Module& module) {
    explore::Delay out;
    constexpr std::string_view kHeavy = "heavy:";
    out.heavyTailed = text.substr(0, kHeavy.size()) == kHeavy;
    if (out.heavyTailed) text.remove_prefix(kHeavy.size());
    const size_t dots = text.find("..");
    if (out.heavyTailed && dots == std::string_view::npos) return std::nullopt;
    const ir::TypeId duration = module.types.basic(ir::TypeKind::Duration);
    const auto least = ir::parseValue(module.types, duration, text.substr(0, dots), {});
    const auto most =
        dots == std::string_view::npos ? least : ir::parseValue(module.types, duration, text.substr(dots + 2), {});
    if (!least || !most || least->number < 0 || most->number < least->number) return std::nullopt;
    out.leastNs = least->number;
    out.mostNs = most->number;
    return out;
}

/// Takes `n1->n2=` off the text of a value, and says which links it means: all if nothing stands there. False, and an
/// error, if a location is unknown.
bool takeLink(const Prepared& prepared, std::string_view& text, explore::LinkRule& rule) {
    const size_t arrow = findOutside(text, "->"), equals = findOutside(text, "=");
    if (arrow == std::string_view::npos || equals == std::string_view::npos || equals < arrow) return true;
    auto end = [&](std::string_view name, std::optional<uint32_t>& out) {
        if (stripped(name) == "*") return true;
        out = locationNamed(prepared, name);
        return out.has_value();
    };
    if (!end(text.substr(0, arrow), rule.from) || !end(text.substr(arrow + 2, equals - arrow - 2), rule.to))
        return false;
    text.remove_prefix(equals + 1);
    return true;
}

}   // namespace

void FaultOptions::addTo(CLI::App& command, explore::SimOptions& simulation) {
    auto list = [&](const char* name, std::vector<std::string>& into, const char* help) {
        command.add_option(name, into, help)->allow_extra_args(false);
    };
    list("--drop", drops_, "probability that a message is lost; of one link: 'n1->n2=0.5', 'n1->*=0.5'");
    list("--duplicate", duplicates_, "probability that a message arrives twice; of one link: 'n1->n2=0.5'");
    list("--delay", delays_,
         "simulated time messages need, such as 5ms, 1ms..20ms, heavy:1ms..10s; of one link: 'n1->n2=5ms'");
    list("--partition", partitions_,
         "location,…@from..until: cut off from all others between these steps; what is on its way waits");
    list("--crash", crashes_, "location@step: it stops, for good or until a --restart");
    list("--restart", restarts_, "location@step: a crashed location starts again; durable variables survive");
    command
        .add_option("--random-crashes", simulation.randomCrashes,
                    "up to that many crashes, where and when the seed says")
        ->check(wholeNumber(0, 1000));
    command
        .add_option("--random-restarts", simulation.randomRestarts,
                    "up to that many of the locations that crashed so come back")
        ->check(wholeNumber(0, 1000));
    list("--crash-when", crashWhen_,
         "a formula about a location i: one of which it holds may crash; 'n1: formula' is about n1 only");
    crashRate_ =
        command.add_option("--crash-rate", simulation.crashRate, "chance at each step that some location crashes")
            ->check(CLI::Range(0.0, 1.0));
    crashesMax_ = command
                      .add_option("--crashes", simulation.crashesMax,
                                  "crashes of a run by --crash-when and --crash-rate at most (default 1)")
                      ->check(wholeNumber(0, 1'000'000));
    restartsMax_ = command
                       .add_option("--restarts", simulation.restartsMax,
                                   "up to that many of the locations that crashed so come back (default 0)")
                       ->check(wholeNumber(0, 1'000'000));
    restartRate_ =
        command
            .add_option("--restart-rate", simulation.restartRate,
                        "chance at each step that one of these comes back (default 0.1); without --restarts all may")
            ->check(CLI::Range(0.0, 1.0));
}

std::vector<std::string> FaultOptions::conditions() const {
    std::vector<std::string> out;
    for (const std::string& text : crashWhen_) out.push_back(formulaOf(text));
    return out;
}

bool FaultOptions::read(const Prepared& prepared, explore::SimOptions& out) const {
    return readOutages(prepared, out) && readCrashWhen(prepared, out) && readLinks(prepared, out) &&
           readPartitions(prepared, out);
}

/// `n2@30`.
bool FaultOptions::readOutages(const Prepared& prepared, explore::SimOptions& out) const {
    auto read = [&](const std::vector<std::string>& texts, const char* verb, std::vector<explore::Outage>& into) {
        for (const std::string& text : texts) {
            const size_t at = text.rfind('@');
            const auto step = at == std::string::npos || at == 0
                                  ? std::nullopt
                                  : numberIn<uint32_t>(std::string_view(text).substr(at + 1));
            if (!step) return refuse(fmt::format("--{} takes location@step, such as n2@30; found {}", verb, text));
            const auto where = locationInside(prepared, std::string_view(text).substr(0, at), verb);
            if (!where) return false;
            into.push_back({*where, *step});
        }
        return true;
    };
    if (!read(crashes_, "crash", out.crashes) || !read(restarts_, "restart", out.restarts)) return false;
    // A restart needs a crash that comes before it.
    for (const explore::Outage& restart : out.restarts) {
        const bool crashed = std::any_of(out.crashes.begin(), out.crashes.end(), [&](const explore::Outage& crash) {
            return crash.location == restart.location && crash.step <= restart.step;
        });
        if (!crashed)
            return refuse(fmt::format("--restart {0}@{1}: `{0}` has not crashed by then; add --crash {0}@step",
                                      ir::locationText(prepared.deployment().names[restart.location]), restart.step));
    }
    return true;
}

bool FaultOptions::readCrashWhen(const Prepared& prepared, explore::SimOptions& out) const {
    for (uint32_t i = 0; i < crashWhen_.size(); ++i) {
        explore::CrashWhen one{i, std::nullopt};
        if (const std::string_view name = onlyAt(crashWhen_[i]); !name.empty()) {
            one.only = locationInside(prepared, name, "crash");
            if (!one.only) return false;
        }
        out.crashWhen.push_back(one);
    }
    const bool any = !crashWhen_.empty() || crashRate_->count() > 0;
    for (const CLI::Option* option : {crashesMax_, restartsMax_, restartRate_})
        if (option->count() > 0 && !any)
            return refuse(fmt::format("{} is about the crashes of --crash-when and --crash-rate; give one of them",
                                      option->get_name()));
    if (restartRate_->count() > 0 && restartsMax_->count() == 0) out.restartsMax = UINT32_MAX;
    return true;
}

bool FaultOptions::readLinks(const Prepared& prepared, explore::SimOptions& out) const {
    auto read = [&](const std::vector<std::string>& texts, const char* option, const char* takes, auto&& set) {
        for (const std::string& text : texts) {
            explore::LinkRule rule;
            std::string_view value = text;
            if (!takeLink(prepared, value, rule)) return false;
            if (!set(value, rule)) return refuse(fmt::format("{} takes {}; found {}", option, takes, text));
            out.links.push_back(rule);
        }
        return true;
    };
    const char* const chance = "a probability from 0 to 1, or that of a link, such as 'n1->n2=0.5'";
    return read(drops_, "--drop", chance,
                [](std::string_view text, explore::LinkRule& rule) {
                    return (rule.drop = probability(text)).has_value();
                }) &&
           read(duplicates_, "--duplicate", chance,
                [](std::string_view text, explore::LinkRule& rule) {
                    return (rule.duplicate = probability(text)).has_value();
                }) &&
           read(delays_, "--delay",
                "a duration or a range of durations, such as 1ms..20ms or heavy:1ms..10s, or that of a link, such as "
                "'n1->n2=5ms'",
                [&](std::string_view text, explore::LinkRule& rule) {
                    return (rule.delay = delay(text, prepared.module)).has_value();
                });
}

/// `n1,n2@20..60`.
bool FaultOptions::readPartitions(const Prepared& prepared, explore::SimOptions& out) const {
    for (const std::string& text : partitions_) {
        const size_t at = text.rfind('@'), dots = at == std::string::npos ? at : text.find("..", at);
        explore::Partition one;
        const auto good = [&] {
            if (at == 0 || dots == std::string::npos) return false;
            const auto from = numberIn<uint32_t>(std::string_view(text).substr(at + 1, dots - at - 1));
            const auto until = numberIn<uint32_t>(std::string_view(text).substr(dots + 2));
            one.from = from.value_or(0);
            one.until = until.value_or(0);
            return from && until && *from < *until;
        };
        if (!good())
            return refuse("--partition takes locations and the steps between which they are cut off from all others, "
                          "such as n1,n2@20..60; found " +
                          text);
        for (std::string_view rest = std::string_view(text).substr(0, at);;) {
            const size_t comma = findOutside(rest, ",");
            const auto where = locationNamed(prepared, rest.substr(0, comma));
            if (!where) return false;
            one.apart.push_back(*where);
            if (comma == std::string_view::npos) break;
            rest.remove_prefix(comma + 1);
        }
        out.partitions.push_back(std::move(one));
    }
    return true;
}

}   // namespace evd::driver
