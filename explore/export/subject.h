#pragma once
// What is exported to other model checkers: one instance, the statements that are asked of it, and what cannot be said.

#include "base/diagnostics.h"
#include "explore/instance/instance.h"
#include "explore/simulate/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace evd::explore {

/// One instance of a check. The parts must outlive it.
struct ExportSubject {
    const ir::Interpreter& interpreter;
    const Instance& instance;
    const Played* start = nullptr;      ///< the runs begin where it ends; null: at the initial states
    std::vector<uint32_t> statements;   ///< indexes into Module::statements
    std::string title;                  ///< for comments: "the check of `agreement`"
    std::string check;                  ///< … and the instance, if there are several: "uid = {a: 1, b: 2}"
    Span span;                          ///< of the check
    Network network;

    const ir::Module& module() const { return interpreter.module(); }
};

/// Reports that an instance cannot be written for another tool (EVD6019): `tool` is its language.
inline Diagnostic& refuseExport(Diagnostics& diagnostics, const ExportSubject& subject, Span at,
                                const std::string& tool, const std::string& why) {
    return diagnostics.report(Code::NotExported, at, subject.title, tool, why);
}

/// Reports that a statement is left out, or a part of what it says (EVD6020).
inline Diagnostic& leaveOut(Diagnostics& diagnostics, const ExportSubject& subject, uint32_t statement,
                            const std::string& tool, const std::string& why) {
    const ir::Statement& one = subject.module().statements[statement];
    return diagnostics.report(Code::StatementNotExported, one.span, one.name, tool, why);
}

}   // namespace evd::explore
